//! A finding taken apart into its places, for forms that say each place alone.

use crate::number::thousands;
use crate::rule::Violation;
use crate::text::without_steering;

/// A place of a finding, or the finding itself where it has none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FindingPlace<'v> {
    /// The line, from 1.
    pub(super) line: Option<u64>,
    /// The character of the line, from 1, where it is known.
    pub(super) position: Option<u64>,
    /// The text at the place.
    pub(super) value: &'v str,
    /// The column's name and the message, on one line.
    pub(super) text: String,
}

/// The places of a finding; one without a line where none is listed.
///
/// The message of a finding speaks of its first place. That of a later one adds the text that stands there, and the
/// first one the number of all.
pub(super) fn places(violation: &Violation) -> Vec<FindingPlace<'_>> {
    let times = match violation.count {
        0 | 1 => String::new(),
        count => format!(" ({} in all)", thousands(count)),
    };
    let message = message(violation);
    let Some(first) = violation.examples.first() else {
        let text = format!("{message}{times}");
        return vec![FindingPlace { line: None, position: None, value: "", text }];
    };
    let place = |(at, example): (usize, &'_ crate::rule::Example)| {
        let differs = !example.value.is_empty() && example.value != first.value;
        let text = match at {
            0 => format!("{message}{times}"),
            _ if differs => format!("{message}; here \"{}\"", one_line(&example.value)),
            _ => message.clone(),
        };
        (example.line.max(1), example.position, text)
    };
    let numbered = violation.examples.iter().enumerate();
    numbered
        .map(|(at, example)| {
            let (line, position, text) = place((at, example));
            FindingPlace { line: Some(line), position, value: &example.value, text }
        })
        .collect()
}

/// The column's name, where there is one, and the message, on one line.
pub(super) fn message(violation: &Violation) -> String {
    let column = match violation.column.as_deref() {
        None => String::new(),
        Some("") => "(a column without a name): ".to_owned(),
        Some(name) => format!("{name}: "),
    };
    one_line(&format!("{column}{}", violation.message))
}

/// Foreign text on one line, in which nothing steers.
pub(super) fn one_line(text: &str) -> String {
    without_steering(text).replace('\n', "\\n")
}
