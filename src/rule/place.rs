//! Places where rules are broken, and how they are shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::shorten;

/// A place where a rule was broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Example {
    /// The line of the file, from 1; of a table without lines, the row.
    pub line: u64,
    /// The text at that place, at most 80 characters, control characters escaped.
    pub value: String,
    /// The character of the line at which it begins, from 1, where that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub position: Option<u64>,
    /// The line itself, for people.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

/// A piece of a line with the part that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The piece, control characters escaped, `…` where it was cut.
    pub text: String,
    /// The number of characters before the part that is meant.
    pub before: usize,
    /// The number of characters in the part, at least 1.
    pub width: usize,
}

/// A place where a rule is broken.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The line, from 1.
    pub line: u64,
    /// The text that is wrong.
    pub value: &'a [u8],
    /// The line's bytes and the range of them that is wrong, where that is known.
    pub within: Option<Within<'a>>,
}

/// A range of a line's bytes.
#[derive(Debug, Clone, Copy)]
pub struct Within<'a> {
    /// The line's bytes.
    pub line: &'a [u8],
    /// The first byte of the range.
    pub start: usize,
    /// The byte behind the range.
    pub end: usize,
}

impl<'a> Place<'a> {
    /// The place of a line as a whole.
    #[must_use]
    pub const fn line(line: u64, value: &'a [u8]) -> Self {
        Self { line, value, within: None }
    }

    /// The place of a line as a whole, whose bytes are known.
    #[must_use]
    pub const fn whole(line: u64, value: &'a [u8]) -> Self {
        Self { line, value, within: Some(Within { line: value, start: 0, end: value.len() }) }
    }

    /// The place of the bytes from `start` up to `end` of a text of several lines; a part of a later line is cut off.
    #[must_use]
    pub fn of_part(text: &'a str, start: usize, end: usize) -> Self {
        let before = &text.as_bytes()[..start];
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let line = 1 + memchr::memchr_iter(b'\n', before).count() as u64;
        let rest = &text.as_bytes()[line_start..];
        let raw = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        let value = &text.as_bytes()[start..end];
        let (start, end) = (start - line_start, end - line_start);
        Self { line, value, within: Some(Within { line: raw, start, end }) }
    }

    /// The place as an example.
    #[must_use]
    pub fn example(&self) -> Example {
        let value = shorten(&String::from_utf8_lossy(self.value), VALUE_CHARS_MAX);
        let (position, excerpt) = match self.within {
            None => (None, None),
            Some(Within { line: raw, start, end }) => {
                let start = start.min(raw.len());
                let end = end.clamp(start, raw.len());
                let position = String::from_utf8_lossy(&raw[..start]).chars().count() as u64 + 1;
                (Some(position), Some(excerpt(raw, start, end)))
            }
        };
        Example { line: self.line, value, position, excerpt }
    }
}

/// The number of characters of a value that are shown.
pub(super) const VALUE_CHARS_MAX: usize = 80;
/// The number of characters of a line shown before and after the part that is meant.
const AROUND: usize = 30;

fn excerpt(raw: &[u8], start: usize, end: usize) -> Excerpt {
    // Bytes are at least as many as characters, so that this many hold what is shown.
    let from = start.saturating_sub(4 * AROUND);
    let before: Vec<char> = String::from_utf8_lossy(&raw[from..start]).chars().collect();
    let cut = from > 0 || before.len() > AROUND;
    let kept: String = before[before.len().saturating_sub(AROUND)..].iter().collect();
    let mut text = String::new();
    if cut {
        text.push('…');
    }
    text.push_str(&shorten(&kept, AROUND));
    let before = text.chars().count();
    let meant = shorten(&String::from_utf8_lossy(&raw[start..end]), VALUE_CHARS_MAX);
    let width = meant.chars().count().max(1);
    text.push_str(&meant);
    if !meant.ends_with('…') {
        let to = raw.len().min(end + 4 * AROUND + 4);
        text.push_str(&shorten(&String::from_utf8_lossy(&raw[end..to]), AROUND));
    }
    Excerpt { text, before, width }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_points_at_the_cell_in_characters() {
        let raw = "é1,\tx,long".as_bytes();
        // The cell `\tx` begins at byte 4 and at character 4 (é has two bytes).
        let place =
            Place { line: 3, value: b"\tx", within: Some(Within { line: raw, start: 4, end: 6 }) };
        let example = place.example();
        assert_eq!(example.position, Some(4));
        let excerpt = example.excerpt.expect("the line is known");
        assert_eq!((excerpt.text.as_str(), excerpt.before, excerpt.width), ("é1,\\tx,long", 3, 3));
        let long = "a".repeat(500);
        let excerpt = super::excerpt(long.as_bytes(), 200, 201);
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'), "{}", excerpt.text);
        assert_eq!((excerpt.before, excerpt.width), (31, 1));
    }
}
