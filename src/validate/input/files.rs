//! The files of a table: one, or the parts of a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::source::files::is_hidden;
use crate::source::remote;
use crate::validate::error::{InFile, ValidateError};

/// The files of a table, with what was passed over.
#[derive(Debug)]
pub struct Files {
    /// The files that are checked.
    pub parts: Vec<PathBuf>,
    /// Files in subfolders, which an import does not see.
    pub(in crate::validate) below: Vec<PathBuf>,
    /// Other files of the first level, which an import would read.
    pub(in crate::validate) others: Vec<PathBuf>,
}

fn is_part(path: &Path) -> bool {
    const ENDINGS: [&str; 15] = [
        "csv", "tsv", "gz", "zst", "bz2", "zip", "parquet", "pq", "arrow", "arrows", "feather",
        "ipc", "avro", "jsonl", "ndjson",
    ];
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase());
    name.is_some_and(|name| {
        // Spark and UNLOAD write parts without an ending.
        let is_known = name.rsplit_once('.').is_none_or(|(_, end)| ENDINGS.contains(&end));
        !is_hidden(&name) && is_known
    })
}

/// The files that stand for the table at `path`, in the order of their names.
///
/// # Errors
/// When a folder cannot be listed, or holds none.
pub fn files(path: &Path) -> Result<Files, ValidateError> {
    if !remote::is_dir(path) {
        return Ok(Files { parts: vec![path.to_owned()], below: Vec::new(), others: Vec::new() });
    }
    let files = listed(path).in_file(path)?;
    if files.parts.is_empty() {
        return Err(ValidateError::NoTable { folder: path.to_owned() });
    }
    Ok(files)
}

fn children(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match remote::children(folder)? {
        Some(children) => Ok(children),
        None => fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect(),
    }
}

/// The files of a folder and of the folders in it.
fn listed(folder: &Path) -> io::Result<Files> {
    let (mut parts, mut below, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for entry in children(folder)? {
        if remote::is_dir(&entry) {
            below.extend(children(&entry)?.into_iter().filter(|path| is_part(path)));
        } else if is_part(&entry) {
            parts.push(entry);
        } else {
            others.push(entry);
        }
    }
    parts.sort();
    below.sort();
    others.sort();
    Ok(Files { parts, below, others })
}
