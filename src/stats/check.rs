//! A line of the data card: one demand on the data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::advice::Advice;
use crate::number::shown;

/// One demand on the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The figure, as `stats.json` names it, parts joined by dots.
    pub figure: String,
    /// Its value.
    pub value: f64,
    /// `>=` or `<=`, with what it is held against.
    pub demand: String,
    /// True if it is met.
    pub met: bool,
    /// Why it matters.
    pub why: String,
    /// Advice where it is not met.
    #[serde(default)]
    pub advice: Vec<Advice>,
}

impl Check {
    /// Why it matters and what to do, in one text.
    #[must_use]
    pub fn with_advice(&self) -> String {
        let remedy = |Advice { to, command }: &Advice| format!("; to {to}: `{command}`");
        self.why.clone() + &self.advice.iter().map(remedy).collect::<String>()
    }

    /// The same with what to do where it is not met.
    pub(super) fn or(mut self, advice: impl IntoIterator<Item = Advice>) -> Self {
        if !self.met {
            self.advice.extend(advice);
        }
        self
    }
}

/// A demand of at least `least`.
pub(super) fn at_least(figure: &str, value: f64, least: f64, why: impl Into<String>) -> Check {
    Check {
        figure: figure.to_owned(),
        value,
        demand: format!(">= {}", bound(least)),
        met: value >= least,
        why: why.into(),
        advice: Vec::new(),
    }
}

/// A demand of at most `most`.
pub(super) fn at_most(figure: &str, value: f64, most: f64, why: impl Into<String>) -> Check {
    Check {
        figure: figure.to_owned(),
        value,
        demand: format!("<= {}", bound(most)),
        met: value <= most,
        why: why.into(),
        advice: Vec::new(),
    }
}

/// A bound as people read it.
fn bound(value: f64) -> String {
    let text = shown(value);
    if text.contains('.') { text.trim_end_matches('0').to_owned() } else { text }
}
