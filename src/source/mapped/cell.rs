//! Cells of foreign tables.

use crate::instant::from_iso;

/// How the instants of a table may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instants {
    /// As whole seconds; numbers that must be finer are refused.
    Seconds,
    /// As whole seconds or ISO 8601 texts.
    SecondsOrIso,
    /// As whole numbers of a finer unit; a type with a unit of its own is refused.
    Numbers,
    /// As ISO 8601 texts.
    Iso,
    /// As either, the same in all rows.
    Either,
}

/// How the instants of a table are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstantForm {
    /// As whole numbers of some unit.
    Number,
    /// As ISO 8601 texts; they were read as seconds.
    Iso,
    /// In a type of their own, with its unit; they were read as seconds.
    Typed,
}

/// An instant as it stands: the number, or the seconds of an ISO 8601 text.
///
/// A number may have a decimal point if nothing but zeros follows, as tables of real numbers write
/// whole ones.
pub(super) fn instant(text: &str) -> Option<(InstantForm, i64)> {
    if let Some(number) = whole(text) {
        return Some((InstantForm::Number, number));
    }
    from_iso(text).map(|seconds| (InstantForm::Iso, seconds))
}

fn whole(text: &str) -> Option<i64> {
    let digits = match text.split_once('.') {
        Some((digits, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            digits
        }
        Some(_) => return None,
        None => text,
    };
    digits.parse().ok()
}

/// The text of a real number that stands for an id: without a decimal point. `None` when it is not
/// whole, or so large that neighbouring ids are the same number.
pub(super) fn id_of_float(number: f64) -> Option<String> {
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let whole = number.fract() == 0.0 && number.abs() < EXACT_MAX;
    // Adding zero turns -0 into 0.
    whole.then(|| format!("{:.0}", number + 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_numbers_or_dates() {
        assert_eq!(instant("1596239443"), Some((InstantForm::Number, 1_596_239_443)));
        assert_eq!(instant("1596239443.0"), Some((InstantForm::Number, 1_596_239_443)));
        assert_eq!(instant("1970-01-02"), Some((InstantForm::Iso, 86_400)));
        for text in ["", "1.5", "1.", "x", "1e9", "99999999999999999999"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_never_has_a_decimal_point() {
        assert_eq!(id_of_float(7.0).as_deref(), Some("7"));
        assert_eq!(id_of_float(-0.0).as_deref(), Some("0"));
        assert_eq!(id_of_float(1e15).as_deref(), Some("1000000000000000"));
        for number in [0.5, f64::NAN, f64::INFINITY, 1e17] {
            assert_eq!(id_of_float(number), None, "{number}");
        }
    }
}
