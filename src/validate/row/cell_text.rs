//! Tests the text of a cell for its form.

use super::words::{are_digits, eight_digits};
use crate::schema::reserved::KEYWORDS;

/// The most characters of an id. (Developer guide, "limits".)
pub(in crate::validate) const ID_CHARS_MAX: usize = 256;
/// The most characters of a category, an impression or a plain string.
pub(in crate::validate) const STRING_CHARS_MAX: usize = 1000;
/// The most characters of a text to learn from.
const TEXT_CHARS_MAX: usize = 20_000;
/// The most characters of a text to learn from in Chinese and Japanese.
pub(in crate::validate) const CJK_TEXT_CHARS_MAX: usize = 7000;

/// The number in a cell, by the rules of [`AvroType::admits`] for a long.
#[inline]
pub(in crate::validate) fn parse_whole(cell: &[u8]) -> Option<i64> {
    // Up to 18 digits cannot overflow; this is what nearly all cells are.
    if (1..=18).contains(&cell.len()) {
        let (mut number, rest) = match cell.split_first_chunk::<8>() {
            Some((eight, rest)) => (eight_digits(*eight).map(i64::from), rest),
            None => (Some(0), cell),
        };
        for &byte in rest {
            let digit = byte.wrapping_sub(b'0');
            let digit = if digit < 10 { Some(i64::from(digit)) } else { None };
            number = number.and_then(|number| Some(number * 10 + digit?));
        }
        if number.is_some() {
            return number;
        }
    }
    std::str::from_utf8(cell).ok()?.parse().ok()
}

/// Tells whether the cell is digits, a point and more digits, perhaps with a sign.
pub(in crate::validate) fn is_whole_with_fraction(cell: &[u8]) -> bool {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let Some(point) = memchr::memchr(b'.', digits) else { return false };
    let (before, after) = (&digits[..point], &digits[point + 1..]);
    !before.is_empty() && before.iter().chain(after).all(u8::is_ascii_digit)
}

/// A unit of time that is finer than seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) struct FineUnit {
    pub(in crate::validate) name: &'static str,
    pub(in crate::validate) per_second: i64,
}

impl FineUnit {
    const MILLISECONDS: Self = Self { name: "milliseconds", per_second: 1_000 };
    const MICROSECONDS: Self = Self { name: "microseconds", per_second: 1_000_000 };
    const NANOSECONDS: Self = Self { name: "nanoseconds", per_second: 1_000_000_000 };
}

/// The unit of an instant that is finer than seconds.
pub(in crate::validate) const fn unit(instant: i64) -> Option<FineUnit> {
    match instant.unsigned_abs() {
        ..100_000_000_000 => None,
        100_000_000_000..100_000_000_000_000 => Some(FineUnit::MILLISECONDS),
        100_000_000_000_000..100_000_000_000_000_000 => Some(FineUnit::MICROSECONDS),
        _ => Some(FineUnit::NANOSECONDS),
    }
}

/// Tells whether an id is letters, digits, `_` and `-` with at least one digit, of usual length, so that nothing can
/// be wrong.
#[inline]
pub(in crate::validate) fn is_simple_id(cell: &[u8]) -> bool {
    if cell.len() <= 64 && are_digits(cell) {
        return true;
    }
    let mut has_digit = false;
    let simple = cell.iter().all(|&byte| {
        has_digit |= byte.is_ascii_digit();
        byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
    });
    // `1e5` is written like a number.
    simple
        && has_digit
        && cell.len() <= 64
        && (cell[0] == b'0' || !cell.contains(&b'e') && !cell.contains(&b'E'))
}

pub(in crate::validate) fn is_blank(cell: &[u8]) -> bool {
    (cell[0].is_ascii_whitespace() || !cell[0].is_ascii())
        && String::from_utf8_lossy(cell).trim().is_empty()
}

pub(in crate::validate) fn is_longer(cell: &[u8], most: usize) -> bool {
    cell.len() > most && String::from_utf8_lossy(cell).chars().count() > most
}

pub(in crate::validate) fn n_chars(cell: &[u8]) -> String {
    crate::number::thousands(String::from_utf8_lossy(cell).chars().count() as u64)
}

pub(in crate::validate) fn is_keyword(cell: &[u8]) -> bool {
    cell[0].is_ascii_uppercase() && KEYWORDS.iter().any(|keyword| keyword.as_bytes() == cell)
}

/// `42.0`, `4.2e+10`.
pub(in crate::validate) fn is_of_float(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let begins = digits.starts_with(|letter: char| letter.is_ascii_digit());
    let zero_fraction = digits.split_once('.').is_some_and(|(before, after)| {
        !after.is_empty()
            && before.bytes().all(|byte| byte.is_ascii_digit())
            && after.bytes().all(|byte| byte == b'0')
    });
    let exponent = || {
        let (number, power) = digits.split_once(['e', 'E'])?;
        let signed = power.strip_prefix(['+', '-'])?;
        let numeric =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (number.parse::<f64>().is_ok() && numeric(signed)).then_some(())
    };
    begins && (zero_fraction || exponent().is_some())
}

pub(in crate::validate) fn is_special(letter: char) -> bool {
    // A line break is a finding of its own.
    let is_break = matches!(letter, '\n' | '\r');
    matches!(letter, '"' | '\\' | ',' | '|' | '\'') || (letter.is_control() && !is_break)
}

/// The most characters of a text that the service reads: fewer of a text in Chinese or Japanese, which is one
/// whose letters are mostly theirs.
pub(in crate::validate) fn text_chars_max(text: &str) -> usize {
    let is_cjk = |letter: &char| matches!(letter, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}');
    let n_letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let n_cjk = text.chars().filter(is_cjk).count();
    if 2 * n_cjk > n_letters { CJK_TEXT_CHARS_MAX } else { TEXT_CHARS_MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_read_as_rust_reads_them() {
        for text in [
            "0",
            "007",
            "-5",
            "+5",
            "1500000000",
            "9223372036854775807",
            "",
            "-",
            "1.0",
            " 1",
            "1e3",
            "9223372036854775808",
            "999999999999999999",
        ] {
            assert_eq!(parse_whole(text.as_bytes()), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn ids_of_real_numbers_and_simple_ones_are_told_apart() {
        for id in ["42.0", "-1.00", "1.5e+10", "1e+5", "2E-3"] {
            assert!(is_of_float(id) && !is_simple_id(id.as_bytes()), "{id}");
        }
        for id in ["42", "1.5", "v1.0", "12e5", "1e", "0.5", "a.0"] {
            assert!(!is_of_float(id), "{id}");
        }
        assert!(is_simple_id(b"tt0114709") && is_simple_id(b"u_1-2") && !is_simple_id(b"none"));
    }

    #[test]
    fn units_by_size() {
        assert_eq!(unit(99_999_999_999), None);
        assert_eq!(unit(-1_500_000_000_000), Some(FineUnit::MILLISECONDS));
        assert_eq!(unit(1_500_000_000_000_000), Some(FineUnit::MICROSECONDS));
        assert_eq!(unit(i64::MAX), Some(FineUnit::NANOSECONDS));
        assert_eq!(unit(crate::column::SECONDS_END - 1), None);
        assert!(unit(crate::column::SECONDS_END).is_some());
    }
}
