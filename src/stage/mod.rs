//! Stages of a project: each has a key over its inputs and options, by which a later run tells whether it is done.

mod files;
mod inputs;
mod state;

pub use files::{FileDigests, FileStamp};
pub use inputs::{StageInputs, Work};
pub use state::{DoneStage, RemovedStage, STATE, StageError, StageState};
