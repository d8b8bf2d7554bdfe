//! States put together, and how each part differs from the one before.

use std::collections::BTreeMap;

use super::error::StatsMergeError;
use super::stored::StatsState;
use crate::dataset::Dataset;
use crate::export::digest::FileRecord;
use crate::stats::merged_part::MergedPart;
use crate::stats::statistics::Stats;

/// Several states as one, and what each of them was.
#[derive(Debug)]
pub struct MergedStats {
    state: StatsState,
    parts: Vec<MergedPart>,
}

impl MergedStats {
    /// Merges `states`, in whatever order they come. The parts are in the order of their first and last instants; where
    /// these are equal, or there is no time, in that of their paths.
    ///
    /// # Errors
    /// When a file is in two of them, their columns differ, or there are too many rows.
    pub fn of(mut states: Vec<StatsState>) -> Result<Self, StatsMergeError> {
        expect_each_once(&states)?;
        expect_one_heading(&states)?;
        states.sort_by_cached_key(|state| (span(&state.dataset), paths(state)));
        let before = std::iter::once(None).chain(states.iter().map(Some));
        let parts = states
            .iter()
            .zip(before)
            .map(|(state, before)| {
                let before = before.map(|before| &before.dataset);
                MergedPart::new((&state.dataset, state.files.clone()), before)
            })
            .collect();
        let mut files: Vec<FileRecord> = Vec::new();
        let mut datasets = Vec::new();
        for state in states {
            files.extend(state.files);
            datasets.push(state.dataset);
        }
        files.sort_by(|left, right| (&left.path, &left.sha256).cmp(&(&right.path, &right.sha256)));
        let dataset = Dataset::join(datasets)?;
        let state = StatsState { name: format!("{} files", files.len()), files, dataset };
        Ok(Self { state, parts })
    }

    /// The state of all rows, which can be kept and merged again.
    #[must_use]
    pub const fn state(&self) -> &StatsState {
        &self.state
    }

    /// The same, without the parts.
    #[must_use]
    pub fn into_state(self) -> StatsState {
        self.state
    }

    /// The statistics of all rows, with the parts.
    #[must_use]
    pub fn describe(&self, session_gap_s: i64) -> Stats {
        Stats { parts: self.parts.clone(), ..self.state.describe(session_gap_s) }
    }
}

/// First and last instant; equal for all data sets without a time.
fn span(dataset: &Dataset) -> (i64, i64) {
    let rows = 0..crate::number::to_u32(dataset.n_rows());
    let instants = rows.map(|row| dataset.timestamp_s(row));
    instants.fold((i64::MAX, i64::MIN), |(first, last), at| (first.min(at), last.max(at)))
}

fn paths(state: &StatsState) -> Vec<(String, String)> {
    state.files.iter().map(|file| (file.path.clone(), file.sha256.clone())).collect()
}

fn expect_each_once(states: &[StatsState]) -> Result<(), StatsMergeError> {
    let mut known: BTreeMap<&str, &StatsState> = BTreeMap::new();
    for state in states {
        for file in &state.files {
            if let Some(first) = known.insert(&file.sha256, state) {
                let (first, second) = (first.name.clone(), state.name.clone());
                return Err(StatsMergeError::Twice { first, second, file: file.clone() });
            }
        }
    }
    Ok(())
}

fn expect_one_heading(states: &[StatsState]) -> Result<(), StatsMergeError> {
    for pair in states.windows(2) {
        let [first, second] = [&pair[0], &pair[1]];
        let [first_heading, second_heading] = [first, second].map(|one| one.dataset.heading());
        if first_heading != second_heading {
            let (first, second) = (first.name.clone(), second.name.clone());
            return Err(StatsMergeError::Columns { first, first_heading, second, second_heading });
        }
    }
    Ok(())
}
