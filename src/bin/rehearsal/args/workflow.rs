//! The arguments of `personalize plan`, which those of `apply` contain.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rehearsal::schema::Domain;

use super::choice::choice;

/// The language of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanLanguage {
    /// A CloudFormation template
    Cloudformation,
    /// A file for Terraform, by the provider `awscc`
    Terraform,
    /// A script in Python
    Boto3,
    /// Lines for the AWS CLI
    Cli,
    /// The calls with their parameters
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) workflow: WorkflowArgs,
    /// The language
    #[arg(long, value_enum, default_value_t = PlanLanguage::Cli)]
    pub(crate) to: PlanLanguage,
    /// The file to write, instead of printing it
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Recipe, training and serving of a run folder.
#[derive(Debug, Args)]
pub(crate) struct WorkflowArgs {
    /// The run folder, if it is another than `--run`
    #[arg(value_name = "RUN")]
    pub(crate) folder: Option<PathBuf>,
    /// The place in S3 to which `upload` sends the run folder, as `s3://BUCKET/PREFIX`
    #[arg(long, value_name = "S3")]
    pub(crate) location: String,
    /// The role that Personalize takes to read the bucket
    #[arg(long, value_name = "ARN")]
    pub(crate) role_arn: String,
    /// The dataset group's name, with which all others begin
    #[arg(long, value_name = "NAME", default_value = "rehearsal")]
    pub(crate) name: String,
    /// The domain [default: that of the recipe, else a custom group]
    #[arg(long, value_parser = choice::<Domain>())]
    pub(crate) domain: Option<Domain>,
    #[command(flatten)]
    pub(crate) training: TrainingArgs,
    #[command(flatten)]
    pub(crate) serving: ServingArgs,
    /// Import what `split` wrote instead of all interactions, and ask for lists on that cut in a batch job; no campaign
    /// is made, unless `--tps` asks for one
    #[arg(long)]
    pub(crate) split: bool,
    /// Add rows to those that were imported before, instead of replacing them
    #[arg(long)]
    pub(crate) incremental: bool,
    /// A key of KMS for the dataset group
    #[arg(long, value_name = "ARN")]
    pub(crate) kms_key: Option<String>,
}

/// The recipe and its training.
#[derive(Debug, Args)]
#[command(next_help_heading = "Training")]
pub(crate) struct TrainingArgs {
    /// The recipe or use case [default: the first of aws-user-personalization-v2 and aws-similar-items for which the
    /// data suffices; in a domain its use cases in their order]
    #[arg(long, value_name = "NAME")]
    pub(crate) recipe: Option<String>,
    /// Train on this event type alone
    #[arg(long, value_name = "TYPE")]
    pub(crate) event_type: Option<String>,
    /// Train on events of this value or more
    #[arg(long, value_name = "VALUE", allow_negative_numbers = true)]
    pub(crate) event_value_threshold: Option<f64>,
    /// The weight of an event type, 0 to 1, for recipes of the second generation, as TYPE=WEIGHT or
    /// TYPE=WEIGHT,VALUE with the least value that counts; may be repeated
    #[arg(long, value_name = "TYPE=WEIGHT")]
    pub(crate) event_weight: Vec<String>,
    /// A column that training leaves out, as DATASET.COLUMN; may be repeated
    #[arg(long, value_name = "DATASET.COLUMN", conflicts_with = "include_column")]
    pub(crate) exclude_column: Vec<String>,
    /// A column that training takes, and no other of its dataset; may be repeated
    #[arg(long, value_name = "DATASET.COLUMN")]
    pub(crate) include_column: Vec<String>,
    /// A hyperparameter of the recipe; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) hyperparameter: Vec<String>,
    /// Have the service search hyperparameters, at several times the cost
    #[arg(long)]
    pub(crate) hpo: bool,
    /// Train anew every so many days; without it automatic training is switched off
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u8).range(1..=30))]
    pub(crate) auto_training: Option<u8>,
}

/// The serving, and what stands around it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Serving")]
pub(crate) struct ServingArgs {
    /// Requests a second that are provisioned, and paid for, at least; 0 for no campaign and no recommender
    /// [default: 1, and 0 with `--split`]
    #[arg(long, value_name = "N")]
    pub(crate) tps: Option<u32>,
    /// The share of items that are explored, 0 to 1
    #[arg(long, value_name = "SHARE", allow_negative_numbers = true)]
    pub(crate) exploration_weight: Option<f64>,
    /// The age in days up to which items are explored
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    pub(crate) exploration_age: Option<f64>,
    /// Take live events
    #[arg(long)]
    pub(crate) event_tracker: bool,
    /// A filter; may be repeated. `validate filter` says more about its expression
    #[arg(long, value_name = "NAME=EXPRESSION")]
    pub(crate) filter: Vec<String>,
    /// A metric over live events, such as `sales=Purchase:SUM(Items.PRICE)`; may be repeated
    #[arg(long, value_name = "NAME=TYPE:EXPRESSION")]
    pub(crate) metric: Vec<String>,
}
