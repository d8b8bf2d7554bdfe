//! Instants of columns that no step converts, such as `CREATION_TIMESTAMP`: each by its own unit.

use std::path::Path;

use polars::prelude::{DataFrame, NamedFrom, Series};

use super::kind::{Mapped, MappedKind};
use crate::column::TIMESTAMP;
use crate::instant::Unit;
use crate::source::ReadError;

/// Turns finer instants into seconds, fractions dropped towards the past, and says so.
///
/// # Errors
/// When the instants of a column are in different units.
pub(super) fn settle(
    mut frame: DataFrame,
    mapped: &[Mapped],
    path: &Path,
    notes: &mut Vec<String>,
) -> Result<DataFrame, ReadError> {
    for one in
        mapped.iter().filter(|one| one.kind == MappedKind::Instant && one.target != TIMESTAMP)
    {
        let Ok(numbers) = frame.column(&one.target).and_then(|column| Ok(column.i64()?.clone()))
        else {
            continue;
        };
        let unit =
            Unit::of_all(|| numbers.iter().flatten()).map_err(|mixed| ReadError::Format {
                path: path.to_owned(),
                kind: "a table",
                what: format!("the rows of `{}` are in different units: {mixed}", one.source),
            })?;
        if unit == Unit::Seconds {
            continue;
        }
        notes.push(format!("{} taken as {}", one.target, unit.name()));
        let second = |number: i64| number.div_euclid(unit.per_second());
        let seconds: Vec<Option<i64>> = numbers.iter().map(|number| number.map(second)).collect();
        // The column has the name and the height of the one that it replaces.
        let _ = frame.with_column(Series::new(one.target.as_str().into(), seconds).into());
    }
    Ok(frame)
}
