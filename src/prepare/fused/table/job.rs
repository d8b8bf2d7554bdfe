//! The task of a run: the table and the settings.

use super::super::workers::Workers;
use crate::export::Format;
use crate::export::csv::Quoting;
use crate::source::mapped::{Instants, Mapped, MappedReading, TableFiles};

/// A table and how it is read.
#[derive(Debug, Clone, Copy)]
pub struct TableText<'t> {
    /// Its files.
    pub files: &'t TableFiles,
    /// The columns that are read.
    pub mapped: &'t [Mapped],
    /// The forms that its instants may have.
    pub instants: Instants,
    /// The settings for reading it.
    pub reading: &'t MappedReading,
    /// True if the digest of the bytes that are read is that of the file.
    pub is_plain: bool,
}

/// The settings of a run.
#[derive(Clone, Copy)]
pub struct Job<'j> {
    /// The format of the output: CSV, or Parquet or Arrow IPC where rows are put in order.
    pub format: Format,
    /// The form of quotes in CSV.
    pub quoting: Quoting,
    /// The threads and their memory.
    pub workers: Workers<'j>,
}
