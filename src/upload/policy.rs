//! The bucket policy that lets Personalize read the files.

use serde::Serialize;

use super::{PlanError, check_bucket};

/// A bucket policy, its keys in the order in which AWS prints them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BucketPolicy {
    version: &'static str,
    id: &'static str,
    statement: [Statement; 1],
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    principal: Principal,
    action: [&'static str; 2],
    resource: [String; 2],
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Principal {
    service: &'static str,
}

/// The policy of the developer guide's page "granting-personalize-s3-access", for imports.
///
/// # Errors
/// When `bucket` cannot be a bucket's name.
pub fn bucket_policy(bucket: &str) -> Result<BucketPolicy, PlanError> {
    check_bucket(bucket)?;
    let statement = Statement {
        sid: "PersonalizeS3BucketAccessPolicy",
        effect: "Allow",
        principal: Principal { service: "personalize.amazonaws.com" },
        action: ["s3:GetObject", "s3:ListBucket"],
        resource: [format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")],
    };
    let id = "PersonalizeS3BucketAccessPolicy";
    Ok(BucketPolicy { version: "2012-10-17", id, statement: [statement] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_the_guides_for_this_bucket_and_nothing_more() {
        let policy = bucket_policy("my-bucket").expect("a fine name");
        let expected = r#"{"Version":"2012-10-17","Id":"PersonalizeS3BucketAccessPolicy","Statement":[{"Sid":"PersonalizeS3BucketAccessPolicy","Effect":"Allow","Principal":{"Service":"personalize.amazonaws.com"},"Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::my-bucket","arn:aws:s3:::my-bucket/*"]}]}"#;
        assert_eq!(serde_json::to_string(&policy).expect("plain text"), expected);
        assert!(bucket_policy("a\"b").is_err());
    }
}
