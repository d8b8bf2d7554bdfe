//! The bucket policy that lets Personalize read the files.

use serde_json::{Value, json};

use super::{PlanError, check_bucket};

/// The policy of the developer guide's page "granting-personalize-s3-access", for imports.
///
/// # Errors
/// When `bucket` cannot be a bucket's name.
pub fn bucket_policy(bucket: &str) -> Result<Value, PlanError> {
    check_bucket(bucket)?;
    Ok(json!({
        "Version": "2012-10-17",
        "Id": "PersonalizeS3BucketAccessPolicy",
        "Statement": [{
            "Sid": "PersonalizeS3BucketAccessPolicy",
            "Effect": "Allow",
            "Principal": { "Service": "personalize.amazonaws.com" },
            "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": [format!("arn:aws:s3:::{bucket}"), format!("arn:aws:s3:::{bucket}/*")],
        }],
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_service_the_bucket_and_nothing_more() {
        let policy = bucket_policy("my-bucket").expect("a fine name");
        let statement = &policy["Statement"][0];
        assert_eq!(statement["Principal"]["Service"], "personalize.amazonaws.com");
        assert_eq!(statement["Action"], json!(["s3:GetObject", "s3:ListBucket"]));
        let resources = json!(["arn:aws:s3:::my-bucket", "arn:aws:s3:::my-bucket/*"]);
        assert_eq!(statement["Resource"], resources);
        assert!(bucket_policy("a\"b").is_err());
    }
}
