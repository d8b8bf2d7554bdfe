//! Collects the linter's findings by rule and column.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{Rule, Selection, Severity};
use crate::text::shorten;

/// A place where a rule was broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// All the times one rule was broken in one column of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The rule's stable code.
    pub code: String,
    /// The severity of the rule.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// The number of times that it was broken.
    pub count: u64,
    /// The message: what is wrong and what would be right.
    pub message: String,
    /// The first places, in file order.
    pub examples: Vec<Example>,
}

/// A place where a rule is broken.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The line, from 1.
    pub line: u64,
    /// The text that is wrong.
    pub value: &'a [u8],
    /// The line's bytes and the range of them that is wrong, where that is known.
    pub within: Option<(&'a [u8], usize, usize)>,
}

impl<'a> Place<'a> {
    /// The place of a line as a whole.
    #[must_use]
    pub const fn line(line: u64, value: &'a [u8]) -> Self {
        Self { line, value, within: None }
    }

    /// The place as an example.
    #[must_use]
    pub fn example(&self) -> Example {
        let value = shorten(&String::from_utf8_lossy(self.value), VALUE_CHARS_MAX);
        let (position, excerpt) = match self.within {
            None => (None, None),
            Some((raw, start, end)) => {
                let start = start.min(raw.len());
                let end = end.clamp(start, raw.len());
                let position = String::from_utf8_lossy(&raw[..start]).chars().count() as u64 + 1;
                (Some(position), Some(excerpt(raw, start, end)))
            }
        };
        Example { line: self.line, value, position, excerpt }
    }
}

const VALUE_CHARS_MAX: usize = 80;
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

