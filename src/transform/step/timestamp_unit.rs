//! Timestamps of another unit become seconds.

use std::fmt::Write;

use polars::prelude::{
    DataFrame, DataType, Int64Chunked, IntoLazy, LazyFrame, NamedFrom, PolarsResult, Schema, Series,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::{failed, names};
use super::transform::Transform;
use crate::column::{FRACTION, SECONDS_END, TIMESTAMP};
use crate::instant::{PLAUSIBLE, Unit, to_iso};
use crate::transform::Log;
use crate::transform::sql::SqlRows;

const BILLION: i64 = 1_000_000_000;

/// Turns `TIMESTAMP` into whole seconds, fractions dropped towards the past; they still order rows of one
/// second, until the last step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TimestampUnit {
    /// The unit of the numbers. Default seconds, which refuses numbers that must be finer.
    pub unit: Unit,
}

impl Transform for TimestampUnit {
    fn needs(&self) -> Vec<String> {
        names(&[TIMESTAMP])
    }

    fn check_types(&self, schema: &Schema) -> Result<(), String> {
        match schema.get(TIMESTAMP) {
            Some(DataType::Int64) => Ok(()),
            _ => Err(format!("column `{TIMESTAMP}` is not in whole numbers")),
        }
    }

    fn apply(&self, rows: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        let mut frame = rows.collect()?;
        let numbers = frame.column(TIMESTAMP)?.i64()?.clone();
        let Some(largest) = numbers.iter().flatten().max_by_key(|number| number.unsigned_abs())
        else {
            return Ok(frame.lazy());
        };
        let unit = self.one_unit(largest, || numbers.iter().flatten())?;
        let seconds: Vec<Option<i64>> = numbers
            .iter()
            .map(|number| number.map(|number| number.div_euclid(unit.per_second())))
            .collect();
        let span = seconds.iter().flatten();
        let (oldest, newest) = (span.clone().min(), span.max());
        if let Some(&far) = [oldest, newest]
            .into_iter()
            .flatten()
            .find(|at| at.unsigned_abs() >= SECONDS_END.unsigned_abs())
        {
            return Err(failed(format!(
                "`{TIMESTAMP}` {largest} taken as {} lies {far} seconds from 1970: it must be finer; \
                 `--timestamp-unit auto` finds the unit and says which",
                unit.name()
            )));
        }
        if let (Some(&oldest), Some(&newest)) = (oldest, newest) {
            self.said(unit, oldest, newest).into_iter().for_each(|line| log.say(line));
        }
        frame.with_column(Series::new(TIMESTAMP.into(), seconds).into())?;
        let fractions = fractions(&frame, &numbers, unit.per_second())?;
        let _ = frame.drop_in_place(FRACTION);
        if fractions.iter().any(|&nanoseconds| nanoseconds > 0) {
            frame.with_column(Series::new(FRACTION.into(), fractions).into())?;
        }
        Ok(frame.lazy())
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        if self.unit == Unit::Auto {
            return Err("the unit is found by looking at all rows first: say it, as in `--timestamp-unit milliseconds`"
                .to_owned());
        }
        let dialect = rows.dialect();
        let (time, per_second) = (dialect.quoted(TIMESTAMP), self.unit.per_second());
        // A whole number of seconds has no rest, and what the source has beyond it stays.
        let is_whole = per_second == 1;
        let rest = format!("((({time} % {per_second}) + {per_second}) % {per_second})");
        let seconds = if is_whole {
            time.clone()
        } else {
            dialect.divided(&format!("({time} - {rest})"), per_second)
        };
        let largest = format!("(SELECT max(abs({time})) FROM {})", rows.name());
        let mut refused = format!("NOT ({seconds} > -{SECONDS_END} AND {seconds} < {SECONDS_END})");
        if !matches!(self.unit, Unit::Seconds | Unit::Iso8601) {
            let _ = write!(
                refused,
                " OR {largest} BETWEEN {} AND {}",
                PLAUSIBLE.start,
                PLAUSIBLE.end - 1
            );
        }
        let message = format!("timestamp-unit: `{TIMESTAMP}` is not in {}", self.unit.name());
        let refusal = dialect.refusal(&dialect.text(&message), &DataType::Int64);
        let checked = format!("CASE WHEN {refused} THEN {refusal} ELSE {seconds} END");
        if is_whole {
            return Ok(rows.with(TIMESTAMP, &checked, &DataType::Int64));
        }
        let known = if rows.columns().contains(FRACTION) {
            dialect.divided(
                &format!("CAST(coalesce({}, 0) AS BIGINT)", dialect.quoted(FRACTION)),
                per_second,
            )
        } else {
            "0".to_owned()
        };
        let beyond = format!("CAST({rest} * {} + {known} AS INT)", BILLION / per_second);
        Ok(rows.with_hidden(FRACTION, &beyond, &DataType::Int32).with(
            TIMESTAMP,
            &checked,
            &DataType::Int64,
        ))
    }
}

