//! The arguments of `prep`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rehearsal::export::Format;
use rehearsal::export::csv::Quoting;
use rehearsal::instant::Unit;
use rehearsal::prepare::{EngineChoice, UsersFrom};
use rehearsal::schema::Domain;
use rehearsal::source::mapped::BadRows;
use rehearsal::transform::{Creation, Keep, TieRule};

use super::TextArgs;
use super::choice::choice;
use super::printed::PrintArgs;
use super::spark::SparkArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum Prep {
    /// Ratings, or the rows of any table, become events
    #[command(before_help = "Example: rehearsal prep interactions --watched-threshold 3")]
    Interactions(Box<PrepInteractions>),
    /// Films become items with title, genres, year and creation timestamp
    #[command(before_help = "Example: rehearsal prep items")]
    Items(PrepItems),
    /// Users with what the release says of them, or with what they did
    #[command(before_help = "Example: rehearsal prep users --from activity")]
    Users(PrepUsers),
    /// Interactions, items, and users where the release says who they are
    #[command(before_help = "Example: rehearsal prep all")]
    All(PrepAll),
    /// The same steps, written as a file; `--print-pipeline` of the others prints one
    #[command(before_help = "Example: rehearsal prep run pipeline.toml")]
    Run(PrepRun),
}

/// The input and the output.
#[derive(Debug, Args)]
pub(crate) struct PrepCommon {
    /// The MovieLens folder or zip, or a table: delimited text, JSON, Parquet, Arrow IPC or Avro, compressed or
    /// not, one file, a pattern such as `logs/*.csv`, or a folder [default: the release found in ., ./data or ./ml-*]
    #[arg(long, value_name = "PATH")]
    pub(crate) input: Option<PathBuf>,
    /// The domain of the dataset group, which decides the spelling of events and what may be empty
    #[arg(long, value_parser = choice::<Domain>(), default_value = "custom")]
    pub(crate) domain: Domain,
    /// The form of a quote inside a value: doubled, or behind a backslash as the guide says
    #[arg(long, value_parser = choice::<Quoting>(), default_value = "rfc4180")]
    pub(crate) quoting: Quoting,
    /// The format to write [default: by the ending of the output's name, else csv]
    #[arg(long, value_parser = choice::<Format>(), value_name = "FORMAT")]
    pub(crate) output_format: Option<Format>,
    /// Write a folder of parts with this many rows each
    #[arg(long, value_name = "N")]
    pub(crate) shard_rows: Option<u64>,
    /// The engine that runs the steps; auto takes the fused one where it can
    #[arg(long, value_parser = choice::<EngineChoice>(), default_value = "auto")]
    pub(crate) engine: EngineChoice,
    #[command(flatten)]
    pub(crate) spark: SparkArgs,
    /// Print the plan, the engine and each step's columns, and do nothing else
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Memory for rows that are being sorted by the fused engine; more is put aside on the disk
    #[arg(long, value_name = "SIZE", default_value = "2GiB")]
    pub(crate) sort_memory: String,
}

/// One table.
#[derive(Debug, Args)]
pub(crate) struct PrepTable {
    /// Our columns and the table's names for them, such as `USER_ID=uid,ITEM_ID=sku`; a type may stand
    /// behind ours, `COST:int=cost`, and a name with a comma in double quotes (repeatable)
    #[arg(long, value_name = "OURS=THEIRS,…")]
    pub(crate) map: Vec<String>,
    /// The file to write, `-` for the standard output; its ending says its format
    /// [default: in the run folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print the pipeline file that equals these flags, and do nothing else
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) print_pipeline: bool,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// The settings for reading a table, for what its bytes do not show.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading a table")]
pub(crate) struct ReadingArgs {
    #[command(flatten)]
    pub(crate) text: TextArgs,
    /// Texts that stand for nothing, in ids and text too
    #[arg(long, value_name = "TEXT,…", value_delimiter = ',', allow_hyphen_values = true)]
    pub(crate) null: Vec<String>,
    /// Write 17385 for ids such as `17385.0`
    #[arg(long)]
    pub(crate) whole_ids: bool,
    /// Read numbers with a decimal comma: 3,5 as 3.5, and 1.234,50 as 1234.5
    #[arg(long)]
    pub(crate) decimal_comma: bool,
    /// The format of instants, such as `%d/%m/%Y %H:%M`
    #[arg(long, value_name = "FORMAT")]
    pub(crate) timestamp_format: Option<String>,
    /// The time zone of instants without an offset, such as Europe/Berlin or +02:00
    #[arg(long, value_name = "ZONE", default_value = "UTC", requires = "timestamp_format")]
    pub(crate) timezone: String,
    /// The separator between the values of a list in a cell, where it is not `|`
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) list_separator: Option<String>,
    /// Columns that hold lists, of which each part becomes a row; lists of one row go side by side. With
    /// `--no-header` the last of `--columns` may be the rest of a row
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    pub(crate) explode: Vec<String>,
    /// The treatment of rows that cannot be used; `keep-apart` writes them beside the output, to
    /// NAME.rejected.csv
    #[arg(long, value_parser = choice::<BadRows>(), default_value = "error")]
    pub(crate) bad_rows: BadRows,
    /// The largest share of such rows
    #[arg(long, value_name = "P%", default_value = "1%")]
    pub(crate) max_bad_rows: String,
    /// Pass over files of a folder that cannot be read, counted
    #[arg(long)]
    pub(crate) skip_unreadable: bool,
    /// The columns to keep beside those that are named
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) keep_columns: Option<KeepColumns>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepColumns {
    /// All of them, under names of the service's form
    All,
}

