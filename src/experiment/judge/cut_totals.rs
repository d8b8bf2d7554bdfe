//! Counts over all folds that do not depend on a model.

use crate::dataset::Dataset;
use crate::experiment::config::Experiment;
use crate::experiment::result::ProtocolRecord;
use crate::split::{Audit, Fold, Split};

#[derive(Debug, Default)]
pub(in crate::experiment) struct CutTotals {
    training_rows: usize,
    history_rows: usize,
    held_out_rows: usize,
    held_out_items: usize,
    unreachable_items: usize,
    audit: Audit,
}

impl CutTotals {
    /// Adds a fold, of whose held-out items `n_unreachable` can never be hit.
    pub(in crate::experiment) fn add(
        &mut self,
        dataset: &Dataset,
        fold: &Fold,
        n_unreachable: usize,
    ) {
        self.training_rows += fold.training_rows.len();
        for test in &fold.test_users {
            self.history_rows += test.history.len();
            self.held_out_rows += test.held_out_rows.len();
            self.held_out_items += test.held_out.len();
        }
        self.unreachable_items += n_unreachable;
        self.audit.add(dataset, fold);
    }

    pub(in crate::experiment) fn record(
        &self,
        experiment: &Experiment,
        split: &Split<'_>,
    ) -> ProtocolRecord {
        ProtocolRecord {
            protocol: split.protocol(),
            cut: split.cut().clone(),
            seen: experiment.seen,
            purpose: experiment.purpose,
            users_tested: split.n_tested(),
            users_left_out: split.n_left_out(),
            users_not_tested: split.n_not_tested(),
            users_with_nothing_new: split.n_nothing_new(),
            users_of_one_second: split.n_one_second(),
            training_rows: self.training_rows,
            history_rows: self.history_rows,
            held_out_rows: self.held_out_rows,
            held_out_items: self.held_out_items,
            unreachable_items: self.unreachable_items,
            leaks: split.leaks(self.audit.finish()),
        }
    }
}
