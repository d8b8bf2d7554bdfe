//! The arguments of `eval lists`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rehearsal::transform::sql::SqlDialect;

use super::choice::choice;
use super::spark::{CountingEngine, SparkArgs};
use super::table_text::TextArgs;

#[derive(Debug, Args)]
pub(crate) struct EvalLists {
    /// The model, with parameters if wanted; as SQL there are popularity, item-knn, sar and markov
    #[arg(long, value_name = "NAME:KEY=VALUE,…")]
    pub(crate) model: String,
    /// The rows to learn from, such as train.csv of `split`
    #[arg(long, value_name = "FILE")]
    pub(crate) train: PathBuf,
    /// The histories of those who get a list, such as history.csv of `split` [default: their rows of --train]
    #[arg(long, value_name = "FILE")]
    pub(crate) history: Option<PathBuf>,
    /// Only users with rows in this file get a list, such as held-out.csv of `split` [default: all with a history]
    #[arg(long, value_name = "FILE")]
    pub(crate) held_out: Option<PathBuf>,
    /// Length of a list
    #[arg(short, long, default_value_t = 25, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub(crate) k: u16,
    /// Include items of the history, or exclude them
    #[arg(long, value_enum, default_value_t = ListSeenName::Exclude)]
    pub(crate) seen: ListSeenName,
    /// Orders rows of one second, as in the clean view of `eval baselines`
    #[arg(long, value_name = "N", default_value_t = 42)]
    pub(crate) seed: u64,
    /// The file to write, Parquet if it ends in .parquet and CSV otherwise; on Spark a folder as the cluster sees it
    #[arg(long, value_name = "FILE", required_unless_present = "print_sql")]
    pub(crate) output: Option<PathBuf>,
    /// Print the statements that make the lists, and do nothing else
    #[arg(long, conflicts_with_all = ["output", "engine"])]
    pub(crate) print_sql: bool,
    /// The dialect of the statements
    #[arg(long, value_parser = choice::<SqlDialect>(), default_value = "spark", requires = "print_sql")]
    pub(crate) dialect: SqlDialect,
    /// The machine that makes them: `spark` where the rows lie, all files being paths as Spark sees them or names of tables,
    /// with the columns of `prep`'s result
    #[arg(long, value_enum, default_value_t)]
    #[arg(conflicts_with_all = ["encoding", "no_header", "columns", "skip_lines"])]
    pub(crate) engine: CountingEngine,
    /// The format of the folder that Spark writes
    #[arg(long, value_enum, default_value_t)]
    pub(crate) output_format: ListFormat,
    #[command(flatten)]
    pub(crate) spark: SparkArgs,
    #[command(flatten)]
    pub(crate) text: TextArgs,
}

/// The items of a history in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListSeenName {
    Include,
    Exclude,
}

/// A format in which Spark writes lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ListFormat {
    #[default]
    Parquet,
    Csv,
}
