//! The arguments of `init`, `run` and `config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Folders and files to look at [default: the current folder]
    #[arg(value_name = "DIR|FILE")]
    pub(crate) paths: Vec<PathBuf>,
    /// The project file to write
    #[arg(long, value_name = "FILE", default_value = "rehearsal.toml")]
    pub(crate) output: PathBuf,
    /// The table of interactions, where several may be
    #[arg(long, value_name = "PATH", help_heading = "Answers to its questions")]
    pub(crate) interactions: Option<PathBuf>,
    /// The table of items
    #[arg(long, value_name = "PATH", help_heading = "Answers to its questions")]
    pub(crate) items: Option<PathBuf>,
    /// The table of users
    #[arg(long, value_name = "PATH", help_heading = "Answers to its questions")]
    pub(crate) users: Option<PathBuf>,
    /// The column of users in the table of interactions
    #[arg(long, value_name = "COLUMN", help_heading = "Answers to its questions")]
    pub(crate) user_id: Option<String>,
    /// The column of items in the table of interactions
    #[arg(long, value_name = "COLUMN", help_heading = "Answers to its questions")]
    pub(crate) item_id: Option<String>,
    /// The column of instants in the table of interactions
    #[arg(long, value_name = "COLUMN", help_heading = "Answers to its questions")]
    pub(crate) timestamp: Option<String>,
    /// The form of its instants, such as `%d/%m/%Y %H:%M`
    #[arg(long, value_name = "FORMAT", help_heading = "Answers to its questions")]
    pub(crate) timestamp_format: Option<String>,
    /// The instant that every row gets, where the table has no time
    #[arg(
        long,
        value_name = "TIME",
        conflicts_with = "timestamp",
        help_heading = "Answers to its questions"
    )]
    pub(crate) timestamp_from: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Say what would be done and why, with the key of each stage, and do nothing
    #[arg(long)]
    pub(crate) explain: bool,
    /// Do this stage alone, such as `eval`, whether its inputs changed or not
    #[arg(long, value_name = "STAGE", conflicts_with = "from")]
    pub(crate) only: Option<String>,
    /// Do this stage and all that follow, whether their inputs changed or not
    #[arg(long, value_name = "STAGE")]
    pub(crate) from: Option<String>,
    /// Do not keep the figures of the run for `rehearsal history`
    #[arg(long)]
    pub(crate) no_history: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Each option with its value, and where that comes from
    #[command(before_help = "Example: rehearsal config show prep all")]
    Show(ConfigShow),
}

#[derive(Debug, Args)]
pub(crate) struct ConfigShow {
    /// The words of one command, such as `eval baselines` [default: every command]
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
    /// Print a project file that means the same: the options that something sets
    #[arg(long)]
    pub(crate) toml: bool,
}
