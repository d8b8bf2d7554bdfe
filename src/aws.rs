//! Access to AWS: credentials and region from its standard chain, another endpoint for tests and for
//! stores that speak its language.

use std::error::Error;

use std::time::Duration;

use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
#[cfg(feature = "aws")]
use aws_sdk_personalize::config as sdk;
#[cfg(not(feature = "aws"))]
use aws_sdk_s3::config as sdk;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_types::body::SdkBody;
use http_body_util::Limited;

/// The region of endpoints that are not AWS's, when nothing names one.
const DEFAULT_REGION: &str = "us-east-1";

/// The longest wait for a connection, for the first byte of an answer (the request is sent in that time,
/// the largest of 64 MiB), and for a call with its retries. The SDK itself gives up a body that stands
/// still for 20 seconds, and waits longer, by chance, from try to try.
const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_mins(10);
const WHOLE: Duration = Duration::from_mins(45);

/// The most bytes that an answer may have: those to our requests have some thousand.
const BODY_BYTES_MAX: usize = 16 << 20;

/// Gives up an answer whose body has more than 16 MiB, before all of it is there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BoundedBodies;

impl sdk::Intercept for BoundedBodies {
    fn name(&self) -> &'static str {
        "bounded bodies"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut sdk::interceptors::BeforeDeserializationInterceptorContextMut<'_>,
        _: &sdk::RuntimeComponents,
        _: &mut sdk::ConfigBag,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        let answer = context.response_mut();
        let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
        *answer.body_mut() = SdkBody::from_body_1_x(Limited::new(body, BODY_BYTES_MAX));
        Ok(())
    }
}

/// The way to reach AWS. Credentials come from the standard chain.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Another endpoint than AWS's.
    pub endpoint_url: Option<String>,
    /// The region; else from the environment or the AWS configuration.
    pub region: Option<String>,
    /// The profile of the AWS configuration; else from the environment, or its default.
    pub profile: Option<String>,
    /// True if a bucket stands in the path of a request, not in the host's name.
    pub force_path_style: bool,
    /// The tries of a request; else from the environment or the AWS configuration.
    pub tries: Option<u32>,
}

/// The settings of a client, read from the environment and the AWS configuration.
pub(crate) async fn settings(access: &Access) -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let limits = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .read_timeout(ANSWER)
        .operation_timeout(WHOLE)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http)
        .timeout_config(limits);
    if let Some(region) = &access.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &access.profile {
        // A profile that was named stands above keys of the environment, as it does in the AWS CLI.
        let named = ProfileFileCredentialsProvider::builder().profile_name(profile).build();
        loader = loader.profile_name(profile).credentials_provider(named);
        if access.region.is_none() {
            let named = ProfileFileRegionProvider::builder().profile_name(profile).build();
            loader = loader.region(named);
        }
    }
    let settings = loader.load().await;
    let Some(endpoint) = &access.endpoint_url else { return settings };
    let region = settings.region().cloned();
    let region = region.unwrap_or_else(|| Region::new(DEFAULT_REGION));
    settings.into_builder().endpoint_url(endpoint).region(region).build()
}

/// The runtime of the SDK. One thread is enough for one request after another.
pub(crate) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

/// The text of a service's error: its own code and message; without them, the error and its causes.
pub(crate) fn said(
    code: Option<&str>,
    message: Option<&str>,
    error: &(dyn Error + 'static),
) -> String {
    match (code, message) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => causes(error),
    }
}

/// The messages of an error and its causes, outermost first.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    let mut said = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if said.last() != Some(&words) {
            said.push(words);
        }
        source = cause.source();
    }
    let said = said.join(": ");
    let more = if said.contains("region must be set") || said.contains("Missing Region") {
        "; name one with `--region`, or in AWS_REGION"
    } else if said.contains("loading credentials") || said.contains("no credentials") {
        "; no credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in"
    } else if said.contains("length limit exceeded") {
        "; an answer may have at most 16 MiB"
    } else {
        ""
    };
    said + more
}
