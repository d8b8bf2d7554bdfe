//! Files and folders that must go if the program ends before it is done.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::temporary::FOLDER;

/// Files and folders to remove if the program ends before they are done.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

pub(super) fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn forget(path: &Path) {
    unfinished().retain(|other| other != path);
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

/// Tells whether only [`super::AtomicFolder`] can have made a folder of this name.
fn is_temporary_folder(path: &Path) -> bool {
    let name = path.file_name().map_or_else(Default::default, |name| name.to_string_lossy());
    path.is_dir() && name.starts_with('.') && name.ends_with(FOLDER)
}
