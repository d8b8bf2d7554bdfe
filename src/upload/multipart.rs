//! A file in parts: three at a time, each with its checksum; taken back where it cannot be finished.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    ChecksumAlgorithm, ChecksumType, CompletedMultipartUpload, CompletedPart, ServerSideEncryption,
};
use tokio::task::JoinSet;

use super::checksum::{PartDigest, part_checksum, part_digest};
use super::news::UploadNews;
use super::parts::Parts;
use super::request::{MARK, Sending, UploadError};
use crate::store::unless_stopped;

/// Parts that are sent at a time: with the part that is read they are all that is held in memory.
const AT_A_TIME: usize = 3;

/// The longest wait for parts that are under way when another cannot be sent.
const AFTER_FAILURE: Duration = Duration::from_secs(30);
/// The same when an interrupt comes: nobody waits gladly.
const AFTER_INTERRUPT: Duration = Duration::from_secs(2);

/// The parts that the store has of an unfinished upload, by number from 0.
type Done = BTreeMap<u64, (PartDigest, Option<String>)>;

/// An unfinished upload of the file, and what the store has of it.
pub(super) struct Unfinished {
    id: String,
    done: Done,
}

/// Begins the upload of a file in parts.
pub(super) async fn begin(sending: &Sending) -> Result<Unfinished, UploadError> {
    let request = sending.client.create_multipart_upload();
    let mut request = request
        .bucket(&sending.bucket)
        .key(&sending.item.key)
        .content_type(sending.content_type())
        .metadata(MARK, &sending.checksum)
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .checksum_type(ChecksumType::Composite);
    if let Some(key) = &sending.kms_key {
        request = request.server_side_encryption(ServerSideEncryption::AwsKms).ssekms_key_id(key);
    }
    let created = request.send().await;
    let created = created.map_err(|error| sending.refused("PutObject", &error))?;
    let id = created.upload_id().unwrap_or_default().to_owned();
    Ok(Unfinished { id, done: Done::new() })
}

/// The upload of this file that a process left that was killed, with the parts that are as they are in the file;
/// `None` where there is none, or the store does not tell.
pub(super) async fn left(sending: &Sending) -> Option<Unfinished> {
    let Sending { client, bucket, item, .. } = sending;
    let request = client.list_multipart_uploads().bucket(bucket).prefix(&item.key);
    let listed = request.send().await.ok()?;
    let ours = listed.uploads().iter().filter(|upload| upload.key() == Some(&item.key));
    let newest =
        ours.max_by_key(|upload| upload.initiated().map(|at| (at.secs(), at.subsec_nanos())));
    let id = newest?.upload_id()?;
    let mut there = BTreeMap::new();
    let request = client.list_parts().bucket(bucket).key(&item.key).upload_id(id);
    let mut pages = request.into_paginator().send();
    while let Some(page) = pages.next().await {
        for part in page.ok()?.parts() {
            let number = part.part_number().and_then(|number| u64::try_from(number).ok());
            let checksum = part.checksum_sha256().map(str::to_owned);
            if let (Some(number @ 1..), Some(checksum)) = (number, checksum) {
                there.insert(number - 1, (checksum, part.e_tag().map(str::to_owned)));
            }
        }
    }
    let same = |(number, digest): (usize, &PartDigest)| {
        let number = number as u64;
        let (checksum, tag) = there.get(&number)?;
        (*checksum == part_checksum(digest)).then(|| (number, (*digest, tag.clone())))
    };
    let done: Done = sending.digests.iter().enumerate().filter_map(same).collect();
    (!done.is_empty()).then(|| Unfinished { id: id.to_owned(), done })
}

