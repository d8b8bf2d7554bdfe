//! Cells of foreign tables: the values that each kind of column takes, and the form in which they are written.

use std::borrow::Cow;

use super::settings::MappedReading;
use crate::instant::{from_compact_date, from_iso_exactly};
use crate::number::WHOLE_END;
use crate::source::door::Physical;

/// The forms that the instants of a table may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instants {
    /// As seconds; numbers that must be finer are refused.
    Seconds,
    /// As seconds or ISO 8601 texts.
    SecondsOrIso,
    /// As numbers of a finer unit; a type with a unit of its own is refused.
    Numbers,
    /// As ISO 8601 texts.
    Iso,
    /// As either, the same in all rows.
    Either,
}

/// The form in which the instants of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstantForm {
    /// As numbers of some unit.
    Number,
    /// As ISO 8601 texts; they were read as seconds.
    Iso,
    /// In a type of their own, with its unit; they were read as seconds.
    Typed,
    /// By the format that was given; they were read as seconds.
    Format,
}

/// An instant as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InstantCell {
    pub(crate) form: InstantForm,
    pub(crate) number: i64,
    /// Nanoseconds beyond it, where it counts seconds.
    pub(crate) nanoseconds: u32,
    /// True if a number had a part of a unit that was dropped.
    pub(crate) has_fraction: bool,
}

/// Words that stand for no value in columns of numbers and instants, compared without case.
pub const NO_VALUE: [&str; 12] =
    ["", "na", "n/a", "nan", "<na>", "nat", "null", "none", "nil", "\\n", "-", "?"];

/// Tells whether `text` says that a number or an instant is not there.
pub(super) fn is_no_value(text: &str) -> bool {
    let text = text.trim();
    NO_VALUE.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// An instant as it stands: the number, or the seconds of an ISO 8601 text.
///
/// A number may have a fraction, which is dropped towards the past, or an exponent.
pub(super) fn instant(
    text: &str,
    instants: Instants,
    reading: &MappedReading,
) -> Option<InstantCell> {
    let text = text.trim();
    let whole = |form, number| InstantCell { form, number, nanoseconds: 0, has_fraction: false };
    let exact = |form, (number, nanoseconds): (i64, u32)| InstantCell {
        nanoseconds,
        ..whole(form, number)
    };
    if let Some(format) = &reading.timestamp_format {
        return format.exactly(text).map(|found| exact(InstantForm::Format, found));
    }
    // 20200913 is a date wherever a date may stand.
    if matches!(instants, Instants::Iso | Instants::Either)
        && let Some(number) = from_compact_date(text)
    {
        return Some(whole(InstantForm::Iso, number));
    }
    if let Some(number) = number_of(text) {
        return Some(number.instant(InstantForm::Number));
    }
    from_iso_exactly(text).map(|found| exact(InstantForm::Iso, found))
}

/// A number with the rest beyond its whole part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WithFraction {
    /// The whole part, rounded towards the past.
    pub(super) whole: i64,
    /// The rest in billionths, which may be nothing though there is a rest.
    pub(super) billionths: u32,
    pub(super) has_rest: bool,
}

impl WithFraction {
    /// The number as an instant.
    pub(super) const fn instant(self, form: InstantForm) -> InstantCell {
        let Self { whole, billionths, has_rest } = self;
        InstantCell { form, number: whole, nanoseconds: billionths, has_fraction: has_rest }
    }
}

/// The number that `text` is.
pub(super) fn number_of(text: &str) -> Option<WithFraction> {
    const BILLION: u32 = 1_000_000_000;
    if let Ok(whole) = text.parse() {
        return Some(WithFraction { whole, billionths: 0, has_rest: false });
    }
    if text.contains(['e', 'E']) {
        let number: f64 = text.parse().ok()?;
        let rest = number - number.floor();
        #[expect(clippy::cast_possible_truncation, reason = "it is below 2^53")]
        let whole = (number.abs() < WHOLE_END).then_some(number.floor() as i64)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is at least 0 and below a billion"
        )]
        let billionths = (rest * f64::from(BILLION)) as u32;
        return Some(WithFraction { whole, billionths, has_rest: rest != 0.0 });
    }
    let (whole, fraction) = text.split_once('.')?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let has_rest = fraction.bytes().any(|byte| byte != b'0');
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    let billionths = digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    if whole.starts_with('-') && has_rest {
        let billionths = (BILLION - billionths).min(BILLION - 1);
        return Some(WithFraction { whole: number.checked_sub(1)?, billionths, has_rest });
    }
    Some(WithFraction { whole: number, billionths, has_rest })
}

/// A number with a decimal comma, such as `1.234,50`, as one with a point. A point parts thousands and nothing else, so
/// that `1.5` is none.
pub(super) fn with_point(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = match text.split_once(',') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut groups = whole.strip_prefix(['-', '+']).unwrap_or(whole).split('.');
    let (first, mut thousands) = (groups.next()?, groups.clone());
    let is_parted = groups.next().is_some();
    let is_number = digits(first)
        && (!is_parted || first.len() <= 3)
        && thousands.all(|group| group.len() == 3 && digits(group))
        && fraction.is_none_or(digits);
    let whole = whole.replace('.', "");
    is_number
        .then(|| fraction.map_or_else(|| whole.clone(), |fraction| format!("{whole}.{fraction}")))
}

