//! The reasons that a release was not fetched.

use crate::param::did_you_mean;
use std::io;
use std::path::PathBuf;

use super::release::NAMES;
use crate::export::WriteError;

/// The reason that a release was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// A name that no release has.
    #[error(
        "unknown release `{name}`{}; expected one of {}",
        did_you_mean(*hint),
        NAMES.join(", ")
    )]
    UnknownName {
        /// The name as it was given.
        name: String,
        /// The nearest known name.
        hint: Option<&'static str>,
    },
    /// An address that cannot be asked.
    #[error("`{url}`: {what}")]
    BadAddress {
        /// The address, without what may be secret.
        url: String,
        /// The expected content, in words.
        what: &'static str,
    },
    /// A server that did not answer, or not with the file.
    #[error("cannot get {url}: {what}")]
    Server {
        /// The address that was asked for.
        url: String,
        /// The answer that came instead, in words.
        what: String,
    },
    /// A connection that broke, again and again.
    #[error(
        "{url} broke off after {bytes} bytes, {tries} times in a row: {what}; `--resume` keeps what \
         came and goes on from there"
    )]
    BrokeOff {
        /// The address that was asked for.
        url: String,
        /// The bytes that had come.
        bytes: u64,
        /// The number of tries without a byte more.
        tries: u32,
        /// The last reason, in words.
        what: String,
    },
    /// A file that is larger than any release.
    #[error("{url} is larger than {limit} bytes, which no release is")]
    TooLarge {
        /// The address that was asked for.
        url: String,
        /// The limit.
        limit: u64,
    },
    /// A published checksum that cannot be read.
    #[error("{url} holds no MD5 checksum")]
    NoChecksum {
        /// The address at which it was looked for.
        url: String,
    },
    /// A file that is not the one that was published.
    #[error(
        "{url}: the MD5 checksum is {found}, and {expected} was published: the file was damaged on \
         its way, or is not the one; nothing of it was kept"
    )]
    WrongChecksum {
        /// The file.
        url: String,
        /// The MD5 that was published.
        expected: String,
        /// The MD5 of what came.
        found: String,
    },
    /// An archive that cannot be read.
    #[error("{url} is no zip archive that can be read: {what}")]
    Archive {
        /// The file.
        url: String,
        /// The reason, in words.
        what: String,
    },
    /// An entry of the archive that would land somewhere else.
    #[error("{url}: the entry `{entry}` {what}, so that nothing of the archive was unpacked")]
    UnsafeEntry {
        /// The file.
        url: String,
        /// The entry.
        entry: String,
        /// The reason that the entry is unsafe, in words.
        what: &'static str,
    },
    /// An archive that unpacks to far more than a release would.
    #[error(
        "{url} unpacks to more than {limit} bytes from {packed}: a zip bomb, or no release; nothing \
         of it was kept"
    )]
    Bomb {
        /// The file.
        url: String,
        /// Its size in bytes.
        packed: u64,
        /// The most bytes that it may unpack to.
        limit: u64,
    },
    /// A folder that cannot be made.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A file that cannot be written.
    #[error("cannot write into `{}`", folder.display())]
    Io {
        /// The folder.
        folder: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
}
