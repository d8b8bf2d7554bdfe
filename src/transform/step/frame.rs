//! Frames and columns as steps read and make them.

use polars::prelude::{
    BooleanChunked, Column, DataFrame, Field, IntoLazy, LazyFrame, NamedFrom, PolarsError,
    PolarsResult, Schema, Series,
};

pub(super) fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|&column| column.to_owned()).collect()
}

/// The rows of `frame` for which `keep` is true.
pub(super) fn only(frame: &DataFrame, keep: &[bool]) -> PolarsResult<LazyFrame> {
    Ok(frame.filter(&BooleanChunked::new("keep".into(), keep))?.lazy())
}

/// The texts of a column; null is the empty text.
pub(super) fn texts<'a>(frame: &'a DataFrame, column: &str) -> PolarsResult<Vec<&'a str>> {
    let texts = frame.column(column)?.str()?;
    Ok(texts.iter().map(|text| text.unwrap_or("")).collect())
}

/// The texts of a column as dense numbers in the order of their first use, and the number of distinct texts.
pub(super) fn codes(frame: &DataFrame, column: &str) -> PolarsResult<(Vec<usize>, usize)> {
    let mut known = std::collections::HashMap::new();
    let codes = texts(frame, column)?
        .into_iter()
        .map(|text| {
            let next = known.len();
            *known.entry(text).or_insert(next)
        })
        .collect();
    Ok((codes, known.len()))
}

/// A text column made from another by `change`.
pub(super) fn changed_text(
    column: &Column,
    change: impl Fn(&str) -> Option<String>,
) -> PolarsResult<Column> {
    let changed: Vec<Option<String>> =
        column.str()?.iter().map(|text| text.and_then(&change)).collect();
    Ok(Series::new(column.name().clone(), changed).into())
}

/// The name of a column with another type, as the engine asks for it.
pub(super) fn typed(
    data_type: polars::prelude::DataType,
) -> impl Fn(&Schema, &Field) -> PolarsResult<Field> + Clone {
    move |_, field| Ok(Field::new(field.name().clone(), data_type.clone()))
}

pub(super) fn failed(what: String) -> PolarsError {
    PolarsError::ComputeError(what.into())
}
