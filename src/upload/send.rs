//! Uploads to S3, or to a store that speaks its language.

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, ServerSideEncryption};

use super::call::IfThere;
use super::checksum::{is_same_checksum, object_checksum, part_digest};
use super::existing::{digests, expect_no_foreign, has_changed, stored};
use super::layout::UploadItem;
use super::multipart;
use super::news::{Outcome, UploadNews};
use super::parts::Parts;
use super::request::{MARK, Sending};
use crate::aws::{Access, causes, runtime};
use crate::store::client::client;
use crate::store::{Location, begin, unless_stopped};

pub use super::request::UploadError;

/// The way in which files are sent.
#[derive(Debug, Clone)]
pub struct Upload<'u> {
    /// The bucket and the prefix.
    pub at: &'u Location,
    /// The way to reach the store.
    pub access: &'u Access,
    /// The treatment of what is there.
    pub if_there: IfThere,
    /// The key that encrypts the objects, for SSE-KMS.
    pub kms_key: Option<&'u str>,
}

impl Upload<'_> {
    /// Sends `items` in their order and calls `progress` meanwhile.
    ///
    /// A file above 16 MiB goes in parts, three at a time; each request carries the SHA-256 of its bytes, which the
    /// store checks, and what the store says of the object is compared at the end. What fails is sent again, after
    /// longer and longer waits. Where a file cannot be finished, or the process is interrupted
    /// ([`crate::store::stop`]), nothing of it stays in the bucket; files before it do.
    ///
    /// # Errors
    /// At the first file that cannot be read or sent, or whose object is there and may not be replaced.
    pub fn send(
        &self,
        items: &[UploadItem],
        progress: &dyn Fn(UploadNews<'_>),
    ) -> Result<(), UploadError> {
        let runtime = runtime().map_err(UploadError::Runtime)?;
        let _ongoing = begin();
        runtime.block_on(async {
            let client = client(self.access).await;
            let work = expect_no_foreign(&client, &self.at.bucket, items);
            unless_stopped(work).await.map_err(|_| UploadError::Interrupted)??;
            for item in items {
                let outcome = Box::pin(self.send_one(&client, item, progress)).await?;
                progress(UploadNews::Done(item, outcome));
            }
            Ok(())
        })
    }

    async fn send_one(
        &self,
        client: &Client,
        item: &UploadItem,
        progress: &dyn Fn(UploadNews<'_>),
    ) -> Result<Outcome, UploadError> {
        let sending = unless_stopped(self.sending(client, item)).await;
        let sending = sending.map_err(|_| UploadError::Interrupted)??;
        let there = unless_stopped(self.look(&sending)).await;
        let there = there.map_err(|_| UploadError::Interrupted)??;
        if there == There::Same {
            progress(UploadNews::Bytes(item.bytes));
            return Ok(Outcome::Unchanged);
        }
        let is_continued = if Parts::of(item.bytes).is_single() {
            let sent = Box::pin(unless_stopped(put(&sending))).await;
            sent.map_err(|_| UploadError::Interrupted)??;
            progress(UploadNews::Bytes(item.bytes));
            false
        } else {
            self.send_in_parts(&sending, progress).await?
        };
        verify(&sending).await?;
        Ok(match (is_continued, there) {
            (true, _) => Outcome::Continued,
            (false, There::Replaceable) => Outcome::Replaced,
            (false, _) => Outcome::Sent,
        })
    }

    async fn sending(&self, client: &Client, item: &UploadItem) -> Result<Sending, UploadError> {
        let file = item.clone();
        let read = tokio::task::spawn_blocking(move || digests(&file)).await;
        let unread = |reason: String| UploadError::Read { path: item.path.clone(), reason };
        let digests = read.map_err(|error| unread(causes(&error)))?;
        let digests = digests.map_err(|error| unread(causes(&error)))?;
        Ok(Sending {
            client: client.clone(),
            bucket: self.at.bucket.clone(),
            item: item.clone(),
            checksum: object_checksum(&digests),
            digests,
            kms_key: self.kms_key.map(str::to_owned),
        })
    }

    /// Looks for the object that is to be made.
    async fn look(&self, sending: &Sending) -> Result<There, UploadError> {
        if self.if_there == IfThere::ReplaceAny {
            return Ok(There::Unknown);
        }
        let there = stored(sending).await.map_err(|refusal| sending.because(refusal))?;
        let Some(stored) = there else { return Ok(There::Nothing) };
        let is_same = stored.is_same(sending);
        match (is_same, stored.mark.is_some()) {
            (true, _) if self.if_there == IfThere::Resume => Ok(There::Same),
            (_, true) if self.if_there != IfThere::ReplaceNothing => Ok(There::Replaceable),
            (_, true) => {
                let why = "nothing that is there is to be replaced";
                Err(UploadError::IsThere { url: sending.url(), why })
            }
            (_, false) => {
                let why = "no upload of this program wrote it";
                Err(UploadError::IsThere { url: sending.url(), why })
            }
        }
    }

    /// Sends a file in parts; true if some were there.
    async fn send_in_parts(
        &self,
        sending: &Sending,
        progress: &dyn Fn(UploadNews<'_>),
    ) -> Result<bool, UploadError> {
        // One that was begun may have another key.
        let left = if self.if_there == IfThere::Resume && self.kms_key.is_none() {
            let left = unless_stopped(multipart::left(sending)).await;
            left.map_err(|_| UploadError::Interrupted)?
        } else {
            None
        };
        let is_continued = left.is_some();
        let unfinished = match left {
            Some(left) => left,
            None => multipart::begin(sending).await?,
        };
        multipart::finish(sending, unfinished, progress).await?;
        Ok(is_continued)
    }
}

/// The object under a key, as far as it matters for what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum There {
    Unknown,
    Nothing,
    Same,
    Replaceable,
}

/// Sends a file in one request.
async fn put(sending: &Sending) -> Result<(), UploadError> {
    let parts = Parts::of(sending.item.bytes);
    let bytes = parts.read(&sending.item.path, 0).map_err(|error| sending.unread(&error))?;
    if [part_digest(&bytes)] != sending.digests[..] {
        return Err(sending.changed());
    }
    let request = sending.client.put_object();
    let mut request = request
        .bucket(&sending.bucket)
        .key(&sending.item.key)
        .content_type(sending.content_type())
        .metadata(MARK, &sending.checksum)
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .checksum_sha256(&sending.checksum)
        .body(ByteStream::from(bytes));
    if let Some(key) = &sending.kms_key {
        request = request.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(key);
    }
    let sent = request.send().await;
    sent.map_err(|error| sending.refused("PutObject", &error)).map(|_| ())
}

/// Compares the object with the file, and removes it where it is another. Credentials that may write and not
/// read cannot compare: the store has then checked what it received, and that is all there is.
async fn verify(sending: &Sending) -> Result<(), UploadError> {
    let expected = (sending.item.bytes, sending.checksum.as_str());
    let (bytes, checksum) = match stored(sending).await {
        Ok(Some(stored)) => (stored.bytes, stored.checksum),
        Ok(None) => {
            return Err(sending.damaged("there is no object".to_owned(), "one".to_owned()));
        }
        Err(refusal) if refusal.status == 403 => return Ok(()),
        Err(refusal) => return Err(sending.because(refusal)),
    };
    let fault = if has_changed(&sending.item) {
        Some(sending.changed())
    } else if bytes == expected.0 {
        let checksum = checksum.filter(|found| !is_same_checksum(found, expected.1));
        checksum.map(|found| sending.damaged(found, expected.1.to_owned()))
    } else {
        Some(sending.damaged(format!("{bytes} bytes"), format!("{} bytes", expected.0)))
    };
    let Some(fault) = fault else { return Ok(()) };
    let request = sending.client.delete_object().bucket(&sending.bucket).key(&sending.item.key);
    // The damage is what is to be reported.
    let _ = request.send().await;
    Err(fault)
}
