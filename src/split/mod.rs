//! Protocols: how training set, history and held-out items are made.

mod cut;
mod folds;
mod leak;
mod manifest;
mod protocol;
#[cfg(test)]
mod tests;
mod write;

pub use cut::{HELD_OUT_PART, HoldOut, newest_tenth};
pub use folds::{Fold, Split, TestUser};
pub use leak::{Audit, Leaks, audit};
pub use manifest::{SplitManifest, UserSet, manifest};
pub use protocol::{Protocol, SplitError};
pub use write::{CutFiles, WriteCutError, write_cut};
