//! All instants of a column moved by one offset.

use polars::prelude::{
    DataType, IntoLazy, LazyFrame, NamedFrom, PolarsError, PolarsResult, Schema, Series,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::failed;
use super::time_window::Instant;
use super::transform::Transform;
use crate::column::{SECONDS_END, TIMESTAMP};
use crate::instant::to_iso;
use crate::number::thousands;
use crate::param::InvalidParam;
use crate::transform::Log;
use crate::transform::log::TimeShift;
use crate::transform::sql::SqlRows;

/// Adds one offset to every instant of a column, so that all distances stay as they are. Empty cells stay empty.
///
/// The offset is stated, or that which brings the newest instant of the rows at hand to a stated one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftTime {
    /// The instant that the newest row gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
    /// The offset, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<i64>,
    /// The column, in seconds. Default `TIMESTAMP`.
    #[serde(default = "timestamp")]
    pub column: String,
}

fn timestamp() -> String {
    TIMESTAMP.to_owned()
}

impl ShiftTime {
    /// Moves `TIMESTAMP` so that the newest row gets the instant `to`.
    #[must_use]
    pub fn to(to: Instant) -> Self {
        Self { to: Some(to), by: None, column: timestamp() }
    }

    /// Moves `column` by `seconds`.
    #[must_use]
    pub fn by(column: &str, seconds: i64) -> Self {
        Self { to: None, by: Some(seconds), column: column.to_owned() }
    }

    /// The value at the offset; an error where it leaves the years that timestamps may have.
    fn moved(&self, seconds: i64, offset: i64) -> PolarsResult<i64> {
        let moved = seconds.checked_add(offset).filter(|moved| {
            let falls_before_1970 = *moved < 0 && seconds >= 0;
            moved.unsigned_abs() < SECONDS_END.unsigned_abs() && !falls_before_1970
        });
        moved.ok_or_else(|| self.out_of_range(seconds, offset))
    }

    fn out_of_range(&self, seconds: i64, offset: i64) -> PolarsError {
        let remedy = match self.to {
            Some(_) => "choose a later instant, or leave out the oldest rows with `--since`",
            None => "choose another offset",
        };
        failed(format!(
            "`{}` {seconds} moved by {offset} seconds: expected an instant from 1970 to 5138; {remedy}",
            self.column
        ))
    }
}

impl Transform for ShiftTime {
    fn check(&self) -> Result<(), InvalidParam> {
        match (self.to, self.by) {
            (None, None) => Err(InvalidParam::new("shift-time", &"neither", "`to` or `by`")),
            (Some(_), Some(_)) => Err(InvalidParam::new("shift-time", &"both", "`to` or `by`")),
            (Some(to), None) if !(0..SECONDS_END).contains(&to.seconds) => Err(InvalidParam::new(
                "to",
                &to.seconds,
                "an instant from 1970 to 5138, in seconds",
            )),
            (None, Some(by)) if by.unsigned_abs() >= SECONDS_END.unsigned_abs() => {
                Err(InvalidParam::new("by", &by, "fewer than 100,000,000,000 seconds"))
            }
            _ => Ok(()),
        }
    }

    fn needs(&self) -> Vec<String> {
        vec![self.column.clone()]
    }

    fn check_types(&self, schema: &Schema) -> Result<(), String> {
        match schema.get(&self.column) {
            Some(DataType::Int64) => Ok(()),
            _ => Err(format!("column `{}` is not in whole seconds", self.column)),
        }
    }

    fn apply(&self, rows: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        let mut frame = rows.collect()?;
        let instants = frame.column(&self.column)?.i64()?.clone();
        let Some(newest) = instants.iter().flatten().max() else { return Ok(frame.lazy()) };
        let offset = match (self.to, self.by) {
            (Some(to), _) => to.seconds.checked_sub(newest),
            (None, by) => by,
        };
        let offset = offset.ok_or_else(|| self.out_of_range(newest, 0))?;
        let moved = instants
            .iter()
            .map(|seconds| seconds.map(|seconds| self.moved(seconds, offset)).transpose())
            .collect::<PolarsResult<Vec<Option<i64>>>>()?;
        frame.with_column(Series::new(self.column.as_str().into(), moved).into())?;
        let shift =
            TimeShift { offset_seconds: offset, from: to_iso(newest), to: to_iso(newest + offset) };
        log.say(format!(
            "`{}` moved by {} s: the newest from {} to {}",
            self.column,
            signed(offset),
            shift.from,
            shift.to
        ));
        if let Some(to) = self.to {
            log.say(format!("`--shift-to {to}` moves the same rows alike again"));
        }
        log.shifted(shift);
        Ok(frame.lazy())
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let dialect = rows.dialect();
        let column = dialect.quoted(&self.column);
        let offset = match (self.to, self.by) {
            (Some(to), _) => {
                format!("({} - (SELECT max({column}) FROM {}))", to.seconds, rows.name())
            }
            (None, by) => format!("({})", by.unwrap_or(0)),
        };
        let moved = format!("({column} + {offset})");
        let message =
            format!("shift-time: `{}` would leave the years from 1970 to 5138", self.column);
        let refusal = dialect.refusal(&dialect.text(&message), &DataType::Int64);
        let value = format!(
            "CASE WHEN NOT ({moved} > -{SECONDS_END} AND {moved} < {SECONDS_END}) OR ({moved} < 0 AND {column} >= 0) THEN {refusal} ELSE {moved} END"
        );
        let is_hidden = !rows.has(&self.column);
        Ok(if is_hidden {
            rows.with_hidden(&self.column, &value, &DataType::Int64)
        } else {
            rows.with(&self.column, &value, &DataType::Int64)
        })
    }
}

