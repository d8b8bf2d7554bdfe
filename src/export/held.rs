//! A lock on a name while it is being written, and the removal of files that a killed process left under it.
//!
//! Beside `NAME` lies `.NAME.rehearsal.lock` for as long as a process writes `NAME`. The process holds
//! the system's lock on that file, and its number and command stand in it. The system lets go of the
//! lock when the process ends in whatever way, so that a lock file whose lock is free was left by a
//! process that was killed: it goes, and with it all temporary files of the same name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::sleep;
use std::time::Duration;

use super::error::WriteError;
use super::temporary::{FILE, FOLDER, OLD};
use super::unfinished::{forget, unfinished};

/// The end of a lock's name.
const LOCK: &str = ".rehearsal.lock";
/// A process that looks for leftovers holds a lock for a moment.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(20);
/// The most bytes of a text that names a process.
const HOLDER_BYTES_MAX: u64 = 400;

/// The right to write under one name. Others of this process share it; it ends with the last.
#[derive(Debug)]
pub(super) struct Held {
    lock: PathBuf,
    /// Open for as long as the lock is held.
    _file: File,
}

/// The locks of this process by their paths, the folders that were searched for leftovers, and those that
/// are to go.
struct Ours {
    locks: BTreeMap<PathBuf, Weak<Held>>,
    swept: BTreeSet<PathBuf>,
    /// Folders that are removed once they are empty.
    emptied: Vec<PathBuf>,
}

impl Ours {
    fn remove_emptied(&mut self) {
        // Inner ones first.
        self.emptied.sort_by_key(|folder| Reverse(folder.components().count()));
        self.emptied.retain(|folder| fs::remove_dir(folder).is_err());
    }
}

static OURS: Mutex<Ours> =
    Mutex::new(Ours { locks: BTreeMap::new(), swept: BTreeSet::new(), emptied: Vec::new() });

fn ours() -> MutexGuard<'static, Ours> {
    OURS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Held {
    /// Takes the lock on `path` for the command `by`, and clears away the files that killed processes left in its
    /// folder. `None` where the file system has no locks.
    ///
    /// # Errors
    /// When another process holds it, or no file can be made there.
    pub(super) fn take(path: &Path, by: &str) -> Result<Option<Arc<Self>>, WriteError> {
        let failed = |source| WriteError::Io { path: path.to_owned(), source };
        let lock = lock_path(path).map_err(failed)?;
        for _ in 0..TRIES {
            match Self::try_take(&lock, by) {
                Ok(Locked::Ours(held)) => return Ok(Some(held)),
                Ok(Locked::NotKnown) => return Ok(None),
                Ok(Locked::Theirs) => sleep(PAUSE),
                Err(source) => return Err(failed(source)),
            }
        }
        Err(WriteError::Held { path: path.to_owned(), by: holder(&lock) })
    }

    fn try_take(lock: &Path, by: &str) -> io::Result<Locked<Arc<Self>>> {
        let mut ours = ours();
        if let Some(held) = ours.locks.get(lock).and_then(Weak::upgrade) {
            return Ok(Locked::Ours(held));
        }
        let folder = lock.parent().map(Path::to_owned).unwrap_or_default();
        if !ours.swept.contains(&folder) {
            sweep(&folder);
            ours.swept.insert(folder);
        }
        Ok(match open_locked(lock, by)? {
            Locked::Ours(file) => {
                let held = Arc::new(Self { lock: lock.to_owned(), _file: file });
                ours.locks.insert(lock.to_owned(), Arc::downgrade(&held));
                Locked::Ours(held)
            }
            Locked::Theirs => Locked::Theirs,
            Locked::NotKnown => Locked::NotKnown,
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut ours = ours();
        // Removed before it is let go of, so that nobody can take what is about to go.
        let _ = fs::remove_file(&self.lock);
        forget(&self.lock);
        ours.locks.remove(&self.lock);
        ours.remove_emptied();
    }
}

/// Removes a folder that was made for outputs, at once or when the last lock in it goes. A folder that
/// something was put into stays.
pub(super) fn remove_when_empty(folder: &Path) {
    let mut ours = ours();
    ours.emptied.push(folder.to_owned());
    ours.remove_emptied();
}

enum Locked<T> {
    Ours(T),
    Theirs,
    /// The file system has no locks.
    NotKnown,
}

fn open_locked(lock: &Path, by: &str) -> io::Result<Locked<File>> {
    // Locked over both, so that an interrupt finds every file that exists.
    let mut unfinished = unfinished();
    let made = File::options().read(true).write(true).create_new(true).open(lock);
    let mut file = match made {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // A link could lead to somebody's file.
            if !lock.symlink_metadata()?.is_file() {
                return Err(io::Error::other(format!("`{}` is no file", lock.display())));
            }
            match File::options().read(true).write(true).open(lock) {
                Ok(file) => file,
                // Its process has just ended.
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Locked::Theirs),
                Err(error) => return Err(error),
            }
        }
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Locked::Theirs),
        Err(TryLockError::Error(_)) => {
            drop(fs::remove_file(lock));
            return Ok(Locked::NotKnown);
        }
    }
    if !is_same(&file, lock) {
        return Ok(Locked::Theirs);
    }
    unfinished.push(lock.to_owned());
    drop(unfinished);
    file.set_len(0)?;
    // Who cannot be named still holds it.
    let _ = write!(file, "process {} (`rehearsal {by}`)", std::process::id());
    Ok(Locked::Ours(file))
}

/// Tells whether `path` still leads to the open `file`.
#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let (Ok(open), Ok(named)) = (file.metadata(), path.symlink_metadata()) else { return false };
    (open.dev(), open.ino()) == (named.dev(), named.ino())
}

