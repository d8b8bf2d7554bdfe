//! Files that appear whole or not at all.
//!
//! Each is written under a temporary name in its own folder and renamed when done. Whatever is not
//! done when the program fails or is interrupted is removed.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, TempPath};

use super::atomic_folder::is_temporary_folder;
use super::write_behind::WriteBehind;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file is there already.
    #[error("`{}` exists already; `--force` replaces it", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A folder is there that holds more than what would replace it.
    #[error(
        "`{}` is there and holds files of another kind, so that `--force` does not replace it",
        path.display()
    )]
    NotOwn {
        /// The file or folder.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot write `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
    /// The folder cannot be made.
    #[error("cannot make the folder `{}`", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
}

/// Files and folders to remove if the program ends before they are done.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

pub(super) fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps every other thread from making or finishing files until it is dropped.
#[derive(Debug)]
pub struct Discarded {
    _lock: MutexGuard<'static, Vec<PathBuf>>,
}

/// Removes every unfinished file and every folder made for one that is still empty. For the
/// handler of an interrupt, which keeps what it is given until the program has ended.
#[must_use]
pub fn discard_unfinished() -> Discarded {
    let mut lock = unfinished();
    for path in lock.drain(..).rev() {
        // Nothing more can be done about what cannot be removed.
        let _ = if is_temporary_folder(&path) {
            fs::remove_dir_all(&path)
        } else if path.is_dir() {
            fs::remove_dir(&path)
        } else {
            fs::remove_file(&path)
        };
    }
    Discarded { _lock: lock }
}

/// A file that is being written under a temporary name beside its final one.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<WriteBehind>,
    /// `None` once the file has its final name.
    temporary: Option<TempPath>,
    path: PathBuf,
    force: bool,
}

impl AtomicFile {
    /// Opens a temporary file beside `path`, which must not exist unless `force`.
    ///
    /// # Errors
    /// When `path` exists or its folder cannot be written.
    pub fn create(path: &Path, force: bool) -> Result<Self, WriteError> {
        let failed = |source| WriteError::Io { path: path.to_owned(), source };
        if path.is_dir() {
            return Err(failed(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        if !force && path.symlink_metadata().is_ok() {
            return Err(WriteError::Exists { path: path.to_owned() });
        }
        let name = path.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidInput.into()))?;
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let prefix = format!(".{}.", name.to_string_lossy());
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(".tmp");
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
        Ok(Self {
            writer: BufWriter::with_capacity(1 << 18, WriteBehind::new(file)),
            temporary: Some(temporary),
            path: path.to_owned(),
            force,
        })
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

    /// Writes `bytes` and finishes.
    ///
    /// # Errors
    /// As [`Self::finish`].
    pub fn finish_with(mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.writer.write_all(bytes).map_err(|source| self.failed(source))?;
        self.finish()
    }

    /// Gives the file its final name, whole.
    ///
    /// # Errors
    /// When what is left cannot be written, or the name was taken meanwhile.
    ///
    /// # Panics
    /// Never: the temporary file is only taken here, where the value is consumed.
    pub fn finish(mut self) -> Result<(), WriteError> {
        self.writer.flush().map_err(|source| self.failed(source))?;
        self.take_name(&mut unfinished())
    }

    /// Gives a file that is written out its final name, while `unfinished` is locked.
    fn take_name(mut self, unfinished: &mut Vec<PathBuf>) -> Result<(), WriteError> {
        let (path, force) = (self.path.clone(), self.force);
        let temporary = self.temporary.take().expect("only this takes it, and consumes the file");
        let name = temporary.to_path_buf();
        let renamed =
            if force { temporary.persist(&path) } else { temporary.persist_noclobber(&path) };
        unfinished.retain(|other| *other != name);
        renamed.map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => WriteError::Exists { path: path.clone() },
            _ => WriteError::Io { path: path.clone(), source: error.error },
        })
    }
}

/// Finishes all of `files` or none: everything is written out before the first gets its name, and
/// if one cannot get its name, those that were new are removed again.
///
/// # Errors
/// At the first file that cannot be written or named.
pub fn finish_all(mut files: Vec<AtomicFile>) -> Result<(), WriteError> {
    for file in &mut files {
        file.writer.flush().map_err(|source| file.failed(source))?;
        if !file.force && file.path.symlink_metadata().is_ok() {
            return Err(WriteError::Exists { path: file.path.clone() });
        }
    }
    // Locked over all names, so that an interrupt comes before the first or after the last.
    let mut unfinished = unfinished();
    let mut made = Vec::new();
    let mut files = files.into_iter();
    while let Some(file) = files.next() {
        let new = file.path.symlink_metadata().is_err();
        let path = file.path.clone();
        if let Err(error) = file.take_name(&mut unfinished) {
            // Files that are dropped lock for themselves.
            drop(unfinished);
            drop(files);
            for path in made {
                // The first error is the one to report.
                let _ = fs::remove_file(path);
            }
            return Err(error);
        }
        if new {
            made.push(path);
        }
    }
    Ok(())
}

pub(super) fn forget(path: &Path) {
    unfinished().retain(|other| other != path);
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            forget(temporary);
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
        let missing: Vec<PathBuf> = path
            .ancestors()
            .filter(|folder| !folder.as_os_str().is_empty())
            .take_while(|folder| !folder.exists())
            .map(Path::to_owned)
            .collect();
        let mut made = Self { made: Vec::new() };
        for folder in missing.into_iter().rev() {
            fs::create_dir(&folder)
                .map_err(|source| WriteError::Folder { path: folder.clone(), source })?;
            unfinished().push(folder.clone());
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
            // Refused when something was put there, which is what is wanted.
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_files_appear_together_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        let files = |force| -> Vec<AtomicFile> {
            ["a", "b"].map(|name| AtomicFile::create(&path(name), force).expect("free")).into()
        };
        let late = files(false);
        fs::write(path("b"), "somebody was faster").expect("a new file");
        assert!(matches!(finish_all(late), Err(WriteError::Exists { .. })));
        assert!(!path("a").exists(), "the other one must not appear alone");
        finish_all(files(true)).expect("forced");
        assert_eq!(fs::read(path("b")).expect("replaced"), b"");
        let names: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(names.len(), 2, "no temporary file is left");
    }
}
