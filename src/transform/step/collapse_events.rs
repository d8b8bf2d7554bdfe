//! Keeps one event of several at the same moment.

use std::collections::HashMap;

use polars::prelude::{DataFrame, DataType, LazyFrame, PolarsResult};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::{failed, names, only, texts};
use super::ties::{Newest, TieRule};
use super::transform::Transform;
use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID};
use crate::number::thousands;
use crate::param::InvalidParam;
use crate::transform::Log;
use crate::transform::sql::{SqlRows, choice};

/// Keeps only the strongest event of each (user, item, timestamp), so that no cut in time can fall
/// between two events of one rating.
///
/// Strength is the place in `weakest_first`; one type may be missing there, which is weaker than all
/// others. Where several are missing and rows share a moment, the order has to be said. Of equally strong events the one with the larger `EVENT_VALUE` stays (none is smallest),
/// of equal ones the first, or the one that `ties` says. Rows keep their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CollapseEvents {
    /// Event types from the weakest to the strongest. Default `click`, `watch`.
    pub weakest_first: Vec<String>,
    /// The rule for events that are equally strong. Default their order in the file.
    #[serde(skip_serializing_if = "TieRule::is_default")]
    pub ties: TieRule,
}

impl Default for CollapseEvents {
    fn default() -> Self {
        Self { weakest_first: names(&["click", "watch"]), ties: TieRule::default() }
    }
}

impl Transform for CollapseEvents {
    fn check(&self) -> Result<(), InvalidParam> {
        if self.weakest_first.is_empty() {
            return Err(InvalidParam::new("weakest_first", &"none", "at least one event type"));
        }
        Ok(())
    }

    fn needs(&self) -> Vec<String> {
        names(&[USER_ID, ITEM_ID, EVENT_TYPE, TIMESTAMP])
    }

    fn apply(&self, events: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        let frame = events.collect()?;
        let strengths = self.strengths(&frame)?;
        let (users, items) = (texts(&frame, USER_ID)?, texts(&frame, ITEM_ID)?);
        let timestamps = frame.column(TIMESTAMP)?.i64()?;
        let decided = names(&[USER_ID, ITEM_ID, TIMESTAMP, EVENT_VALUE]);
        let ranks = self.ties.ranks(&frame, &decided)?;
        let mut strongest: HashMap<(&str, &str, Option<i64>), usize> = HashMap::new();
        for (row, timestamp) in timestamps.iter().enumerate() {
            let best = strongest.entry((users[row], items[row], timestamp)).or_insert(row);
            let (kind, value) = strengths[row];
            let (best_kind, best_value) = strengths[*best];
            let stronger = kind.cmp(&best_kind).then(value.total_cmp(&best_value));
            if stronger.then(ranks[*best].cmp(&ranks[row])).is_gt() {
                *best = row;
            }
        }
        let unnamed = self.unnamed(&frame)?;
        let n_dropped = frame.height() - strongest.len();
        if n_dropped > 0 && unnamed.len() > 1 {
            return Err(failed(format!(
                "which of {} is the strongest? `--event-order view,cart,purchase` says it, from the weakest \
                 to the strongest; {} rows share user, item and second with another",
                unnamed.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
                thousands(n_dropped as u64)
            )));
        }
        if n_dropped > 0 {
            log.say(Self::said(n_dropped as u64));
        }
        let mut keep = vec![false; frame.height()];
        // Each row is marked, in any order.
        for row in strongest.into_values() {
            keep[row] = true;
        }
        only(&frame, &keep)
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let dialect = rows.dialect();
        let kind = dialect.quoted(EVENT_TYPE);
        let moment = names(&[USER_ID, ITEM_ID, TIMESTAMP]);
        let cases: Vec<(String, String)> = (1..)
            .zip(&self.weakest_first)
            .map(|(strength, name): (u32, _)| (dialect.text(name), strength.to_string()))
            .collect();
        let mut order = vec![format!("{} DESC", choice(&kind, &cases, "0"))];
        if rows.has(EVENT_VALUE) {
            order.push(Newest::First.key(dialect, EVENT_VALUE));
        }
        let decided = [moment.clone(), names(&[EVENT_VALUE, EVENT_TYPE])].concat();
        order.extend(self.ties.keys(&rows, &decided, Newest::Last)?);
        // Of two types of unknown strength none is the stronger one.
        order.push(format!("{kind} ASC"));
        let known: Vec<String> = self.weakest_first.iter().map(|name| dialect.text(name)).collect();
        let strangers = format!(
            "(SELECT count(DISTINCT {kind}) FROM {} WHERE {kind} NOT IN ({}))",
            rows.name(),
            known.join(", ")
        );
        let moment_columns: Vec<String> = moment.iter().map(|name| dialect.quoted(name)).collect();
        let crowded = format!(
            "(SELECT count(*) FROM (SELECT 1 AS one FROM {} GROUP BY {} HAVING count(*) > 1) AS crowded)",
            rows.name(),
            moment_columns.join(", ")
        );
        let refusal = dialect.refusal(
            &dialect.text("collapse-events: several event types have no place in `weakest_first`, and rows share a moment"),
            &DataType::Int32,
        );
        let guarded =
            format!("CASE WHEN {strangers} > 1 AND {crowded} > 0 THEN {refusal} ELSE 1 END = 1");
        Ok(rows.filter(&guarded).first_of(&moment, &order))
    }
}

