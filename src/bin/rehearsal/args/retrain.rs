//! The pace of trainings.

use clap::ValueEnum;

/// The pace at which a model is trained anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Retrain {
    Daily,
    Weekly,
    Monthly,
    /// One training, and never again in the month.
    Once,
}
