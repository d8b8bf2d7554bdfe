//! One statement more in the policy of a bucket: looked at, put, and read back.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::PolicyStatus;

use super::policy::AccountError;
use super::policy::{MergeError, Merged, Scope, Statement, merge, same_policy};
use crate::aws::{Access, runtime};
use crate::store::StoreRefusal;
use crate::store::client::client;

/// The reason that a bucket's policy was left as it was, or is not as it should be.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// A runtime that could not be started.
    #[error("cannot start the network runtime")]
    Runtime(#[source] std::io::Error),
    /// A request that was refused.
    #[error("cannot {what} of `{bucket}`: {refusal}")]
    Refused {
        /// The action that failed.
        what: &'static str,
        /// The bucket.
        bucket: String,
        /// The store's answer, and what to do.
        refusal: StoreRefusal,
    },
    /// A bucket in another region than Personalize.
    #[error(
        "the bucket `{bucket}` lies in {found}, and Personalize is to work in {expected}: it imports from buckets of \
         its own region; choose a bucket there, or `--region {found}`"
    )]
    Region {
        /// The bucket.
        bucket: String,
        /// Its region.
        found: String,
        /// The region of Personalize.
        expected: String,
    },
    /// A bucket that everybody can read.
    #[error(
        "the bucket `{bucket}` is public ({by}): the data of your users does not belong there, choose another bucket"
    )]
    Public {
        /// The bucket.
        bucket: String,
        /// The part of its settings that says so.
        by: &'static str,
    },
    /// A name that AWS does not allow.
    #[error(transparent)]
    Scope(#[from] AccountError),
    /// A policy that cannot take one statement more.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// A policy that somebody changed in between.
    #[error("the policy of `{bucket}` changed since it was shown; nothing was changed, try again")]
    Changed {
        /// The bucket.
        bucket: String,
    },
    /// A policy that is not the one that was put.
    #[error("the policy of `{bucket}` is not the one that was put; what is there now: {found}")]
    NotKept {
        /// The bucket.
        bucket: String,
        /// The text that was read back.
        found: String,
    },
}

/// A change of a bucket's policy that has not been made.
#[derive(Debug, Clone)]
pub struct Grant {
    scope: Scope,
    /// The policy as it was read.
    existing: Option<String>,
    /// The policy to put, and what to say of it.
    pub merged: Merged,
}

impl Grant {
    /// Looks at the bucket and makes the policy that lets Personalize read the folder; changes nothing.
    ///
    /// # Errors
    /// When the bucket is public or lies in another region, or its policy cannot be read or has no room.
    pub fn look(scope: Scope, access: &Access) -> Result<Self, GrantError> {
        let wanted = scope.statement()?;
        let runtime = runtime().map_err(GrantError::Runtime)?;
        runtime.block_on(async {
            let client = client(access).await;
            let bucket = Bucket { client: &client, name: &scope.bucket };
            bucket.expect_region().await?;
            let existing = bucket.policy().await?;
            let merged = merge(existing.as_deref(), &wanted)?;
            bucket.expect_private().await?;
            Ok(Self { scope, existing, merged })
        })
    }

    /// The statement that is to be added; `None` where all of it is allowed already.
    #[must_use]
    pub fn added(&self) -> Option<&Statement> {
        self.merged.added.as_ref()
    }

    /// Puts the policy and reads it back. A policy that changed since [`Self::look`] is left alone.
    ///
    /// # Errors
    /// When the policy changed, cannot be put, or is another one afterwards.
    pub fn put(&self, access: &Access) -> Result<(), GrantError> {
        let Some(text) = &self.merged.text else { return Ok(()) };
        let runtime = runtime().map_err(GrantError::Runtime)?;
        runtime.block_on(async {
            let client = client(access).await;
            let bucket = Bucket { client: &client, name: &self.scope.bucket };
            if bucket.policy().await? != self.existing {
                return Err(GrantError::Changed { bucket: self.scope.bucket.clone() });
            }
            let request = client.put_bucket_policy().bucket(bucket.name).policy(text);
            let put = request.send().await;
            put.map_err(|error| {
                bucket.refused(
                    "change the policy",
                    StoreRefusal::of("PutBucketPolicy", bucket.name, &error),
                )
            })?;
            let found = bucket.policy().await?.unwrap_or_default();
            if same_policy(&found, text) {
                Ok(())
            } else {
                Err(GrantError::NotKept { bucket: self.scope.bucket.clone(), found })
            }
        })
    }
}

