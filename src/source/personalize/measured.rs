//! The size of a prepared dataset, whatever form it stands in.

use std::collections::HashSet;
use std::path::Path;

use crate::source::door::{Encoding, Look, Origin, Structure};
use crate::source::error::ReadError;
use crate::source::files;
use crate::source::table::Table;

/// The size of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSize {
    /// The rows, without headers.
    pub rows: usize,
    /// The different texts of each column that was asked for, in the order in which they were asked for.
    pub distinct: Vec<usize>,
    /// The bytes as one CSV with one header, as `prep` writes it.
    pub csv_bytes: u64,
}

/// The name of the form of the first file at `path` that is not CSV as it stands; `None` where all are.
///
/// # Errors
/// When a file cannot be read, or none is there.
pub fn other_form(path: &Path) -> Result<Option<&'static str>, ReadError> {
    let failed = |source| ReadError::Io { path: path.to_owned(), source };
    let parts = files::find(path).map_err(failed)?.parts;
    if parts.is_empty() {
        return Err(ReadError::NoFiles { path: path.to_owned() });
    }
    for part in parts {
        let look = Look::without_keys(Origin::from(&part.path))?;
        let form = match (look.compression, look.structure) {
            (Some(compression), _) => compression.name(),
            (None, Structure::Text) if look.encoding != Encoding::Utf8 => look.encoding.name(),
            (None, Structure::Text) if !look.dialect.is_plain() => "text between other delimiters",
            (None, Structure::Text) => continue,
            (None, structure) => structure.name(),
        };
        return Ok(Some(form));
    }
    Ok(None)
}

/// Reads every row of the dataset at `path`: a file, or a folder of parts. Columns are found by their names, and those of
/// `distinct` must be there.
///
/// # Errors
/// When it cannot be read, lacks a column, or a row is not as wide as the header.
pub fn measure(path: &Path, distinct: &[&str]) -> Result<TableSize, ReadError> {
    let mut table = Table::open(path, distinct)?;
    let columns = distinct.iter().map(|name| table.column(name)).collect::<Result<Vec<_>, _>>()?;
    let mut met: Vec<HashSet<String>> = vec![HashSet::new(); columns.len()];
    let (mut rows, mut csv_bytes) = (0, table.raw_header().len() as u64 + 1);
    while table.advance()? {
        rows += 1;
        csv_bytes += table.raw().len() as u64 + 1;
        for (met, column) in met.iter_mut().zip(&columns) {
            let text = table.text(*column)?;
            if !met.contains(text) {
                met.insert(text.to_owned());
            }
        }
    }
    let distinct = met.iter().map(HashSet::len).collect();
    Ok(TableSize { rows, distinct, csv_bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "USER_ID,ITEM_ID\nu1,a\nu1,\"b,c\"\nu2,a\n";

    #[test]
    fn parts_have_the_size_of_the_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(&path, text).expect("room");
            path
        };
        let whole = write("whole.csv", CSV);
        write("parts/0.csv", "USER_ID,ITEM_ID\nu1,a\n");
        write("parts/1.csv", "USER_ID,ITEM_ID\nu1,\"b,c\"\nu2,a\n");
        let wanted = TableSize { rows: 3, distinct: vec![2, 2], csv_bytes: CSV.len() as u64 };
        for path in [whole, folder.path().join("parts")] {
            assert_eq!(measure(&path, &["USER_ID", "ITEM_ID"]).expect("read"), wanted);
            assert_eq!(other_form(&path).expect("looked at"), None);
        }
    }

    #[test]
    fn another_form_is_named_and_measured_as_csv() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rows.jsonl");
        std::fs::write(&path, "{\"USER_ID\":\"u1\",\"ITEM_ID\":\"a\"}\n").expect("room");
        assert_eq!(other_form(&path).expect("looked at"), Some("JSON"));
        let found = measure(&path, &["USER_ID"]).expect("read");
        assert_eq!((found.rows, found.csv_bytes), (1, "USER_ID,ITEM_ID\nu1,a\n".len() as u64));
        let empty = folder.path().join("empty");
        std::fs::create_dir(&empty).expect("made");
        assert!(matches!(other_form(&empty), Err(ReadError::NoFiles { .. })));
    }
}
