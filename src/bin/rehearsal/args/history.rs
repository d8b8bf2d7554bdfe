//! The arguments of `history`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

/// The folder of past runs where none is named.
pub(crate) const PAST: &str = "rehearsal-history";

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = false)]
pub(crate) struct History {
    #[command(subcommand)]
    pub(crate) command: Option<HistoryCommand>,
    #[command(flatten)]
    pub(crate) past: PastArgs,
    /// Exit 1 if a figure of the last run moved more than noise
    #[arg(long, value_enum, value_name = "drift")]
    pub(crate) fail_on: Option<FailOnDrift>,
    /// The runs that are shown, the newest; what is usual is told from all of them
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) last: usize,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HistoryCommand {
    /// Keep the figures of the run folder: of stats.json, validation.json and eval.json, as far as they are there
    #[command(before_help = "Example: rehearsal history add")]
    Add(HistoryAdd),
}

/// The folder of past runs.
#[derive(Debug, Args)]
pub(crate) struct PastArgs {
    /// The folder of past runs, a small file each [default: rehearsal-history]
    #[arg(long = "history", value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

impl PastArgs {
    /// The folder that was named, or the usual one.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.as_deref().unwrap_or_else(|| Path::new(PAST))
    }
}

#[derive(Debug, Args)]
pub(crate) struct HistoryAdd {
    #[command(flatten)]
    pub(crate) past: PastArgs,
    /// The instant of the run, such as 2026-11-30T02:00:00Z [default: now]
    #[arg(long, value_name = "INSTANT")]
    pub(crate) at: Option<String>,
}

/// A demand on the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOnDrift {
    Drift,
}
