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

/// The stages that are done, and digests of the files that they read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageState {
    schema_version: u32,
    about: String,
    /// The stages by their names.
    pub stages: BTreeMap<String, DoneStage>,
    /// The digests of files.
    pub digests: FileDigests,
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
        for (path, stamp) in &done.outputs {
            match self.digests.of(Path::new(path)) {
                Err(_) => return Work::Do(format!("`{path}` is not there")),
                Ok(now) if now.sha256 != stamp.sha256 => {
                    return Work::Do(format!("`{path}` is not as the stage left it"));
                }
                Ok(_) => {}
            }
        }
        Work::Keep
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
            stamps.insert(path.display().to_string(), stamp);
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
