//! `policy`: what Personalize must be allowed.

use rehearsal::upload::policy::bucket_policy;

use crate::args::Policy;
use crate::output::Output;
use crate::run_folder::json;
use crate::verdict::Verdict;

pub(super) fn run(policy: &Policy, output: &Output) -> anyhow::Result<Verdict> {
    let Policy::Bucket(args) = policy;
    let bytes = json(&bucket_policy(&args.bucket)?)?;
    output.data(&String::from_utf8_lossy(&bytes), &bytes)?;
    Ok(Verdict::Done)
}
