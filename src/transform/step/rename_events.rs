//! Event types under other names.

use std::collections::BTreeMap;

use polars::prelude::{DataType, LazyFrame, NamedFrom, PolarsResult, Series};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::{names, texts};
use super::transform::Transform;
use crate::column::EVENT_TYPE;
use crate::number::thousands;
use crate::param::InvalidParam;
use crate::transform::Log;
use crate::transform::sql::{SqlRows, choice};

/// Writes other names into `EVENT_TYPE`, as the domain or the rest of the data spells them. Types that are
/// not named stay; the log says how many rows were renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameEvents {
    /// The names in the table and those to write.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
}

impl RenameEvents {
    /// The log line for `count` rows that were renamed.
    pub(crate) fn said(from: &str, to: &str, count: u64) -> String {
        match count {
            0 => format!("no row is of the type `{from}`"),
            count => format!("{from} became {to}: {} rows", thousands(count)),
        }
    }
}

impl Transform for RenameEvents {
    fn check(&self) -> Result<(), InvalidParam> {
        match self.names.iter().find(|(from, to)| from.is_empty() || to.trim().is_empty()) {
            Some((from, to)) => {
                Err(InvalidParam::new("names", &format!("{from}={to}"), "a name on either side"))
            }
            None => Ok(()),
        }
    }

    fn needs(&self) -> Vec<String> {
        names(&[EVENT_TYPE])
    }

    fn apply(&self, rows: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        use polars::prelude::IntoLazy;

        let mut frame = rows.collect()?;
        let mut counts: BTreeMap<&str, u64> =
            self.names.keys().map(|name| (name.as_str(), 0)).collect();
        let renamed: Vec<&str> = texts(&frame, EVENT_TYPE)?
            .into_iter()
            .map(|kind| {
                if let Some(count) = counts.get_mut(kind) {
                    *count += 1;
                }
                self.names.get(kind).map_or(kind, String::as_str)
            })
            .collect();
        let series = Series::new(EVENT_TYPE.into(), renamed);
        for (from, count) in counts {
            log.say(Self::said(from, &self.names[from], count));
        }
        frame.with_column(series.into())?;
        Ok(frame.lazy())
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let dialect = rows.dialect();
        let kind = dialect.quoted(EVENT_TYPE);
        let cases: Vec<(String, String)> =
            self.names.iter().map(|(from, to)| (dialect.text(from), dialect.text(to))).collect();
        if cases.is_empty() {
            return Ok(rows);
        }
        let value = choice(&kind, &cases, &kind);
        Ok(rows.with(EVENT_TYPE, &value, &DataType::String))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn types_get_other_names_and_others_stay() {
        let frame = df!["EVENT_TYPE" => ["view", "buy", "view"]].expect("one column");
        let names = [("view", "View"), ("cart", "Cart")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let step = Step::RenameEvents(RenameEvents { names: names.into() });
        let (frame, records) = run(&[step], frame).expect("it fits");
        assert_eq!(frame, df!["EVENT_TYPE" => ["View", "buy", "View"]].expect("one column"));
        assert_eq!(records[0].log, ["no row is of the type `cart`", "view became View: 2 rows"]);
    }
}
