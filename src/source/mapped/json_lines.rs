//! Mapped JSON Lines.

use std::path::Path;

use super::builder::{Builder, Builders};
use crate::source::ReadError;
use crate::source::json_lines::for_each_object;
use crate::text::shorten;

pub(super) fn read(path: &Path, builders: &mut Builders) -> Result<(), ReadError> {
    for_each_object(path, |line, object| {
        for builder in builders.columns() {
            let value = object.get(builder.mapped.source.as_str()).map_or("null", |raw| raw.get());
            append(builder, value).map_err(|expected| ReadError::Field {
                path: path.to_owned(),
                line,
                column: builder.mapped.source.clone(),
                expected,
                found: shorten(value, 60),
            })?;
        }
        builders.row_done();
        Ok(true)
    })
}

/// Appends a JSON value by its text.
fn append(builder: &mut Builder, value: &str) -> Result<(), &'static str> {
    match value.as_bytes().first() {
        Some(b'n') => builder.null(),
        Some(b'"') => {
            let text: String = serde_json::from_str(value).map_err(|_| "a text")?;
            builder.text(&text)
        }
        Some(b'{' | b'[') => Err("a plain value, not a list or an object"),
        Some(b't' | b'f') => builder.text(value),
        _ if value.contains(['.', 'e', 'E']) => {
            builder.float(value.parse().map_err(|_| "a number")?)
        }
        _ => builder.text(value),
    }
}