/// A number with its sign and thousands apart.
fn signed(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "+" };
    format!("{sign}{}", thousands(number.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, StepRecord, run};
    use polars::df;

    fn shifted(
        step: ShiftTime,
        instants: &[Option<i64>],
    ) -> Result<(Vec<Option<i64>>, StepRecord), String> {
        let frame = df!["TIMESTAMP" => instants].expect("one column");
        let (frame, mut records) = run(&[Step::ShiftTime(step)], frame).map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            format!("{error}: {}", cause.unwrap_or_default())
        })?;
        let column = frame.column("TIMESTAMP").expect("there").i64().expect("long").clone();
        Ok((column.iter().collect(), records.remove(0)))
    }

    fn to(seconds: i64) -> ShiftTime {
        ShiftTime::to(Instant { seconds })
    }

    #[test]
    fn the_newest_row_gets_the_instant_and_distances_stay() {
        let (moved, record) =
            shifted(to(86_400), &[Some(5), None, Some(100), Some(100)]).expect("it fits");
        assert_eq!(moved, [Some(86_305), None, Some(86_400), Some(86_400)]);
        let shift = TimeShift {
            offset_seconds: 86_300,
            from: "1970-01-01T00:01:40Z".into(),
            to: "1970-01-02T00:00:00Z".into(),
        };
        assert_eq!(record.shift, Some(shift));
        assert_eq!(
            record.log,
            [
                "`TIMESTAMP` moved by +86,300 s: the newest from 1970-01-01T00:01:40Z to 1970-01-02T00:00:00Z",
                "`--shift-to 1970-01-02T00:00:00Z` moves the same rows alike again"
            ]
        );
        let (back, _) = shifted(to(100), &moved).expect("it fits");
        assert_eq!(back, [Some(5), None, Some(100), Some(100)]);
        let (by, _) =
            shifted(ShiftTime::by("TIMESTAMP", -4), &[Some(5), Some(9)]).expect("it fits");
        assert_eq!(by, [Some(1), Some(5)]);
    }

    #[test]
    fn a_frame_without_rows_stays() {
        let (moved, record) = shifted(to(86_400), &[]).expect("nothing to move");
        assert_eq!((moved, record.shift, record.log), (vec![], None, vec![]));
    }

    #[test]
    fn what_leaves_the_years_of_timestamps_is_refused() {
        let oldest = shifted(to(50), &[Some(5), Some(100)]).expect_err("45 seconds before 1970");
        assert!(
            oldest.contains("`TIMESTAMP` 5 moved by -50 seconds: expected an instant from 1970"),
            "{oldest}"
        );
        assert!(shifted(to(i64::MAX), &[Some(5)]).is_err());
        assert!(shifted(to(-1), &[Some(5)]).is_err());
        assert!(shifted(to(SECONDS_END - 1), &[Some(i64::MIN), Some(5)]).is_err());
        assert!(shifted(ShiftTime::by("TIMESTAMP", i64::MAX), &[Some(5)]).is_err());
        assert!(shifted(ShiftTime::by("TIMESTAMP", SECONDS_END - 1), &[Some(5)]).is_err());
        let film = shifted(ShiftTime::by("TIMESTAMP", 60), &[Some(-600)]).expect("a film of 1969");
        assert_eq!(film.0, [Some(-540)]);
    }

    #[test]
    fn an_offset_is_stated_once() {
        let both = ShiftTime { by: Some(1), ..to(5) };
        assert!(both.check().is_err());
        assert!(ShiftTime { to: None, by: None, column: "A".into() }.check().is_err());
    }
}
