//! What the linter finds, collected by rule and column.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::rule::Rule;
use crate::text::shorten;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The service rejects it, or the stored value is unknown.
    Error,
    /// It imports, but loses or distorts something.
    Warning,
    /// It could be better.
    Advice,
}

impl Severity {
    /// `error`, `warning` or `advice`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// A place where a rule was broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The line of the file, from 1.
    pub line: u64,
    /// What stands there, at most 80 characters, control characters escaped.
    pub value: String,
}

/// All the times one rule was broken in one column of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The rule's stable code.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// The file.
    pub file: String,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// How often.
    pub count: u64,
    /// What is wrong and what would be right.
    pub message: String,
    /// The first places, in file order.
    pub examples: Vec<Example>,
}

/// Collects violations in memory bounded by rules × columns × examples.
#[derive(Debug)]
pub struct Findings {
    file: String,
    examples_max: usize,
    found: Vec<(&'static Rule, Violation)>,
    /// Where in `found` a rule and column stand.
    places: HashMap<(&'static str, Option<String>), usize>,
}

const VALUE_CHARS_MAX: usize = 80;

impl Findings {
    /// Nothing found in `file` yet; of each violation the first `examples_max` places are kept.
    #[must_use]
    pub fn new(file: impl Into<String>, examples_max: usize) -> Self {
        Self { file: file.into(), examples_max, found: Vec::new(), places: HashMap::new() }
    }

    /// Notes that `rule` is broken at `line`. Findings of one rule and column are counted together
    /// under the first one's message.
    pub fn add(
        &mut self,
        rule: &'static Rule,
        column: Option<&str>,
        line: u64,
        value: &[u8],
        message: impl FnOnce() -> String,
    ) {
        let column = column.map(|name| shorten(name, VALUE_CHARS_MAX));
        let known = self.places.get(&(rule.code, column.clone())).copied();
        let at = known.unwrap_or_else(|| {
            let violation = Violation {
                code: rule.code.to_owned(),
                severity: rule.severity,
                file: self.file.clone(),
                column: column.clone(),
                count: 0,
                message: message(),
                examples: Vec::new(),
            };
            self.found.push((rule, violation));
            self.places.insert((rule.code, column), self.found.len() - 1);
            self.found.len() - 1
        });
        let violation = &mut self.found[at].1;
        violation.count += 1;
        if violation.examples.len() < self.examples_max {
            let value = shorten(&String::from_utf8_lossy(value), VALUE_CHARS_MAX);
            violation.examples.push(Example { line, value });
        }
    }

    /// The violations by severity, then code, then the order in which columns were met.
    #[must_use]
    pub fn into_violations(mut self) -> Vec<Violation> {
        self.found.sort_by_key(|(rule, _)| (rule.severity, rule.code));
        self.found.into_iter().map(|(_, violation)| violation).collect()
    }
}
