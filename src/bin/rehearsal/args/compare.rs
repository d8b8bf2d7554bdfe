//! Arguments of `compare`.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// The answer of GetSolutionMetrics or DescribeRecommender, as JSON, or published:NAME for a
    /// published row; may be repeated; a wrong name is answered with those there are
    #[arg(long, value_name = "FILE|published:NAME")]
    pub(crate) personalize: Vec<String>,
    /// Our result; may be repeated [default: eval.json of the run folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) eval: Vec<PathBuf>,
    /// Users that the service tested, where that is known [default: told from its precisions]
    #[arg(long, value_name = "N")]
    pub(crate) service_users: Option<NonZeroU32>,
    /// Compare what is there where a file lacks some of the eight metrics
    #[arg(long)]
    pub(crate) partial: bool,
    /// Draw 1,000 test sets of the service's size from our users, and show where its figures fall
    #[arg(long)]
    pub(crate) simulate: bool,
    /// Lists that Personalize made, user by user: what `eval recommendations --per-user FILE` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) lists: Option<PathBuf>,
    /// Our per-user values, for --simulate and --lists: what `eval baselines --per-user FILE` wrote
    /// [default: per-user.parquet of the run folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) per_user: Option<PathBuf>,
    /// Of the draws and of the tests user by user
    #[arg(long, value_name = "N", default_value_t = 42)]
    pub(crate) seed: u64,
    /// List the published rows with their figures and sources, and do nothing else
    #[arg(long)]
    pub(crate) list_published: bool,
    // Last: its heading would stand over what follows.
    #[cfg(feature = "aws")]
    #[command(flatten)]
    pub(crate) live: Live,
}

/// Metrics that are fetched from the service.
#[cfg(feature = "aws")]
#[derive(Debug, Args)]
#[command(next_help_heading = "Fetched from AWS, with credentials from its standard chain")]
pub(crate) struct Live {
    /// A solution version whose metrics to fetch; may be repeated
    #[arg(long, value_name = "ARN")]
    pub(crate) solution_version_arn: Vec<String>,
    /// The region [default: from the environment or the AWS configuration]
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Option<String>,
    /// Another endpoint than the service's own
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
}
