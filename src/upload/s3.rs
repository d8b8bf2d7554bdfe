//! Uploads to S3 or a store that speaks its language.

use std::error::Error;
use std::path::{Path, PathBuf};

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::{ByteStream, Length};
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};

use super::{UploadItem, UploadTarget};
use crate::aws::{Access, BoundedBodies, causes, runtime, said, settings};

/// The size up to which a file goes in one request.
const SINGLE_BYTES_MAX: u64 = 64 << 20;
/// The size of a part of a larger file, unless it has to be larger still.
const PART_BYTES: u64 = 16 << 20;
/// The most parts of a file: S3's own limit.
const PARTS_MAX: u64 = 10_000;

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
    #[error("cannot upload `{}` to s3://{bucket}/{key}: {reason}", path.display())]
    Send {
        /// The file.
        path: PathBuf,
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The store's answer and its causes.
        reason: String,
    },
}

/// Uploads `items` one after another and calls `done` after each.
///
/// Checksums and retries are the SDK's defaults; files above 64 MiB go in parts, and a broken
/// multipart upload is aborted. One that is cut off by an interrupt is not: a lifecycle rule of the
/// bucket should clear those away.
///
/// # Errors
/// At the first file that cannot be read or sent.
pub fn upload(
    items: &[UploadItem],
    destination: &UploadTarget,
    access: &Access,
    done: &dyn Fn(&UploadItem),
) -> Result<(), UploadError> {
    let runtime = runtime().map_err(UploadError::Runtime)?;
    runtime.block_on(async {
        let client = client(access).await;
        for item in items {
            send(&client, item, &destination.bucket).await?;
            done(item);
        }
        Ok(())
    })
}

async fn client(access: &Access) -> Client {
    let mut config = aws_sdk_s3::config::Builder::from(&settings(access).await);
    if access.endpoint_url.is_some() {
        // A store of one's own seldom has a host for each bucket.
        config = config.force_path_style(true);
    }
    Client::from_conf(config.interceptor(BoundedBodies).build())
}

async fn send(client: &Client, item: &UploadItem, bucket: &str) -> Result<(), UploadError> {
    if item.bytes > SINGLE_BYTES_MAX {
        return send_in_parts(client, item, bucket).await;
    }
    let body =
        ByteStream::from_path(&item.path).await.map_err(|error| unread(&item.path, &error))?;
    let request = client.put_object().bucket(bucket).key(&item.key).body(body);
    request.send().await.map_err(|error| refused(item, bucket, &error)).map(|_| ())
}

async fn send_in_parts(
    client: &Client,
    item: &UploadItem,
    bucket: &str,
) -> Result<(), UploadError> {
    let create = client.create_multipart_upload().bucket(bucket).key(&item.key);
    let created = create.send().await.map_err(|error| refused(item, bucket, &error))?;
    let id = created.upload_id().unwrap_or_default();
    let result = send_parts(client, item, bucket, id).await;
    if result.is_err() {
        // The first error is the one to report; an abandoned upload would cost storage.
        let _ = client
            .abort_multipart_upload()
            .bucket(bucket)
            .key(&item.key)
            .upload_id(id)
            .send()
            .await;
    }
    result
}

async fn send_parts(
    client: &Client,
    item: &UploadItem,
    bucket: &str,
    id: &str,
) -> Result<(), UploadError> {
    let part_bytes = PART_BYTES.max(item.bytes.div_ceil(PARTS_MAX));
    let mut parts = Vec::new();
    let mut offset = 0;
    while offset < item.bytes {
        let length = part_bytes.min(item.bytes - offset);
        let number = i32::try_from(parts.len() + 1).unwrap_or(i32::MAX);
        let body = ByteStream::read_from()
            .path(&item.path)
            .offset(offset)
            .length(Length::Exact(length))
            .build()
            .await
            .map_err(|error| unread(&item.path, &error))?;
        let request = client.upload_part().bucket(bucket).key(&item.key).upload_id(id);
        let sent = request.part_number(number).body(body).send().await;
        let sent = sent.map_err(|error| refused(item, bucket, &error))?;
        parts.push(
            CompletedPart::builder()
                .part_number(number)
                .set_e_tag(sent.e_tag().map(str::to_owned))
                .set_checksum_crc32(sent.checksum_crc32().map(str::to_owned))
                .build(),
        );
        offset += length;
    }
    let whole = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
    let request = client.complete_multipart_upload().bucket(bucket).key(&item.key).upload_id(id);
    let completed = request.multipart_upload(whole).send().await;
    completed.map_err(|error| refused(item, bucket, &error)).map(|_| ())
}

fn unread(path: &Path, error: &(dyn Error + 'static)) -> UploadError {
    UploadError::Read { path: path.to_owned(), reason: causes(error) }
}

fn refused<E, R>(item: &UploadItem, bucket: &str, error: &SdkError<E, R>) -> UploadError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug + 'static,
{
    let reason = said(error.code(), error.message(), error);
    UploadError::Send {
        path: item.path.clone(),
        bucket: bucket.to_owned(),
        key: item.key.clone(),
        reason,
    }
}