/// A whole number, which may be written with a fraction of zeros: `35.0` is 35.
pub(super) fn whole(text: &str) -> Option<i64> {
    number_of(text.trim()).filter(|number| !number.has_rest).map(|number| number.whole)
}

/// The text of an id: as it stands, but that an id held as a number has no decimal point.
///
/// # Errors
/// The expected content, when the cell's type cannot hold an id exactly.
pub(super) fn id<'a>(
    text: &'a str,
    physical: &Physical,
    reading: &MappedReading,
) -> Result<Cow<'a, str>, &'static str> {
    let digits = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    match physical {
        Physical::Real if !digits(text) => Err(
            "an id: a text or a whole number; a real number holds whole ones exactly only below 2^53, so \
             write the column as text or 64-bit integers",
        ),
        Physical::Decimal if !digits(text) => {
            Err("an id: a text or a whole number, without a fraction")
        }
        Physical::List(_) => Err("an id: a text or a whole number, not a list"),
        Physical::Instant => Err("an id: a text or a whole number, not an instant"),
        Physical::Text if reading.whole_ids => Ok(without_zeros(text)),
        _ => Ok(Cow::Borrowed(text)),
    }
}

/// `17385.0` as `17385`, and any other text as it stands.
fn without_zeros(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(if is_whole_with_zeros(text) {
        text.split('.').next().unwrap_or(text)
    } else {
        text
    })
}

/// Tells whether `text` is a whole number with a decimal point and zeros, as pandas writes ids of a column that has
/// gaps.
pub(super) fn is_whole_with_zeros(text: &str) -> bool {
    text.split_once('.').is_some_and(|(digits, zeros)| {
        let digits = digits.strip_prefix('-').unwrap_or(digits);
        let all =
            |text: &str, allowed: fn(u8) -> bool| !text.is_empty() && text.bytes().all(allowed);
        all(digits, |byte| byte.is_ascii_digit()) && all(zeros, |byte| byte == b'0')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::on_one_line;

    fn cell(text: &str, instants: Instants) -> Option<(InstantForm, i64)> {
        let cell = instant(text, instants, &MappedReading::default())?;
        Some((cell.form, cell.number))
    }

    #[test]
    fn decimal_commas_are_read_and_points_part_thousands_alone() {
        for (text, number) in [
            ("3,5", Some("3.5")),
            (" -0,50 ", Some("-0.50")),
            ("1.234,50", Some("1234.50")),
            ("12.345.678", Some("12345678")),
            ("7", Some("7")),
            ("+1,0", Some("+1.0")),
            ("1.5", None),
            ("1234.567", None),
            ("1,234,5", None),
            ("1,", None),
            (",5", None),
            ("1e3", None),
            ("1.234.5", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(with_point(text).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn instants_are_numbers_or_dates() {
        let either = |text| cell(text, Instants::Either);
        assert_eq!(either("1596239443"), Some((InstantForm::Number, 1_596_239_443)));
        assert_eq!(either("1596239443.0"), Some((InstantForm::Number, 1_596_239_443)));
        assert_eq!(either("1596239443.9"), Some((InstantForm::Number, 1_596_239_443)));
        assert_eq!(either("-1.5"), Some((InstantForm::Number, -2)));
        assert_eq!(either("1.6E+09"), Some((InstantForm::Number, 1_600_000_000)));
        assert_eq!(either("1970-01-02"), Some((InstantForm::Iso, 86_400)));
        assert_eq!(either("19700102"), Some((InstantForm::Iso, 86_400)));
        assert_eq!(cell("19700102", Instants::Seconds), Some((InstantForm::Number, 19_700_102)));
        for text in ["", "1.", "x", "1e99", "99999999999999999999"] {
            assert_eq!(either(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_is_its_text_and_never_a_rounded_number() {
        let plain = MappedReading::default();
        assert_eq!(id("007", &Physical::Text, &plain).as_deref(), Ok("007"));
        assert_eq!(id("17385.0", &Physical::Text, &plain).as_deref(), Ok("17385.0"));
        let whole = MappedReading { whole_ids: true, ..MappedReading::default() };
        assert_eq!(id("17385.0", &Physical::Text, &whole).as_deref(), Ok("17385"));
        assert_eq!(id("17385.5", &Physical::Text, &whole).as_deref(), Ok("17385.5"));
        assert_eq!(id("12", &Physical::Real, &plain).as_deref(), Ok("12"));
        assert!(id("1e17", &Physical::Real, &plain).is_err());
        assert!(id("1.5", &Physical::Decimal, &plain).is_err());
    }

    #[test]
    fn whole_numbers_may_have_zeros_behind_the_point() {
        assert_eq!(whole("35.0"), Some(35));
        assert_eq!(whole(" 35 "), Some(35));
        assert_eq!(whole("35.5"), None);
        assert_eq!(whole("+5"), Some(5));
    }

    #[test]
    fn a_line_break_becomes_one_space() {
        assert_eq!(on_one_line("One\nand a half").0, "One and a half");
        assert_eq!(on_one_line("A lamp.\r\n\r\nBright"), ("A lamp. Bright".into(), 2));
        assert_eq!(on_one_line("a \n b"), ("a  b".into(), 1));
        assert_eq!(on_one_line("plain"), ("plain".into(), 0));
    }

    #[test]
    fn words_for_nothing_are_nothing() {
        assert!(is_no_value("NaN") && is_no_value(" null ") && is_no_value("\\N"));
        assert!(!is_no_value("0") && !is_no_value("nothing"));
    }
}
