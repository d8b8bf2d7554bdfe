//! The stages that are done, as the run folder keeps them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{FileDigests, FileStamp};
use super::inputs::{StageInputs, Work};
use crate::export::{AtomicFile, Replace, WriteError};

/// The name of the state in a run folder.
pub const STATE: &str = ".rehearsal-run.json";

const ABOUT: &str =
    "The stages of `rehearsal run` that are done. Without this file the next run does them all.";

/// A stage that is done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneStage {
    /// The digest over its inputs.
    pub key: String,
    /// Its inputs.
    pub inputs: StageInputs,
    /// The files that it wrote.
    pub outputs: BTreeMap<String, FileStamp>,
}

/// A stage that a project no longer has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RemovedStage {
    /// Its name.
    pub name: String,
    /// The files of it that were removed.
    pub removed: Vec<String>,
    /// The files of it that somebody changed, which stay.
    pub kept: Vec<String>,
}

/// The stages that are done, and digests of the files that they read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageState {
    schema_version: u32,
    about: String,
    /// The stages by their names.
    pub stages: BTreeMap<String, DoneStage>,
    /// The digests of files.
    pub digests: FileDigests,
    /// The folder of the project; paths below it are kept as seen from there.
    #[serde(skip)]
    base: PathBuf,
}

/// The state cannot be written, or an output of a stage cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
}

impl StageState {
    /// The state that `folder` keeps; an empty one where there is none that can be read.
    #[must_use]
    pub fn read(folder: &Path) -> Self {
        let text = fs::read(folder.join(STATE)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// The same for a project in the folder `base`, from wherever it is run.
    #[must_use]
    pub fn of_project_in(self, base: &Path) -> Self {
        Self { base: base.to_owned(), ..self }
    }

    /// A path as seen from the project.
    #[must_use]
    pub fn seen_from_project(&self, path: &str) -> String {
        let below = Path::new(path).strip_prefix(&self.base).ok();
        let below = below.filter(|_| !self.base.as_os_str().is_empty()).and_then(Path::to_str);
        below.unwrap_or(path).to_owned()
    }

    /// Writes the state into `folder`, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, folder: &Path) -> Result<(), StageError> {
        self.schema_version = 1;
        ABOUT.clone_into(&mut self.about);
        self.digests.look_again();
        let mut file = AtomicFile::create(&folder.join(STATE), &Replace::anything())?;
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        file.write_all(&bytes).map_err(|source| file.failed(source))?;
        crate::export::finish_all(vec![file])?;
        Ok(())
    }

    /// The work that the stage `name` with these inputs needs.
    #[must_use]
    pub fn work(&mut self, name: &str, inputs: &StageInputs) -> Work {
        let Some(done) = self.stages.get(name) else {
            return Work::Do("not done yet".to_owned());
        };
        if done.key != inputs.key() {
            let changes = inputs.changes(&done.inputs);
            return Work::Do(changes.unwrap_or_else(|| "its inputs changed".to_owned()));
        }
        for (kept, stamp) in &done.outputs {
            let path = self.base.join(kept);
            match self.digests.of(&path) {
                Err(_) => return Work::Do(format!("`{}` is not there", path.display())),
                Ok(now) if now.sha256 != stamp.sha256 => {
                    return Work::Do(format!("`{}` is not as the stage left it", path.display()));
                }
                Ok(_) => {}
            }
        }
        Work::Keep
    }

    /// Forgets the stages that are not among `names`, and removes the files that they wrote and nobody changed since.
    pub fn take_others(&mut self, names: &[String]) -> Vec<RemovedStage> {
        let others: Vec<String> =
            self.stages.keys().filter(|name| !names.contains(name)).cloned().collect();
        others.into_iter().filter_map(|name| self.take(&name)).collect()
    }

    /// Tells whether one of these options of the stage `name` has another value than when it was done.
    #[must_use]
    pub fn differs_in(&self, name: &str, inputs: &StageInputs, options: &[&str]) -> bool {
        self.stages.get(name).is_some_and(|done| {
            let value = |of: &StageInputs, option: &str| of.options.get(option).cloned();
            options.iter().any(|option| value(&done.inputs, option) != value(inputs, option))
        })
    }

    /// Forgets a stage, and removes the files that it wrote and nobody changed since; `None` where it was not done.
    pub fn take(&mut self, name: &str) -> Option<RemovedStage> {
        let done = self.stages.remove(name)?;
        self.digests.look_again();
        let mut removed = RemovedStage { name: name.to_owned(), ..RemovedStage::default() };
        for (kept, stamp) in done.outputs {
            let path = self.base.join(&kept);
            let is_written_anew =
                self.stages.values().any(|other| other.outputs.contains_key(&kept));
            let Ok(now) = self.digests.of(&path) else { continue };
            if is_written_anew {
                continue;
            }
            let is_own = now.sha256 == stamp.sha256;
            let shown = path.display().to_string();
            if is_own && fs::remove_file(&path).is_ok() {
                removed.removed.push(shown);
            } else {
                removed.kept.push(shown);
            }
        }
        Some(removed)
    }

    /// Notes that the stage `name` is done and wrote `outputs`.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn note(
        &mut self,
        name: &str,
        inputs: StageInputs,
        outputs: &[PathBuf],
    ) -> Result<(), StageError> {
        self.digests.look_again();
        let mut stamps = BTreeMap::new();
        for path in outputs {
            let stamp = self.digests.of(path);
            let stamp = stamp.map_err(|source| StageError::Read { path: path.clone(), source })?;
            stamps.insert(self.seen_from_project(&path.display().to_string()), stamp);
        }
        let done = DoneStage { key: inputs.key(), inputs, outputs: stamps };
        self.stages.insert(name.to_owned(), done);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stage_wrote_goes_with_it_but_for_what_was_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let [own, changed] = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
        for path in [&own, &changed] {
            fs::write(path, "1").expect("written");
        }
        let mut state = StageState::default().of_project_in(folder.path());
        let mut inputs = StageInputs::default();
        inputs.options.insert("output-format".to_owned(), vec!["csv".to_owned()]);
        state.note("prep", inputs.clone(), &[own.clone(), changed.clone()]).expect("noted");
        assert_eq!(state.stages["prep"].outputs.keys().collect::<Vec<_>>(), ["a.csv", "b.csv"]);
        assert!(!state.differs_in("prep", &inputs, &["output-format"]));
        assert!(state.differs_in("prep", &StageInputs::default(), &["output-format"]));
        fs::write(&changed, "22").expect("written");
        let removed = state.take_others(&["stats".to_owned()]);
        assert_eq!(removed.len(), 1);
        assert_eq!(removed[0].removed, [own.display().to_string()]);
        assert_eq!(removed[0].kept, [changed.display().to_string()]);
        assert!(!own.exists() && changed.exists() && state.stages.is_empty());
    }

