//! The files of statistics in the run folder.

/// The page of `--html`.
pub(super) const PAGE: &str = "stats.html";
/// The statistics.
pub(super) const STATS: &str = "stats.json";
/// The state of `--keep-state` beside them.
pub(super) const STATE: &str = "stats.state";
