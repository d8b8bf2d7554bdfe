//! A team's own settings: rules as expressions, tolerances, and the findings that it knows.

mod baseline;
pub(in crate::validate) mod outcome;
mod own_rule;
mod own_table;
mod rules_error;
mod rules_file;
mod settle;
mod share;
#[cfg(test)]
mod tests;
mod tolerance;
mod tolerance_table;
mod toml_table;

pub use baseline::{Baseline, BaselineError, CheckedFiles};
pub use outcome::{BaselineOutcome, KnownFinding, OwnRuleSummary, StaleFinding};
pub use own_rule::OwnRule;
pub(in crate::validate) use own_rule::is_named;
pub use rules_error::RulesError;
pub use rules_file::TeamRules;
pub use tolerance::{Bound, Tolerance};
