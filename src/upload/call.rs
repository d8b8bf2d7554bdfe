//! The calls to the store, as a dry run names them.

use schemars::JsonSchema;
use serde::Serialize;

use super::layout::{Content, UploadItem};
use super::parts::Parts;

/// A call to the store, in the order in which an upload makes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Call {
    /// The operation of S3's API.
    pub operation: &'static str,
    /// The key or the prefix that it is about.
    pub key: String,
    /// The times that it is made.
    pub times: u64,
    /// The bytes that it sends in all.
    pub bytes: u64,
}

/// The treatment of an object that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfThere {
    /// Whatever is there is refused.
    ReplaceNothing,
    /// One that an upload wrote is replaced, any other refused.
    ReplaceOwn,
    /// Whatever is there is replaced.
    ReplaceAny,
    /// One of the same size and checksum is left, and an unfinished upload goes on.
    Resume,
}

/// The calls that uploading `items` makes where nothing is there yet; a first call for each folder of parts lists it.
#[must_use]
pub fn calls(items: &[UploadItem], if_there: IfThere) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut push = |operation, key: &str, times, bytes| {
        calls.push(Call { operation, key: key.to_owned(), times, bytes });
    };
    for folder in part_folders(items) {
        push("ListObjectsV2", &folder, 1, 0);
    }
    for item in items {
        if if_there != IfThere::ReplaceAny {
            push("HeadObject", &item.key, 1, 0);
        }
        let parts = Parts::of(item.bytes);
        if parts.is_single() {
            push("PutObject", &item.key, 1, item.bytes);
        } else {
            if if_there == IfThere::Resume {
                push("ListMultipartUploads", &item.key, 1, 0);
            }
            push("CreateMultipartUpload", &item.key, 1, 0);
            push("UploadPart", &item.key, parts.n(), item.bytes);
            push("CompleteMultipartUpload", &item.key, 1, 0);
        }
        push("HeadObject", &item.key, 1, 0);
    }
    calls
}

/// The folders from which an import job takes every file, with a slash at their ends.
pub(super) fn part_folders(items: &[UploadItem]) -> Vec<String> {
    let parts = items.iter().filter(|item| item.content == Content::Part);
    let folder = |item: &UploadItem| Some(format!("{}/", item.key.rsplit_once('/')?.0));
    let mut folders: Vec<String> = parts.filter_map(folder).collect();
    folders.dedup();
    folders
}
