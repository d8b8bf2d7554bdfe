//! A folder of files that appears whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::Builder;

use super::error::{Kept, WriteError};
use super::held::Held;
use super::record::{self, Entry, Record};
use super::replace::{Replace, ReplaceRule, is_same, tell};
use super::sync::{sync_file, sync_folder};
use super::temporary;
use super::unfinished::unfinished;

/// A folder that is being filled under a temporary name beside its final one.
#[derive(Debug)]
pub struct AtomicFolder {
    /// The folder to remove in the end: the folder while it has no final name, the one that it replaced after.
    temporary: Option<PathBuf>,
    path: PathBuf,
    replace: Replace,
    owns: fn(&str) -> bool,
    before: Option<Files>,
    is_named: bool,
    /// The SHA-256 of each file, where it is known.
    sha256: BTreeMap<String, String>,
    /// The last to go, behind the temporary folder.
    _held: Option<Arc<Held>>,
}

/// The files of a folder by their names, with the digest of each that is known to be ours.
type Files = BTreeMap<String, (Metadata, Option<String>)>;

impl AtomicFolder {
    /// Makes a temporary folder beside `path`. What stands there must be a folder of files that `replace`
    /// lets go, whose names are all its own by `owns`.
    ///
    /// # Errors
    /// When something there is to be kept, another process is writing it, or nothing can be made beside
    /// it.
    pub fn create(
        path: &Path,
        replace: &Replace,
        owns: fn(&str) -> bool,
    ) -> Result<Self, WriteError> {
        let failed = |source| WriteError::Io { path: path.to_owned(), source };
        let name = path.file_name().ok_or_else(|| failed(io::ErrorKind::InvalidInput.into()))?;
        let before = look(path, replace, owns)?;
        let held = Held::take(path, replace.by())?;
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let prefix = temporary::prefix(name);
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(temporary::FOLDER);
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
        Ok(Self {
            temporary: Some(temporary),
            path: path.to_owned(),
            replace: replace.clone(),
            owns,
            before,
            is_named: false,
            sha256: BTreeMap::new(),
            _held: held,
        })
    }

    /// Checks that a folder may come to stand at `path`.
    ///
    /// # Errors
    /// When what is there is to be kept.
    pub fn expect_free(
        path: &Path,
        replace: &Replace,
        owns: fn(&str) -> bool,
    ) -> Result<(), WriteError> {
        look(path, replace, owns).map(drop)
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

    /// Tells the SHA-256 of a file that is written, so that it need not be read again.
    #[cfg(feature = "frames")]
    pub(super) fn set_sha256(&mut self, name: &str, sha256: &str) {
        self.sha256.insert(name.to_owned(), sha256.to_owned());
    }

    fn failed(&self, source: io::Error) -> WriteError {
        WriteError::Io { path: self.path.clone(), source }
    }

    /// Writes every file to the disk, and gives its entry for the record.
    pub(super) fn write_out(&mut self) -> Result<Vec<Entry>, WriteError> {
        let Some(temporary) = self.temporary.clone() else { return Ok(Vec::new()) };
        let (folder, key) = record::place(&self.path);
        let names = names(&temporary).map_err(|source| self.failed(source))?;
        let mut entries = Vec::new();
        for name in names {
            let file = temporary.join(&name);
            sync_file(&file).map_err(|source| self.failed(source))?;
            let sha256 = match self.sha256.get(&name) {
                Some(sha256) => sha256.clone(),
                None => record::digest(&file).map_err(|source| self.failed(source))?,
            };
            let before = self.before.as_ref().and_then(|files| files.get(&name)?.1.clone());
            let (key, by) = (format!("{key}/{name}"), self.replace.by().to_owned());
            entries.push(Entry { folder: folder.clone(), key, by, sha256, before });
        }
        sync_folder(&temporary).map_err(|source| self.failed(source))?;
        Ok(entries)
    }

    /// Gives the folder its final name, while `unfinished` is locked. One that it replaces takes the
    /// temporary name.
    pub(super) fn take_name(&mut self, unfinished: &mut Vec<PathBuf>) -> Result<(), WriteError> {
        let Some(temporary) = self.temporary.clone() else { return Ok(()) };
        if !is_unchanged(&self.path, self.before.as_ref()) {
            self.before = look(&self.path, &self.replace, self.owns)?;
        }
        if self.before.is_some() {
            swap(&temporary, &self.path).map_err(|source| self.failed(source))?;
        } else {
            fs::rename(&temporary, &self.path).map_err(|source| self.failed(source))?;
            unfinished.retain(|other| *other != temporary);
            self.temporary = None;
        }
        self.is_named = true;
        Ok(())
    }

    /// Takes the name back after another name could not be given.
    pub(super) fn take_back(&mut self) {
        if !self.is_named {
            return;
        }
        // The first error is the one to report.
        let _ = match &self.temporary {
            Some(old) => swap(old, &self.path),
            None => fs::remove_dir_all(&self.path),
        };
        self.is_named = false;
    }

    /// Removes the folder that was replaced, while `unfinished` is locked.
    pub(super) fn remove_temporary(&mut self, unfinished: &mut Vec<PathBuf>) {
        if let Some(temporary) = self.temporary.take() {
            // Nothing more can be done about what cannot be removed.
            let _ = fs::remove_dir_all(&temporary);
            unfinished.retain(|other| *other != temporary);
        }
    }

    /// Notes that the folder was written, and whether it replaced another.
    pub(super) fn tell(&self) {
        tell(&self.path, self.before.as_ref().map(|_| None));
    }
}

/// Puts the folder `new` in the place of `path`, and the folder that stood there under the name of `new`.
fn swap(new: &Path, path: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};

