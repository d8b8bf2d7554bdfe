//! The way to reach AWS.

use clap::Args;

/// The account, the region and the endpoint.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reaching AWS, with credentials from its standard chain")]
pub(crate) struct ReachArgs {
    /// The region [default: from the environment or the AWS configuration]
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Option<String>,
    /// The profile of the AWS configuration [default: from the environment]
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Another endpoint than AWS's own, such as that of an S3-compatible store
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
}
