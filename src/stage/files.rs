//! Digests of files, remembered as long as the file is as it was.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::export::digest::FileRecord;
use crate::source::{files, remote};

/// The state of a file when its content was read, and the digest of that content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    /// Its size.
    pub bytes: u64,
    /// The instants, in nanoseconds, at which its content and what the system keeps of it last changed.
    pub changed: [i64; 2],
    /// Its SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
}

/// Digests of files by their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDigests {
    known: BTreeMap<String, FileStamp>,
    /// Those that were asked for since the digests were read.
    #[serde(skip)]
    asked: BTreeMap<String, FileStamp>,
}

impl FileDigests {
    /// The stamp of the file at `path`; its content is read if its size or its instants are not those that are known.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of(&mut self, path: &Path) -> io::Result<FileStamp> {
        let name = path.display().to_string();
        if let Some(stamp) = self.asked.get(&name) {
            return Ok(stamp.clone());
        }
        let metadata = std::fs::metadata(path)?;
        let state = (metadata.len(), changed(&metadata));
        let known = self.known.get(&name).filter(|one| (one.bytes, one.changed) == state);
        let stamp = if let Some(stamp) = known {
            stamp.clone()
        } else {
            let sha256 = FileRecord::of(path)?.sha256;
            FileStamp { bytes: state.0, changed: state.1, sha256 }
        };
        self.asked.insert(name, stamp.clone());
        Ok(stamp)
    }

    /// The digest of each file at `path`: itself, those of a pattern, or all of a folder. Of an object in a store its
    /// length stands for it.
    ///
    /// # Errors
    /// When nothing is there, or a file cannot be read.
    pub fn of_all(&mut self, path: &Path) -> io::Result<BTreeMap<String, String>> {
        let mut found = BTreeMap::new();
        for part in files::find(path)?.parts {
            let name = part.path.display().to_string();
            let digest = if remote::url(&part.path).is_some() {
                format!("{} bytes", remote::length(&part.path))
            } else {
                self.of(&part.path)?.sha256
            };
            found.insert(name, digest);
        }
        Ok(found)
    }

    /// Forgets what was asked, since a stage may have changed it.
    pub fn look_again(&mut self) {
        self.known.append(&mut self.asked);
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> [i64; 2] {
    use std::os::unix::fs::MetadataExt;

    let nanoseconds =
        |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    [
        nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
    ]
}

#[cfg(not(unix))]
fn changed(metadata: &Metadata) -> [i64; 2] {
    let since =
        metadata.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let at = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or_default();
    [at, at]
}
