//! The instant at which an item came into the catalogue.

use polars::prelude::{DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, PolarsResult, Series};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::names;
use super::transform::Transform;
use crate::choice::choices;
use crate::column::{CREATION_TIMESTAMP, YEAR, derived};
use crate::instant::from_iso;
use crate::number::thousands;
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// The source of the creation timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Creation {
    /// The item's first rating in the raw data.
    #[default]
    FirstRating,
    /// The first instant of `YEAR`, in UTC.
    ReleaseYear,
}

choices! { Creation { FirstRating = "first-rating", ReleaseYear = "release-year" } }

/// The rule for an item whose creation timestamp is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MissingCreation {
    /// `CREATION_TIMESTAMP` is null.
    #[default]
    Null,
    /// The newest rating of the whole data, as the service itself takes it for items without
    /// interactions; for a schema that does not allow null. (Developer guide, "items-datasets".)
    Newest,
}

/// Adds `CREATION_TIMESTAMP`, in seconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CreationTimestamp {
    /// The source of the timestamp. Default the first rating.
    pub from: Creation,
    /// The rule for an item whose creation timestamp is unknown. Default null.
    pub missing: MissingCreation,
}

impl Transform for CreationTimestamp {
    fn needs(&self) -> Vec<String> {
        let mut needs = names(&[match self.from {
            Creation::FirstRating => derived::FIRST_RATED,
            Creation::ReleaseYear => YEAR,
        }]);
        if self.missing == MissingCreation::Newest {
            needs.extend(names(&[derived::NEWEST_RATED]));
        }
        needs
    }

    fn apply(&self, items: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        let mut frame = items.collect()?;
        let mut created = self.known(&frame)?;
        if self.missing == MissingCreation::Newest {
            let newest = frame.column(derived::NEWEST_RATED)?.i64()?.clone();
            let mut filled = 0_u64;
            for (created, newest) in created.iter_mut().zip(newest.iter()) {
                if created.is_none() {
                    *created = newest;
                    filled += 1;
                }
            }
            if filled > 0 {
                log.say(format!("{} items get the newest rating's time", thousands(filled)));
            }
        }
        let column = Series::new(CREATION_TIMESTAMP.into(), created);
        frame.with_column(column.cast(&DataType::Int64)?.into())?;
        Ok(frame.lazy())
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        if self.from == Creation::FirstRating || self.missing == MissingCreation::Newest {
            return Err("it looks at a release's ratings: `from = \"release-year\"` with `missing = \"null\"` does not".to_owned());
        }
        let dialect = rows.dialect();
        let year = dialect.quoted(YEAR);
        let days = dialect.days([&year, "1", "1"]);
        let value = format!("CASE WHEN {year} BETWEEN 0 AND 9999 THEN {days} * 86400 END");
        Ok(rows.with(CREATION_TIMESTAMP, &value, &DataType::Int64))
    }
}

impl CreationTimestamp {
    fn known(self, frame: &DataFrame) -> PolarsResult<Vec<Option<i64>>> {
        Ok(match self.from {
            Creation::FirstRating => frame.column(derived::FIRST_RATED)?.i64()?.iter().collect(),
            Creation::ReleaseYear => {
                let years = frame.column(YEAR)?.i32()?.clone();
                years.iter().map(|year| from_iso(&format!("{:04}-01-01", year?))).collect()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    fn created(from: Creation, missing: MissingCreation) -> Vec<Option<i64>> {
        let frame = df![
            "YEAR" => [Some(1970_i32), None, Some(1971)],
            "FIRST_RATED" => [Some(5_i64), Some(6), None],
            "NEWEST_RATED" => [9_i64, 9, 9],
        ]
        .expect("equal lengths");
        let step = Step::CreationTimestamp(CreationTimestamp { from, missing });
        let (frame, _) = run(&[step], frame).expect("it fits");
        frame.column(CREATION_TIMESTAMP).expect("added").i64().expect("long").iter().collect()
    }

    #[test]
    fn every_rule_says_when_an_item_came() {
        use Creation::{FirstRating, ReleaseYear};
        use MissingCreation::{Newest, Null};
        assert_eq!(created(FirstRating, Null), [Some(5), Some(6), None]);
        assert_eq!(created(FirstRating, Newest), [Some(5), Some(6), Some(9)]);
        assert_eq!(created(ReleaseYear, Null), [Some(0), None, Some(31_536_000)]);
        assert_eq!(created(ReleaseYear, Newest), [Some(0), Some(9), Some(31_536_000)]);
    }
}
