//! The arguments of `stats`.

use std::path::PathBuf;

use clap::Args;

use super::page_file::PageFile;
use super::spark::{CountingEngine, SparkArgs};
use super::table_text::TextArgs;

#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// The interactions file [default: interactions.csv of the run folder]
    pub(crate) file: Option<PathBuf>,
    /// Another interactions file, to lay beside the first
    #[arg(long, value_name = "FILE", conflicts_with = "charts")]
    pub(crate) against: Option<PathBuf>,
    /// Also write stats.state beside stats.json: all that `--merge` needs of the file
    #[arg(long, conflicts_with = "against")]
    pub(crate) keep_state: bool,
    /// Instead of reading a file, put together what `--keep-state` kept of two files or more, each named by its
    /// stats.json or its run folder: the statistics of one file with all their rows, and how the item mix moved from
    /// one to the next
    #[arg(long, value_name = "STATS", num_args = 1..)]
    #[arg(conflicts_with_all = ["file", "against", "encoding", "delimiter", "no_header", "columns", "skip_lines"])]
    pub(crate) merge: Vec<PathBuf>,
    /// Exit 1 where this holds: `card` for a poor line of the data card, or FIGURE<VALUE or
    /// FIGURE>VALUE with a figure of stats.json, such as `per_user.p50<5`; may be repeated
    #[arg(long, value_name = "card|FIGURE<VALUE")]
    pub(crate) fail_on: Vec<String>,
    /// Seconds without a row that end a session [default: 1800, or with --merge that of the parts]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) session_gap: Option<u32>,
    /// Also write the charts as PNG into `charts` of the run folder
    #[arg(long)]
    pub(crate) charts: bool,
    /// Also write a page for the browser, by default stats.html of the run folder
    #[arg(long, value_name = "FILE", value_parser = PageFile::parser())]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "")]
    #[arg(conflicts_with = "against")]
    pub(crate) html: Option<PageFile>,
    #[command(flatten)]
    pub(crate) text: TextArgs,
    /// The machine that counts the rows: `spark` counts them where they lie, FILE being a path as Spark sees it or the name of a
    /// table, with the columns of `prep`'s result
    #[arg(long, value_enum, default_value_t, requires_if("spark", "file"))]
    #[arg(conflicts_with_all = ["against", "merge", "keep_state", "encoding", "no_header", "columns", "skip_lines"])]
    pub(crate) engine: CountingEngine,
    #[command(flatten)]
    pub(crate) spark: SparkArgs,
}
