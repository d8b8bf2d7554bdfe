//! The form in which a column's values tell time.

use std::collections::BTreeSet;

use crate::instant::{InstantFormat, PLAUSIBLE, Unit, from_compact_date, from_iso};

/// A form of instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TimeForm {
    /// Numbers of a unit.
    Numbers(Unit),
    /// ISO 8601 texts; true if one of them has an offset.
    Iso { has_offset: bool },
    /// A type with a unit of its own.
    Typed,
    /// Texts of one of these formats; several where days, months and years cannot be told apart.
    Formats(Vec<&'static str>),
}

/// The formats that are tried, each before those that are like it but shorter. `%y` takes a year of two
/// digits, and `%Y` none before 1000.
const FORMATS: &[&str] = &[
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d.%m.%y %H:%M:%S",
    "%d.%m.%y %H:%M",
    "%d.%m.%y",
    "%d/%m/%y %H:%M:%S",
    "%d/%m/%y %H:%M",
    "%d/%m/%y",
    "%m/%d/%y %H:%M:%S",
    "%m/%d/%y %H:%M",
    "%m/%d/%y",
    "%m/%d/%y %I:%M:%S %p",
    "%m/%d/%y %I:%M %p",
    "%y/%m/%d %H:%M:%S",
    "%y/%m/%d %H:%M",
    "%y/%m/%d",
    "%y-%m-%d %H:%M:%S",
    "%y-%m-%d %H:%M",
    "%y-%m-%d",
    "%d-%m-%y %H:%M:%S",
    "%d-%m-%y %H:%M",
    "%d-%m-%y",
    "%m-%d-%y %H:%M:%S",
    "%m-%d-%y %H:%M",
    "%m-%d-%y",
    "%d %b %Y, %H:%M",
    "%d %b %Y %H:%M:%S",
    "%d/%b/%Y:%H:%M:%S %z",
    "%a %b %d %H:%M:%S %z %Y",
];

/// Dates and times in digits alone, by their number of digits.
const COMPACT: [(usize, &str); 2] = [(14, "%Y%m%d%H%M%S"), (12, "%Y%m%d%H%M")];
/// The seconds of the years from 1990 to 2100, in which dates in digits alone lie.
const OF_COMPACT: std::ops::Range<i64> = 631_152_000..END_OF_2100;
/// The first second of the year 2101.
const END_OF_2100: i64 = 4_133_980_800;

/// Tells whether `format` reads `text`.
pub(super) fn fits(format: &str, text: &str) -> bool {
    second(format, text).is_some()
}

/// The second of a text in UTC, by a format.
fn second(format: &str, text: &str) -> Option<i64> {
    let format = InstantFormat { format: format.to_owned(), zone: "UTC".to_owned() };
    format.seconds(text.trim())
}

/// The form of these values; `None` where they tell no time.
pub(super) fn form(values: &BTreeSet<String>) -> Option<TimeForm> {
    if values.is_empty() {
        return None;
    }
    let all = |is: &dyn Fn(&str) -> bool| values.iter().all(|value| is(value.trim()));
    if all(&|value| from_iso(value).is_some()) {
        let has_offset = values.iter().any(|value| has_offset(value.trim()));
        return Some(TimeForm::Iso { has_offset });
    }
    if all(&|value| from_compact_date(value).is_some()) {
        return Some(TimeForm::Iso { has_offset: false });
    }
    if let Some(format) = compact(values) {
        return Some(TimeForm::Formats(vec![format]));
    }
    if let Some(unit) = unit(values) {
        return Some(TimeForm::Numbers(unit));
    }
    let fitting: Vec<&'static str> =
        FORMATS.iter().filter(|format| all(&|value| fits(format, value))).copied().collect();
    (!fitting.is_empty()).then_some(TimeForm::Formats(fitting))
}

/// The format of values that are all dates with times in digits alone, such as `20240105010000`.
fn compact(values: &BTreeSet<String>) -> Option<&'static str> {
    let is_it = |digits: usize, format: &str| {
        values.iter().map(|value| value.trim()).all(|value| {
            value.len() == digits
                && value.bytes().all(|byte| byte.is_ascii_digit())
                && second(format, value).is_some_and(|second| OF_COMPACT.contains(&second))
        })
    };
    COMPACT.into_iter().find(|(digits, format)| is_it(*digits, format)).map(|(_, format)| format)
}

/// Tells whether one of the numbers lies after the year 2100 in their unit, so that this is hardly theirs.
pub(super) fn is_far_ahead(values: &BTreeSet<String>, unit: Unit) -> bool {
    let seconds = values.iter().filter_map(|value| seconds(value, unit));
    seconds.max().is_some_and(|newest| newest >= END_OF_2100)
}

/// The seconds of a number that counts a unit.
pub(super) fn seconds(text: &str, unit: Unit) -> Option<i64> {
    let text = text.trim();
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    Some(whole.parse::<i64>().ok()?.div_euclid(unit.per_second()))
}