/// The nanoseconds beyond the second of each row: of its number, and of the source's fraction.
fn fractions(frame: &DataFrame, numbers: &Int64Chunked, per_second: i64) -> PolarsResult<Vec<i32>> {
    let beyond: Vec<i64> = match frame.column(FRACTION) {
        Ok(beyond) => beyond.i32()?.iter().map(|beyond| beyond.map_or(0, i64::from)).collect(),
        Err(_) => vec![0; numbers.len()],
    };
    let of = |(number, beyond): (Option<i64>, i64)| {
        let rest = number.unwrap_or(0).rem_euclid(per_second);
        // A second has fewer than 2^31 of them.
        i32::try_from(rest * (BILLION / per_second) + beyond / per_second).unwrap_or(0)
    };
    Ok(numbers.iter().zip(beyond).map(of).collect())
}

impl TimestampUnit {
    /// The log of timestamps that were taken as `unit`, with their span in seconds.
    pub(crate) fn said(self, unit: Unit, oldest: i64, newest: i64) -> Vec<String> {
        let taken = format!("`{TIMESTAMP}` taken as {}", unit.name());
        let span = format!("from {} to {}", to_iso(oldest), to_iso(newest));
        if self.unit == Unit::Auto { vec![taken, span] } else { vec![span] }
    }

    /// The unit of the numbers: the one that is stated, or the one that they all fit. Seconds that are said to be
    /// finer are refused.
    fn one_unit<I: Iterator<Item = i64>>(
        self,
        largest: i64,
        numbers: impl Fn() -> I,
    ) -> PolarsResult<Unit> {
        if self.unit == Unit::Auto {
            return Unit::of_all(numbers).map_err(|mixed| {
                failed(format!(
                    "the rows of `{TIMESTAMP}` are in different units: {mixed}; bring them to one unit first"
                ))
            });
        }
        let is_finer = !matches!(self.unit, Unit::Seconds | Unit::Iso8601);
        if is_finer && PLAUSIBLE.contains(&largest.unsigned_abs()) {
            return Err(failed(format!(
                "`{TIMESTAMP}` is at most {largest}, which are seconds rather than {}: leave out the \
                 unit, or take `auto`",
                self.unit.name()
            )));
        }
        Ok(self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    fn seconds(unit: Unit, numbers: &[i64]) -> Result<(Vec<i64>, Vec<String>), String> {
        let frame = df!["TIMESTAMP" => numbers].expect("one column");
        let (frame, records) =
            run(&[Step::TimestampUnit(TimestampUnit { unit })], frame).map_err(|error| {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                format!("{error}: {}", cause.unwrap_or_default())
            })?;
        let column = frame.column("TIMESTAMP").expect("there").i64().expect("long").clone();
        Ok((column.iter().flatten().collect(), records[0].log.clone()))
    }

    #[test]
    fn every_unit_becomes_seconds_towards_the_past() {
        let of = |unit, number| seconds(unit, &[number]).expect("it fits").0[0];
        assert_eq!(of(Unit::Seconds, 7), 7);
        assert_eq!(of(Unit::Milliseconds, 1_999), 1);
        assert_eq!(of(Unit::Milliseconds, -1), -1);
        assert_eq!(of(Unit::Microseconds, 2_000_000), 2);
        assert_eq!(of(Unit::Nanoseconds, 1_600_000_000_999_999_999), 1_600_000_000);
    }

    #[test]
    fn auto_says_what_it_took() {
        let (numbers, log) = seconds(Unit::Auto, &[1_596_239_443_000, 0]).expect("it fits");
        assert_eq!(numbers, [1_596_239_443, 0]);
        assert_eq!(
            log,
            [
                "`TIMESTAMP` taken as milliseconds",
                "from 1970-01-01T00:00:00Z to 2020-07-31T23:50:43Z"
            ]
        );
        let unit = |number| seconds(Unit::Auto, &[number]).expect("it fits").1.remove(0);
        assert_eq!(unit(1_596_239_443), "`TIMESTAMP` taken as seconds");
        assert_eq!(unit(1_596_239_443_000_000), "`TIMESTAMP` taken as microseconds");
        assert_eq!(unit(1_596_239_443_000_000_000), "`TIMESTAMP` taken as nanoseconds");
    }

    #[test]
    fn units_are_not_mixed_and_seconds_do_not_pass_as_milliseconds() {
        let error = seconds(Unit::Auto, &[1_614_834_367, 1_614_834_367_000]).expect_err("mixed");
        assert!(
            error.contains("1614834367000 must be milliseconds, and 1614834367 seconds"),
            "{error}"
        );
        let error = seconds(Unit::Milliseconds, &[1_614_834_367, 0]).expect_err("seconds");
        assert!(error.contains("are seconds rather than milliseconds"), "{error}");
    }

    #[test]
    fn milliseconds_do_not_pass_as_seconds() {
        let error = seconds(Unit::Seconds, &[1_596_239_443_000]).expect_err("year 52552");
        assert!(error.contains("--timestamp-unit auto"), "{error}");
    }
}