impl CollapseEvents {
    /// The log line for `dropped` weaker events.
    pub(crate) fn said(dropped: u64) -> String {
        format!("weaker events of one moment, dropped: {}", thousands(dropped))
    }

    /// The event types of which no order is known, sorted.
    fn unnamed(&self, frame: &DataFrame) -> PolarsResult<std::collections::BTreeSet<String>> {
        let other = |kind: &&str| !self.weakest_first.iter().any(|known| known == kind);
        Ok(texts(frame, EVENT_TYPE)?.into_iter().filter(other).map(str::to_owned).collect())
    }

    /// Place of the type, from 1, and value of each row.
    fn strengths(&self, frame: &DataFrame) -> PolarsResult<Vec<(usize, f64)>> {
        let place = |kind: &str| {
            self.weakest_first.iter().position(|known| known == kind).map_or(0, |at| at + 1)
        };
        let kinds = texts(frame, EVENT_TYPE)?.into_iter().map(place);
        let Ok(values) = frame.column(EVENT_VALUE) else {
            return Ok(kinds.map(|kind| (kind, f64::NEG_INFINITY)).collect());
        };
        let values = values.f64()?.iter().map(|value| value.unwrap_or(f64::NEG_INFINITY));
        Ok(kinds.zip(values).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn the_strongest_event_of_a_moment_stays() {
        let frame = df![
            "USER_ID" => ["1", "1", "1", "1", "2", "2"],
            "ITEM_ID" => ["7", "7", "7", "8", "7", "7"],
            "EVENT_TYPE" => ["click", "watch", "click", "click", "watch", "watch"],
            "EVENT_VALUE" => [Some(4.0), Some(4.0), Some(4.0), None, None, Some(2.0)],
            "TIMESTAMP" => [5_i64, 5, 6, 5, 5, 5],
        ];
        let step = Step::CollapseEvents(CollapseEvents::default());
        let (once, _) =
            run(std::slice::from_ref(&step), frame.expect("equal lengths")).expect("it fits");
        let expected = df![
            "USER_ID" => ["1", "1", "1", "2"],
            "ITEM_ID" => ["7", "7", "8", "7"],
            "EVENT_TYPE" => ["watch", "click", "click", "watch"],
            "EVENT_VALUE" => [Some(4.0), Some(4.0), None, Some(2.0)],
            "TIMESTAMP" => [5_i64, 6, 5, 5],
        ]
        .expect("equal lengths");
        assert!(once.equals_missing(&expected), "{once:?}");
        assert!(run(&[step], once).expect("it fits").0.equals_missing(&expected), "twice is once");
    }
}
