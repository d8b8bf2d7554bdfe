//! The files of a table: one, or the parts of a folder; whatever the door takes, with what the service would
//! not take.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::rule::{self, Findings, Place};
use crate::source::blocks::Blocks;
use crate::source::door::{Delimiter, Encoding, Look, Origin, Structure};
use crate::source::files::is_hidden;
use crate::source::opening;
use crate::source::table::Input;

/// A file as CSV, and what it was found to be.
pub(super) struct Opened {
    input: Input,
    line: u64,
    offset: u64,
    look: Look,
}

impl Opened {
    /// The file in blocks of about so many bytes.
    pub(super) fn blocks(self, block_bytes: usize) -> Blocks<Input> {
        Blocks::starting(self.input, self.line, self.offset, block_bytes)
    }

    /// The name of its format, if it is typed.
    pub(super) fn typed(&self) -> Option<&'static str> {
        self.look.structure.is_typed().then(|| self.look.structure.name())
    }

    /// Adds what the service would not take of the file's form; `false` where what stands in which column
    /// cannot be told.
    pub(super) fn add_findings(&self, findings: &mut Findings) -> bool {
        let look = &self.look;
        let packed = look.compression.map(|one| format!("compressed by {}", one.name()));
        let other = (look.structure != Structure::Text).then(|| look.structure.name().to_owned());
        let found: Vec<String> = packed.into_iter().chain(other).collect();
        if !found.is_empty() {
            findings.add_counted(&rule::FILE_NOT_CSV, None, 1, Vec::new(), || {
                format!("expected plain CSV, found a file that is {}", found.join(" and "))
            });
        }
        if look.structure != Structure::Text {
            return true;
        }
        if look.encoding != Encoding::Utf8 {
            findings.add(&rule::FILE_NOT_UTF8, None, Place::line(1, b""), || {
                let (name, is_utf_16) = match look.encoding {
                    Encoding::Utf16Little | Encoding::Utf16Big => ("UTF-16", true),
                    other => (other.name(), false),
                };
                let by = match (look.mark_bytes > 0, is_utf_16) {
                    (true, _) => ", by the byte-order mark at offset 0",
                    (false, true) => "",
                    (false, false) => ", as `--encoding` says",
                };
                format!("the file is {name}{by}; expected UTF-8")
            });
        }
        if look.dialect.returns_alone {
            findings.add(&rule::FILE_RETURNS_ALONE, None, Place::line(1, b"\r"), || {
                "expected lines that end in a line feed, found carriage returns alone".to_owned()
            });
        }
        if look.dialect.delimiter != Delimiter::COMMA {
            findings.add(&rule::FILE_DELIMITER, None, Place::line(1, b""), || {
                let found = look.dialect.delimiter.name();
                format!("expected commas between the columns, found {found}")
            });
            return look.dialect.agrees;
        }
        true
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
            "the folder holds no table on its first level: no .csv, .parquet or other file that can be read",
        ));
    }
    Ok(Files { parts, below, others })
}

/// Opens a file as CSV. What is CSV between commas in UTF-8 is given as it stands, mark and all.
pub(super) fn open<'o>(origin: impl Into<Origin<'o>>) -> io::Result<Opened> {
    let Origin { path, options } = origin.into();
    let look = Look::at(path, options).map_err(io_error)?;
    if look.is_plain_but_for_a_mark() {
        let input = Input::new(opening::open(path)?);
        return Ok(Opened { input, line: 1, offset: 0, look });
    }
    let opened = look.open_as_it_is()?;
    Ok(Opened { input: opened.input, line: opened.line, offset: opened.offset, look })
}

/// The reason of an error alone: whoever reports it names the file.
fn io_error(error: crate::source::ReadError) -> io::Error {
    match error {
        crate::source::ReadError::Io { source, .. } => source,
        other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
    }
}
