//! The client of the service, and the reasons for which it refuses.

use std::error::Error;

use aws_sdk_personalize::Client;
use aws_sdk_personalize::config::http::HttpResponse;
use aws_sdk_personalize::config::retry::RetryConfig;
use aws_sdk_personalize::error::{ProvideErrorMetadata, SdkError};
use tokio::runtime::Runtime;

use crate::aws::{Access, BoundedBodies, runtime, said, settings};

/// Personalize, reached by one client.
#[derive(Debug)]
pub struct Service {
    pub(super) client: Client,
    pub(super) runtime: Runtime,
    access: Access,
}

/// The reason that a call was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {text}")]
pub struct ServiceRefusal {
    /// The call, such as `CreateDataset`.
    pub operation: String,
    /// The service's own code; empty where no answer came.
    pub code: String,
    /// The status of the answer; 0 where none came.
    pub status: u16,
    /// Its code and message, and what to do.
    pub text: String,
}

impl Service {
    /// A client by `access`; nothing is asked yet.
    ///
    /// # Errors
    /// When the runtime cannot be started.
    pub fn new(access: &Access) -> std::io::Result<Self> {
        let runtime = runtime()?;
        let settings = runtime.block_on(settings(access));
        let mut config =
            aws_sdk_personalize::config::Builder::from(&settings).interceptor(BoundedBodies);
        if let Some(endpoint) = &access.endpoint_url {
            config = config.endpoint_url(endpoint);
        }
        if let Some(tries) = access.tries {
            config = config.retry_config(RetryConfig::standard().with_max_attempts(tries));
        }
        let client = Client::from_conf(config.build());
        Ok(Self { client, runtime, access: access.clone() })
    }

    /// The region in which it is asked.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.client.config().region().map(AsRef::as_ref)
    }

    /// The way in which it is reached.
    pub(super) fn access(&self) -> &Access {
        &self.access
    }
}

impl ServiceRefusal {
    /// The refusal of the call `operation`.
    pub(super) fn of<E>(operation: &str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let code = error.code().unwrap_or_default().to_owned();
        let status = error.raw_response().map_or(0, |answer| answer.status().as_u16());
        let advice = advice(&code, operation);
        let text = said(error.code(), error.message(), error);
        Self { operation: operation.to_owned(), code, status, text: format!("{text}{advice}") }
    }

    /// Tells whether there is a resource of this name already.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.code == "ResourceAlreadyExistsException"
    }

    /// Tells whether the service certainly did nothing: it refused the request itself.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        (400..500).contains(&self.status) && !self.is_there()
    }

    /// Tells whether there is no such resource.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.code == "ResourceNotFoundException"
    }
}

fn advice(code: &str, operation: &str) -> String {
    match code {
        "AccessDeniedException" | "UnrecognizedClientException" => format!(
            "; the credentials need personalize:{operation}, and iam:PassRole for the service role"
        ),
        "LimitExceededException" => {
            "; delete what is not needed, or ask for a higher quota".to_owned()
        }
        "ThrottlingException" | "TooManyRequestsException" => {
            "; tried several times, go on later".to_owned()
        }
        "ExpiredToken" | "ExpiredTokenException" => {
            "; the credentials have expired: get new ones, such as by `aws sso login`".to_owned()
        }
        "ResourceInUseException" => {
            "; another resource still uses it, or it is being changed: wait, and go on".to_owned()
        }
        "ResourceNotFoundException" => {
            "; is it of the account and the region of the credentials?".to_owned()
        }
        _ => String::new(),
    }
}
