//! Conversions between counts and real numbers, so that casts live in one place; and the narrowest type of a column.

mod narrowest;

pub use narrowest::Narrowest;

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

/// The quantile at `share` in [0, 1] of `n` rising values, of which `value` gives the one at an index:
/// linear between neighbours, at position `share · (n − 1)` (type 7 of Hyndman and Fan 1996,
/// doi:10.2307/2684934, as numpy and pandas do by default). 0 when there are none.
#[must_use]
pub fn quantile(n: usize, share: f64, value: impl Fn(usize) -> f64) -> f64 {
    let Some(last) = n.checked_sub(1) else { return 0.0 };
    let position = share.clamp(0.0, 1.0) * from_count(last);
    let below = round_to_count(position.floor()).min(last);
    let (low, high) = (value(below), value((below + 1).min(last)));
    low + (high - low) * (position - position.floor())
}

/// The Gini coefficient of rising values x: `2 Σ i·x_i / (n Σ x_i) − (n + 1)/n`, i from 1. 0 when all
/// are equal, all are zero or there are none; towards 1 when one has all.
#[must_use]
pub fn gini(rising: &[f64]) -> f64 {
    let total: f64 = rising.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    let n = from_count(rising.len());
    let weighted: f64 = (1..).zip(rising).map(|(rank, value)| from_count(rank) * value).sum();
    2.0 * weighted / (n * total) - (n + 1.0) / n
}

/// A figure as people read it: a whole number, another to four decimals, both with thousands marked.
#[must_use]
pub fn shown(value: f64) -> String {
    let is_whole = value.fract() == 0.0 && value.abs() < 1e15;
    grouped(value, if is_whole { 0 } else { 4 })
}

/// `value` with so many decimals and with thousands marked; what is not finite as it is.
///
/// ```
/// use rehearsal::number::grouped;
/// assert_eq!(grouped(-1234567.25, 1), "-1,234,567.2");
/// assert_eq!(grouped(999.96, 1), "1,000.0");
/// assert_eq!(grouped(f64::NAN, 1), "NaN");
/// ```
#[must_use]
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    if !whole.bytes().all(|digit| digit.is_ascii_digit()) {
        return format!("{sign}{text}");
    }
    format!("{sign}{}{rest}", group(whole))
}

/// A difference with its sign, to four decimals; what rounds to nothing has no sign.
#[must_use]
pub fn signed(value: f64) -> String {
    let text = format!("{value:+.4}");
    if text == "-0.0000" || text == "+0.0000" { "0.0000".to_owned() } else { text }
}

/// A p-value as people read it.
#[must_use]
pub fn p_value(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { format!("{p:.4}") }
}

/// `1234567` as `1,234,567`.
#[must_use]
pub fn thousands(count: u64) -> String {
    group(&count.to_string())
}

/// `digits` in groups of three from the right.
fn group(digits: &str) -> String {
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
    fn quantiles_lie_between_neighbours() {
        let of = |values: &[f64], share| quantile(values.len(), share, |at| values[at]);
        assert!((of(&[1.0, 2.0, 3.0, 10.0], 0.5) - 2.5).abs() < 1e-12);
        assert!((of(&[1.0, 2.0, 3.0, 10.0], 0.9) - (3.0 + 0.7 * 7.0)).abs() < 1e-12);
        assert!((of(&[4.0], 0.3) - 4.0).abs() < 1e-12 && of(&[], 0.3).abs() < 1e-12);
    }

    #[test]
    fn gini_of_equals_is_zero_and_of_one_rich_is_nearly_one() {
        assert!(gini(&[3.0, 3.0, 3.0]).abs() < 1e-12);
        // 2 · (4 · 8) / (4 · 8) − 5/4
        assert!((gini(&[0.0, 0.0, 0.0, 8.0]) - 0.75).abs() < 1e-12);
        // 2 · (1·1 + 2·3) / (2 · 4) − 3/2
        assert!((gini(&[1.0, 3.0]) - 0.25).abs() < 1e-12);
        assert!(gini(&[0.0, 0.0]).abs() < 1e-12 && gini(&[]).abs() < 1e-12);
    }

    #[test]
    fn figures_are_shown_whole_where_they_are() {
        assert_eq!([61_716.0, -3.0, 0.25].map(shown), ["61,716", "-3", "0.2500"]);
        assert_eq!([0.000_01, 0.05].map(p_value), ["< 0.0001", "0.0500"]);
    }

    #[test]
    fn a_ratio_of_nothing_is_zero() {
        assert_eq!(ratio(3, 0).to_bits(), 0.0_f64.to_bits());
        assert!((ratio(1, 4) - 0.25).abs() < f64::EPSILON);
    }
}
