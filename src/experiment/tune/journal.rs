//! Trials that are done, so that an interrupted search can go on.

use std::collections::{HashMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::TuneError;
use super::trial::Trial;

/// A trial by its candidate, as it is typed, and its users.
pub(super) type Key = (String, usize);

/// A file with a line for each trial that is done.
#[derive(Debug)]
pub struct TrialJournal {
    path: PathBuf,
    run: String,
    pub(super) known: HashMap<Key, Trial>,
    /// The trials that an interrupted search had done and this one has not asked for yet.
    pub(super) resumed: HashSet<Key>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    run: String,
    trial: Trial,
}

/// The use of what an interrupted search left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftovers {
    /// Its trials count.
    Resume,
    /// They are removed.
    Forget,
}

impl TrialJournal {
    /// The journal at `path` of the search that `run` describes: all that decides its trials. A trial that failed is
    /// none: there may be more memory now.
    ///
    /// # Errors
    /// When a file that is to be forgotten cannot be removed.
    pub fn open(path: &Path, run: &str, leftovers: Leftovers) -> Result<Self, TuneError> {
        let mut known = HashMap::new();
        let text = match leftovers {
            Leftovers::Resume => fs::read_to_string(path).unwrap_or_default(),
            Leftovers::Forget => String::new(),
        };
        // A line that was cut off by the interruption is no trial.
        for line in text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()) {
            if line.run == run && line.trial.value.is_some() {
                known.insert((line.trial.model.clone(), line.trial.users), line.trial);
            }
        }
        if leftovers == Leftovers::Forget && path.exists() {
            let failed = |source| TuneError::Remove { path: path.to_owned(), source };
            fs::remove_file(path).map_err(failed)?;
        }
        let resumed = known.keys().cloned().collect();
        Ok(Self { path: path.to_owned(), run: run.to_owned(), known, resumed })
    }

    pub(super) fn add(&mut self, trial: &Trial) -> Result<(), TuneError> {
        let failed = |source| TuneError::Write { path: self.path.clone(), source };
        let line = Line { run: self.run.clone(), trial: trial.clone() };
        let mut line = serde_json::to_vec(&line).map_err(|error| failed(error.into()))?;
        line.insert(0, b'\n');
        let file = OpenOptions::new().create(true).append(true).open(&self.path);
        file.and_then(|mut file| file.write_all(&line)).map_err(failed)
    }

    /// Removes the file, once the result is written.
    pub fn remove(&self) {
        // Nothing is lost if it stays.
        drop(fs::remove_file(&self.path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(model: &str) -> Trial {
        Trial { model: model.to_owned(), users: 60, value: Some(0.25), failure: None, seconds: 0.0 }
    }

    #[test]
    fn trials_come_back_for_the_same_search_only() {
        use Leftovers::{Forget, Resume};
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tune.partial.jsonl");
        let mut journal = TrialJournal::open(&path, "one", Forget).expect("a new one");
        journal.add(&trial("ease:l2=3")).expect("written");
        let failure = Some("too large".to_owned());
        let failed = Trial { value: None, failure, ..trial("ease:l2=5") };
        journal.add(&failed).expect("written");
        journal.add(&trial("ease:l2=4")).expect("written");
        // The last line was cut off.
        let bytes = fs::read(&path).expect("there");
        fs::write(&path, &bytes[..bytes.len() - 5]).expect("cut");
        let known =
            |run, leftovers| TrialJournal::open(&path, run, leftovers).expect("readable").known;
        let again = known("one", Resume);
        assert_eq!(again.len(), 1);
        assert_eq!(again.get(&("ease:l2=3".to_owned(), 60)), Some(&trial("ease:l2=3")));
        assert!(known("two", Resume).is_empty(), "another search");
        assert!(known("one", Forget).is_empty() && !path.exists(), "a new search forgets");
    }
}
