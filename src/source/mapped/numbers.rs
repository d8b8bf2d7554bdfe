//! Columns of the user's own that hold numbers throughout: they become columns of numbers, as `schema
//! infer` takes them.

use polars::prelude::{Column, DataFrame, NamedFrom, Series, StringChunked};

use super::cell;
use super::kind::Mapped;
use super::settings::MappedReading;
use crate::number::Narrowest;

/// Turns the open columns of `frame` into the narrowest type of numbers that holds every cell, and says so.
pub(super) fn settle(
    mut frame: DataFrame,
    mapped: &[Mapped],
    reading: &MappedReading,
    notes: &mut Vec<String>,
) -> DataFrame {
    for one in mapped.iter().filter(|one| one.is_open) {
        let Ok(column) = frame.column(&one.target) else { continue };
        let Some((settled, name)) = settled(column, reading) else { continue };
        notes.push(format!("{} taken as {name}", one.target));
        // The column has the name and the height of the one that it replaces.
        let _ = frame.with_column(settled);
    }
    frame
}

fn settled(column: &Column, reading: &MappedReading) -> Option<(Column, &'static str)> {
    let name = column.name().clone();
    if let Ok(numbers) = column.i64() {
        let fits = numbers.iter().flatten().all(|number| i32::try_from(number).is_ok());
        let small = || numbers.iter().map(|one| one.and_then(|one| i32::try_from(one).ok()));
        return fits.then(|| (Series::new(name, small().collect::<Vec<_>>()).into(), "int"));
    }
    let texts = column.str().ok()?;
    let pointed: Option<StringChunked> = reading.decimal_comma.then(|| {
        // A text that is no such number makes the column one of texts, whatever it would be with a point.
        let point = |text: &str| cell::with_point(text).unwrap_or_else(|| "no number".to_owned());
        texts.iter().map(|text| text.map(point)).collect()
    });
    let texts = pointed.as_ref().unwrap_or(texts);
    let needed = texts.iter().flatten().map(Narrowest::of).reduce(Narrowest::join)?;
    let (series, what) = match needed {
        Narrowest::Int => (Series::new(name, parsed::<i32>(texts.iter())), "int"),
        Narrowest::Long | Narrowest::WideLong => {
            (Series::new(name, parsed::<i64>(texts.iter())), "long")
        }
        Narrowest::Double => {
            // -0 is 0, as it compares.
            let numbers = parsed::<f64>(texts.iter()).into_iter().map(|one| one.map(|n| n + 0.0));
            (Series::new(name, numbers.collect::<Vec<_>>()), "double")
        }
        Narrowest::Text => return None,
    };
    Some((series.into(), what))
}

fn parsed<'t, T: std::str::FromStr>(
    texts: impl Iterator<Item = Option<&'t str>>,
) -> Vec<Option<T>> {
    texts.map(|text| text.and_then(|text| text.parse().ok())).collect()
}
