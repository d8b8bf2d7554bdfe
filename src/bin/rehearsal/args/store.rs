//! Arguments of `upload` and `policy`.

use clap::{Args, Subcommand};

#[cfg(feature = "s3")]
use super::ReachArgs;

#[cfg(feature = "s3")]
#[derive(Debug, Args)]
#[command(override_usage = "rehearsal upload [OPTIONS] [RUN] <S3>")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Upload {
    /// The run folder, if it is another than `--run`, and the place in S3, as `s3://BUCKET/PREFIX`
    #[arg(num_args = 1..=2, required = true, value_name = "PLACE")]
    pub(crate) places: Vec<String>,
    /// Go on with an upload that ended early: what is there, of this size and checksum, is not sent again
    #[arg(long)]
    pub(crate) resume: bool,
    /// Also send what `split` wrote: the cut's import file and its batch input
    #[arg(long)]
    pub(crate) split: bool,
    /// Rules whose errors do not keep the files back, by code or the beginning of one
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// Encrypt the objects with this key of KMS
    #[arg(long, value_name = "ID|ARN")]
    pub(crate) sse_kms_key_id: Option<String>,
    /// Then let Personalize read the folder: one statement more in the bucket's policy, which is shown first
    #[arg(long)]
    pub(crate) grant: bool,
    /// The account whose Personalize may read, with `--grant`
    #[arg(long, value_name = "ID", requires = "grant")]
    pub(crate) account: Option<String>,
    /// Let Personalize write too, with `--grant`: the output of batch jobs
    #[arg(long, requires = "grant")]
    pub(crate) output: bool,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
    /// Print every call, and make none
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) reach: ReachArgs,
    /// Name the bucket in the path of a request, not in its host; always so with `--endpoint-url`
    #[arg(long)]
    pub(crate) force_path_style: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// The bucket policy that lets Personalize read the files
    #[command(before_help = "Example: rehearsal policy bucket my-personalize-bucket")]
    Bucket(BucketArgs),
    /// The policy of the service role that Personalize takes
    #[command(before_help = "Example: rehearsal policy role my-personalize-bucket")]
    Role(RoleArgs),
    /// The trust policy of that role: the Personalize of one account and region may take it
    #[command(
        before_help = "Example: rehearsal policy trust --account 123456789012 --region eu-west-1"
    )]
    Trust {
        /// The account
        #[arg(long, value_name = "ID")]
        account: String,
        /// The region
        #[arg(long, value_name = "NAME")]
        region: String,
    },
    /// The statement to add to the policy of a key of KMS
    #[command(
        before_help = "Example: rehearsal policy kms --role-arn arn:aws:iam::123456789012:role/PersonalizeRole"
    )]
    Kms {
        /// The service role
        #[arg(long, value_name = "ARN")]
        role_arn: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct BucketArgs {
    /// The bucket's name
    pub(crate) bucket: String,
    /// A folder in it, instead of the whole bucket
    #[arg(long, value_name = "PREFIX")]
    pub(crate) prefix: Option<String>,
    /// Let Personalize write too: the output of batch jobs, exports, metrics of an attribution
    #[arg(long)]
    pub(crate) output: bool,
    /// The account whose Personalize may do so; without it, that of any account can be led here
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
    /// The region, from which `aws`, `aws-cn` or `aws-us-gov` follows
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RoleArgs {
    #[command(flatten)]
    pub(crate) bucket: BucketArgs,
    /// A key of KMS with which the objects are encrypted
    #[arg(long, value_name = "ARN")]
    pub(crate) kms_key: Option<String>,
}