struct Bucket<'b> {
    client: &'b Client,
    name: &'b str,
}

impl Bucket<'_> {
    fn refused(&self, what: &'static str, refusal: StoreRefusal) -> GrantError {
        GrantError::Refused { what, bucket: self.name.to_owned(), refusal }
    }

    /// Refuses a bucket of another region than the client's; a store of one's own may have none.
    async fn expect_region(&self) -> Result<(), GrantError> {
        let expected = self.client.config().region().map(|region| region.as_ref().to_owned());
        let found = match self.client.head_bucket().bucket(self.name).send().await {
            Ok(head) => head.bucket_region().map(str::to_owned),
            Err(error) => {
                let answer = error.raw_response();
                let region = answer.and_then(|answer| answer.headers().get("x-amz-bucket-region"));
                let region = region.map(str::to_owned);
                if region.is_none() || region == expected {
                    let refusal = StoreRefusal::of("ListBucket", self.name, &error);
                    return Err(self.refused("look at the region", refusal));
                }
                region
            }
        };
        match (found, expected) {
            (Some(found), Some(expected)) if found != expected => {
                Err(GrantError::Region { bucket: self.name.to_owned(), found, expected })
            }
            _ => Ok(()),
        }
    }

    /// The policy as it is; `None` where the bucket has none.
    async fn policy(&self) -> Result<Option<String>, GrantError> {
        match self.client.get_bucket_policy().bucket(self.name).send().await {
            Ok(answer) => Ok(answer.policy().filter(|text| !text.is_empty()).map(str::to_owned)),
            Err(error) => {
                let refusal = StoreRefusal::of("GetBucketPolicy", self.name, &error);
                if refusal.code == "NoSuchBucketPolicy" {
                    Ok(None)
                } else {
                    Err(self.refused("read the policy", refusal))
                }
            }
        }
    }

    /// Refuses a bucket that S3 itself calls public, or whose access list names everybody. A store that does not know
    /// these requests is judged by its policy alone.
    async fn expect_private(&self) -> Result<(), GrantError> {
        let public = |by| GrantError::Public { bucket: self.name.to_owned(), by };
        match self.client.get_bucket_policy_status().bucket(self.name).send().await {
            Ok(answer) => {
                if answer.policy_status().and_then(PolicyStatus::is_public) == Some(true) {
                    return Err(public("by its policy"));
                }
            }
            Err(error) => {
                let refusal = StoreRefusal::of("GetBucketPolicyStatus", self.name, &error);
                let is_silent =
                    refusal.is_unknown_request() || refusal.code == "NoSuchBucketPolicy";
                if !is_silent {
                    return Err(self.refused("ask for the policy's status", refusal));
                }
            }
        }
        match self.client.get_bucket_acl().bucket(self.name).send().await {
            Ok(answer) => {
                let everybody = answer.grants().iter().any(|grant| {
                    let group = grant.grantee().and_then(|grantee| grantee.uri());
                    group.is_some_and(|uri| {
                        uri.ends_with("/AllUsers") || uri.ends_with("/AuthenticatedUsers")
                    })
                });
                if everybody { Err(public("by its access list")) } else { Ok(()) }
            }
            Err(error) => {
                let refusal = StoreRefusal::of("GetBucketAcl", self.name, &error);
                if refusal.is_unknown_request() {
                    Ok(())
                } else {
                    Err(self.refused("read the access list", refusal))
                }
            }
        }
    }
}
