//! The narrowest type of numbers that holds every cell of a column, without losing a digit.

/// A type of numbers by what its cells need, or text where no number holds them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Narrowest {
    /// A whole number of 32 bits.
    Int,
    /// A whole number of 64 bits.
    Long,
    /// A whole number of 64 bits with more digits than a double keeps.
    WideLong,
    /// A double.
    Double,
    /// Text.
    Text,
}

/// The digits that every decimal number keeps in a double.
const DOUBLE_DIGITS: usize = 15;

impl Narrowest {
    /// The type that one cell needs: text for what is no finite number, has zeros in front, or has more digits
    /// than a double keeps.
    ///
    /// ```
    /// use rehearsal::number::Narrowest;
    /// assert_eq!(Narrowest::of("12"), Narrowest::Int);
    /// assert_eq!(Narrowest::of("1.50"), Narrowest::Double);
    /// assert_eq!(Narrowest::of("007"), Narrowest::Text);
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Self {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let is_plain = |byte: u8| byte.is_ascii_digit() || b".eE+-".contains(&byte);
        let leads_with_zero =
            matches!(digits.as_bytes(), [b'0', next, ..] if next.is_ascii_digit());
        if leads_with_zero || !text.bytes().all(is_plain) {
            return Self::Text;
        }
        let n_digits = significant(digits);
        match text.parse::<i64>() {
            Ok(number) if i32::try_from(number).is_ok() => Self::Int,
            Ok(_) if n_digits > DOUBLE_DIGITS => Self::WideLong,
            Ok(_) => Self::Long,
            Err(_) => {
                let is_finite = text.parse::<f64>().is_ok_and(f64::is_finite);
                if is_finite && n_digits <= DOUBLE_DIGITS { Self::Double } else { Self::Text }
            }
        }
    }

    /// The type that holds the cells of both.
    #[must_use]
    pub const fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Text, _)
            | (_, Self::Text)
            | (Self::Double, Self::WideLong)
            | (Self::WideLong, Self::Double) => Self::Text,
            (Self::Double, _) | (_, Self::Double) => Self::Double,
            (Self::WideLong, _) | (_, Self::WideLong) => Self::WideLong,
            (Self::Long, _) | (_, Self::Long) => Self::Long,
            (Self::Int, Self::Int) => Self::Int,
        }
    }
}

/// Counts the digits of a number behind the zeros in front, without its exponent.
fn significant(digits: &str) -> usize {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or("");
    mantissa.trim_start_matches(['0', '.']).bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_needs_what_keeps_its_digits() {
        assert_eq!(Narrowest::of("-3000000000"), Narrowest::Long);
        assert_eq!(Narrowest::of("9007199254740993"), Narrowest::WideLong);
        assert_eq!(Narrowest::of("0.5"), Narrowest::Double);
        assert_eq!(Narrowest::of("1e300"), Narrowest::Double);
        assert_eq!(Narrowest::of("+5"), Narrowest::Int);
        assert_eq!(Narrowest::of("0"), Narrowest::Int);
        let texts = [
            "1e",
            "x",
            "12345678901234567890",
            "0.1234567890123456",
            "-",
            "1 2",
            "inf",
            "1e400",
            "",
        ];
        for text in texts {
            assert_eq!(Narrowest::of(text), Narrowest::Text, "{text}");
        }
    }

    #[test]
    fn a_double_takes_no_long_whose_digits_it_would_lose() {
        let join = |one: &str, other: &str| Narrowest::of(one).join(Narrowest::of(other));
        assert_eq!(join("1", "3000000000"), Narrowest::Long);
        assert_eq!(join("1", "1.5"), Narrowest::Double);
        assert_eq!(join("9007199254740993", "1"), Narrowest::WideLong);
        assert_eq!(join("9007199254740993", "1.5"), Narrowest::Text);
    }
}
