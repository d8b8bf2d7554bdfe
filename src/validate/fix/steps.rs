//! The changes of a single cell, by the kind of its column.

use super::change::Change;
use crate::text::on_one_line;
use crate::validate::row::cell_text::{
    STRING_CHARS_MAX, is_keyword, parse_whole, text_chars_max, unit,
};
use crate::validate::row::kind::CellKind;

/// A change of a cell.
pub(super) struct Step {
    pub(super) change: Change,
    /// The mended text, if there is something to mend.
    pub(super) mend: fn(&str) -> Option<String>,
}

impl Step {
    const fn new(change: Change, mend: fn(&str) -> Option<String>) -> Self {
        Self { change, mend }
    }
}

/// The change that every cell may need.
pub(super) const LINE_BREAK: Step = Step::new(Change::LineBreak, one_line);

/// The further changes that cells of a kind may need, in the order in which they are made.
pub(super) const fn steps(kind: CellKind) -> &'static [Step] {
    const ID: &[Step] = &[Step::new(Change::IdBlank, trimmed)];
    // Milliseconds may have a fraction as well.
    const INSTANT: &[Step] =
        &[Step::new(Change::Fraction, whole_instant), Step::new(Change::Seconds, seconds)];
    const WHOLE: &[Step] = &[Step::new(Change::Fraction, without_fraction)];
    const TEXT: &[Step] = &[Step::new(Change::TextCut, cut_text)];
    const STRING: &[Step] = &[Step::new(Change::StringCut, cut_string)];
    const LIST: &[Step] = &[Step::new(Change::StringCut, cut_list)];
    match kind {
        CellKind::Id => ID,
        CellKind::Instant { .. } => INSTANT,
        CellKind::Whole(_) => WHOLE,
        CellKind::Text => TEXT,
        CellKind::Plain | CellKind::EventType => STRING,
        CellKind::Category | CellKind::Impression => LIST,
        CellKind::Real | CellKind::Boolean => &[],
    }
}

fn trimmed(text: &str) -> Option<String> {
    let trimmed = text.trim();
    (trimmed.len() != text.len() && !trimmed.is_empty() && !is_keyword(trimmed.as_bytes()))
        .then(|| trimmed.to_owned())
}

/// The seconds of an instant in a finer unit, towards the past.
fn seconds(text: &str) -> Option<String> {
    let instant = parse_whole(text.as_bytes())?;
    Some(instant.div_euclid(unit(instant)?.per_second).to_string())
}

/// The text on one line, each break as a space.
fn one_line(text: &str) -> Option<String> {
    let (line, n_breaks) = on_one_line(text);
    (n_breaks > 0).then(|| line.into_owned())
}

/// The instant without a fraction, towards the past.
fn whole_instant(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole.strip_prefix('-').unwrap_or(whole)) || !digits(fraction) {
        return None;
    }
    let is_earlier = whole.starts_with('-') && fraction.bytes().any(|digit| digit != b'0');
    if is_earlier {
        return Some(whole.parse::<i64>().ok()?.checked_sub(1)?.to_string());
    }
    Some(whole.to_owned())
}

fn without_fraction(text: &str) -> Option<String> {
    let (whole, zeros) = text.split_once('.')?;
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_whole && !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0'))
        .then(|| whole.to_owned())
}

fn cut(text: &str, most: usize) -> Option<String> {
    (text.len() > most && text.chars().count() > most).then(|| text.chars().take(most).collect())
}

fn cut_text(text: &str) -> Option<String> {
    cut(text, text_chars_max(text))
}

fn cut_string(text: &str) -> Option<String> {
    cut(text, STRING_CHARS_MAX)
}

/// The list cut behind the last member that fits.
fn cut_list(text: &str) -> Option<String> {
    let mut short = cut(text, STRING_CHARS_MAX)?;
    if !text[short.len()..].starts_with('|')
        && let Some(end) = short.rfind('|')
    {
        short.truncate(end);
    }
    Some(short)
}