/// Tells whether there is a file at `path`: other systems do not remove open files.
#[cfg(not(unix))]
fn is_same(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// The process that a lock names, in words.
fn holder(lock: &Path) -> String {
    let mut said = String::new();
    let read = File::open(lock).map(|file| file.take(HOLDER_BYTES_MAX).read_to_string(&mut said));
    match read {
        Ok(Ok(read)) if read > 0 => said,
        _ => "another process".to_owned(),
    }
}

/// Tells whether a process writes `path`, or was killed while it did.
pub(super) fn is_being_written(path: &Path) -> bool {
    lock_path(path).is_ok_and(|lock| lock.exists())
}

/// The lock of `path`, in a folder whose name does not depend on the current one.
fn lock_path(path: &Path) -> io::Result<PathBuf> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize()?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut lock = OsString::from(".");
    lock.push(name);
    lock.push(LOCK);
    Ok(folder.join(lock))
}

/// Clears away the files that killed processes left in `folder`. A file that cannot be removed stays.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let names: Vec<OsString> = entries.flatten().map(|entry| entry.file_name()).collect();
    let ends = |name: &OsString| name.as_encoded_bytes().ends_with(LOCK.as_bytes());
    for name in names.iter().filter(|name| ends(name)) {
        let lock = folder.join(name);
        if !lock.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
            continue;
        }
        let Ok(file) = File::options().read(true).write(true).open(&lock) else { continue };
        if file.try_lock().is_err() || !is_same(&file, &lock) {
            continue;
        }
        for left in names.iter().filter(|left| is_left_by(left, name)) {
            clear(folder, left, name);
        }
        let _ = fs::remove_file(&lock);
    }
}

/// Tells whether `left` is a temporary file or folder of the name that `lock` guards: `.NAME.XXXXXX.rehearsal.tmp` belongs
/// to `.NAME.rehearsal.lock`. A `lock` that has not the name of a lock guards nothing.
fn is_left_by(left: &OsString, lock: &OsString) -> bool {
    let (left, lock) = (left.as_encoded_bytes(), lock.as_encoded_bytes());
    let stem = lock.strip_suffix(LOCK.as_bytes());
    let rest = stem.and_then(|stem| left.strip_prefix(stem)?.strip_prefix(b"."));
    let Some(rest) = rest else { return false };
    let whole = rest.strip_suffix(OLD.as_bytes()).unwrap_or(rest);
    let drawn = [FOLDER, FILE].iter().find_map(|end| whole.strip_suffix(end.as_bytes()));
    drawn.is_some_and(|drawn| !drawn.is_empty() && drawn.iter().all(u8::is_ascii_alphanumeric))
}

/// Removes a leftover. A folder that was put aside and never replaced gets its name back.
fn clear(folder: &Path, left: &OsString, lock: &OsString) {
    let path = folder.join(left);
    let Ok(metadata) = path.symlink_metadata() else { return };
    if !metadata.is_dir() {
        let _ = fs::remove_file(path);
        return;
    }
    let is_old = left.as_encoded_bytes().ends_with(OLD.as_bytes());
    let name = lock.to_str().and_then(|lock| lock.strip_prefix('.')?.strip_suffix(LOCK));
    match name.map(|name| folder.join(name)) {
        Some(place) if is_old && place.symlink_metadata().is_err() => {
            let _ = fs::rename(path, place);
        }
        // Where the name cannot be told, nothing of somebody's may go.
        None if is_old => {}
        _ => {
            let _ = fs::remove_dir_all(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_goes_and_nothing_else() {
        let place = tempfile::tempdir().expect("a folder");
        let path = |name: &str| place.path().join(name);
        let left = [".a.csv.rehearsal.lock", ".a.csv.Ab12Cd.rehearsal.tmp"];
        let kept =
            ["a.csv", ".b.csv.Ab12Cd.rehearsal.tmp", ".a.csv.mine.csv.rehearsal.tmp", ".a.csv.tmp"];
        for name in left.iter().chain(&kept) {
            fs::write(path(name), "some").expect("room");
        }
        fs::create_dir(path(".a.csv.Xy34Zw.rehearsal.parts.tmp")).expect("room");
        sweep(place.path());
        let there = |name: &&str| path(name).exists();
        assert!(!left.iter().any(there) && kept.iter().all(there));
        assert!(!path(".a.csv.Xy34Zw.rehearsal.parts.tmp").exists());
    }

    #[test]
    fn a_folder_that_was_put_aside_gets_its_name_back() {
        let place = tempfile::tempdir().expect("a folder");
        let path = |name: &str| place.path().join(name);
        fs::write(path(".out.rehearsal.lock"), "").expect("room");
        fs::create_dir(path(".out.Ab12Cd.rehearsal.parts.tmp.old")).expect("room");
        fs::write(path(".out.Ab12Cd.rehearsal.parts.tmp.old/part-00000.csv"), "mine")
            .expect("room");
        sweep(place.path());
        assert_eq!(fs::read(path("out/part-00000.csv")).expect("back"), b"mine");
    }

    #[test]
    fn a_lock_is_shared_within_a_process_and_gone_with_its_last_holder() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("a.csv");
        let one = Held::take(&path, "prep").expect("free");
        let two = Held::take(&path, "prep").expect("our own");
        drop(one);
        let lock = lock_path(&path).expect("a name");
        let said = fs::read_to_string(&lock).expect("still held");
        assert_eq!(said, format!("process {} (`rehearsal prep`)", std::process::id()));
        drop(two);
        assert!(!lock.exists());
    }
}
