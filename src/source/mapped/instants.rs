//! Instants of columns that no step converts, such as `CREATION_TIMESTAMP`: each by its own unit.

use std::path::Path;

use polars::prelude::{DataFrame, NamedFrom, Series};

use super::mapping::{Kind, Mapped};
use crate::column::{SECONDS_END, TIMESTAMP};
use crate::source::ReadError;

/// Numbers of a column that cannot all be of one unit.
#[derive(Debug)]
pub(super) struct Mixed {
    column: String,
    largest: i64,
    other: i64,
}

impl Mixed {
    pub(super) fn into_read(self, path: &Path) -> ReadError {
        let Self { column, largest, other } = self;
        ReadError::Format {
            path: path.to_owned(),
            kind: "a table",
            what: format!(
                "the rows of `{column}` are in different units: {largest} must be {}, and {other} {}",
                UNITS[unit(largest)].0,
                UNITS[unit(other)].0
            ),
        }
    }
}

/// Names of units, and how many make a second.
const UNITS: [(&str, i64); 4] = [
    ("seconds", 1),
    ("milliseconds", 1_000),
    ("microseconds", 1_000_000),
    ("nanoseconds", 1_000_000_000),
];

/// The coarsest unit in which `number` lies before the year 5138.
fn unit(number: i64) -> usize {
    let fits = |&(_, per_second): &(&str, i64)| {
        number.unsigned_abs() / per_second.unsigned_abs() < SECONDS_END.unsigned_abs()
    };
    UNITS.iter().position(fits).unwrap_or(UNITS.len() - 1)
}

/// Turns finer instants into seconds, fractions dropped towards the past, and says so.
pub(super) fn settle(
    mut frame: DataFrame,
    mapped: &[Mapped],
    notes: &mut Vec<String>,
) -> Result<DataFrame, Mixed> {
    // Seconds from 1973 on; smaller numbers may be of any unit.
    const PLAUSIBLE: u64 = 100_000_000;
    for one in mapped.iter().filter(|one| one.kind == Kind::Instant && one.target != TIMESTAMP) {
        let Ok(numbers) = frame.column(&one.target).and_then(|column| Ok(column.i64()?.clone()))
        else {
            continue;
        };
        let Some(largest) = numbers.iter().flatten().max_by_key(|number| number.unsigned_abs())
        else {
            continue;
        };
        let found = unit(largest);
        if found == 0 {
            continue;
        }
        let is_other = |number: &i64| number.unsigned_abs() >= PLAUSIBLE && unit(*number) != found;
        if let Some(other) = numbers.iter().flatten().find(is_other) {
            return Err(Mixed { column: one.target.clone(), largest, other });
        }
        let (name, per_second) = UNITS[found];
        notes.push(format!("{} taken as {name}", one.target));
        let seconds: Vec<Option<i64>> = numbers
            .iter()
            .map(|number| number.map(|number| number.div_euclid(per_second)))
            .collect();
        // The column has the name and the height of the one that it replaces.
        let _ = frame.with_column(Series::new(one.target.as_str().into(), seconds).into());
    }
    Ok(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_is_the_coarsest_that_fits() {
        assert_eq!(unit(1_600_000_000), 0);
        assert_eq!(unit(1_600_000_000_000), 1);
        assert_eq!(unit(-1_600_000_000_000_000), 2);
        assert_eq!(unit(i64::MAX), 3);
    }
}
