//! The arguments of the commands that speak to Personalize.

use std::path::PathBuf;

use clap::Args;

use super::{ReachArgs, WorkflowArgs};

/// A run folder whose workflow was applied, and the way to reach the service.
#[derive(Debug, Clone, Args)]
pub(crate) struct AppliedArgs {
    /// The run folder, if it is another than `--run`
    #[arg(value_name = "RUN")]
    pub(crate) folder: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reach: ReachArgs,
}

/// The waiting for resources.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct WaitArgs {
    /// The pause between two questions for a status
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0, value_parser = seconds)]
    pub(crate) pause: f64,
    /// The longest wait for one step
    #[arg(long, value_name = "HOURS", default_value_t = 24.0, value_parser = hours)]
    pub(crate) limit: f64,
}

fn seconds(text: &str) -> Result<f64, String> {
    number_in(text, 0.01, 3_600.0)
}

fn hours(text: &str) -> Result<f64, String> {
    number_in(text, 0.0, 240.0)
}

fn number_in(text: &str, low: f64, high: f64) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (low..=high).contains(number));
    number.ok_or_else(|| format!("expected a number from {low} to {high}"))
}

#[derive(Debug, Args)]
pub(crate) struct Apply {
    #[command(flatten)]
    pub(crate) workflow: WorkflowArgs,
    /// Say what would be done and what it costs, and ask nothing of the service
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask before a step that costs
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) wait: WaitArgs,
    #[command(flatten)]
    pub(crate) reach: ReachArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    /// A dataset group made by other hands, by its name or its ARN: all its resources, with the meaning of each failure
    #[arg(long, value_name = "NAME|ARN")]
    pub(crate) explain: Option<String>,
    #[command(flatten)]
    pub(crate) applied: AppliedArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Metrics {
    /// The file to write, in the form of GetSolutionMetrics [default: personalize-metrics.json of the run folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) applied: AppliedArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LiveRecommend {
    /// The user's id
    #[arg(long, value_name = "ID", allow_hyphen_values = true, required_unless_present = "item")]
    pub(crate) user: Option<String>,
    /// The item's id, for recipes of related items
    #[arg(long, value_name = "ID", allow_hyphen_values = true, conflicts_with = "user")]
    pub(crate) item: Option<String>,
    /// The campaign or the recommender [default: the one that `apply` made]
    #[arg(long, value_name = "ARN")]
    pub(crate) arn: Option<String>,
    /// Length of the list
    #[arg(short, long, value_name = "K", default_value_t = 25, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub(crate) k: u16,
    #[command(flatten)]
    pub(crate) applied: AppliedArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Say what would be deleted, and delete nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) wait: WaitArgs,
    #[command(flatten)]
    pub(crate) applied: AppliedArgs,
}
