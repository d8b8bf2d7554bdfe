//! Protocols: the ways to make training set, history and held-out items.

mod cut;
mod folds;
mod hold_out;
mod inner;
mod leak;
mod manifest;
mod order;
mod protocol;
mod sample;
#[cfg(test)]
mod tests;
mod write;

pub use cut::{HELD_OUT_PART, NewestTenth};
pub use folds::{Fold, Split, TestUser};
pub use hold_out::{Cut, HoldOut, RowOrder, Sample, Seen, Targets};
pub use inner::InnerUsers;
pub use leak::{Audit, Leaks, audit};
pub use manifest::{SplitManifest, UserSet, manifest};
pub use order::ordered_rows;
pub use protocol::{Protocol, SplitError};
pub use write::{CutFiles, WriteCutError, write_cut};
