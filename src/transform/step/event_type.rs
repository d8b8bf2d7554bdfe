//! Ratings become events: one row for each rule that a row meets.

use polars::prelude::{
    DataType, Expr, LazyFrame, PolarsResult, Schema, SortMultipleOptions, UnionArgs, col, concat,
    len, lit,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::names;
use super::transform::Transform;
use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, RATING, TIMESTAMP, USER_ID};
use crate::number::thousands;
use crate::param::InvalidParam;
use crate::transform::sql::{SqlRows, choice};
use crate::transform::{Condition, Log};

const ROW: &str = "row of the input";
const RULE: &str = "number of the rule";

/// A kind of event and the condition for its rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventRule {
    /// The value of `EVENT_TYPE`.
    pub name: String,
    /// The condition that a row must meet.
    pub when: Condition,
}

/// Each row yields one event for every rule that it meets, in the order of the rules, with the same
/// user, item and timestamp. A row that meets none is dropped, and the log says how many were.
///
/// Leaves `USER_ID, ITEM_ID, EVENT_TYPE`, then `EVENT_VALUE` if it is there, `TIMESTAMP`, and any
/// other column but `RATING`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventType {
    /// The rules. Default: `click` for a rating above 1, `watch` for one above 3.
    #[serde(default = "click_and_watch")]
    pub events: Vec<EventRule>,
}

impl Default for EventType {
    fn default() -> Self {
        Self { events: click_and_watch() }
    }
}

fn click_and_watch() -> Vec<EventRule> {
    EventType::above(&[("click", 1.0), ("watch", 3.0)]).events
}

impl EventType {
    /// The log line for `dropped` rows that meet no rule.
    pub(crate) fn said(dropped: u64) -> String {
        format!("{} rows meet no event rule", thousands(dropped))
    }

    /// One rule for each name: a rating strictly above its threshold.
    #[must_use]
    pub fn above(thresholds: &[(&str, f64)]) -> Self {
        let rule = |&(name, threshold): &(&str, f64)| EventRule {
            name: name.to_owned(),
            when: Condition::above(RATING, threshold),
        };
        Self { events: thresholds.iter().map(rule).collect() }
    }
}

impl Transform for EventType {
    fn check(&self) -> Result<(), InvalidParam> {
        if self.events.is_empty() {
            return Err(InvalidParam::new("events", &"none", "at least one event rule"));
        }
        for (at, rule) in self.events.iter().enumerate() {
            let broken = |letter: char| letter.is_control() || matches!(letter, '"' | ',' | '\\');
            if rule.name.trim().is_empty() || rule.name.contains(broken) {
                let expected = "a name without quotes, commas, backslashes and line breaks";
                return Err(InvalidParam::new("event", &rule.name, expected));
            }
            if self.events[..at].iter().any(|other| other.name == rule.name) {
                return Err(InvalidParam::new("event", &rule.name, "each name once"));
            }
        }
        Ok(())
    }

    fn needs(&self) -> Vec<String> {
        let mut needs = names(&[USER_ID, ITEM_ID, TIMESTAMP]);
        needs.extend(self.events.iter().flat_map(|rule| rule.when.columns()));
        needs
    }

    fn check_types(&self, schema: &Schema) -> Result<(), String> {
        if schema.contains(EVENT_TYPE) {
            return Err(format!("there is a column `{EVENT_TYPE}` already"));
        }
        self.events.iter().try_for_each(|rule| rule.when.check(schema))
    }

