//! The conversions between counts and reals, in one place.

/// A count as a real number; exact below 2⁵³.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts stay far below 2^53, where every whole number is exact"
)]
pub(super) fn real(count: u64) -> f64 {
    count as f64
}

/// A length as a real number; exact below 2⁵³.
pub(super) fn real_length(length: usize) -> f64 {
    crate::number::from_count(length)
}

/// The whole part of a real number; 0 for negatives and NaN, the largest count at most.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, which is what the documentation promises"
)]
pub(super) fn whole(value: f64) -> u64 {
    value as u64
}

/// The whole part of a real number as an index; saturating like [`whole`].
pub(super) fn whole_index(value: f64) -> usize {
    usize::try_from(whole(value)).unwrap_or(usize::MAX)
}

/// The whole part of a real number of seconds; saturating like [`whole`].
pub(super) fn whole_seconds(value: f64) -> i64 {
    i64::try_from(whole(value)).unwrap_or(i64::MAX)
}

/// A `u32` count as an index: wide enough on every platform that runs this.
pub(super) fn index(count: u32) -> usize {
    count as usize
}

/// An index as a `u32`; saturating, although every list here is shorter.
pub(super) fn short(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A real number in single precision, for what is stored once per item or user.
#[expect(
    clippy::cast_possible_truncation,
    reason = "half the memory, and seven digits are plenty for a drawn trait"
)]
pub(super) fn single(value: f64) -> f32 {
    value as f32
}
