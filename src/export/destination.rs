//! The destination of a prepared table: one file, a folder of parts, or a stream.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::Format;
use super::atomic::{AtomicFile, WriteError};
use super::atomic_folder::AtomicFolder;
use super::commit::finish_folders_and_files;
use super::digest::{Digester, FileRecord, HashingWriter};
use super::replace::Replace;

/// A table that is being written. Nothing stands under the final name before [`commit_all`].
#[derive(Debug)]
pub struct Destination {
    place: Place,
    /// The parts that are done.
    records: Vec<FileRecord>,
    extension: String,
    /// The system's number of the error for which the last part could not be begun.
    failed: Option<i32>,
}

enum Place {
    File(Box<HashingWriter<AtomicFile>>),
    Folder { folder: AtomicFolder, shard_rows: u64, part: Option<HashingWriter<BufWriter<File>>> },
    Stream(HashingWriter<Box<dyn Write + Send>>),
}

impl std::fmt::Debug for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::File(_) => "File",
            Self::Folder { .. } => "Folder",
            Self::Stream(_) => "Stream",
        })
    }
}

impl Destination {
    /// A destination of one file at `path`.
    ///
    /// # Errors
    /// When a file is there that `replace` keeps, or its folder cannot be written.
    pub fn file(path: &Path, replace: &Replace) -> Result<Self, WriteError> {
        let file = HashingWriter::new(AtomicFile::create(path, replace)?.without_digest());
        Ok(Self::new(Place::File(Box::new(file)), ""))
    }

    /// A folder at `path` of parts `part-00000.EXTENSION` and so on, of `shard_rows` rows each.
    ///
    /// # Errors
    /// When a folder is there that `replace` keeps, or nothing can be made beside it.
    pub fn folder(
        path: &Path,
        extension: &str,
        shard_rows: u64,
        replace: &Replace,
    ) -> Result<Self, WriteError> {
        let folder = AtomicFolder::create(path, replace, is_part)?;
        Ok(Self::new(Place::Folder { folder, shard_rows, part: None }, extension))
    }

    /// Checks that a folder of parts may come to stand at `path`.
    ///
    /// # Errors
    /// When what is there is to be kept.
    pub fn expect_folder(path: &Path, replace: &Replace) -> Result<(), WriteError> {
        AtomicFolder::expect_free(path, replace, is_part)
    }

    /// A stream, such as the standard output.
    #[must_use]
    pub fn stream(out: Box<dyn Write + Send>) -> Self {
        Self::new(Place::Stream(HashingWriter::new(out)), "")
    }

    fn new(place: Place, extension: &str) -> Self {
        Self { place, records: Vec::new(), extension: extension.to_owned(), failed: None }
    }

    /// Rows of a part; `None` when all rows go into one file.
    #[must_use]
    pub const fn shard_rows(&self) -> Option<u64> {
        match self.place {
            Place::Folder { shard_rows, .. } => Some(shard_rows),
            Place::File(_) | Place::Stream(_) => None,
        }
    }

    /// Begins the next part; of one file or a stream, its only one.
    ///
    /// # Errors
    /// When the part before cannot be written out or the next one cannot be made.
    pub fn begin_part(&mut self) -> io::Result<()> {
        let begun = self.try_begin_part();
        self.failed = begun.as_ref().err().and_then(io::Error::raw_os_error);
        begun
    }

    fn try_begin_part(&mut self) -> io::Result<()> {
        self.end_part()?;
        if let Place::Folder { folder, part, .. } = &mut self.place {
            let name = format!("part-{:05}.{}", self.records.len(), self.extension);
            *part = Some(HashingWriter::new(folder.part(&name)?));
        }
        Ok(())
    }

    fn end_part(&mut self) -> io::Result<()> {
        let Place::Folder { folder, part, .. } = &mut self.place else { return Ok(()) };
        if let Some(mut done) = part.take() {
            done.flush()?;
            let name = format!("part-{:05}.{}", self.records.len(), self.extension);
            let record = done.record(&folder.path().join(&name));
            folder.set_sha256(&name, &record.sha256);
            self.records.push(record);
        }
        Ok(())
    }

