//! The arguments of `validate` and `schema`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rehearsal::schema::{DatasetType, Domain, SchemaRoute};
use rehearsal::validate::ImportMode;

use super::FormArgs;
use super::choice::choice;
use super::page_file::PageFile;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub(crate) struct Validate {
    /// Explain a rule by its code, such as V301, and do nothing else
    #[arg(long, value_name = "CODE")]
    pub(crate) explain: Option<String>,
    /// List all rules, and do nothing else
    #[arg(long, conflicts_with = "explain")]
    pub(crate) list_rules: bool,
    /// With --list-rules, the page docs/rules.md
    #[arg(long, requires = "list_rules")]
    pub(crate) markdown: bool,
    #[command(subcommand)]
    pub(crate) command: Option<ValidateCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ValidateCommand {
    /// Hold files against their Avro schemas and the service's rules
    #[command(before_help = "Example: rehearsal validate schema")]
    Schema(ValidateSchema),
    /// Check all files of a dataset group together: also across files, and what a recipe needs
    #[command(before_help = "Example: rehearsal validate dataset rehearsal-run")]
    Dataset(ValidateDataset),
    /// Hold filter expressions against the schemas, the data and the service's quotas
    #[command(
        before_help = r#"Example: rehearsal validate filter 'EXCLUDE ItemID WHERE Items.GENRES IN ("Horror")'"#
    )]
    Filter(ValidateFilter),
}

#[derive(Debug, Args)]
pub(crate) struct ValidateFilter {
    /// Filter expressions of one dataset group
    #[arg(required = true, value_name = "EXPRESSION")]
    pub(crate) expressions: Vec<String>,
    /// Schemas of the dataset group; may be repeated [default: those of the run folder, whose data is looked
    /// at too]
    #[arg(long, value_name = "FILE", conflicts_with = "domain")]
    pub(crate) schema: Vec<PathBuf>,
    /// The default schemas of this domain
    #[arg(long, value_parser = choice::<Domain>())]
    pub(crate) domain: Option<Domain>,
    /// Only these rules: codes or their beginnings, such as L80,L816
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// None of these rules
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// The severity that makes the answer no, beside errors
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) deny: Option<Deny>,
}

#[derive(Debug, Args)]
pub(crate) struct ValidateSchema {
    /// CSV files (also .gz), Parquet files, or folders of them [default: interactions.csv, items.csv
    /// and users.csv of the run folder]
    pub(crate) data: Vec<PathBuf>,
    /// The schema of all of them [default: NAME.avsc beside each NAME.csv]
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) checks: Checks,
    /// Write the one data file, mended where that is safe, to --output, and check that
    #[arg(long, requires = "output")]
    pub(crate) fix: bool,
    /// The file that --fix writes
    #[arg(long, value_name = "FILE", requires = "fix")]
    pub(crate) output: Option<PathBuf>,
    /// Write the rows without a fault here, byte for byte, with their header
    #[arg(long, value_name = "FILE", conflicts_with = "fix")]
    pub(crate) good: Option<PathBuf>,
    /// Write the other rows here, each with its file, line and reason, as `prep` writes rejected ones
    #[arg(long, value_name = "FILE", conflicts_with = "fix")]
    pub(crate) bad: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ValidateDataset {
    /// The folder of interactions.csv, items.csv, users.csv, actions.csv and action-interactions.csv
    /// (or .csv.gz, .parquet, or a folder of that name), each with its .avsc [default: the run folder]
    pub(crate) folder: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) checks: Checks,
}

