//! The policies that let Personalize read and write: of a bucket, of a role, of who may take the role, of a key.
//!
//! (Developer guide, "granting-personalize-s3-access", "granting-personalize-key-access",
//! "cross-service-confused-deputy-prevention".)

mod document;
mod meaning;
mod members;
mod merge;
mod pattern;
mod statement;

pub use document::{
    AccountError, BucketUse, Policy, Scope, bucket_policy, check_key, check_role, kms_policy,
    role_policy, trust_policy,
};
pub use merge::{MergeError, Merged, merge, same_policy};
pub use statement::Statement;
