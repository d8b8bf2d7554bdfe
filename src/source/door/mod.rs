//! The one door for tables: the kind of a file is found in its bytes, and its content comes out as CSV in UTF-8.
//!
//! Compression (gzip, zstd, bzip2, a zip archive with one table), encoding (UTF-8 and UTF-16, with a
//! byte-order mark or without), delimiter (comma, tab, semicolon, `|`, `::`, blanks), line ends, JSON in
//! its forms, Parquet, Arrow IPC and Avro are recognised by content, never by a file's name. A row keeps
//! the line on which it stands in the file; what has no lines counts its rows from 1. A cell that holds
//! nothing is an empty cell, in every format.

mod archive;
#[cfg(feature = "frames")]
mod avro;
#[cfg(feature = "frames")]
mod avro_header;
mod bounds;
#[cfg(feature = "frames")]
mod cells;
mod chained;
mod column;
#[cfg(feature = "frames")]
mod columnar;
mod compression;
mod dialect;
mod encoding;
#[cfg(feature = "frames")]
mod failure;
mod fill;
mod guess;
mod json;
mod length;
mod look;
mod objects;
mod open;
mod opened;
mod origin;
#[cfg(feature = "frames")]
mod pages;
mod rewrite;
#[cfg(feature = "frames")]
mod shapes;
#[cfg(all(test, feature = "frames"))]
mod tests;
#[cfg(feature = "frames")]
mod thrift;

pub(super) use bounds::Bounded;
pub use bounds::{RATIO_MAX, allow_high_compression, allow_unpacked};
pub use column::{FileColumn, Physical, Structure};
pub use compression::Compression;
pub use dialect::{Delimiter, Dialect, Extent};
pub use encoding::Encoding;
pub use length::n_rows;
pub use look::Look;
pub use open::open;
pub use opened::Opened;
pub use origin::{Origin, TextOptions};

/// The text of the first cell of a column and how it is held; nothing where its type has no text.
#[cfg(all(test, feature = "frames"))]
pub(crate) fn text_of(array: &arrow_array::ArrayRef) -> (String, Physical) {
    let physical = cells::physical(array.data_type());
    let mut text = Vec::new();
    let cells = cells::Cells::new(array, column::InstantText::Seconds).expect("a type with text");
    cells.push(0, &mut text).expect("a text");
    (String::from_utf8(text).expect("UTF-8"), physical)
}
