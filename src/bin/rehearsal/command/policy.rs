//! `policy`: what Personalize must be allowed.

use rehearsal::upload::policy::{
    BucketUse, Scope, bucket_policy, kms_policy, role_policy, trust_policy,
};

use crate::args::{BucketArgs, Policy};
use crate::output::Output;
use crate::run_folder::json;
use crate::verdict::Verdict;

pub(super) fn run(policy: &Policy, output: &Output) -> anyhow::Result<Verdict> {
    let policy = match policy {
        Policy::Bucket(args) => bucket_policy(&scope(args)),
        Policy::Role(args) => role_policy(&scope(&args.bucket), args.kms_key.as_deref()),
        Policy::Trust { account, region } => trust_policy(account, region),
        Policy::Kms { role_arn } => kms_policy(role_arn),
    };
    let bytes = json(&policy?)?;
    output.data(&String::from_utf8_lossy(&bytes), &bytes)?;
    Ok(Verdict::Done)
}

fn scope(args: &BucketArgs) -> Scope {
    let bucket_use = if args.output { BucketUse::ImportAndOutput } else { BucketUse::Import };
    Scope {
        bucket: args.bucket.clone(),
        prefix: args.prefix.as_deref().unwrap_or_default().trim_matches('/').to_owned(),
        bucket_use,
        account: args.account.clone(),
        region: args.region.clone(),
    }
}