#[derive(Debug, Args)]
pub(crate) struct Recipes {
    /// A run folder, or another with interactions, items and users in any form, to be held against each
    /// recipe
    #[arg(long = "for", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What is checked")]
pub(crate) struct Checks {
    /// The domain of the dataset group
    #[arg(long, value_parser = choice::<Domain>(), default_value = "custom")]
    pub(crate) domain: Domain,
    /// The recipe or use case to be trained, such as aws-user-personalization-v2; it sets the domain;
    /// `help` lists them all
    #[arg(long, value_name = "NAME")]
    pub(crate) recipe: Option<String>,
    /// The only event type that the solution trains on [default: the use case's own]
    #[arg(long, value_name = "NAME")]
    pub(crate) event_type: Option<String>,
    /// The least `EVENT_VALUE` that the solution trains on
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    pub(crate) event_value_threshold: Option<f64>,
    /// The kind of import: it brings all data, or adds to it
    #[arg(long, value_parser = choice::<ImportMode>(), default_value = "full")]
    pub(crate) import_mode: ImportMode,
    /// The instant that counts as now, as ISO 8601 or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
    /// Only these rules: codes or their beginnings, such as V3,F207
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// None of these rules
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// The most places to list for each violation
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub(crate) max_examples: u16,
    /// The severity that makes the answer no, beside errors
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) deny: Option<Deny>,
    /// Also write SARIF 2.1.0 to this file, for code hosts
    #[arg(long, value_name = "FILE")]
    pub(crate) sarif: Option<PathBuf>,
    /// Also write `JUnit` XML to this file, for build servers
    #[arg(long, value_name = "FILE")]
    pub(crate) junit: Option<PathBuf>,
    /// Also write a page for the browser, by default validation.html of the run folder
    #[arg(long, value_name = "FILE", value_parser = PageFile::parser())]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) html: Option<PageFile>,
    /// A TOML file whose table `[rules]` has a team's own rules, tolerances and baseline
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: Option<PathBuf>,
    /// Leave out the findings that this file knows, and report what is new or grew [default: the one that
    /// --rules names]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the findings to this file, as known from now on; the answer is then yes
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Memory for what whole files need (repeats, twins, different ids), such as 512MiB; what does
    /// not fit goes to --temp-dir
    #[arg(long, value_name = "SIZE", default_value = "128MiB")]
    pub(crate) check_memory: String,
    #[command(flatten)]
    pub(crate) form: FormArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings
    Warnings,
    /// Warnings and advice
    Advice,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    /// The schemas that ship with the program
    #[command(before_help = "Example: rehearsal schema list")]
    List,
    /// Print a shipped schema
    #[command(before_help = "Example: rehearsal schema show items --domain video-on-demand")]
    Show(SchemaShow),
    /// Print a schema that a file fits
    #[command(before_help = "Example: rehearsal schema infer events.csv --output events.avsc")]
    Infer(SchemaInfer),
    /// The changes from one schema to another, and the way to each that the service allows
    #[command(
        before_help = "Example: rehearsal schema diff old.avsc new.avsc --fail-on new-dataset"
    )]
    Diff(SchemaDiff),
}

#[derive(Debug, Args)]
pub(crate) struct SchemaDiff {
    /// The schema that the dataset has
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The schema that it shall have
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Exit 1 where a change takes this way, or a harder one
    #[arg(long, value_parser = choice::<SchemaRoute>(), value_name = "WAY")]
    pub(crate) fail_on: Option<SchemaRoute>,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaShow {
    /// The dataset
    #[arg(value_parser = choice::<DatasetType>())]
    pub(crate) dataset: DatasetType,
    /// The domain of the dataset group
    #[arg(long, value_parser = choice::<Domain>(), default_value = "custom")]
    pub(crate) domain: Domain,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaInfer {
    /// A CSV file (also .gz), a Parquet file, or a folder of them
    pub(crate) data: PathBuf,
    /// The dataset [default: told by the columns]
    #[arg(long, value_parser = choice::<DatasetType>())]
    pub(crate) dataset: Option<DatasetType>,
    /// The domain of the dataset group
    #[arg(long, value_parser = choice::<Domain>(), default_value = "custom")]
    pub(crate) domain: Domain,
    /// Write it to this file instead
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