/// Collects violations in memory bounded by rules × columns × examples.
#[derive(Debug, Clone)]
pub struct Findings {
    file: String,
    examples_max: usize,
    selection: Arc<Selection>,
    found: Vec<(&'static Rule, Violation)>,
    /// The key of each of `found`.
    keys: Vec<Key>,
    /// The index in `found` of each rule and column; [`UNSELECTED`] for a rule that is not checked.
    places: HashMap<Key, usize>,
}

/// A rule's code and a hash of the column's whole name, 0 for none.
type Key = (&'static str, u64);

const UNSELECTED: usize = usize::MAX;
/// Columns that are told apart in one file's findings; those beyond are counted together.
const COLUMNS_MAX: usize = 1000;

impl Findings {
    /// An empty collection for `file`; of each violation the first `examples_max` places are kept.
    #[must_use]
    pub fn new(file: impl Into<String>, examples_max: usize, selection: &Arc<Selection>) -> Self {
        Self {
            file: file.into(),
            examples_max,
            selection: Arc::clone(selection),
            found: Vec::new(),
            keys: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// An empty collection for another part of the same file.
    #[must_use]
    pub fn part(&self) -> Self {
        Self::new(self.file.clone(), self.examples_max, &self.selection)
    }

    /// The number of places kept for each violation.
    #[must_use]
    pub const fn examples_max(&self) -> usize {
        self.examples_max
    }

    /// The rules that are checked.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Tells whether nothing was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Notes that `rule` is broken at `place`. Findings of one rule and column are counted together
    /// under the first one's message.
    pub fn add(
        &mut self,
        rule: &'static Rule,
        column: Option<&str>,
        place: Place<'_>,
        message: impl FnOnce() -> String,
    ) {
        let Some(at) = self.entry(rule, column, message) else { return };
        let examples_max = self.examples_max;
        let violation = &mut self.found[at].1;
        violation.count += 1;
        if violation.examples.len() < examples_max {
            violation.examples.push(place.example());
        }
    }

    /// Notes that `rule` is broken `count` times in all, with the first places of them.
    pub fn add_counted(
        &mut self,
        rule: &'static Rule,
        column: Option<&str>,
        count: u64,
        examples: Vec<Example>,
        message: impl FnOnce() -> String,
    ) {
        let Some(at) = self.entry(rule, column, message) else { return };
        self.join(at, count, examples);
    }

    fn join(&mut self, at: usize, count: u64, examples: Vec<Example>) {
        let examples_max = self.examples_max;
        let violation = &mut self.found[at].1;
        violation.count += count;
        violation.examples.extend(examples);
        violation.examples.truncate(examples_max);
    }

    /// Joins what was found in a later part of the same file.
    pub fn merge(&mut self, later: Self) {
        for ((rule, violation), key) in later.found.into_iter().zip(later.keys) {
            let column = violation.column.as_deref();
            let message = violation.message;
            if let Some(at) = self.entry_of(key, rule, column, || message) {
                self.join(at, violation.count, violation.examples);
            }
        }
    }

    fn entry(
        &mut self,
        rule: &'static Rule,
        column: Option<&str>,
        message: impl FnOnce() -> String,
    ) -> Option<usize> {
        let key = (rule.code, column.map_or(0, |name| xxh3_64(name.as_bytes()) | 1));
        self.entry_of(key, rule, column, message)
    }

    fn entry_of(
        &mut self,
        key: Key,
        rule: &'static Rule,
        column: Option<&str>,
        message: impl FnOnce() -> String,
    ) -> Option<usize> {
        if let Some(&at) = self.places.get(&key) {
            return (at != UNSELECTED).then_some(at);
        }
        if !self.selection.has(rule) {
            self.places.insert(key, UNSELECTED);
            return None;
        }
        if column.is_some() && self.found.len() >= COLUMNS_MAX {
            return self.entry(rule, None, message);
        }
        self.found.push((
            rule,
            Violation {
                code: rule.code.to_owned(),
                severity: rule.severity,
                file: self.file.clone(),
                column: column.map(|name| shorten(name, VALUE_CHARS_MAX)),
                count: 0,
                message: message(),
                examples: Vec::new(),
            },
        ));
        self.keys.push(key);
        self.places.insert(key, self.found.len() - 1);
        Some(self.found.len() - 1)
    }

    /// The violations by severity, then family and code, then the order in which columns were met.
    #[must_use]
    pub fn into_violations(mut self) -> Vec<Violation> {
        let family = |rule: &Rule| {
            super::FAMILIES.iter().position(|family| rule.code.starts_with(family.letter))
        };
        self.found.sort_by_key(|(rule, _)| (rule.severity, family(rule), rule.code));
        self.found.into_iter().map(|(_, violation)| violation).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;

    fn findings() -> Findings {
        Findings::new("f.csv", 2, &Arc::new(Selection::default()))
    }

    #[test]
    fn an_excerpt_points_at_the_cell_in_characters() {
        let raw = "é1,\tx,long".as_bytes();
        // The cell `\tx` begins at byte 4 and at character 4 (é has two bytes).
        let place = Place { line: 3, value: b"\tx", within: Some((raw, 4, 6)) };
        let example = place.example();
        assert_eq!(example.position, Some(4));
        let excerpt = example.excerpt.expect("the line is known");
        assert_eq!((excerpt.text.as_str(), excerpt.before, excerpt.width), ("é1,\\tx,long", 3, 3));
        let long = "a".repeat(500);
        let excerpt = super::excerpt(long.as_bytes(), 200, 201);
        assert!(excerpt.text.starts_with('…') && excerpt.text.ends_with('…'), "{}", excerpt.text);
        assert_eq!((excerpt.before, excerpt.width), (31, 1));
    }

    #[test]
    fn parts_join_to_what_the_whole_gives() {
        let mut whole = findings();
        let mut parts = (findings(), findings());
        for line in 1..6 {
            let column = if line % 2 == 0 { "A" } else { "B" };
            let place = Place::line(line, b"x");
            whole.add(&rule::VALUE_TYPE, Some(column), place, || format!("first at {line}"));
            let part = if line < 4 { &mut parts.0 } else { &mut parts.1 };
            part.add(&rule::VALUE_TYPE, Some(column), place, || format!("first at {line}"));
        }
        parts.0.merge(parts.1);
        let whole = whole.into_violations();
        assert_eq!(parts.0.into_violations(), whole);
        assert_eq!(whole[0].count, 3);
        assert_eq!(whole[0].examples.len(), 2, "no more than were asked for");
    }

    #[test]
    fn very_many_columns_are_counted_together() {
        let mut findings = findings();
        for column in 0..5000 {
            let name = column.to_string();
            let place = Place::line(1, b"");
            findings.add(&rule::FILE_EXTRA_COLUMN, Some(&name), place, String::new);
        }
        let violations = findings.into_violations();
        assert_eq!(violations.len(), COLUMNS_MAX + 1);
        assert_eq!(violations.iter().map(|found| found.count).sum::<u64>(), 5000);
    }
}
