//! Texts as SQL changes them.

use std::fmt::Write;

use super::dialect::SqlDialect;

/// A choice: the value of the first case that the subject is, or of the first condition that holds where there is no
/// subject.
#[must_use]
pub fn choice(subject: &str, cases: &[(String, String)], otherwise: &str) -> String {
    let mut choice = format!("CASE {subject}");
    for (case, value) in cases {
        let _ = write!(choice, " WHEN {case} THEN {value}");
    }
    let _ = write!(choice, " ELSE {otherwise} END");
    choice
}

/// A text with each line break, and the blanks around it, as [`crate::text::on_one_line`] writes it.
#[must_use]
pub fn on_one_line(dialect: SqlDialect, text: &str) -> String {
    let steps = [
        (r"[\r\n]+", "\n"),
        (r" \n", " "),
        (r"\n ", " "),
        (r"\A\n", ""),
        (r"\n\z", ""),
        (r"\n", " "),
    ];
    let changed = steps
        .iter()
        .fold(text.to_owned(), |text, (pattern, by)| dialect.replaced(&text, pattern, by));
    let is_broken = dialect.is_like(text, r"[\r\n]");
    format!("CASE WHEN {is_broken} THEN {changed} ELSE {text} END")
}
