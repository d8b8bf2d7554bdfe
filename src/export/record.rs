//! The record of the files that we wrote into a folder: `.rehearsal.json`.
//!
//! For each file it has the SHA-256 of the bytes that we gave it and the command that did. A file that
//! still has these bytes may be replaced by the same command; see [`super::replace`].

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::digest::{FileRecord, hex};
use super::held::{Held, is_being_written};
use super::temporary::FILE;
use super::unfinished::unfinished;

/// The name of a record.
pub(super) const NAME: &str = ".rehearsal.json";

/// The most bytes of a record: a larger one is none of ours.
const BYTES_MAX: u64 = 64 << 20;

const ABOUT: &str = "What Rehearsal wrote into this folder. A file that still has one of these digests \
                     may be replaced by the same command; others need --force.";

/// Bytes that were written under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Version {
    /// SHA-256 in lower-case hexadecimal digits.
    pub(super) sha256: String,
    /// The commands that wrote these bytes.
    pub(super) by: BTreeSet<String>,
}

/// The record of one folder, by names relative to it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub(super) struct Record {
    schema_version: u32,
    about: String,
    /// The newest version last. The one before it stays known: a process that is killed before the last
    /// name is given leaves it there.
    files: BTreeMap<String, Vec<Version>>,
}

impl Record {
    /// The record of `folder`; an empty one where there is none that can be read.
    pub(super) fn read(folder: &Path) -> Self {
        let read = || -> io::Result<Self> {
            let mut bytes = Vec::new();
            File::open(folder.join(NAME))?.take(BYTES_MAX).read_to_end(&mut bytes)?;
            Ok(serde_json::from_slice(&bytes)?)
        };
        read().unwrap_or_default()
    }

    /// The versions written under a name, the newest last; nothing where it is not known.
    pub(super) fn versions(&self, key: &str) -> &[Version] {
        self.files.get(key).map_or(&[], Vec::as_slice)
    }

    fn announce(&mut self, entry: &Entry) {
        let versions = self.files.entry(entry.key.clone()).or_default();
        let stays = |one: &Version| {
            entry.before.as_ref() == Some(&one.sha256) || one.sha256 == entry.sha256
        };
        versions.retain(stays);
        let at = versions.iter().position(|one| one.sha256 == entry.sha256);
        let known = at.map(|at| versions.remove(at).by).unwrap_or_default();
        let by = known.into_iter().chain([entry.by.clone()]).collect();
        versions.push(Version { sha256: entry.sha256.clone(), by });
    }
}

/// The folder that holds the record of `path`, and the name of `path` in it.
pub(super) fn place(path: &Path) -> (PathBuf, String) {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).to_owned();
    (folder, key(path.file_name().unwrap_or_default()))
}

/// A name as the record has it; one that is no UTF-8 by its bytes.
pub(super) fn key(name: &OsStr) -> String {
    let bytes = || format!("bytes:{}", hex(name.as_encoded_bytes()));
    name.to_str().map_or_else(bytes, str::to_owned)
}

/// A file that is about to get its name.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) folder: PathBuf,
    /// Its name in the folder; of a part of a folder, both names with a slash between them.
    pub(super) key: String,
    pub(super) by: String,
    pub(super) sha256: String,
    /// The digest of the file of ours that it replaces.
    pub(super) before: Option<String>,
}

/// Notes `entries` before the files get their names: even after a crash a file is an old one or a new one, and both are
/// known. Files that are gone are forgotten.
///
/// # Errors
/// When a record cannot be written.
pub(super) fn announce(entries: &[Entry]) -> io::Result<Announced> {
    let folders: BTreeSet<&Path> = entries.iter().map(|entry| entry.folder.as_path()).collect();
    let mut announced = Announced { before: Vec::new() };
    for folder in folders {
        let lock = Held::take(&folder.join(NAME), "");
        let lock = lock.map_err(|error| io::Error::other(error.to_string()))?;
        let before = fs::read(folder.join(NAME)).ok();
        let mut record = Record::read(folder);
        for entry in entries.iter().filter(|entry| entry.folder == folder) {
            record.announce(entry);
        }
        let announced_too =
            |key: &str| entries.iter().any(|entry| entry.folder == folder && entry.key == key);
        let is_there = |key: &str| folder.join(key).symlink_metadata().is_ok();
        // Another process may have announced a file that has no name yet.
        let is_coming = |key: &str| {
            let first = key.split('/').next().unwrap_or(key);
            is_being_written(&folder.join(first))
        };
        record.files.retain(|key, _| {
            key.starts_with("bytes:") || announced_too(key) || is_there(key) || is_coming(key)
        });
        let result = write(folder, &mut record);
        announced.before.push((folder.to_owned(), before));
        drop(lock);
        if let Err(error) = result {
            undo(announced);
            return Err(error);
        }
    }
    Ok(announced)
}

/// The folders whose records were changed, with the bytes before; `None` where there was none.
pub(super) struct Announced {
    before: Vec<(PathBuf, Option<Vec<u8>>)>,
}

/// Puts the records back as they were.
pub(super) fn undo(announced: Announced) {
    for (folder, before) in announced.before {
        let path = folder.join(NAME);
        // The first error is the one to report.
        let _ = match before {
            Some(bytes) => put(&folder, &bytes),
            None => fs::remove_file(path),
        };
    }
}

fn write(folder: &Path, record: &mut Record) -> io::Result<()> {
    record.schema_version = 1;
    ABOUT.clone_into(&mut record.about);
    let mut bytes = serde_json::to_vec_pretty(record)?;
    bytes.push(b'\n');
    put(folder, &bytes)
}

/// Replaces the record of `folder`, whole or not at all; an interrupt has to wait until it is done.
fn put(folder: &Path, bytes: &[u8]) -> io::Result<()> {
    let _until_the_end = unfinished();
    let mut builder = tempfile::Builder::new();
    let prefix = format!(".{NAME}.");
    builder.prefix(&prefix).suffix(FILE);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(NAME)).map_err(|error| error.error)?;
    Ok(())
}

/// The SHA-256 of the file at `path`.
pub(super) fn digest(path: &Path) -> io::Result<String> {
    FileRecord::of(path).map(|record| record.sha256)
}