#[derive(Debug, Args)]
pub(crate) struct PrepInteractions {
    #[command(flatten)]
    pub(crate) common: PrepCommon,
    #[command(flatten)]
    pub(crate) table: PrepTable,
    #[command(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    pub(crate) rows: RowArgs,
    #[command(flatten)]
    pub(crate) time: TimeArgs,
}

/// The time of a table that has none.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading a table")]
pub(crate) struct TimeArgs {
    /// The table says nothing of time: rows are pairs of a user and an item
    #[arg(long, conflicts_with_all = ["timestamp_unit", "since", "until", "timestamp_format", "shift_to"])]
    pub(crate) no_timestamp: bool,
    /// Write this instant into every row, since the service needs one
    #[arg(long, value_name = "TIME", requires = "no_timestamp")]
    pub(crate) timestamp_from: Option<String>,
}

/// The events that a rating gives.
#[derive(Debug, Args)]
#[command(next_help_heading = "Events")]
pub(crate) struct EventArgs {
    /// Ratings strictly above this are clicks [default: 1 for MovieLens]
    #[arg(long, value_name = "STARS", allow_negative_numbers = true)]
    pub(crate) clicked_threshold: Option<f64>,
    /// Ratings strictly above this are watches too [default: 3 for MovieLens]
    #[arg(long, value_name = "STARS", allow_negative_numbers = true)]
    pub(crate) watched_threshold: Option<f64>,
    /// One more kind of event, such as `love='rating >= 4.5'` (repeatable)
    #[arg(long, value_name = "NAME=EXPR")]
    pub(crate) event: Vec<String>,
    /// Add the rating as `EVENT_VALUE`
    #[arg(long)]
    pub(crate) event_value: bool,
    /// Keep only the strongest event of a user, item and timestamp
    #[arg(long)]
    pub(crate) collapse_events: bool,
    /// Event types from the weakest to the strongest, such as `view,cart,purchase`
    #[arg(long, value_name = "TYPES", value_delimiter = ',', requires = "collapse_events")]
    pub(crate) event_order: Vec<String>,
    /// Another name for an event type of the table, such as `view=View` (repeatable)
    #[arg(long, value_name = "OLD=NEW,…", value_delimiter = ',')]
    pub(crate) rename_event: Vec<String>,
}

/// The rows that stay, and their order.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rows")]
pub(crate) struct RowArgs {
    /// The unit of a table's timestamps; auto says which it took [default: seconds]
    #[arg(long, value_parser = choice::<Unit>(), value_name = "UNIT")]
    pub(crate) timestamp_unit: Option<Unit>,
    /// The first instant to keep: a date such as 2015-01-01, or seconds
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
    /// The first instant to leave out
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// A condition that rows must meet, such as `rating >= 2` or `country = 'NL'`, over our columns or the
    /// table's own
    #[arg(long, value_name = "EXPR")]
    pub(crate) filter: Option<String>,
    /// Keep one row of those that agree in these columns, or in `all`
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) deduplicate: Option<String>,
    /// The row that `--deduplicate` keeps
    #[arg(long, value_parser = choice::<Keep>(), default_value = "oldest", requires = "deduplicate")]
    pub(crate) keep: Keep,
    /// The rows that decide where `--deduplicate` and `--collapse-events` find several of one moment: the first in the
    /// file, or the one whose other columns come first
    #[arg(long, value_parser = choice::<TieRule>(), default_value = "file")]
    pub(crate) ties: TieRule,
    /// Drop users with fewer rows, once
    #[arg(long, value_name = "N")]
    pub(crate) min_per_user: Option<u32>,
    /// Drop items with fewer rows, once
    #[arg(long, value_name = "N")]
    pub(crate) min_per_item: Option<u32>,
    /// Drop users and items with fewer rows until none is left
    #[arg(long, value_name = "K")]
    pub(crate) k_core: Option<u32>,
    /// Keep this many users, or this share of them, such as `10%`
    #[arg(long, value_name = "N|P%")]
    pub(crate) sample_users: Option<String>,
    /// Same seed, same sample
    #[arg(long, value_name = "N", default_value_t = 42, requires = "sample_users")]
    pub(crate) seed: u64,
    /// Move the whole history by one offset, so that the newest row that is left is at this instant: `now`, a
    /// date, or seconds
    #[arg(long, value_name = "now|TIME")]
    pub(crate) shift_to: Option<String>,
    /// The order of rows: by time with every tie decided, or as they come
    #[arg(long, value_enum, default_value_t = Order::Time)]
    pub(crate) order: Order,
}

