//! Files and folders that get their names together or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

use super::atomic::AtomicFile;
use super::atomic_folder::AtomicFolder;
use super::error::WriteError;
use super::record;
use super::sync::sync_folder;
use super::unfinished::unfinished;

impl AtomicFile {
    /// Writes `bytes` and finishes.
    ///
    /// # Errors
    /// The errors of [`Self::finish`].
    pub fn finish_with(mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.write_all(bytes).map_err(|source| self.failed(source))?;
        self.finish()
    }

    /// Gives the file its final name, whole.
    ///
    /// # Errors
    /// When what is left cannot be written, or the name was taken meanwhile.
    pub fn finish(self) -> Result<(), WriteError> {
        finish_all(vec![self])
    }
}

impl AtomicFolder {
    /// Gives the folder its final name.
    ///
    /// # Errors
    /// When it cannot be brought to the disk, or a name cannot be changed.
    pub fn finish(self) -> Result<(), WriteError> {
        finish_folders_and_files(vec![self], Vec::new())
    }
}

/// Finishes all of `files` or none: everything is written out before the first gets its name, and
/// if one cannot get its name, those that were new are removed again.
///
/// # Errors
/// At the first file that cannot be written or named.
pub fn finish_all(files: Vec<AtomicFile>) -> Result<(), WriteError> {
    finish_folders_and_files(Vec::new(), files)
}

/// The same for folders, which get their names before the files.
///
/// # Errors
/// At the first file or folder that cannot be written or named.
pub(super) fn finish_folders_and_files(
    mut folders: Vec<AtomicFolder>,
    mut files: Vec<AtomicFile>,
) -> Result<(), WriteError> {
    let mut entries = Vec::new();
    for folder in &mut folders {
        entries.extend(folder.write_out()?);
    }
    // Together, since the disk takes many in the time of one.
    let written: Vec<_> = files.par_iter_mut().map(AtomicFile::write_out).collect();
    written.into_iter().collect::<Result<(), _>>()?;
    entries.extend(files.iter().filter_map(AtomicFile::entry));
    let announced = record::announce(&entries)
        .map_err(|source| WriteError::Io { path: first(&folders, &files), source })?;
    let named = name_all(&mut folders, &mut files);
    if named.is_err() {
        record::undo(announced);
        return named;
    }
    folders.iter().for_each(AtomicFolder::tell);
    files.iter().for_each(AtomicFile::tell);
    sync_all(&folders, &files)
}

/// Gives all names while an interrupt has to wait: it comes before the first or after the last.
fn name_all(folders: &mut [AtomicFolder], files: &mut [AtomicFile]) -> Result<(), WriteError> {
    let mut unfinished = unfinished();
    let named = folders.iter_mut().try_for_each(|folder| folder.take_name(&mut unfinished));
    let mut made = Vec::new();
    let named = named.and_then(|()| {
        files.iter_mut().try_for_each(|file| {
            file.take_name(&mut unfinished)?;
            made.extend((!file.replaces()).then(|| file.path().to_owned()));
            Ok(())
        })
    });
    if named.is_err() {
        for path in made {
            // The first error is the one to report.
            let _ = fs::remove_file(path);
        }
        folders.iter_mut().for_each(AtomicFolder::take_back);
    }
    for folder in folders {
        folder.remove_temporary(&mut unfinished);
    }
    named
}

/// Has the names written to the disk, each folder once.
fn sync_all(folders: &[AtomicFolder], files: &[AtomicFile]) -> Result<(), WriteError> {
    let paths = folders.iter().map(AtomicFolder::path);
    let outputs = files.iter().filter(|file| file.is_output()).map(AtomicFile::path);
    let parents: BTreeSet<&Path> = paths.chain(outputs).filter_map(Path::parent).collect();
    parents.into_iter().try_for_each(|folder| {
        sync_folder(folder).map_err(|source| WriteError::Io { path: folder.to_owned(), source })
    })
}

/// The name for an error about all of it.
fn first(folders: &[AtomicFolder], files: &[AtomicFile]) -> PathBuf {
    let paths = folders.iter().map(AtomicFolder::path).chain(files.iter().map(AtomicFile::path));
    paths.map(Path::to_owned).next().unwrap_or_default()
}