/// The unit of numbers that all lie between 1973 and 5138.
fn unit(values: &BTreeSet<String>) -> Option<Unit> {
    let number = |value: &String| {
        let text = value.trim();
        let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
        whole.parse::<i64>().ok().filter(|_| text.parse::<f64>().is_ok_and(f64::is_finite))
    };
    let numbers: Vec<i64> = values.iter().map(number).collect::<Option<_>>()?;
    let unit = Unit::of_all(|| numbers.iter().copied()).ok()?;
    let per_second = unit.per_second().unsigned_abs();
    let is_plausible =
        |number: &i64| *number > 0 && PLAUSIBLE.contains(&(number.unsigned_abs() / per_second));
    numbers.iter().all(is_plausible).then_some(unit)
}

/// Tells whether an ISO 8601 text says how far its clock is from UTC.
fn has_offset(text: &str) -> bool {
    let behind = text.get(10..).unwrap_or_default();
    behind.ends_with(['Z', 'z'])
        || behind.ends_with("UTC")
        || behind.ends_with("GMT")
        || behind.contains(['+', '-'])
}

impl TimeForm {
    /// It in words.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Numbers(unit) => format!("numbers of {} since 1970", unit.name()),
            Self::Iso { .. } => "instants in ISO 8601".to_owned(),
            Self::Typed => "instants of a type of their own".to_owned(),
            Self::Formats(formats) => format!("instants of the form `{}`", formats.join("` or `")),
        }
    }

    /// Tells whether days, months and years cannot be told apart.
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Formats(formats) if formats.len() > 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Option<TimeForm> {
        form(&values.iter().map(|&value| value.to_owned()).collect())
    }

    #[test]
    fn forms_are_told_by_their_values() {
        assert_eq!(of(&["1600000000", "1600000001.5"]), Some(TimeForm::Numbers(Unit::Seconds)));
        assert_eq!(of(&["1600000000438"]), Some(TimeForm::Numbers(Unit::Milliseconds)));
        assert_eq!(of(&["2020-09-13"]), Some(TimeForm::Iso { has_offset: false }));
        assert_eq!(of(&["2020-09-13 12:26:40.438 UTC"]), Some(TimeForm::Iso { has_offset: true }));
        assert_eq!(of(&["20200913"]), Some(TimeForm::Iso { has_offset: false }));
        assert_eq!(of(&["13.09.2020 12:26"]), Some(TimeForm::Formats(vec!["%d.%m.%Y %H:%M"])));
        assert_eq!(of(&["12/31/2020"]), Some(TimeForm::Formats(vec!["%m/%d/%Y"])));
        assert!(of(&["01/02/2020"]).expect("a time").is_open());
        assert_eq!(of(&["20240105010000"]), Some(TimeForm::Formats(vec!["%Y%m%d%H%M%S"])));
        assert_eq!(of(&["202401050100"]), Some(TimeForm::Formats(vec!["%Y%m%d%H%M"])));
        for values in [&["17", "18"][..], &["a"], &["1600000000", "1600000000438"], &[]] {
            assert_eq!(of(values), None, "{values:?}");
        }
    }

    #[test]
    fn two_digits_are_never_a_year_of_the_romans() {
        let formats = |values: &[&str]| match of(values) {
            Some(TimeForm::Formats(formats)) => formats,
            other => panic!("{values:?}: {other:?}"),
        };
        assert_eq!(formats(&["24-01-11", "24-01-30"]), ["%y-%m-%d", "%d-%m-%y"]);
        assert_eq!(formats(&["02/13/24 07:02 AM"]), ["%m/%d/%y %I:%M %p"]);
        assert_eq!(formats(&["01.01.24 05:00"]), ["%d.%m.%y %H:%M"]);
        assert_eq!(formats(&["2.01.24"]), ["%d.%m.%y"]);
        assert_eq!(formats(&["31.12.2023"]), ["%d.%m.%Y"]);
        assert!(fits("%d.%m.%y", "01.01.24") && !fits("%d.%m.%Y", "01.01.24"));
    }

    #[test]
    fn numbers_after_2100_are_no_sure_unit() {
        let far = |value: &str, unit| is_far_ahead(&BTreeSet::from([value.to_owned()]), unit);
        // Ten of them make a millisecond.
        assert_eq!(of(&["17040672002000"]), Some(TimeForm::Numbers(Unit::Milliseconds)));
        assert!(far("17040672002000", Unit::Milliseconds));
        // The thirteenth month, and minute 70.
        assert!(far("20241305010000", Unit::Milliseconds));
        assert_ne!(of(&["20240105017000"]), Some(TimeForm::Formats(vec!["%Y%m%d%H%M%S"])));
        assert!(!far("1704067200200", Unit::Milliseconds) && !far("4102444800", Unit::Seconds));
    }
}
