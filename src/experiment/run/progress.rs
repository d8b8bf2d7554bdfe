//! The progress of a run.

use crate::model::Epoch;

/// The progress of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// The model that begins now; empty when all are done and intervals are drawn.
    pub model: &'a str,
    /// The fold, from 1.
    pub fold: usize,
    /// Model–fold pairs done.
    pub done: usize,
    /// Model–fold pairs in all.
    pub total: usize,
    /// Seconds that the rest will take, by what the models took so far; none before any has run.
    pub seconds_left: Option<f64>,
    /// The epoch that is done, of a model that learns in epochs.
    pub epoch: Option<EpochProgress>,
}

/// The progress of a model that learns in epochs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EpochProgress {
    /// The epoch.
    pub epoch: Epoch,
    /// Seconds that the epochs behind it will take, if all are needed.
    pub seconds_left: f64,
}
