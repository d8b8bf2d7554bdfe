//! Requests for objects: the place, the encryption, and the errors of one upload.

use std::path::PathBuf;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

use super::checksum::PartDigest;
use super::layout::UploadItem;
use crate::store::StoreRefusal;

/// The name under which an object says that an upload of this program wrote it: its checksum.
pub(super) const MARK: &str = "rehearsal-checksum";

/// The reason that a file was not uploaded.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// A runtime that could not be started.
    #[error("cannot start the network runtime")]
    Runtime(#[source] std::io::Error),
    /// A file that could not be read.
    #[error("cannot read `{}`: {reason}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
    /// A store that refused or could not be reached.
    #[error("cannot upload `{}` to {url}: {refusal}", path.display())]
    Send {
        /// The file.
        path: PathBuf,
        /// The object.
        url: String,
        /// The store's answer, and what to do.
        refusal: StoreRefusal,
    },
    /// A store that has something else than what was sent.
    #[error(
        "`{url}` is not what `{}` is: {found}, expected {expected}; nothing of it stays, try once more",
        path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The object.
        url: String,
        /// The size or the checksum that the store names.
        found: String,
        /// The size or the checksum that was sent.
        expected: String,
    },
    /// An object that something else wrote.
    #[error("{url} is there already, and {why}: `--force` replaces it, another prefix leaves it")]
    IsThere {
        /// The object.
        url: String,
        /// The reason that it is kept.
        why: &'static str,
    },
    /// Other objects in a folder that an import job takes whole.
    #[error(
        "{folder} holds objects that are no parts of this upload ({names}): an import job would take them too; \
         remove them, or choose another prefix"
    )]
    Foreign {
        /// The folder.
        folder: String,
        /// The names of some.
        names: String,
    },
    /// A folder whose objects cannot be listed.
    #[error("cannot list {folder}: {refusal}")]
    List {
        /// The folder.
        folder: String,
        /// The store's answer, and what to do.
        refusal: StoreRefusal,
    },
    /// An interrupt; what was unfinished has been taken back.
    #[error("the upload was interrupted; what was unfinished has been taken back")]
    Interrupted,
}

/// An object that is being made of a file.
#[derive(Debug, Clone)]
pub(super) struct Sending {
    pub(super) client: Client,
    pub(super) bucket: String,
    pub(super) item: UploadItem,
    /// The SHA-256 of each part of the file.
    pub(super) digests: Vec<PartDigest>,
    /// The checksum of the object, as the store gives it back.
    pub(super) checksum: String,
    /// The key that encrypts it, for SSE-KMS.
    pub(super) kms_key: Option<String>,
}

impl Sending {
    /// The object's address.
    pub(super) fn url(&self) -> String {
        format!("s3://{}/{}", self.bucket, self.item.key)
    }

    pub(super) fn refused<E>(
        &self,
        operation: &str,
        error: &SdkError<E, HttpResponse>,
    ) -> UploadError
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.because(StoreRefusal::of(operation, &self.bucket, error))
    }

    pub(super) fn because(&self, refusal: StoreRefusal) -> UploadError {
        UploadError::Send { path: self.item.path.clone(), url: self.url(), refusal }
    }

    pub(super) fn unread(&self, error: &(dyn std::error::Error + 'static)) -> UploadError {
        UploadError::Read { path: self.item.path.clone(), reason: crate::aws::causes(error) }
    }

    /// The error of a file that was written to while it was sent.
    pub(super) fn changed(&self) -> UploadError {
        UploadError::Read {
            path: self.item.path.clone(),
            reason: "it changed while it was sent; upload it again".to_owned(),
        }
    }

    pub(super) fn damaged(&self, found: String, expected: String) -> UploadError {
        UploadError::Damaged { path: self.item.path.clone(), url: self.url(), found, expected }
    }

    /// The type of the content, by the file's name.
    pub(super) fn content_type(&self) -> &'static str {
        let extension = self.item.path.extension().and_then(|extension| extension.to_str());
        match extension {
            Some("csv") => "text/csv",
            Some("jsonl") => "application/jsonlines",
            _ => "application/json",
        }
    }
}
