//! Texts as SQL changes them.

use super::dialect::Dialect;

/// A text with each line break, and the blanks around it, as [`crate::text::on_one_line`] writes it.
#[must_use]
pub fn on_one_line(dialect: Dialect, text: &str) -> String {
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
