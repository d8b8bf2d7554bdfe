//! The arguments of the command line: clap types, no logic.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod choice;
mod compare;
mod completions;
mod cost;
mod data;
mod eval;
mod history;
mod lists;
mod page_file;
#[cfg(all(test, feature = "aws", feature = "fetch", feature = "s3"))]
mod pages;
mod personalize;
mod prep;
mod printed;
mod project;
#[cfg(any(feature = "aws", feature = "s3"))]
mod reach;
#[cfg(all(test, feature = "aws", feature = "fetch", feature = "s3"))]
mod reference;
mod retrain;
#[cfg(feature = "aws")]
mod service;
mod spark;
mod stats;
mod store;
mod table_text;
mod validate;
mod what_if;
mod workflow;

pub(crate) use compare::Compare;
#[cfg(feature = "aws")]
pub(crate) use compare::Live;
pub(crate) use completions::{Completions, Man};
pub(crate) use cost::Cost;
#[cfg(feature = "fetch")]
pub(crate) use data::Fetch;
pub(crate) use data::{Data, Generate};
pub(crate) use eval::{
    AskedFor, CutArgs, DataFiles, Eval, EvalBaselines, EvalRecommendations, EvalTune, ProtocolName,
    ScoringArgs, Split, ViewName,
};
pub(crate) use history::{History, HistoryAdd, HistoryCommand, PAST};
#[cfg(feature = "spark")]
pub(crate) use lists::ListFormat;
pub(crate) use lists::{EvalLists, ListSeenName};
pub(crate) use page_file::PageFile;
pub(crate) use personalize::{DeletionFile, Personalize};
pub(crate) use prep::{
    Description, EventArgs, KeepRow, MetadataArgs, Order, Prep, PrepAll, PrepCommon,
    PrepInteractions, PrepItems, PrepRun, PrepTable, PrepUsers, ReadingArgs, RowArgs, TimeArgs,
};
pub(crate) use printed::PrintArgs;
pub(crate) use project::{Config, ConfigShow, Init, Run};
#[cfg(any(feature = "aws", feature = "s3"))]
pub(crate) use reach::ReachArgs;
pub(crate) use retrain::Retrain;
#[cfg(feature = "spark")]
pub(crate) use spark::InputFormat;
pub(crate) use spark::{CountingEngine, SparkArgs};
pub(crate) use stats::Stats;
#[cfg(feature = "s3")]
pub(crate) use store::Upload;
pub(crate) use store::{BucketArgs, Policy};
pub(crate) use table_text::{FormArgs, TextArgs};
pub(crate) use validate::{
    Checks, Deny, Recipes, SchemaCommand, SchemaDiff, SchemaInfer, SchemaShow, Validate,
    ValidateCommand, ValidateDataset, ValidateFilter, ValidateSchema,
};
pub(crate) use what_if::{Change, Changes};

#[cfg(feature = "aws")]
pub(crate) use service::{Apply, Delete, LiveRecommend, Metrics, Status, WaitArgs};
pub(crate) use workflow::{Plan, PlanLanguage, ServingArgs, TrainingArgs, WorkflowArgs};

/// The exit codes, which `docs/programs.md` explains command by command.
const EXIT_CODES: &str = "Exit codes: 0 done; 1 the answer is no (data with errors, a demand not met); \
2 could not run (arguments, data, disk, network); 130 interrupted";

/// The project file where none is named.
pub(crate) const PROJECT_FILE: &str = "rehearsal.toml";

