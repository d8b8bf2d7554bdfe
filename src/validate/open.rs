//! The files of a table: one, or the parts of a folder; plain, compressed, or Parquet.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    Gzip,
    Parquet,
}

impl Form {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Gzip => "compressed by gzip",
            Self::Parquet => "Parquet",
        }
    }
}

/// The files of a table, with what was passed over.
#[derive(Debug)]
pub struct Files {
    /// The files that are checked.
    pub parts: Vec<PathBuf>,
    /// Files in subfolders, which an import does not see.
    pub(super) below: Vec<PathBuf>,
    /// Other files of the first level, which an import would read.
    pub(super) others: Vec<PathBuf>,
}

fn is_part(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase());
    name.is_some_and(|name| {
        !name.starts_with('.')
            && [".csv", ".csv.gz", ".parquet", ".pq"].iter().any(|ending| name.ends_with(ending))
    })
}

/// The files that stand for the table at `path`, in the order of their names.
///
/// # Errors
/// When a folder cannot be listed, or holds none.
pub fn files(path: &Path) -> io::Result<Files> {
    if !path.is_dir() {
        return Ok(Files { parts: vec![path.to_owned()], below: Vec::new(), others: Vec::new() });
    }
    let (mut parts, mut below, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for entry in fs::read_dir(path)? {
        let entry = entry?.path();
        if entry.is_dir() {
            let inner = fs::read_dir(&entry)?.filter_map(Result::ok).map(|entry| entry.path());
            below.extend(inner.filter(|path| is_part(path)));
        } else if is_part(&entry) {
            parts.push(entry);
        } else {
            others.push(entry);
        }
    }
    parts.sort();
    below.sort();
    others.sort();
    if parts.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            "the folder holds no .csv, .csv.gz or .parquet file on its first level",
        ));
    }
    Ok(Files { parts, below, others })
}

/// Opens a file as the bytes of CSV.
pub(super) fn open(path: &Path) -> io::Result<(Form, Box<dyn Read + Send>)> {
    let mut file = File::open(path)?;
    let mut magic = [0; 4];
    let mut n_read = 0;
    while n_read < magic.len() {
        match file.read(&mut magic[n_read..])? {
            0 => break,
            more => n_read += more,
        }
    }
    let magic = &magic[..n_read];
    if magic == b"PAR1" {
        return Ok((Form::Parquet, super::columnar::open(path)?));
    }
    let beginning = io::Cursor::new(magic.to_vec());
    if magic.starts_with(&[0x1F, 0x8B]) {
        let whole = beginning.chain(file);
        return Ok((Form::Gzip, Box::new(flate2::read::MultiGzDecoder::new(whole))));
    }
    Ok((Form::Csv, Box::new(beginning.chain(file))))
}
