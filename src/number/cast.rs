//! Conversions between counts and real numbers, so that casts live in one place.

/// The end of the numbers that a double holds whole: 2^53.
pub(crate) const WHOLE_END: f64 = 9_007_199_254_740_992.0;

/// A count as a real number.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub const fn from_count(count: usize) -> f64 {
    count as f64
}

/// An instant or a difference of instants in seconds as a real number.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^53")]
pub const fn from_seconds(seconds: i64) -> f64 {
    seconds as f64
}

/// A large count as a real number.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "beyond 2^53 the nearest real number will do")]
pub const fn from_u64(count: u64) -> f64 {
    count as f64
}

/// A number of 128 bits as a real number, rounded to the nearest.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "the nearest real number is what is wanted")]
pub const fn from_u128(number: u128) -> f64 {
    number as f64
}

/// A real number in single precision, the nearest one; too large ones become infinite.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "rounding is the documented behaviour")]
pub const fn single(value: f64) -> f32 {
    value as f32
}

/// A count in single precision; beyond 2^24 the nearest one.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "rounding is the documented behaviour")]
pub const fn single_count(count: usize) -> f32 {
    count as f32
}

/// The whole number nearest to `value`; halves go away from zero, negative and NaN become 0.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the conversion saturates, which is the documented behaviour"
)]
pub fn round_to_count(value: f64) -> usize {
    value.round() as usize
}

/// An index as the 32-bit number that files and matrices store.
///
/// # Panics
/// When `index` does not fit: no data set may have more than 2^32 users, items or rows, which its
/// constructor checks.
#[must_use]
pub fn to_u32(index: usize) -> u32 {
    u32::try_from(index).expect("a data set's constructor bounds users, items and rows by 2^32")
}

/// The whole part of `value`; negative and NaN become 0, too large ones the largest count.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the conversion saturates, which is the documented behaviour"
)]
pub const fn truncate(value: f64) -> u64 {
    value as u64
}

/// The whole part of `value` as an index, saturating like [`truncate`].
#[must_use]
pub fn truncate_to_index(value: f64) -> usize {
    usize::try_from(truncate(value)).unwrap_or(usize::MAX)
}

/// The whole part of so many seconds, saturating like [`truncate`].
#[must_use]
pub fn truncate_to_seconds(value: f64) -> i64 {
    i64::try_from(truncate(value)).unwrap_or(i64::MAX)
}

/// A 32-bit number as an index.
#[must_use]
pub const fn to_index(number: u32) -> usize {
    number as usize
}
