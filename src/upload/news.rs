//! The news of an upload while it goes on.

use super::layout::UploadItem;

/// The outcome for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was sent.
    Sent,
    /// It was sent in place of an object that was there.
    Replaced,
    /// Parts of it were there, the others were sent.
    Continued,
    /// It was there, of this size and checksum.
    Unchanged,
}

/// News of an upload.
#[derive(Debug)]
pub enum UploadNews<'p> {
    /// So many more bytes are there.
    Bytes(u64),
    /// A file is done.
    Done(&'p UploadItem, Outcome),
}
