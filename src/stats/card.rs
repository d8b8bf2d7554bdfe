//! The data card: what the data must have to be worth a rehearsal, or a training.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::sparsity::Stats;
use crate::param::InvalidParam;

/// One demand on the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The figure, as `stats.json` names it, parts joined by dots.
    pub figure: String,
    /// Its value.
    pub value: f64,
    /// `>=` or `<=`, with what it is held against.
    pub demand: String,
    /// Whether it is met.
    pub met: bool,
    /// Why it matters.
    pub why: String,
}

/// A demand by the user: `FIGURE<VALUE` or `FIGURE>VALUE` fails where it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct FailOn {
    figure: String,
    below: bool,
    value: f64,
}

impl FailOn {
    /// Reads `FIGURE<VALUE` or `FIGURE>VALUE`.
    ///
    /// # Errors
    /// When it has another form.
    pub fn parse(text: &str) -> Result<Self, InvalidParam> {
        let wrong = || InvalidParam::new("fail-on", &text, "`card`, FIGURE<VALUE or FIGURE>VALUE");
        let at = text.find(['<', '>']).ok_or_else(wrong)?;
        let value = text[at + 1..].trim().parse::<f64>().ok().filter(|value| value.is_finite());
        let (figure, value) = (text[..at].trim().to_owned(), value.ok_or_else(wrong)?);
        Ok(Self { figure, below: &text[at..=at] == "<", value })
    }

    /// Holds the figure against the value.
    ///
    /// # Errors
    /// When there is no such figure; the error lists those there are.
    pub fn check(&self, stats: &Stats) -> Result<Check, InvalidParam> {
        let figures = figures(stats);
        let found = figures.iter().find(|(name, _)| *name == self.figure);
        let Some(&(_, value)) = found else {
            let names: Vec<&str> = figures.iter().map(|(name, _)| name.as_str()).collect();
            let nearest = crate::param::nearest(&self.figure, &names)
                .map_or_else(String::new, |name| format!("did you mean `{name}`? "));
            let expected = format!("a figure of stats.json; {nearest}known: {}", names.join(", "));
            return Err(InvalidParam::new("fail-on", &self.figure, expected));
        };
        // What the data has none of breaks no bound.
        let fails = value
            .is_some_and(|value| if self.below { value < self.value } else { value > self.value });
        let sign = if self.below { ">=" } else { "<=" };
        Ok(Check {
            figure: self.figure.clone(),
            value: value.unwrap_or(0.0),
            demand: format!("{sign} {}", self.value),
            met: !fails,
            why: "asked for by --fail-on".to_owned(),
        })
    }
}

/// Every number of `stats.json` by its name, parts joined by dots, `None` for one that this data has
/// none of; lists are left out.
#[must_use]
pub fn figures(stats: &Stats) -> Vec<(String, Option<f64>)> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::to_value(stats) {
        collect("", &value, &mut found);
    }
    found.retain(|(name, _)| name != "schema_version" && !name.starts_with("file."));
    found
}

fn collect(name: &str, value: &Value, found: &mut Vec<(String, Option<f64>)>) {
    match value {
        Value::Number(number) => found.push((name.to_owned(), number.as_f64())),
        Value::Null => found.push((name.to_owned(), None)),
        Value::Object(object) => {
            for (key, value) in object {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                collect(&name, value, found);
            }
        }
        _ => {}
    }
}

/// What the service demands, and what makes its figures worth something.
#[must_use]
pub(super) fn card(stats: &Stats) -> Vec<Check> {
    let at_least = |figure: &str, value: f64, least: f64, why: &str| Check {
        figure: figure.to_owned(),
        value,
        demand: format!(">= {least}"),
        met: value >= least,
        why: why.to_owned(),
    };
    let at_most = |figure: &str, value: f64, most: f64, why: &str| Check {
        figure: figure.to_owned(),
        value,
        demand: format!("<= {most}"),
        met: value <= most,
        why: why.to_owned(),
    };
    let count = crate::number::from_count;
    vec![
        at_least(
            "interactions",
            count(stats.interactions),
            1_000.0,
            "the service trains on no fewer",
        ),
        at_least(
            "evaluation.users_with_two",
            count(stats.evaluation.users_with_two),
            25.0,
            "the service wants so many users with two interactions",
        ),
        at_least(
            "evaluation.test_users",
            count(stats.evaluation.test_users),
            100.0,
            "a tenth of the users is tested; of fewer than 100, one user more with a hit moves every \
             figure by a hundredth and more",
        ),
        at_least(
            "per_user.p50",
            stats.per_user.p50,
            5.0,
            "of a shorter history little can be learnt, and its newest tenth is one interaction",
        ),
        at_most("duplicates", count(stats.duplicates), 0.0, "equal rows count twice everywhere"),
        at_most(
            "twins",
            count(stats.twins),
            0.0,
            "rows of one user, item and second can fall on both sides of a cut, which leaks the answer; \
             prep with --collapse-events or cut with --hold-out items",
        ),
        at_most(
            "cold_items_newest_tenth",
            stats.cold_items_newest_tenth,
            0.3,
            "items that nobody had before cannot be found by collaborative models",
        ),
        at_least(
            "components.largest_users_share",
            stats.components.largest_users_share,
            0.9,
            "what one component likes says nothing to another",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demand_names_a_figure_and_a_bound() {
        let parsed = FailOn::parse("per_user.p50 < 5").expect("a demand");
        assert_eq!(parsed, FailOn { figure: "per_user.p50".into(), below: true, value: 5.0 });
        for wrong in ["users", "users<", "users<many", "users=3"] {
            assert!(FailOn::parse(wrong).is_err(), "{wrong}");
        }
    }
}
