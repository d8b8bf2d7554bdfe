//! The reasons for which a store refuses, with what to do.

use std::error::Error;

use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

use crate::aws::said;

/// An answer of a store that is no success, or the lack of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreRefusal {
    /// The store's own code, such as `NoSuchBucket`; empty where no answer came.
    pub code: String,
    /// The status of the answer; 0 where none came.
    pub status: u16,
    /// The code, the message, and what to do.
    pub text: String,
}

impl std::fmt::Display for StoreRefusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl StoreRefusal {
    /// The refusal of the request `operation` at the bucket `bucket`.
    pub(crate) fn of<E>(operation: &str, bucket: &str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let answer = error.raw_response();
        let status = answer.map_or(0, |answer| answer.status().as_u16());
        let region = answer.and_then(|answer| answer.headers().get("x-amz-bucket-region"));
        let code = code(error.code().filter(|code| *code != "NotFound"), status);
        // An answer to HEAD has no body: of a bucket, what is missing is the bucket.
        let code = if code.is_empty() && status == 404 && operation == "ListBucket" {
            "NoSuchBucket".to_owned()
        } else {
            code
        };
        let advice = advice(&code, status, operation, bucket, region);
        let text = match error.code() {
            None | Some("NotFound") if status != 0 => format!("status {status}{}", named(&code)),
            _ => said(error.code(), error.message(), error),
        };
        Self { code, status, text: format!("{text}{advice}") }
    }

    /// Tells whether there is no such object, policy or upload.
    pub(crate) fn is_missing(&self) -> bool {
        self.status == 404 && self.code != "NoSuchBucket"
    }

    /// Tells whether the store does not know the request.
    pub(crate) fn is_unknown_request(&self) -> bool {
        self.status == 501 || matches!(&*self.code, "NotImplemented" | "MethodNotAllowed")
    }
}

fn named(code: &str) -> String {
    if code.is_empty() { String::new() } else { format!(" ({code})") }
}

/// The code of an answer, or the one that its status stands for.
fn code(code: Option<&str>, status: u16) -> String {
    let of_status = match status {
        301 | 307 => "PermanentRedirect",
        403 => "AccessDenied",
        _ => "",
    };
    code.unwrap_or(of_status).to_owned()
}

fn advice(code: &str, status: u16, operation: &str, bucket: &str, region: Option<&str>) -> String {
    match code {
        "PermanentRedirect"
        | "AuthorizationHeaderMalformed"
        | "IllegalLocationConstraintException" => region.map_or_else(
            || format!("; the bucket `{bucket}` lies in another region: name it with `--region` or AWS_REGION"),
            |region| format!("; the bucket `{bucket}` lies in {region}: give `--region {region}`, or AWS_REGION"),
        ),
        "NoSuchBucket" => format!(
            "; the bucket `{bucket}` is not there: make it in the region of your Personalize resources, or check its name"
        ),
        "AccessDenied" | "AllAccessDisabled" => {
            format!(
                "; the credentials need s3:{operation} on `{bucket}`, or the bucket's policy denies it"
            )
        }
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" => {
            "; the credentials have expired: get new ones, such as by `aws sso login`".to_owned()
        }
        "InvalidAccessKeyId" | "InvalidToken" => {
            "; the credentials are not those of an account: check `--profile` and the environment"
                .to_owned()
        }
        "SignatureDoesNotMatch" => "; the secret key is not the one of this access key".to_owned(),
        "RequestTimeTooSkewed" => "; the clock of this machine is wrong".to_owned(),
        "BadDigest" | "XAmzContentSHA256Mismatch" | "XAmzContentChecksumMismatch" => {
            "; the bytes were damaged on their way, each time they were sent".to_owned()
        }
        "SlowDown" | "ServiceUnavailable" => {
            "; the store is busy: go on later".to_owned()
        }
        "KMS.NotFoundException" | "KMS.DisabledException" => {
            "; check `--sse-kms-key-id`".to_owned()
        }
        _ if status == 503 => "; the store is busy: go on later".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_names_the_region() {
        let said = advice("PermanentRedirect", 301, "PutObject", "films", Some("eu-west-1"));
        assert_eq!(
            said,
            "; the bucket `films` lies in eu-west-1: give `--region eu-west-1`, or AWS_REGION"
        );
        assert!(advice("AccessDenied", 403, "PutObject", "films", None).contains("s3:PutObject"));
        assert_eq!(code(None, 403), "AccessDenied");
        assert_eq!(code(Some("ExpiredToken"), 400), "ExpiredToken");
    }
}
