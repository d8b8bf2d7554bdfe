//! Files that appear whole or not at all.
//!
//! Each is written under a temporary name in its own folder, brought to the disk and renamed. Whatever
//! is not done when the program fails or is interrupted is removed; what a killed program left, the next
//! one removes.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::{Builder, TempPath};

use super::digest::Digester;
use super::error::taken;
use super::held::{self, Held};
use super::record::{self, Entry};
use super::replace::{Before, Replace, tell};
use super::temporary;
use super::unfinished::{forget, unfinished};
use super::write_behind::WriteBehind;
use crate::source::remote;

pub use super::commit::finish_all;
pub use super::error::{Kept, WriteError};
pub use super::held::sweep as clear_leftovers;
pub use super::unfinished::{Discarded, discard_unfinished};

/// A file that is being written under a temporary name beside its final one.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<WriteBehind>,
    /// `None` once the file has its final name.
    temporary: Option<TempPath>,
    path: PathBuf,
    replace: Replace,
    before: Before,
    /// The SHA-256 of all that was written, once it is known.
    sha256: Option<String>,
    /// The last to go, behind the temporary file.
    _held: Option<Arc<Held>>,
}

impl AtomicFile {
    /// Opens a temporary file beside `path`. What stands there must be what `replace` lets go.
    ///
    /// # Errors
    /// When a file is to be kept, another process is writing it, or its folder cannot be written.
    pub fn create(path: &Path, replace: &Replace) -> Result<Self, WriteError> {
        let failed = |source| WriteError::Io { path: path.to_owned(), source };
        expect_here(path)?;
        if path.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let name = path.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidInput.into()))?;
        let before = replace.look(path)?;
        let held = Held::take(path, replace.by())?;
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let prefix = temporary::prefix(name);
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(temporary::FILE);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The process's own mask takes off what it should.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        // Locked over both, so that an interrupt finds every file that exists.
        let mut unfinished = unfinished();
        let file = builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        let (file, temporary) = file.into_parts();
        unfinished.push(temporary.to_path_buf());
        drop(unfinished);
        let behind = WriteBehind::new(file, replace.is_recorded().then(Digester::default));
        Ok(Self {
            writer: BufWriter::with_capacity(1 << 18, behind),
            temporary: Some(temporary),
            path: path.to_owned(),
            replace: replace.clone(),
            before,
            sha256: None,
            _held: held,
        })
    }

    /// Takes no digest of its own: the writer of the bytes gives it by [`Self::set_sha256`].
    #[cfg(feature = "frames")]
    pub(super) fn without_digest(mut self) -> Self {
        self.writer.get_mut().stop_digest();
        self
    }

    #[cfg(feature = "frames")]
    pub(super) fn set_sha256(&mut self, sha256: &str) {
        self.sha256 = Some(sha256.to_owned());
    }

    /// The final name.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// An input or output error as one about this file.
    #[must_use]
    pub fn failed(&self, source: io::Error) -> WriteError {
        WriteError::Io { path: self.path.clone(), source }
    }

    /// Brings everything to the disk. What a program keeps for itself may be lost with the power.
    pub(super) fn write_out(&mut self) -> Result<(), WriteError> {
        let flushed = self.writer.flush();
        let is_output = self.replace.is_recorded();
        let behind = self.writer.get_mut();
        let done = flushed.and_then(|()| if is_output { behind.sync() } else { Ok(()) });
        let digest = behind.sha256();
        self.sha256 = self.sha256.take().or(digest);
        done.map_err(|source| self.failed(source))
    }

    /// The entry of the file in the record; none for a file that a program keeps for itself.
    pub(super) fn entry(&self) -> Option<Entry> {
        let sha256 = self.sha256.clone().filter(|_| self.replace.is_recorded())?;
        let (folder, key) = record::place(&self.path);
        let (by, before) = (self.replace.by().to_owned(), self.before.sha256.clone());
        Some(Entry { folder, key, by, sha256, before })
    }

    /// Gives a file that is written out its final name, while `unfinished` is locked.
    pub(super) fn take_name(&mut self, unfinished: &mut Vec<PathBuf>) -> Result<(), WriteError> {
        self.before = self.replace.look_again(&self.path, &self.before)?;
        let Some(temporary) = self.temporary.take() else { return Ok(()) };
        let name = temporary.to_path_buf();
        let renamed = if self.before.is_there() {
            temporary.persist(&self.path)
        } else {
            temporary.persist_noclobber(&self.path)
        };
        unfinished.retain(|other| *other != name);
        renamed.map_err(|error| taken(&self.path, error.error))
    }

    /// Tells whether another file stood under the final name.
    pub(super) const fn replaces(&self) -> bool {
        self.before.is_there()
    }

    pub(super) const fn is_output(&self) -> bool {
        self.replace.is_recorded()
    }

    /// Notes that the file was written, and whether it replaced another.
    pub(super) fn tell(&self) {
        if self.is_output() {
            let digests = self.before.sha256.as_ref().zip(self.sha256.as_ref());
            let is_same = digests.map(|(before, now)| before == now);
            tell(&self.path, self.replaces().then_some(is_same));
        }
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take() {
            let name = temporary.to_path_buf();
            // Gone before it is forgotten, so that an interrupt finds it until then.
            drop(temporary);
            forget(&name);
        }
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A folder for outputs. What had to be made is removed again if nothing was put there.
#[derive(Debug)]
pub struct OutputFolder {
    made: Vec<PathBuf>,
}

impl OutputFolder {
    /// Makes `path` and the folders above it where they are missing.
    ///
    /// # Errors
    /// When one cannot be made.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        expect_here(path)?;
        let missing: Vec<PathBuf> = path
            .ancestors()
            .filter(|folder| !folder.as_os_str().is_empty())
            .take_while(|folder| !folder.exists())
            .map(Path::to_owned)
            .collect();
        let mut made = Self { made: Vec::new() };
        for folder in missing.into_iter().rev() {
            // Locked over both, so that an interrupt finds every folder that exists.
            let mut unfinished = unfinished();
            match fs::create_dir(&folder) {
                Ok(()) => {}
                // Another process was faster; then it is not ours to remove.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {
                    continue;
                }
                Err(source) => return Err(WriteError::Folder { path: folder, source }),
            }
            unfinished.push(folder.clone());
            drop(unfinished);
            made.made.push(folder);
        }
        if !path.is_dir() {
            let source = io::Error::from(io::ErrorKind::NotADirectory);
            return Err(WriteError::Folder { path: path.to_owned(), source });
        }
        Ok(made)
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        for folder in self.made.iter().rev() {
            forget(folder);
            held::remove_when_empty(folder);
        }
    }
}

/// Refuses a path that names an object of a store, which would become a folder `s3:` here.
fn expect_here(path: &Path) -> Result<(), WriteError> {
    match remote::url(path) {
        Some(_) => Err(WriteError::Remote { path: path.to_owned() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::replace::ReplaceRule;
    use super::*;

    #[test]
    fn several_files_appear_together_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        let files = |rule| -> Vec<AtomicFile> {
            let replace = Replace::new(rule, "test");
            ["a", "b"].map(|name| AtomicFile::create(&path(name), &replace).expect("free")).into()
        };
        let late = files(ReplaceRule::Own);
        fs::write(path("b"), "somebody was faster").expect("a new file");
        assert!(matches!(finish_all(late), Err(WriteError::Exists { .. })));
        assert!(!path("a").exists(), "the other one must not appear alone");
        assert!(!path(".rehearsal.json").exists(), "nothing was written");
        finish_all(files(ReplaceRule::Anything)).expect("forced");
        assert_eq!(fs::read(path("b")).expect("replaced"), b"");
        let names: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(names.len(), 3, "no temporary file is left beside the record");
    }
}