/// Sends the parts that are missing and makes the object of them. Where that fails the upload is taken back.
pub(super) async fn finish(
    sending: &Sending,
    mut unfinished: Unfinished,
    progress: &dyn Fn(UploadNews<'_>),
) -> Result<(), UploadError> {
    let sent = match send_parts(sending, &mut unfinished, progress).await {
        Ok(()) => complete(sending, &unfinished).await,
        Err(error) => Err(error),
    };
    if sent.is_err() {
        take_back(sending, &unfinished.id).await;
    }
    sent
}

/// Aborts the upload. The error that led here is the one to report; S3 says that parts which arrive meanwhile may
/// need a second abort.
async fn take_back(sending: &Sending, id: &str) {
    for _ in 0..2 {
        let request = sending.client.abort_multipart_upload();
        let request = request.bucket(&sending.bucket).key(&sending.item.key).upload_id(id);
        let _ = request.send().await;
    }
}

async fn send_parts(
    sending: &Sending,
    unfinished: &mut Unfinished,
    progress: &dyn Fn(UploadNews<'_>),
) -> Result<(), UploadError> {
    let parts = Parts::of(sending.item.bytes);
    for &number in unfinished.done.keys() {
        progress(UploadNews::Bytes(parts.length(number)));
    }
    let missing = (0..parts.n()).filter(|number| !unfinished.done.contains_key(number));
    let missing: Vec<u64> = missing.collect();
    let mut missing = missing.into_iter();
    // Dropped, it ends the requests that are under way.
    let mut sent = JoinSet::new();
    loop {
        while sent.len() < AT_A_TIME {
            let Some(number) = missing.next() else { break };
            sent.spawn(send_part(sending.clone(), unfinished.id.clone(), number));
        }
        let next = unless_stopped(sent.join_next()).await;
        let part = match next {
            Ok(None) => return Ok(()),
            Ok(Some(Ok(Ok(part)))) => part,
            Ok(Some(Ok(Err(error)))) => return Err(settled(sent, error, AFTER_FAILURE).await),
            Ok(Some(Err(error))) => return Err(sending.unread(&error)),
            Err(_) => return Err(settled(sent, UploadError::Interrupted, AFTER_INTERRUPT).await),
        };
        progress(UploadNews::Bytes(parts.length(part.number)));
        unfinished.done.insert(part.number, (part.digest, part.tag));
    }
}

/// Waits until no part is under way any more, since one that arrives after the upload was aborted may stay; what takes
/// longer than `limit` is cut off.
async fn settled(
    mut sent: JoinSet<Result<SentPart, UploadError>>,
    error: UploadError,
    limit: Duration,
) -> UploadError {
    let all = async { while sent.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(limit, all).await;
    error
}

/// A part that the store has.
struct SentPart {
    number: u64,
    digest: PartDigest,
    tag: Option<String>,
}

async fn send_part(sending: Sending, id: String, number: u64) -> Result<SentPart, UploadError> {
    let (parts, path) = (Parts::of(sending.item.bytes), sending.item.path.clone());
    let read = tokio::task::spawn_blocking(move || {
        let bytes = parts.read(&path, number)?;
        let digest = part_digest(&bytes);
        Ok::<_, std::io::Error>((bytes, digest))
    });
    let read = read.await.map_err(|error| sending.unread(&error))?;
    let (bytes, digest) = read.map_err(|error| sending.unread(&error))?;
    if sending.digests.get(usize::try_from(number).unwrap_or(usize::MAX)) != Some(&digest) {
        return Err(sending.changed());
    }
    let checksum = part_checksum(&digest);
    let request = sending.client.upload_part();
    let request = request
        .bucket(&sending.bucket)
        .key(&sending.item.key)
        .upload_id(id)
        .part_number(i32::try_from(number + 1).unwrap_or(i32::MAX))
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .checksum_sha256(&checksum)
        .body(ByteStream::from(bytes));
    let sent = request.send().await.map_err(|error| sending.refused("PutObject", &error))?;
    if let Some(found) = sent.checksum_sha256().filter(|found| *found != checksum) {
        return Err(sending.damaged(format!("part {} has {found}", number + 1), checksum));
    }
    Ok(SentPart { number, digest, tag: sent.e_tag().map(str::to_owned) })
}

async fn complete(sending: &Sending, unfinished: &Unfinished) -> Result<(), UploadError> {
    let part = |(number, (digest, tag)): (&u64, &(PartDigest, Option<String>))| {
        CompletedPart::builder()
            .part_number(i32::try_from(number + 1).unwrap_or(i32::MAX))
            .set_e_tag(tag.clone())
            .checksum_sha256(part_checksum(digest))
            .build()
    };
    let parts = unfinished.done.iter().map(part).collect();
    let whole = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
    let request = sending.client.complete_multipart_upload();
    let request = request.bucket(&sending.bucket).key(&sending.item.key).upload_id(&unfinished.id);
    let completed = request.multipart_upload(whole).send().await;
    completed.map_err(|error| sending.refused("PutObject", &error)).map(|_| ())
}
