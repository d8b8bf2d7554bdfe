//! A data set from a polars frame.

use polars::prelude::{Column, DataFrame, DataType};

use super::interactions::Dataset;
use super::new_rows::{DatasetBuilder, NewRow};
use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID};

/// The reason that a frame is no data set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// A column that every row must have.
    #[error("the frame has no column `{column}`; it has {}", found.join(", "))]
    Missing {
        /// The column.
        column: &'static str,
        /// The columns that are there.
        found: Vec<String>,
    },
    /// A column of a type that cannot hold its values.
    #[error("column `{column}`: expected {expected}, found the type {found}")]
    Type {
        /// The column.
        column: &'static str,
        /// The expected type.
        expected: &'static str,
        /// Its type.
        found: String,
    },
    /// An empty cell where there must be a value.
    #[error("column `{column}`, row {row}: expected {expected}, found null")]
    Null {
        /// The column.
        column: &'static str,
        /// The row, from 1.
        row: usize,
        /// The expected value.
        expected: &'static str,
    },
}

impl Dataset {
    /// The data set of a frame with `USER_ID` and `ITEM_ID` (texts or whole numbers), and where they are there
    /// `TIMESTAMP` (whole seconds since 1970), `EVENT_TYPE` (texts) and `EVENT_VALUE` (numbers). Other columns
    /// are not looked at. Without `TIMESTAMP` the data has no time.
    ///
    /// ```
    /// use rehearsal::dataset::Dataset;
    /// use rehearsal::polars::df;
    ///
    /// let frame = df!["USER_ID" => ["a", "b"], "ITEM_ID" => [7, 8], "TIMESTAMP" => [1_i64, 2]]?;
    /// assert_eq!(Dataset::from_frame(&frame)?.n_rows(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When a column is missing, of another type, or null where there must be a value.
    pub fn from_frame(frame: &DataFrame) -> Result<Self, FrameError> {
        let users = texts(required(frame, USER_ID)?, USER_ID)?;
        let items = texts(required(frame, ITEM_ID)?, ITEM_ID)?;
        let events =
            optional(frame, EVENT_TYPE).map(|column| texts(column, EVENT_TYPE)).transpose()?;
        let seconds = optional(frame, TIMESTAMP).map(seconds).transpose()?;
        let values = optional(frame, EVENT_VALUE).map(values).transpose()?;
        let mut builder = DatasetBuilder::default();
        if seconds.is_none() {
            builder.lack_time();
        }
        for row in 0..frame.height() {
            let timestamp_s = seconds.as_ref().map_or(0, |seconds| seconds[row]);
            let id = |texts: &[Option<String>], column| {
                let expected = "an id";
                texts[row].clone().ok_or(FrameError::Null { column, row: row + 1, expected })
            };
            let mut new = NewRow::new(id(&users, USER_ID)?, id(&items, ITEM_ID)?, timestamp_s);
            if let Some(event) = events.as_ref().and_then(|events| events[row].clone()) {
                new = new.event_type(event);
            }
            if let Some(value) = values.as_ref().and_then(|values| values[row]) {
                new = new.value(value);
            }
            builder.push(&new);
        }
        Ok(builder.build())
    }
}

fn optional<'f>(frame: &'f DataFrame, name: &str) -> Option<&'f Column> {
    frame.column(name).ok()
}

fn required<'f>(frame: &'f DataFrame, column: &'static str) -> Result<&'f Column, FrameError> {
    optional(frame, column).ok_or_else(|| FrameError::Missing {
        column,
        found: frame.get_column_names().into_iter().map(ToString::to_string).collect(),
    })
}

/// The column as `wanted`, if `takes` its type.
fn cast(
    cells: &Column,
    column: &'static str,
    (takes, wanted): (bool, DataType),
    expected: &'static str,
) -> Result<Column, FrameError> {
    let wrong = || FrameError::Type { column, expected, found: cells.dtype().to_string() };
    if takes { cells.strict_cast(&wanted).map_err(|_| wrong()) } else { Err(wrong()) }
}

fn texts(cells: &Column, column: &'static str) -> Result<Vec<Option<String>>, FrameError> {
    let takes = cells.dtype().is_integer() || *cells.dtype() == DataType::String;
    let expected = "texts or whole numbers";
    let cells = cast(cells, column, (takes, DataType::String), expected)?;
    let texts = cells.str().map(|texts| texts.iter().map(|text| text.map(str::to_owned)).collect());
    texts.map_err(|_| FrameError::Type { column, expected, found: cells.dtype().to_string() })
}

fn seconds(cells: &Column) -> Result<Vec<i64>, FrameError> {
    let expected = "whole seconds since 1970";
    let takes = cells.dtype().is_integer();
    let cells = cast(cells, TIMESTAMP, (takes, DataType::Int64), expected)?;
    let wrong =
        || FrameError::Type { column: TIMESTAMP, expected, found: cells.dtype().to_string() };
    let numbers = cells.i64().map_err(|_| wrong())?;
    let second = |(at, number): (usize, Option<i64>)| {
        number.ok_or(FrameError::Null { column: TIMESTAMP, row: at + 1, expected })
    };
    numbers.iter().enumerate().map(second).collect()
}

fn values(cells: &Column) -> Result<Vec<Option<f64>>, FrameError> {
    let expected = "numbers";
    let takes = cells.dtype().is_primitive_numeric();
    let cells = cast(cells, EVENT_VALUE, (takes, DataType::Float64), expected)?;
    let numbers = cells.f64().map(|numbers| numbers.iter().collect());
    numbers.map_err(|_| FrameError::Type {
        column: EVENT_VALUE,
        expected,
        found: cells.dtype().to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::df;

    #[test]
    fn a_frame_is_the_data_set_of_its_rows() {
        let frame = df![
            "USER_ID" => [7_i32, 8, 7],
            "ITEM_ID" => ["x", "y", "y"],
            "EVENT_TYPE" => [Some("view"), None, Some("buy")],
            "EVENT_VALUE" => [Some(1_i64), None, Some(3)],
            "TIMESTAMP" => [3_u32, 2, 1],
            "OTHER" => [1.0, 2.0, 3.0],
        ];
        let dataset = Dataset::from_frame(&frame.expect("equal lengths")).expect("a data set");
        assert_eq!((dataset.users().id(0), dataset.n_rows()), ("7", 3));
        assert_eq!(dataset.event_types(), ["view", "", "buy"]);
        assert_eq!((dataset.event_value(1), dataset.event_value(2)), (None, Some(3.0)));
        assert!(dataset.has_time());
    }

    #[test]
    fn what_does_not_fit_is_named_by_column_and_type() {
        let said = |frame: polars::prelude::PolarsResult<DataFrame>| {
            Dataset::from_frame(&frame.expect("a frame")).expect_err("it does not fit").to_string()
        };
        assert_eq!(
            said(df!["USER_ID" => ["a"], "ITEM" => ["x"]]),
            "the frame has no column `ITEM_ID`; it has USER_ID, ITEM"
        );
        assert_eq!(
            said(df!["USER_ID" => [1.5], "ITEM_ID" => ["x"]]),
            "column `USER_ID`: expected texts or whole numbers, found the type f64"
        );
        assert_eq!(
            said(df!["USER_ID" => [Some("a"), None], "ITEM_ID" => ["x", "y"]]),
            "column `USER_ID`, row 2: expected an id, found null"
        );
        let no_time = df!["USER_ID" => ["a"], "ITEM_ID" => ["x"]].expect("a frame");
        assert!(!Dataset::from_frame(&no_time).expect("without a time").has_time());
    }
}
