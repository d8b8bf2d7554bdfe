//! A folder of files, on the disk or in a zip archive.

use std::io;
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::ahead::ReadAhead;
use super::door::Bounded;
use super::error::ReadError;
use super::input::Input;
use super::{opening, remote};
use crate::caught::caught;

/// The reason that a folder could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It cannot be listed.
    #[error("cannot open the folder `{}`", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
    /// It is a file that is no zip archive.
    #[error("cannot read `{}` as a zip archive", path.display())]
    Zip {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: zip::result::ZipError,
    },
}

/// The files of a folder. Of an archive, the files of the one folder in it that holds a file of the
/// names asked for; nothing of it is unpacked onto the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
    names: Vec<String>,
    /// The text before each name in the archive; `None` for a folder on the disk.
    prefix: Option<String>,
}

impl Folder {
    /// Lists the folder or archive at `path`.
    ///
    /// Releases lie in a folder of their own inside their archive: of all folders there, the first
    /// one in the order of names counts that holds a file named in `wanted`.
    ///
    /// # Errors
    /// When it cannot be listed.
    pub fn open(path: &Path, wanted: &[&str]) -> Result<Self, FolderError> {
        if remote::is_file(path) {
            return Self::open_archive(path, wanted);
        }
        let failed = |source| FolderError::Folder { path: path.to_owned(), source };
        let mut names = Vec::new();
        if let Some(objects) = remote::in_folder(path).map_err(failed)? {
            let first = |object: PathBuf| {
                let name = object.strip_prefix(path).ok()?.iter().next()?;
                Some(name.to_string_lossy().into_owned())
            };
            names.extend(objects.into_iter().filter_map(first));
            names.dedup();
            return Ok(Self { path: path.to_owned(), names, prefix: None });
        }
        for entry in std::fs::read_dir(path).map_err(failed)? {
            names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(Self { path: path.to_owned(), names, prefix: None })
    }

    fn open_archive(path: &Path, wanted: &[&str]) -> Result<Self, FolderError> {
        let failed = |source| FolderError::Zip { path: path.to_owned(), source };
        let file = opening::open(path).map_err(|error| failed(error.into()))?;
        let archive = caught("zip", || ZipArchive::new(file)).map_err(failed)?;
        // A name in no known encoding is none of ours.
        let mut entries: Vec<String> = archive
            .file_names()
            .filter_map(Result::ok)
            .map(std::borrow::Cow::into_owned)
            .filter(|name| !name.ends_with('/'))
            .collect();
        entries.sort_unstable();
        let split = |entry: &String| {
            let at = entry.rfind('/').map_or(0, |at| at + 1);
            (entry[..at].to_owned(), entry[at..].to_owned())
        };
        let entries: Vec<(String, String)> = entries.iter().map(split).collect();
        let holds = |(_, name): &&(String, String)| wanted.contains(&name.as_str());
        let Some((prefix, _)) = entries.iter().find(holds).cloned() else {
            // For the message that says what was found instead.
            let names = entries.into_iter().map(|(prefix, name)| prefix + &name).collect();
            return Ok(Self { path: path.to_owned(), names, prefix: Some(String::new()) });
        };
        let names =
            entries.into_iter().filter(|(before, _)| *before == prefix).map(|(_, name)| name);
        Ok(Self { path: path.to_owned(), names: names.collect(), prefix: Some(prefix) })
    }

    /// The path of the folder or archive.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The names of its files, sorted; of a folder on the disk, those of its folders too.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Tells whether it has a file of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|found| found == name)
    }

    /// The name of the file `name` in messages.
    #[must_use]
    pub fn label(&self, name: &str) -> PathBuf {
        match &self.prefix {
            None => self.path.join(name),
            Some(prefix) => self.path.join(format!("{prefix}{name}")),
        }
    }

    /// The file on the disk in which the file `name` lies: itself, or the archive.
    #[must_use]
    pub fn on_disk(&self, name: &str) -> PathBuf {
        if self.prefix.is_some() { self.path.clone() } else { self.path.join(name) }
    }

    /// Opens the file `name`.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn open_file(&self, name: &str) -> Result<Input, ReadError> {
        let failed = |source| ReadError::Io { path: self.label(name), source };
        let Some(prefix) = &self.prefix else {
            return Ok(Input::new(opening::open(&self.path.join(name)).map_err(failed)?));
        };
        let entry = format!("{prefix}{name}");
        if !self.has(name) {
            return Err(failed(io::ErrorKind::NotFound.into()));
        }
        let file = opening::open(&self.path).map_err(failed)?;
        let packed = file.metadata().map_err(failed)?.len();
        let archive = caught("zip", || ZipArchive::new(file));
        let archive = archive.map_err(|error| failed(error.into()))?;
        Ok(Input::new(Bounded::new(ReadAhead::of_entry(archive, entry), packed)))
    }
}