    /// The writer of the current part.
    ///
    /// # Errors
    /// When no part was begun.
    pub fn out(&mut self) -> io::Result<&mut (dyn Write + Send)> {
        match &mut self.place {
            Place::File(file) => Ok(&mut **file),
            Place::Stream(out) => Ok(out),
            Place::Folder { part, .. } => {
                let failed = self.failed;
                let part = part.as_mut().map(|part| part as &mut (dyn Write + Send));
                // Whoever writes on after a part could not be begun is told the system's reason.
                part.ok_or_else(|| match failed {
                    Some(code) => io::Error::from_raw_os_error(code),
                    None => io::Error::new(io::ErrorKind::NotFound, "no part was begun"),
                })
            }
        }
    }

    /// The digest of the one file or stream, so that it can be told what [`Self::out_past_digest`]
    /// writes; `None` for a folder of parts.
    pub const fn digester(&mut self) -> Option<&mut Digester> {
        match &mut self.place {
            Place::File(file) => Some(file.digester()),
            Place::Stream(out) => Some(out.digester()),
            Place::Folder { .. } => None,
        }
    }

    /// The writer of the one file or stream, past its digest; the parts of a folder keep theirs.
    ///
    /// # Errors
    /// When no part was begun.
    pub fn out_past_digest(&mut self) -> io::Result<&mut (dyn Write + Send)> {
        if self.shard_rows().is_some() {
            return self.out();
        }
        match &mut self.place {
            Place::File(file) => Ok(file.past_digest()),
            Place::Stream(out) => Ok(out.past_digest()),
            Place::Folder { .. } => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// Writes out the rest; the files written, with their sizes and digests, are known then.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<Finished> {
        self.end_part()?;
        let mut records = self.records;
        let place = match self.place {
            Place::File(mut file) => {
                file.flush()?;
                let path: PathBuf = file.get_ref().path().to_owned();
                let record = file.record(&path);
                let mut file = (*file).into_inner();
                file.set_sha256(&record.sha256);
                records.push(record);
                Whole::File(Box::new(file))
            }
            Place::Folder { folder, .. } => Whole::Folder(folder),
            Place::Stream(mut out) => {
                out.flush()?;
                Whole::Stream
            }
        };
        Ok(Finished { place, records })
    }
}

/// Tells whether a file of this name is a part that we wrote: `part-00000.csv`.
fn is_part(name: &str) -> bool {
    let rest = name.strip_prefix("part-").and_then(|rest| rest.split_once('.'));
    rest.is_some_and(|(digits, ending)| {
        digits.len() >= 5
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && Format::ALL.iter().any(|format| format.name() == ending)
    })
}

enum Whole {
    File(Box<AtomicFile>),
    Folder(AtomicFolder),
    Stream,
}

/// A table that is written, but does not stand under its final name yet.
pub struct Finished {
    place: Whole,
    records: Vec<FileRecord>,
}

impl Finished {
    /// The parts with their sizes and digests; none for a stream.
    #[must_use]
    pub fn records(&self) -> &[FileRecord] {
        &self.records
    }

    /// Takes the table apart into the parts that must be named: a folder of parts, or one file.
    fn into_place(self) -> (Option<AtomicFolder>, Option<AtomicFile>) {
        match self.place {
            Whole::File(file) => (None, Some(*file)),
            Whole::Folder(folder) => (Some(folder), None),
            Whole::Stream => (None, None),
        }
    }
}

/// Gives tables and the files that go with each their final names, all or none. The data comes last,
/// so that whoever sees it finds its schema and manifest there.
///
/// # Errors
/// At the first name that cannot be given.
pub fn commit_all(tables: Vec<(Finished, Vec<AtomicFile>)>) -> Result<(), WriteError> {
    let (mut folders, mut files, mut data) = (Vec::new(), Vec::new(), Vec::new());
    for (table, beside) in tables {
        let (folder, file) = table.into_place();
        folders.extend(folder);
        data.extend(file);
        files.extend(beside);
    }
    files.append(&mut data);
    finish_folders_and_files(folders, files)
}
