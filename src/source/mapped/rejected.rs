//! Rows that cannot be used: counted by reason, or kept apart with their place.

use std::collections::BTreeMap;
use std::path::Path;

use super::rejected_row::RejectedRow;
use super::settings::{BadRows, MappedReading};
use crate::number::thousands;
use crate::source::ReadError;
use crate::source::rejected_form::{REJECTED_HEADER, push_rejected};
use crate::source::table::Table;

/// The rows that were left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejected {
    n_rows: u64,
    /// Rows that cannot be used and that a filter leaves out.
    n_filtered: u64,
    /// Rows whose list has become rows, or none.
    n_lists: u64,
    /// Rows whose list is empty, so that they become no row.
    n_empty_lists: u64,
    reasons: BTreeMap<String, u64>,
    /// The rows with their places, where they are kept apart.
    rows: Vec<RejectedRow>,
    keeps: bool,
}

/// Rows that are kept with their place; more would not be read by anybody.
const KEPT_MAX: usize = 1_000_000;

impl Rejected {
    pub(super) fn new(reading: &MappedReading) -> Self {
        Self { keeps: reading.bad_rows == BadRows::KeepApart, ..Self::default() }
    }

    /// Takes the table's current row for the reason that `error` gives, or gives the error back.
    pub(super) fn take(
        &mut self,
        error: ReadError,
        table: &Table,
        reading: &MappedReading,
    ) -> Result<(), ReadError> {
        if reading.bad_rows == BadRows::Error {
            return Err(error);
        }
        self.n_rows += 1;
        *self.reasons.entry(error.kind_in_words()).or_default() += 1;
        if self.keeps && self.rows.len() < KEPT_MAX {
            self.rows.push(RejectedRow {
                file: table.path().to_owned(),
                line: table.line(),
                reason: error.without_place(),
                row: String::from_utf8_lossy(table.raw()).into_owned(),
            });
        }
        Ok(())
    }

    /// Counts a row that a filter leaves out.
    pub(super) fn filter_out(&mut self) {
        self.n_filtered += 1;
    }

    /// Counts a row whose list has become so many rows.
    pub(super) fn take_list(&mut self, n_rows: usize) {
        self.n_lists += 1;
        self.n_empty_lists += u64::from(n_rows == 0);
    }

    /// The number of rows whose list has become rows.
    pub(super) const fn n_lists(&self) -> u64 {
        self.n_lists
    }

    /// The number of rows that cannot be used.
    #[must_use]
    pub const fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// The rows that are kept apart.
    #[must_use]
    pub fn rows(&self) -> &[RejectedRow] {
        &self.rows
    }

    /// The rows as CSV: file, line, reason, and the row itself.
    #[must_use]
    pub fn csv(rows: &[RejectedRow]) -> Vec<u8> {
        let mut csv = REJECTED_HEADER.to_vec();
        for row in rows {
            let file = row.file.to_string_lossy();
            push_rejected(&file, row.line, &row.reason, row.row.as_bytes(), &mut csv);
        }
        csv
    }

    /// Refuses more of them than may be.
    pub(super) fn expect_few(
        &self,
        n_used: u64,
        reading: &MappedReading,
        path: &Path,
    ) -> Result<(), ReadError> {
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let share = self.n_rows as f64 / (n_used + self.n_rows).max(1) as f64;
        if share <= reading.max_bad_rows {
            return Ok(());
        }
        Err(ReadError::TooManyBad {
            path: path.to_owned(),
            n_bad: self.n_rows,
            n_rows: n_used + self.n_rows,
            reasons: self
                .reasons
                .iter()
                .map(|(reason, n)| format!("{} {reason}", thousands(*n)))
                .collect(),
            max_percent: reading.max_bad_rows * 100.0,
            rejected: self.rows.clone(),
        })
    }

    /// Sentences on the number of rows that were left out, and on the reasons.
    pub(super) fn notes(&self, n_used: u64) -> Vec<String> {
        let mut notes = Vec::new();
        if self.n_filtered > 0 {
            let n = thousands(self.n_filtered);
            notes.push(format!("rows that cannot be used and that the filter leaves out: {n}"));
        }
        if self.n_empty_lists > 0 {
            notes.push(format!("rows with an empty list: {}", thousands(self.n_empty_lists)));
        }
        if self.n_rows == 0 {
            return notes;
        }
        let all = thousands(n_used + self.n_rows);
        notes.push(format!(
            "{} of {all} rows cannot be used and were left out",
            thousands(self.n_rows)
        ));
        notes.extend(
            self.reasons.iter().map(|(reason, n)| format!("  {}: {reason}", thousands(*n))),
        );
        notes
    }
}
