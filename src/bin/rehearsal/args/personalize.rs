//! The arguments of `personalize`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Plan;

#[derive(Debug, Subcommand)]
pub(crate) enum Personalize {
    /// Everything that sets Personalize up for a run folder, as a template, a script or lines for the AWS CLI
    #[command(
        before_help = "Example: rehearsal personalize plan --location s3://my-bucket/shop --role-arn arn:aws:iam::123456789012:role/PersonalizeRole"
    )]
    Plan(Plan),
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
