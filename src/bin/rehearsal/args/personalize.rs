//! The arguments of `personalize`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Plan;
#[cfg(feature = "aws")]
use super::{Apply, Delete, LiveRecommend, Metrics, Status};

#[derive(Debug, Subcommand)]
pub(crate) enum Personalize {
    /// Everything that sets Personalize up for a run folder, as a template, a script or lines for the AWS CLI
    #[command(
        before_help = "Example: rehearsal personalize plan --location s3://my-bucket/shop --role-arn arn:aws:iam::123456789012:role/PersonalizeRole"
    )]
    Plan(Box<Plan>),
    /// Do the plan: step by step, each waited for, and go on where it ended
    #[cfg(feature = "aws")]
    #[command(
        before_help = "Example: rehearsal personalize apply --location s3://my-bucket/shop --role-arn arn:aws:iam::123456789012:role/PersonalizeRole --dry-run"
    )]
    Apply(Box<Apply>),
    /// The state of what `apply` made, or of a group made by other hands, with the meaning of each failure
    #[cfg(feature = "aws")]
    #[command(before_help = "Example: rehearsal personalize status --explain my-dataset-group")]
    Status(Status),
    /// The metrics of the training, as a file for `compare`
    #[cfg(feature = "aws")]
    #[command(before_help = "Example: rehearsal personalize metrics")]
    Metrics(Metrics),
    /// The service's list for a user, with titles
    #[cfg(feature = "aws")]
    #[command(before_help = "Example: rehearsal personalize recommend --user 586")]
    Recommend(LiveRecommend),
    /// Delete what `apply` made, and nothing else
    #[cfg(feature = "aws")]
    #[command(before_help = "Example: rehearsal personalize delete --dry-run")]
    Delete(Delete),
    /// The file of users whom a data deletion job shall delete
    #[command(before_help = "Example: rehearsal personalize deletion-file gone.csv")]
    DeletionFile(DeletionFile),
}

#[derive(Debug, Args)]
pub(crate) struct DeletionFile {
    /// The users: a table with a column `USER_ID`, or a text with one id a line
    #[arg(value_name = "USERS", required_unless_present = "user")]
    pub(crate) users: Option<PathBuf>,
    /// A user's id (repeatable)
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(crate) user: Vec<String>,
    /// The file to write; of several the names get numbers [default: deletion/users.csv of the run folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
