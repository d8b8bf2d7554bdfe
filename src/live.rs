//! Asks Personalize itself for metrics.

use std::fmt::Debug;

use aws_sdk_personalize::Client;
use aws_sdk_personalize::config;
use aws_sdk_personalize::error::{ProvideErrorMetadata, SdkError};

use crate::aws::{Access, BoundedBodies, runtime, said, settings};
use crate::compare::{MetricsError, Required, ServiceMetrics, from_metrics};

/// The reason that metrics could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// A text that is not the ARN of a solution version.
    #[error(
        "`{arn}` is no solution version: expected arn:aws:personalize:REGION:ACCOUNT:solution/NAME/ID"
    )]
    NoArn {
        /// The text as it was typed.
        arn: String,
    },
    /// A runtime that could not be started.
    #[error("cannot start the network runtime")]
    Runtime(#[source] std::io::Error),
    /// A service that refused, or could not be reached.
    #[error("cannot get the metrics of `{arn}`: {reason}")]
    Refused {
        /// The solution version.
        arn: String,
        /// The service's answer and its causes, and what can be done.
        reason: String,
    },
    /// An answer that is no set of metrics.
    #[error("the metrics of `{arn}`")]
    Metrics {
        /// The solution version.
        arn: String,
        /// The fault in the metrics.
        #[source]
        source: MetricsError,
    },
}

/// Asks GetSolutionMetrics for each of `arns`. Without a region of its own, `access` takes that of the
/// ARN. The metrics that are `required` must be in each answer. The SDK tries three times where the service
/// is throttling or busy.
///
/// # Errors
/// At the first one that is not answered.
pub fn solution_metrics(
    arns: &[String],
    access: &Access,
    required: Required,
) -> Result<Vec<ServiceMetrics>, LiveError> {
    let runtime = runtime().map_err(LiveError::Runtime)?;
    arns.iter().map(|arn| runtime.block_on(one(arn, access, required))).collect()
}

async fn one(arn: &str, access: &Access, required: Required) -> Result<ServiceMetrics, LiveError> {
    let region = region(arn).ok_or_else(|| LiveError::NoArn { arn: arn.to_owned() })?;
    let access = Access {
        region: Some(access.region.clone().unwrap_or_else(|| region.to_owned())),
        ..access.clone()
    };
    let config = config::Builder::from(&settings(&access).await).interceptor(BoundedBodies);
    let client = Client::from_conf(config.build());
    let answer = client.get_solution_metrics().solution_version_arn(arn).send().await;
    let answer = answer.map_err(|error| refused(arn, &error))?;
    let name = answer.solution_version_arn().unwrap_or(arn).to_owned();
    let metrics = answer.metrics.unwrap_or_default();
    from_metrics(metrics, &name, "GetSolutionMetrics", required)
        .map_err(|source| LiveError::Metrics { arn: arn.to_owned(), source })
}

/// The region of a solution version's ARN.
fn region(arn: &str) -> Option<&str> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "personalize", region, _, resource] = parts[..] else { return None };
    let is_version = resource.starts_with("solution/") && resource.split('/').count() == 3;
    (is_version && !region.is_empty()).then_some(region)
}

fn refused<E, R>(arn: &str, error: &SdkError<E, R>) -> LiveError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: Debug + 'static,
{
    let said = said(error.code(), error.message(), error);
    let advice = match error.code() {
        Some("ResourceNotFoundException") => {
            "; is the ARN whole, and of the account and region of the credentials?"
        }
        Some("ResourceInUseException") => "; the solution version is still being trained",
        Some("ThrottlingException" | "TooManyRequestsException") => {
            "; asked three times, try again later"
        }
        Some("AccessDeniedException") => "; the credentials need personalize:GetSolutionMetrics",
        _ => "",
    };
    LiveError::Refused { arn: arn.to_owned(), reason: format!("{said}{advice}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_solution_versions_have_metrics() {
        let version = "arn:aws:personalize:eu-west-1:123456789012:solution/films/1a2b";
        assert_eq!(region(version), Some("eu-west-1"));
        for arn in [
            "arn:aws:personalize:eu-west-1:123456789012:solution/films",
            "arn:aws:personalize:eu-west-1:123456789012:campaign/films/x",
            "arn:aws:s3:eu-west-1:123456789012:solution/films/1",
            "arn:aws:personalize::123456789012:solution/films/1",
            "films",
        ] {
            assert_eq!(region(arn), None, "{arn}");
        }
    }
}
