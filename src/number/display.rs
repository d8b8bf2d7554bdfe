//! Figures as people read them.

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
    fn figures_are_shown_whole_where_they_are() {
        assert_eq!([61_716.0, -3.0, 0.25].map(shown), ["61,716", "-3", "0.2500"]);
        assert_eq!([0.000_01, 0.05].map(p_value), ["< 0.0001", "0.0500"]);
    }
}
