//! Objects that are there already.

use std::collections::BTreeSet;

use aws_sdk_s3::Client;
use aws_sdk_s3::types::ChecksumMode;

use super::call::part_folders;
use super::checksum::{PartDigest, is_same_checksum, part_digest};
use super::layout::UploadItem;
use super::parts::Parts;
use super::request::{MARK, Sending, UploadError};
use crate::store::StoreRefusal;

/// The object under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    /// Its size.
    pub(super) bytes: u64,
    /// Its SHA-256 as the store keeps it, if it does.
    pub(super) checksum: Option<String>,
    /// The checksum that an upload of this program wrote beside it.
    pub(super) mark: Option<String>,
    /// The key of KMS that encrypts it.
    pub(super) kms_key: Option<String>,
}

/// Asks for the object that `sending` is to make; `None` where there is none.
pub(super) async fn stored(sending: &Sending) -> Result<Option<Stored>, StoreRefusal> {
    let request = sending.client.head_object().bucket(&sending.bucket).key(&sending.item.key);
    match request.checksum_mode(ChecksumMode::Enabled).send().await {
        Ok(head) => Ok(Some(Stored {
            bytes: head.content_length().and_then(|bytes| bytes.try_into().ok()).unwrap_or(0),
            checksum: head.checksum_sha256().map(str::to_owned),
            mark: head.metadata().and_then(|all| all.get(MARK)).cloned(),
            kms_key: head.ssekms_key_id().map(str::to_owned),
        })),
        Err(error) => {
            let refusal = StoreRefusal::of("GetObject", &sending.bucket, &error);
            if refusal.is_missing() { Ok(None) } else { Err(refusal) }
        }
    }
}

impl Stored {
    /// Tells whether this is the object that is to be sent, under the key that is asked for. A store that keeps no checksums is believed what
    /// was written beside the object.
    pub(super) fn is_same(&self, sending: &Sending) -> bool {
        let (bytes, local) = (sending.item.bytes, &*sending.checksum);
        let known = self.checksum.as_deref().or(self.mark.as_deref());
        // The store names a key by its ARN, whatever it was called by.
        let has_key = sending.kms_key.as_ref().is_none_or(|wanted| {
            self.kms_key
                .as_ref()
                .is_some_and(|key| key.ends_with(wanted.rsplit('/').next().unwrap_or(wanted)))
        });
        self.bytes == bytes && has_key && known.is_some_and(|known| is_same_checksum(known, local))
    }
}

/// The digests of a file's parts.
pub(super) fn digests(item: &UploadItem) -> std::io::Result<Vec<PartDigest>> {
    let parts = Parts::of(item.bytes);
    let all = (0..parts.n()).map(|number| Ok(part_digest(&parts.read(&item.path, number)?)));
    let all = all.collect::<std::io::Result<_>>()?;
    if has_changed(item) {
        return Err(std::io::Error::other("it changed meanwhile; upload it again"));
    }
    Ok(all)
}

/// Tells whether a file has another size than when it was looked at.
pub(super) fn has_changed(item: &UploadItem) -> bool {
    std::fs::metadata(&item.path).is_ok_and(|file| file.len() != item.bytes)
}

/// The most names of objects in a message.
const NAMES_MAX: usize = 3;

/// Refuses objects that an import job would take from a folder of parts besides those of `items`.
pub(super) async fn expect_no_foreign(
    client: &Client,
    bucket: &str,
    items: &[UploadItem],
) -> Result<(), UploadError> {
    let ours: BTreeSet<&str> = items.iter().map(|item| &*item.key).collect();
    for folder in part_folders(items) {
        let mut foreign: Vec<String> = Vec::new();
        let request = client.list_objects_v2().bucket(bucket).prefix(&folder).delimiter("/");
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| UploadError::List {
                folder: format!("s3://{bucket}/{folder}"),
                refusal: StoreRefusal::of("ListBucket", bucket, &error),
            })?;
            let keys = page.contents().iter().filter_map(|object| object.key());
            // The folder itself may be an object, as consoles make one.
            let others = keys.filter(|key| !ours.contains(key) && *key != folder);
            foreign.extend(others.map(str::to_owned));
        }
        if !foreign.is_empty() {
            return Err(UploadError::Foreign {
                folder: format!("s3://{bucket}/{folder}"),
                names: some(&foreign, &folder),
            });
        }
    }
    Ok(())
}

fn some(keys: &[String], folder: &str) -> String {
    let name = |key: &String| key.strip_prefix(folder).unwrap_or(key).to_owned();
    let shown: Vec<String> = keys.iter().take(NAMES_MAX).map(name).collect();
    let more = keys.len() - shown.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &more
}
