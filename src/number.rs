//! Conversions between counts and real numbers, so that casts live in one place.

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

/// `part / whole`; 0 when `whole` is 0.
#[must_use]
pub const fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { from_count(part) / from_count(whole) }
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

/// `1234567` as `1,234,567`.
#[must_use]
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_from_the_right() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(thousands(25_000_095), "25,000,095");
    }

    #[test]
    fn a_ratio_of_nothing_is_zero() {
        assert_eq!(ratio(3, 0).to_bits(), 0.0_f64.to_bits());
        assert!((ratio(1, 4) - 0.25).abs() < f64::EPSILON);
    }
}
