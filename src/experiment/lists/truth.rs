//! The data that lists are scored against.

use std::path::Path;

use super::error::ScoreError;
use crate::dataset::{Dataset, Reading, RowFilter, UserIdx};
use crate::experiment::config::Experiment;
use crate::experiment::judge::{CutTotals, growth};
use crate::experiment::result::ProtocolRecord;
use crate::metric::Growth;
use crate::number::to_u32;
use crate::source::door::TextOptions;
use crate::split::{Fold, HoldOut, Leaks, Protocol, TestUser};

/// The data that lists are scored against.
#[derive(Debug)]
pub struct Truth {
    pub(super) dataset: Dataset,
    pub(super) fold: Fold,
    pub(super) record: ProtocolRecord,
    pub(super) has_training: bool,
    pub(super) growth: Option<Growth>,
}

/// The files of a cut.
#[derive(Debug, Clone, Copy)]
pub struct TruthFiles<'a> {
    /// The held-out interactions.
    pub held_out: &'a Path,
    /// The training file; without it there is no popularity, and no history unless it is given.
    pub train: Option<&'a Path>,
    /// The histories of the test users, if they are not in the training file.
    pub history: Option<&'a Path>,
    /// The items file.
    pub items: Option<&'a Path>,
    /// The properties of their text that are said rather than found.
    pub text: &'a TextOptions,
    /// The column of rewards.
    pub reward: Option<&'a str>,
    /// Everything that happened in the test window, for trend accuracy; needs `train`.
    pub window: Option<&'a Path>,
}

impl Truth {
    /// Reads the files of a cut.
    ///
    /// # Errors
    /// When a file cannot be read or nobody holds anything out.
    pub fn read(files: &TruthFiles<'_>) -> Result<Self, ScoreError> {
        let mut interactions = Vec::new();
        if let Some(train) = files.train.or(files.history) {
            interactions.push(train);
        }
        interactions.push(files.held_out);
        if let (Some(_), Some(history)) = (files.train, files.history) {
            interactions.push(history);
        }
        let reading = Reading {
            items: files.items,
            filter: RowFilter::default(),
            reward: files.reward,
            interactions,
            text: files.text.clone(),
        };
        let dataset = reading.read()?;
        if files.train.is_none() && files.history.is_none() {
            return Ok(Self::without_training(dataset));
        }
        let has_own_history = files.train.is_some() && files.history.is_some();
        let protocol = Protocol::External { history: has_own_history };
        let split = protocol.split(&dataset, HoldOut::Rows)?;
        let fold = split.fold(0)?;
        let mut totals = CutTotals::default();
        totals.add(&dataset, &fold, 0);
        let mut record = totals.record(&Experiment::default(), &split);
        let has_training = files.train.is_some();
        if !has_training {
            // Histories alone say nothing of what was learnt.
            record.training_rows = 0;
            record.leaks = Leaks::default();
        }
        let growth = match files.window.filter(|_| has_training) {
            Some(window) => {
                let interactions = vec![window];
                let text = files.text.clone();
                let window = Reading { interactions, text, ..Reading::default() }.read()?;
                growth::of_window(&dataset, &window)
            }
            None => None,
        };
        Ok(Self { dataset, fold, record, has_training, growth })
    }

    /// The data without a training file: all rows are held out, and nothing is known of what was before.
    fn without_training(dataset: Dataset) -> Self {
        let test_users: Vec<TestUser> = (0..to_u32(dataset.users().len()))
            .map(UserIdx)
            .map(|user| TestUser::new(&dataset, user, Vec::new(), dataset.rows_of(user).to_vec()))
            .collect();
        let held_out_items = test_users.iter().map(|test| test.held_out.len()).sum();
        let record =
            ProtocolRecord::of_held_out_rows(test_users.len(), dataset.n_rows(), held_out_items);
        let fold = Fold { training_rows: Vec::new(), test_users };
        Self { dataset, fold, record, has_training: false, growth: None }
    }

    /// The data.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }
}
