//! Collects the linter's findings by rule and column.

use std::collections::HashMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::definition::{Rule, Severity};
use super::place::{Example, Place, VALUE_CHARS_MAX};
use super::selection::Selection;
use crate::text::shorten;

/// All the times one rule was broken in one column of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// A violation and its rule.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// All the times that it was.
    pub violation: Violation,
}

/// Collects violations in memory bounded by rules × columns × examples.
#[derive(Debug, Clone)]
pub struct Findings {
    file: String,
    examples_max: usize,
    selection: Arc<Selection>,
    found: Vec<Broken>,
    /// The key of each of `found`.
    keys: Vec<Key>,
    /// The index in `found` of each rule and column; [`UNSELECTED`] for a rule that is not checked.
    places: HashMap<Key, usize>,
    /// The findings since they were last taken, where somebody asks for them.
    watch: Option<Watch>,
}

/// The findings of a severity that somebody asks for one by one.
#[derive(Debug, Clone)]
struct Watch {
    /// The least grave severity that counts.
    fails: Severity,
    /// The findings in words, in their order.
    texts: Vec<String>,
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
            watch: None,
        }
    }

    /// An empty collection for another part of the same file.
    #[must_use]
    pub fn part(&self) -> Self {
        let watch = self.watch.as_ref().map(|watch| Watch { texts: Vec::new(), ..*watch });
        Self { watch, ..Self::new(self.file.clone(), self.examples_max, &self.selection) }
    }

    /// Remembers each finding at a place that is at least as grave as `fails`, for [`Self::take_watched`].
    pub(crate) fn watch(&mut self, fails: Severity) {
        self.watch = Some(Watch { fails, texts: Vec::new() });
    }

    /// The findings in words since they were last taken; none where nobody watches.
    pub(crate) fn take_watched(&mut self) -> Vec<String> {
        self.watch.as_mut().map_or_else(Vec::new, |watch| std::mem::take(&mut watch.texts))
    }

    /// Tells whether findings are remembered one by one.
    pub(crate) const fn is_watched(&self) -> bool {
        self.watch.is_some()
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
        let mut message = Some(message);
        let mut text = None;
        if let Some(watch) = &mut self.watch
            && rule.severity <= watch.fails
            && self.selection.has(rule)
        {
            // Of each row its own message, not that of the first.
            let said = message.take().map_or_else(String::new, |message| message());
            let column = column.map_or_else(String::new, |name| format!(" {name}"));
            watch.texts.push(format!("{}{column}: {said}", rule.code));
            text = Some(said);
        }
        let message = || text.or_else(|| message.map(|message| message())).unwrap_or_default();
        let Some(at) = self.entry(rule, column, message) else { return };
        let examples_max = self.examples_max;
        let violation = &mut self.found[at].violation;
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
        let violation = &mut self.found[at].violation;
        violation.count += count;
        violation.examples.extend(examples);
        violation.examples.truncate(examples_max);
    }

    /// Joins what was found in a later part of the same file.
    pub fn merge(&mut self, later: Self) {
        for (Broken { rule, violation }, key) in later.found.into_iter().zip(later.keys) {
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
        self.found.push(Broken {
            rule,
            violation: Violation {
                code: rule.code.to_owned(),
                severity: rule.severity,
                file: self.file.clone(),
                column: column.map(|name| shorten(name, VALUE_CHARS_MAX)),
                count: 0,
                message: message(),
                examples: Vec::new(),
            },
        });
        self.keys.push(key);
        self.places.insert(key, self.found.len() - 1);
        Some(self.found.len() - 1)
    }

    /// The violations with their rules, by severity, then family and code, then the order in which
    /// columns were met.
    #[must_use]
    pub fn into_broken(mut self) -> Vec<Broken> {
        self.found.sort_by_key(|Broken { rule, .. }| (rule.severity, rule.family, rule.code));
        self.found
    }

    /// The violations in the order of [`Self::into_broken`].
    #[must_use]
    pub fn into_violations(self) -> Vec<Violation> {
        self.into_broken().into_iter().map(|broken| broken.violation).collect()
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
