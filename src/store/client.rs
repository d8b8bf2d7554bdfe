//! The client of a store.

use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;

use crate::aws::{Access, BoundedBodies, settings};

/// The longest wait between two tries.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// A client by `access`, with credentials from the standard chain.
pub(crate) async fn client(access: &Access) -> Client {
    let settings = settings(access).await;
    let mut config = aws_sdk_s3::config::Builder::from(&settings);
    // Said on the command line, it stands above the service's own variable.
    if let Some(endpoint) = &access.endpoint_url {
        config = config.endpoint_url(endpoint);
    }
    if access.force_path_style {
        config = config.force_path_style(true);
    }
    if let Some(tries) = access.tries {
        let retries = RetryConfig::standard().with_max_attempts(tries).with_max_backoff(WAIT_MAX);
        config.set_retry_config(Some(retries));
    }
    Client::from_conf(config.interceptor(BoundedBodies).build())
}