        if renameat_with(CWD, new, CWD, path, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let mut aside = new.to_owned().into_os_string();
    aside.push(temporary::OLD);
    fs::rename(path, &aside)?;
    if let Err(error) = fs::rename(new, path) {
        // The first error is the one to report.
        let _ = fs::rename(&aside, path);
        return Err(error);
    }
    fs::rename(&aside, new)
}

/// The names of the files of a folder, in their order.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(record::key(&entry?.file_name()));
    }
    names.sort();
    Ok(names)
}

/// The files of the folder at `path`, where it may be replaced; `None` where nothing is there.
fn look(
    path: &Path,
    replace: &Replace,
    owns: fn(&str) -> bool,
) -> Result<Option<Files>, WriteError> {
    let exists = |why| Err(WriteError::Exists { path: path.to_owned(), why });
    let Ok(metadata) = path.symlink_metadata() else { return Ok(None) };
    match replace.rule() {
        ReplaceRule::Nothing => return exists(Kept::NoClobber),
        ReplaceRule::Own if !metadata.is_dir() => return exists(Kept::Unknown),
        ReplaceRule::Own | ReplaceRule::Anything => {}
    }
    let not_own = || WriteError::NotOwn { path: path.to_owned() };
    let (folder, key) = record::place(path);
    let record = Record::read(&folder);
    let mut files = Files::new();
    for entry in fs::read_dir(path).map_err(|_| not_own())? {
        let entry = entry.map_err(|_| not_own())?;
        let name = entry.file_name();
        let name = name.to_str().filter(|name| owns(name)).ok_or_else(not_own)?;
        let metadata = entry.metadata().ok().filter(Metadata::is_file).ok_or_else(not_own)?;
        let sha256 = replace.own(&entry.path(), &record, &format!("{key}/{name}"))?;
        files.insert(name.to_owned(), (metadata, sha256));
    }
    Ok(Some(files))
}

/// Tells whether a folder has the very files that it had.
fn is_unchanged(path: &Path, before: Option<&Files>) -> bool {
    let Some(before) = before else { return path.symlink_metadata().is_err() };
    let Ok(names) = names(path) else { return false };
    names.len() == before.len()
        && names.iter().all(|name| {
            let now = path.join(name).symlink_metadata();
            before.get(name).zip(now.ok()).is_some_and(|(then, now)| is_same(&then.0, &now))
        })
}

impl Drop for AtomicFolder {
    fn drop(&mut self) {
        // Where it is not taken, an interrupt finds the folder until it is gone.
        self.remove_temporary(&mut unfinished());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn fill(path: &Path, rule: ReplaceRule, bytes: &[u8]) -> Result<AtomicFolder, WriteError> {
        let replace = Replace::new(rule, "test");
        let folder = AtomicFolder::create(path, &replace, |name| name.starts_with("part-"))?;
        folder.part("part-0.csv").expect("a part").write_all(bytes).expect("room");
        Ok(folder)
    }

    #[test]
    fn a_folder_of_parts_appears_whole_and_replaces_only_its_like() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let path = place.path().join("out");
        let names = || fs::read_dir(place.path()).expect("a folder").count();
        drop(fill(&path, ReplaceRule::Own, b"a").expect("nothing is there"));
        assert_eq!(names(), 0, "what is not finished is gone");
        let finish = |rule, bytes| fill(&path, rule, bytes).and_then(AtomicFolder::finish);
        finish(ReplaceRule::Own, b"a").expect("nothing is there");
        assert!(matches!(finish(ReplaceRule::Nothing, b"b"), Err(WriteError::Exists { .. })));
        finish(ReplaceRule::Own, b"b").expect("its own");
        let part = path.join("part-0.csv");
        assert_eq!((names(), fs::read(&part).expect("a part")), (2, b"b".into()), "and the record");
        fs::write(&part, "mine").expect("changed");
        assert!(matches!(finish(ReplaceRule::Own, b"c"), Err(WriteError::Exists { .. })));
        finish(ReplaceRule::Anything, b"c").expect("parts may be replaced");
        assert_eq!((names(), fs::read(&part).expect("a part")), (2, b"c".into()));
        fs::write(path.join("mine.txt"), "mine").expect("a file");
        assert!(matches!(finish(ReplaceRule::Own, b"d"), Err(WriteError::NotOwn { .. })));
        assert!(matches!(finish(ReplaceRule::Anything, b"d"), Err(WriteError::NotOwn { .. })));
    }
}
