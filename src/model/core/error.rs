//! The reasons that a model cannot be fitted or read.

use super::list_fault::FaultyList;
use super::spec_error::SpecError;
use crate::memory::Room;
use crate::number::{from_u64, thousands};

/// The reason that a model cannot be fitted, or that what it learnt cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// The data lacks something that the model is made of.
    #[error("it needs {what}: {remedy}")]
    Missing {
        /// The part of the data that is missing.
        what: &'static str,
        /// The option that supplies it.
        remedy: &'static str,
    },
    /// It would take more memory than it may.
    #[error("it would take {} and {} is {}{advice}", bytes(*needed), limit.name(), bytes(limit.bytes))]
    Memory {
        /// The bytes that it would take.
        needed: u64,
        /// The limit.
        limit: Room,
        /// The parameters that would fit, as the end of a sentence; may be empty.
        advice: String,
    },
    /// It would take longer than it may.
    #[error(
        "it would take {} billion multiplications and is fast up to {} billion{advice}; named by itself it runs all the same",
        billions(*needed), billions(*limit)
    )]
    Work {
        /// Multiplications that it would take.
        needed: u64,
        /// The limit.
        limit: u64,
        /// The parameters that would fit, as the end of a sentence; may be empty.
        advice: String,
    },
    /// It would end after the whole run is to end.
    #[error(
        "it would end after the {limit_s} s of `--time-limit`; named by itself it has them all"
    )]
    Time {
        /// The seconds that the run may take.
        limit_s: u64,
    },
    /// A list of it cannot be judged.
    #[error(transparent)]
    List(#[from] FaultyList),
    /// A reason of the author's own, as the end of a sentence that begins with the model.
    #[error("{0}")]
    Own(String),
    /// The numbers went out of range.
    #[error("its numbers went out of range: {0}")]
    Numeric(String),
}

/// The reason that a fitted model cannot be written as bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the model cannot be written as bytes: {0}")]
pub struct SaveError(pub String);

impl From<postcard::Error> for SaveError {
    fn from(error: postcard::Error) -> Self {
        Self(error.to_string())
    }
}

/// The reason that a saved model cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file is not a model, or is cut off.
    #[error("not a saved model: {0}; `eval baselines --save DIR` makes one")]
    Damaged(String),
    /// The file is of a version that this program does not know.
    #[error(
        "saved in format {found}; this program reads format {known}: make it again with `eval baselines --save DIR`"
    )]
    Version {
        /// The format number in the file.
        found: u32,
        /// The format number that this program reads.
        known: u32,
    },
    /// Its model or a parameter is not known.
    #[error(transparent)]
    Spec(#[from] SpecError),
}

impl From<SaveError> for LoadError {
    fn from(error: SaveError) -> Self {
        Self::Damaged(error.0)
    }
}

impl From<postcard::Error> for LoadError {
    fn from(error: postcard::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

fn billions(count: u64) -> String {
    thousands(count.div_ceil(1_000_000_000))
}

/// Bytes as people read them.
#[must_use]
pub fn bytes(count: u64) -> String {
    let mib = from_u64(count) / (1024.0 * 1024.0);
    if mib >= 1024.0 { format!("{:.1} GiB", mib / 1024.0) } else { format!("{mib:.1} MiB") }
}