#[derive(Debug, Args)]
pub(crate) struct PrepItems {
    #[command(flatten)]
    pub(crate) common: PrepCommon,
    #[command(flatten)]
    pub(crate) table: PrepTable,
    #[command(flatten)]
    pub(crate) metadata: MetadataArgs,
    /// Add a text column `DESCRIPTION`
    #[arg(long, value_enum, value_name = "FROM")]
    pub(crate) description: Option<Description>,
    /// The source of the creation timestamp [default: first-rating]
    #[arg(long, value_parser = choice::<Creation>(), value_name = "FROM")]
    pub(crate) creation: Option<Creation>,
    /// Move `CREATION_TIMESTAMP` by this offset, such as the one that `prep interactions --shift-to` found
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(crate) shift_by: Option<i64>,
}

/// The options that choose rows of a table of items or users.
#[derive(Debug, Args)]
pub(crate) struct MetadataArgs {
    /// A condition that rows must meet, such as `price > 0`, over our columns or the table's own
    #[arg(long, value_name = "EXPR")]
    pub(crate) filter: Option<String>,
    /// The row to keep of several that have one id and differ [default: an error]
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) keep: Option<KeepRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepRow {
    First,
    Last,
}

#[derive(Debug, Args)]
pub(crate) struct PrepUsers {
    #[command(flatten)]
    pub(crate) common: PrepCommon,
    #[command(flatten)]
    pub(crate) table: PrepTable,
    #[command(flatten)]
    pub(crate) metadata: MetadataArgs,
    /// The source of users: the demographics of the release, or their activity
    /// [default: demographics]
    #[arg(long, value_parser = choice::<UsersFrom>(), value_name = "FROM")]
    pub(crate) from: Option<UsersFrom>,
}

#[derive(Debug, Args)]
pub(crate) struct PrepAll {
    #[command(flatten)]
    pub(crate) common: PrepCommon,
    #[command(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    pub(crate) rows: RowArgs,
    /// Add a text column `DESCRIPTION` to the items
    #[arg(long, value_enum, value_name = "FROM")]
    pub(crate) description: Option<Description>,
    /// The source of the creation timestamp [default: first-rating]
    #[arg(long, value_parser = choice::<Creation>(), value_name = "FROM")]
    pub(crate) creation: Option<Creation>,
    /// The source of users [default: demographics where the release has them, else no users]
    #[arg(long, value_parser = choice::<UsersFrom>(), value_name = "FROM")]
    pub(crate) users_from: Option<UsersFrom>,
}

#[derive(Debug, Args)]
pub(crate) struct PrepRun {
    #[command(flatten)]
    pub(crate) spark: SparkArgs,
    /// The pipeline, `-` for the standard input
    #[arg(value_name = "PIPELINE.toml")]
    pub(crate) pipeline: PathBuf,
    /// Read this instead of the file's `input`
    #[arg(long, value_name = "PATH")]
    pub(crate) input: Option<PathBuf>,
    /// Write this instead of the file's `output`
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The format to write [default: by the ending of the output's name, else csv]
    #[arg(long, value_parser = choice::<Format>(), value_name = "FORMAT")]
    pub(crate) output_format: Option<Format>,
    /// Print the plan, the engine and each step's columns, and do nothing else
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
    /// Memory for rows that are being sorted by the fused engine; more is put aside on the disk
    #[arg(long, value_name = "SIZE", default_value = "2GiB")]
    pub(crate) sort_memory: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Order {
    Time,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Description {
    Tags,
}
