//! A folder of files that appears whole or not at all.

use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use tempfile::Builder;

use super::atomic::{WriteError, forget, unfinished};

/// Only what [`AtomicFolder`] made bears such a name here.
pub(super) fn is_temporary_folder(path: &Path) -> bool {
    let name = path.file_name().map_or_else(Default::default, |name| name.to_string_lossy());
    path.is_dir() && name.starts_with('.') && name.ends_with(FOLDER_SUFFIX)
}

const FOLDER_SUFFIX: &str = ".parts.tmp";

/// A folder that is being filled under a temporary name beside its final one.
#[derive(Debug)]
pub struct AtomicFolder {
    /// `None` once the folder has its final name.
    temporary: Option<PathBuf>,
    path: PathBuf,
    force: bool,
    owns: fn(&str) -> bool,
}

impl AtomicFolder {
    /// Makes a temporary folder beside `path`, which must not exist unless `force`; and even then it
    /// must be a folder that holds nothing but files whose names are its own by `owns`.
    ///
    /// # Errors
    /// When `path` exists, or nothing can be made beside it.
    pub fn create(path: &Path, force: bool, owns: fn(&str) -> bool) -> Result<Self, WriteError> {
        let failed = |source| WriteError::Io { path: path.to_owned(), source };
        expect_replaceable(path, force, owns)?;
        let name = path.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidInput.into()))?;
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let prefix = format!(".{}.", name.to_string_lossy());
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(FOLDER_SUFFIX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        let mut unfinished = unfinished();
        let made = builder.tempdir_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        let temporary = made.keep();
        unfinished.push(temporary.clone());
        drop(unfinished);
        Ok(Self { temporary: Some(temporary), path: path.to_owned(), force, owns })
    }

    /// The final name.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a new file in it for writing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn part(&self, name: &str) -> io::Result<BufWriter<fs::File>> {
        let folder = self.temporary.as_ref().ok_or(io::ErrorKind::NotFound)?;
        Ok(BufWriter::with_capacity(1 << 18, fs::File::create_new(folder.join(name))?))
    }

    /// Gives the folder its final name. One that it replaces is taken out of the way first and
    /// removed last.
    ///
    /// # Errors
    /// When a name cannot be changed.
    pub fn finish(mut self) -> Result<(), WriteError> {
        let failed = |source| WriteError::Io { path: self.path.clone(), source };
        let Some(temporary) = self.temporary.clone() else { return Ok(()) };
        expect_replaceable(&self.path, self.force, self.owns)?;
        let mut unfinished = unfinished();
        let mut old_name = temporary.clone().into_os_string();
        old_name.push(".old");
        let replaced = self.path.symlink_metadata().is_ok();
        if replaced {
            fs::rename(&self.path, &old_name).map_err(failed)?;
        }
        if let Err(source) = fs::rename(&temporary, &self.path) {
            if replaced {
                // The first error is the one to report.
                let _ = fs::rename(&old_name, &self.path);
            }
            return Err(failed(source));
        }
        unfinished.retain(|other| *other != temporary);
        self.temporary = None;
        drop(unfinished);
        if replaced {
            // Nothing more can be done about what cannot be removed.
            let _ = fs::remove_dir_all(&old_name);
        }
        Ok(())
    }
}

/// Whether a folder may come to lie at `path`.
fn expect_replaceable(path: &Path, force: bool, owns: fn(&str) -> bool) -> Result<(), WriteError> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    if !force {
        return Err(WriteError::Exists { path: path.to_owned() });
    }
    let own = |entry: io::Result<fs::DirEntry>| {
        let is_file = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_file());
        entry.is_ok_and(|entry| is_file(&entry) && owns(&entry.file_name().to_string_lossy()))
    };
    if fs::read_dir(path).is_ok_and(|mut entries| entries.all(own)) {
        return Ok(());
    }
    Err(WriteError::NotOwn { path: path.to_owned() })
}

impl Drop for AtomicFolder {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            forget(temporary);
            // Nothing more can be done about what cannot be removed.
            let _ = fs::remove_dir_all(temporary);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_folder_of_parts_appears_whole_and_replaces_only_its_like() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let path = place.path().join("out");
        let names = || fs::read_dir(place.path()).expect("a folder").count();
        let fill = |force| -> Result<AtomicFolder, WriteError> {
            let folder = AtomicFolder::create(&path, force, |name| name.starts_with("part-"))?;
            folder.part("part-0.csv").expect("a part").write_all(b"a").expect("room");
            Ok(folder)
        };
        drop(fill(false).expect("nothing is there"));
        assert_eq!(names(), 0, "what is not finished is gone");
        fill(false).expect("nothing is there").finish().expect("it can be renamed");
        assert!(matches!(fill(false), Err(WriteError::Exists { .. })));
        fill(true).expect("parts may be replaced").finish().expect("it can be renamed");
        assert_eq!((names(), fs::read(path.join("part-0.csv")).expect("a part")), (1, b"a".into()));
        fs::write(path.join("mine.txt"), "mine").expect("a file");
        assert!(matches!(fill(true), Err(WriteError::NotOwn { .. })));
    }
}