    fn apply(&self, rows: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        let mut rows = rows.with_row_index(ROW, None);
        let columns = left(&*rows.collect_schema()?);
        let events = self.events.iter().zip(0_u32..).map(|(rule, number)| {
            let name = lit(rule.name.as_str()).alias(EVENT_TYPE);
            rows.clone().filter(rule.when.expr()).with_columns([name, lit(number).alias(RULE)])
        });
        let events = concat(events.collect::<Vec<_>>(), UnionArgs::default())?;
        let order = SortMultipleOptions::default().with_maintain_order(true);
        let met_none = self.events.iter().map(|rule| rule.when.expr().fill_null(lit(false)));
        let met_none = met_none.reduce(Expr::or).unwrap_or_else(|| lit(false)).not();
        let dropped = rows.filter(met_none).select([len().alias("n")]).collect()?;
        let dropped = dropped.column("n")?.u32().map_or(0, |n| n.get(0).unwrap_or(0));
        if dropped > 0 {
            log.say(Self::said(dropped.into()));
        }
        Ok(events.sort([ROW, RULE], order).select(columns))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let dialect = rows.dialect();
        let (rule, rules) = (dialect.quoted(RULE), dialect.quoted("rules of events"));
        let kind = dialect.quoted(EVENT_TYPE);
        let numbered = self.events.iter().enumerate();
        let values: Vec<String> = numbered
            .clone()
            .map(|(at, one)| format!("({at}, {})", dialect.text(&one.name)))
            .collect();
        let conditions: Vec<(String, String)> = numbered
            .map(|(at, one)| (at.to_string(), format!("({})", one.when.sql(dialect))))
            .collect();
        let mut columns = Schema::default();
        for name in left_names(rows.columns()) {
            let data_type = rows.columns().get(&name).cloned().unwrap_or(DataType::String);
            columns.with_column(name.into(), data_type);
        }
        let (given, rule) = (dialect.quoted("given rows"), format!("{rules}.{rule}"));
        let from = |name: &str| if name == EVENT_TYPE { &rules } else { &given };
        let list: Vec<String> = columns
            .iter_names()
            .map(|name| format!("{}.{}", from(name), dialect.quoted(name)))
            .collect();
        let body = format!(
            "SELECT {} FROM {} AS {given} CROSS JOIN (VALUES {}) AS {rules} ({}, {kind}) WHERE {}",
            list.join(", "),
            rows.name(),
            values.join(", "),
            dialect.quoted(RULE),
            choice(&rule, &conditions, "1 = 0")
        );
        let written = left_names(rows.columns());
        let hidden = |name: &String| *name != EVENT_TYPE && !rows.has(name);
        let written = written.into_iter().filter(|name| !hidden(name)).collect();
        Ok(rows.then(body, columns).only(written))
    }
}

/// The columns after the step, in their order.
fn left(schema: &Schema) -> Vec<Expr> {
    left_names(schema).into_iter().map(col).collect()
}

fn left_names(schema: &Schema) -> Vec<String> {
    let first = [USER_ID, ITEM_ID, EVENT_TYPE, EVENT_VALUE, TIMESTAMP];
    let there = |name: &&str| schema.contains(name) || *name == EVENT_TYPE;
    let others = schema
        .iter_names()
        .map(AsRef::as_ref)
        .filter(|name| !first.contains(name) && ![RATING, ROW].contains(name));
    first.into_iter().filter(there).chain(others).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn thresholds_are_strict_and_a_high_rating_gives_two_rows_beside_each_other() {
        let ratings = df![
            "USER_ID" => ["1", "1", "1", "1"],
            "ITEM_ID" => ["10", "20", "30", "40"],
            "RATING" => [1.0, 3.5, 3.0, 1.5],
            "TIMESTAMP" => [5_i64, 6, 7, 8],
            "DEVICE" => ["a", "b", "c", "d"],
        ];
        let steps = [Step::EventType(EventType::default())];
        let (events, records) = run(&steps, ratings.expect("equal lengths")).expect("it fits");
        let expected = df![
            "USER_ID" => ["1", "1", "1", "1"],
            "ITEM_ID" => ["20", "20", "30", "40"],
            "EVENT_TYPE" => ["click", "watch", "click", "click"],
            "TIMESTAMP" => [6_i64, 6, 7, 8],
            "DEVICE" => ["b", "b", "c", "d"],
        ];
        assert_eq!(events, expected.expect("equal lengths"));
        assert_eq!((records[0].rows_in, records[0].rows_out), (4, 4));
        assert_eq!(records[0].log, ["1 rows meet no event rule"]);
    }

    #[test]
    fn names_are_plain_and_unique() {
        let check = |names: &[(&str, f64)]| EventType::above(names).check();
        assert!(check(&[("a", 1.0), ("b", 1.0)]).is_ok());
        assert!(check(&[("a", 1.0), ("a", 2.0)]).is_err());
        assert!(check(&[("a,b", 1.0)]).is_err());
        assert!(check(&[(" ", 1.0)]).is_err());
        assert!(check(&[]).is_err());
    }
}
