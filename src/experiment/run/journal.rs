//! Lists that were made already, so that an interrupted run can go on.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::experiment::judge::Answer;
use crate::export::atomic::clear_leftovers;
use crate::export::{AtomicFile, Replace};

/// A file that says by which version of the run its neighbours were made.
const MARK: &str = "version-4.lists";

/// The answers of one model in one fold, and the time that they took.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Entry {
    /// One list per test user.
    pub lists: Vec<Answer>,
    /// Seconds spent learning.
    pub fit_seconds: f64,
    /// Seconds spent recommending.
    pub recommend_seconds: f64,
    /// True if the time ended the learning before it was done.
    pub is_cut_short: bool,
}

impl Entry {
    /// Tells whether there is a list for each of `n_users`, and each is one of `n_items`.
    pub(super) fn fits(&self, n_users: usize, n_items: usize) -> bool {
        self.lists.len() == n_users && self.lists.iter().all(|list| list.is_sound(n_items))
    }
}

/// A folder with one file for each model and fold that is done.
#[derive(Debug, Clone)]
pub struct Journal {
    folder: PathBuf,
    /// A text of all that the lists depend on but the model and the fold.
    run: String,
}

impl Journal {
    /// A journal in `folder`, of the run that `run` describes: all that decides its lists but the model and the fold.
    #[must_use]
    pub fn new(folder: PathBuf, run: &impl Serialize) -> Self {
        let run = serde_json::to_string(run).unwrap_or_default();
        Self { folder, run: format!("{} {run}", env!("CARGO_PKG_VERSION")) }
    }

    fn digest(&self, model: &str, fold: usize) -> String {
        let name = format!("{}\n{model}\n{fold}", self.run);
        let digest = Sha256::digest(name.as_bytes());
        digest.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    fn path(&self, model: &str, fold: usize) -> PathBuf {
        self.folder.join(format!("{}.lists", &self.digest(model, fold)[..32]))
    }

    /// The answers of `model` in `fold`, if the run got so far; a damaged file counts as none.
    #[must_use]
    pub fn read(&self, model: &str, fold: usize) -> Option<Entry> {
        let bytes = fs::read(self.path(model, fold)).ok()?;
        let (digest, contents) = bytes.split_at_checked(32)?;
        if Sha256::digest(contents)[..] != *digest {
            return None;
        }
        postcard::from_bytes(contents).ok()
    }

    /// Writes the answers of `model` in `fold`. A journal that cannot be written is no reason to stop: only the way
    /// back is lost.
    pub fn write(&self, model: &str, fold: usize, entry: &Entry) {
        let Ok(contents) = postcard::to_allocvec(entry) else { return };
        let mut bytes = Sha256::digest(&contents).to_vec();
        bytes.extend(contents);
        let path = self.path(model, fold);
        let written = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(self.folder.join(MARK), b""))
            .ok()
            .and_then(|()| AtomicFile::create(&path, &Replace::anything()).ok())
            .map(|file| file.finish_with(&bytes));
        drop(written);
    }

    /// Tells whether `folder` holds what an older version of the program had done, which this one cannot go
    /// on with.
    #[must_use]
    pub fn is_older(folder: &Path) -> bool {
        let Ok(mut entries) = fs::read_dir(folder) else { return false };
        let is_list = |entry: &fs::DirEntry| {
            entry.path().extension().is_some_and(|extension| extension == "lists")
        };
        !folder.join(MARK).exists() && entries.any(|entry| entry.is_ok_and(|entry| is_list(&entry)))
    }

    /// Forgets everything.
    pub fn clear(folder: &Path) {
        clear_leftovers(folder);
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "lists") {
                drop(fs::remove_file(path));
            }
        }
        // Only if nothing of somebody else's lies there.
        drop(fs::remove_dir(folder));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ItemIdx;
    use crate::model::Scored;

    #[test]
    fn what_was_written_comes_back_for_the_same_run_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("eval.partial");
        let journal = Journal::new(place.clone(), &"one");
        let of = |item, score| {
            let first = vec![Scored { item: ItemIdx(item), score }];
            vec![Answer { first, ..Answer::default() }, Answer::default()]
        };
        let entry = Entry { lists: of(3, 0.5), fit_seconds: 1.0, ..Entry::default() };
        assert_eq!(journal.read("ease", 1), None);
        journal.write("ease", 1, &entry);
        assert_eq!(journal.read("ease", 1), Some(entry.clone()));
        assert!(entry.fits(2, 4) && !entry.fits(2, 3) && !entry.fits(1, 4));
        // No order can be made of what is no number.
        let odd = Entry { lists: of(0, f32::NAN), ..entry.clone() };
        assert!(!odd.fits(2, 4));
        assert_eq!(journal.read("ease", 2), None);
        assert_eq!(journal.read("ease:l2=1", 1), None);
        assert_eq!(Journal::new(place.clone(), &"two").read("ease", 1), None);
        let file = journal.path("ease", 1);
        let mut bytes = fs::read(&file).expect("written");
        bytes[40] ^= 1;
        fs::write(&file, &bytes).expect("spoilt");
        assert_eq!(journal.read("ease", 1), None, "a damaged file counts as none");
        assert!(!Journal::is_older(&place));
        fs::remove_file(place.join(MARK)).expect("there");
        assert!(Journal::is_older(&place), "as an older version left it");
        Journal::clear(&place);
        assert!(!place.exists() && !Journal::is_older(&place));
    }
}