    #[test]
    fn a_stage_is_kept_as_long_as_its_inputs_and_its_outputs_are_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("eval.json");
        let name = output.display();
        let inputs = StageInputs { program: "rehearsal".to_owned(), ..StageInputs::default() };
        let mut state = StageState::read(folder.path());
        assert_eq!(state.work("eval", &inputs), Work::Do("not done yet".to_owned()));
        fs::write(&output, "1").expect("written");
        state.note("eval", inputs.clone(), std::slice::from_ref(&output)).expect("noted");
        state.write(folder.path()).expect("written");

        let read = || StageState::read(folder.path());
        assert_eq!(read().work("eval", &inputs), Work::Keep);
        let other = StageInputs { program: "other".to_owned(), ..StageInputs::default() };
        assert_eq!(read().work("eval", &other), Work::Do("rehearsal changed to other".to_owned()));
        // The same bytes again, at another instant.
        fs::write(&output, "1").expect("written");
        assert_eq!(read().work("eval", &inputs), Work::Keep);
        fs::write(&output, "2").expect("written");
        let changed = format!("`{name}` is not as the stage left it");
        assert_eq!(read().work("eval", &inputs), Work::Do(changed));
        fs::remove_file(&output).expect("removed");
        assert_eq!(read().work("eval", &inputs), Work::Do(format!("`{name}` is not there")));
        // A state that is no state is as good as none.
        fs::write(folder.path().join(STATE), "{").expect("written");
        assert_eq!(read(), StageState::default());
    }
}