/// Rehearse an Amazon Personalize project on your own machine before you pay for it.
#[derive(Debug, Parser)]
#[command(
    name = "rehearsal",
    version,
    propagate_version = true,
    before_help = "Example: rehearsal demo",
    after_help = EXIT_CODES
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// The folder that commands read from and write to [default: rehearsal-run]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) run: Option<PathBuf>,
    /// Replace whatever file is there, not only what the same command wrote and nobody changed since
    #[arg(long, global = true)]
    pub(crate) force: bool,
    /// Replace no file that is there
    #[arg(long, global = true, conflicts_with = "force")]
    pub(crate) no_clobber: bool,
    /// Threads to use [default: one per core]
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
    /// The most memory that the command may take, such as 4GiB: what would take more sorts on the disk,
    /// is left out by name, or is refused [default: 80 % of what the system leaves]
    #[arg(long, global = true, value_name = "SIZE")]
    pub(crate) memory_limit: Option<String>,
    /// The folder for temporary files [default: the system's; of rows that `prep` sorts, that of the
    /// output]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) temp_dir: Option<PathBuf>,
    /// Read files that unpack to more than 200 times their size
    #[arg(long, global = true)]
    pub(crate) allow_high_compression: bool,
    /// Text for people, or the JSON that is written
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Only data and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// More detail; twice is no more than once
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// The use of colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// No progress bars
    #[arg(long, global = true, conflicts_with = "progress")]
    pub(crate) no_progress: bool,
    /// Words on stderr for people, or an object a line for a program: progress, notes, warnings, errors, the end
    #[arg(long, global = true, value_enum, default_value_t = ProgressForm::Text)]
    pub(crate) progress: ProgressForm,
    /// Print the schema of the JSON that the command prints with these options, and do nothing else
    #[arg(long, global = true)]
    pub(crate) json_schema: bool,
    /// The project file, whose options hold where the command line and the environment say nothing [default:
    /// rehearsal.toml, if it is in the current folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Take no options from a project file
    #[arg(long, global = true, conflicts_with = "config")]
    pub(crate) no_config: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressForm {
    /// A bar on a terminal, a line from time to time elsewhere
    Text,
    /// JSON, an object a line
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, on a terminal
    Text,
    /// The very file that is written
    Json,
    /// Tables for a pull request or a job's summary: `eval`, `compare`, `stats`, `cost`, `validate`
    Markdown,
    /// One table, a figure in a row, as exact as the JSON: `eval`, `compare`, `stats`, `cost`
    Csv,
    /// A line for each place, as editors and `grep` read them: `validate`
    Concise,
    /// Findings by file and rule, with the places below: `validate`
    Grouped,
    /// Workflow commands, which GitHub Actions shows beside the lines: `validate`
    Github,
    /// The Code Quality report of GitLab: `validate`
    Gitlab,
    /// A finding a line, each a JSON object: `validate`
    JsonLines,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Look at a folder of data, and write a project file for it
    #[command(before_help = "Example: rehearsal init")]
    Init(Init),
    /// Do all that a project file says, from data to report: what is done already is not done again
    #[command(before_help = "Example: rehearsal run --explain")]
    Run(Run),
    /// The options that hold, and where each comes from
    #[command(subcommand, before_help = "Example: rehearsal config show")]
    Config(Config),
    /// The whole pipeline, from data to report, with no network
    #[command(before_help = "Example: rehearsal demo")]
    Demo(Demo),
    /// Get data, or make it
    #[command(subcommand, before_help = "Example: rehearsal data generate --output ml-synthetic")]
    Data(Data),
    /// Turn a MovieLens release, or any table, into files that Personalize imports
    #[command(
        subcommand,
        before_help = "Example: rehearsal prep interactions --watched-threshold 3"
    )]
    Prep(Prep),
    /// Find out what is wrong with files before an import does
    #[command(before_help = "Example: rehearsal validate schema")]
    Validate(Validate),
    /// The recipes and use cases of the service, what each needs, and whether data has it
    #[command(before_help = "Example: rehearsal recipes --for rehearsal-run")]
    Recipes(Recipes),
    /// Avro schemas: those that ship, and one inferred from a file
    #[command(subcommand, before_help = "Example: rehearsal schema show interactions")]
    Schema(SchemaCommand),
    /// Show how sparse the data is
    #[command(before_help = "Example: rehearsal stats")]
    Stats(Stats),
    /// Cut interactions into training, history and held-out files, to ask Personalize on this very cut
    #[command(before_help = "Example: rehearsal split --view clean")]
    Split(Split),
    /// Score local baselines, or lists that something else made, by the service's metrics
    #[command(subcommand, before_help = "Example: rehearsal eval baselines")]
    Eval(Eval),
    /// Lay Personalize's metrics beside ours
    #[command(
        before_help = "Example: rehearsal compare --personalize published:ml-latest-small/hands-on/2022"
    )]
    Compare(Compare),
    /// A baseline's list for one user, with titles
    #[command(before_help = "Example: rehearsal recommend --user 586")]
    Recommend(Recommend),
    /// Items like one item, by a baseline
    #[command(before_help = "Example: rehearsal similar --item 260")]
    Similar(Similar),
    /// The baselines: all of them, or one with its formula, source and parameters
    #[command(before_help = "Example: rehearsal models ease")]
    Models(Models),
    /// Estimate a month's cost of import, training and serving
    #[command(before_help = "Example: rehearsal cost")]
    Cost(Cost),
    /// Copy the prepared files to S3
    #[cfg(feature = "s3")]
    #[command(
        before_help = "Example: rehearsal upload rehearsal-run s3://my-personalize-bucket/movies --dry-run"
    )]
    Upload(Upload),
    /// The way into the service: its set-up as code or done from here, and files for its jobs
    #[command(subcommand, before_help = "Example: rehearsal personalize deletion-file gone.csv")]
    Personalize(Personalize),
    /// Policies that Personalize needs
    #[command(subcommand, before_help = "Example: rehearsal policy bucket my-personalize-bucket")]
    Policy(Policy),
    /// The figures of past runs, and what moved more than noise: for data that is imported again and again
    #[command(before_help = "Example: rehearsal history --fail-on drift")]
    History(History),
    /// One HTML page and charts from what the other commands wrote
    #[command(before_help = "Example: rehearsal report")]
    Report(Report),
    /// The completions of a shell, for its own folder of them
    #[command(before_help = "Example: rehearsal completions bash")]
    Completions(Completions),
    /// Manual pages, one for each command
    #[command(before_help = "Example: rehearsal man man1")]
    Man(Man),
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// A MovieLens folder to use instead of generated data
    #[arg(long, value_name = "DIR")]
    pub(crate) input: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Recommend {
    /// The user's id
    #[arg(
        long,
        value_name = "ID",
        allow_hyphen_values = true,
        required_unless_present_any = ["history", "examples"]
    )]
    pub(crate) user: Option<String>,
    /// A history instead of a user: CSV with `ITEM_ID` and, if wanted, `TIMESTAMP` and `EVENT_TYPE`,
    /// oldest first
    #[arg(long, value_name = "FILE", conflicts_with = "user")]
    pub(crate) history: Option<PathBuf>,
    /// The lists of three users chosen by rule, which `report` shows: the one with most rows, the median one, and the
    /// one who came last. The model is by default the winner of eval.json; the lists go into examples.json
    #[arg(long, conflicts_with_all = ["user", "history", "output"])]
    pub(crate) examples: bool,
    #[command(flatten)]
    pub(crate) list: ListArgs,
    /// Include items of the history, or exclude them
    #[arg(long, value_enum, default_value_t = ListSeenName::Exclude)]
    pub(crate) seen: ListSeenName,
}

/// The making of a list, and its file.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) files: DataFiles,
    /// The model, with parameters if wanted [default: item-knn]
    #[arg(long, value_name = "NAME:KEY=VALUE,…")]
    pub(crate) model: Option<String>,
    /// A model that `eval baselines --save` wrote, instead of one that is fitted now
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    pub(crate) load: Option<PathBuf>,
    /// Length of the list, at most 500 as the service allows
    #[arg(short, long, value_name = "K", default_value_t = 25, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub(crate) k: u16,
    /// Also write the JSON to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) text: TextArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Similar {
    /// The item's id
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(crate) item: String,
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Models {
    /// One model
    pub(crate) name: Option<String>,
    /// As a page of documentation
    #[arg(long)]
    pub(crate) markdown: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// The page's title
    #[arg(long, default_value = "Rehearsal report")]
    pub(crate) title: String,
    /// Also write the decision and the leaderboard as Markdown, for a pull request or a job's summary; `-` prints it
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// Also write every table of the page as CSV into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) csv: Option<PathBuf>,
    /// Open the page in the browser
    #[arg(long)]
    pub(crate) open: bool,
}
