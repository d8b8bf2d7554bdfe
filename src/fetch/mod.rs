//! A MovieLens release from GroupLens or a mirror: downloaded with resuming, checked, unpacked safely.
//!
//! Nothing of a download that fails is left behind, unless it is asked to be kept for the next try.

mod address;
mod checksum;
mod download;
mod licence;
mod unpack;

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use licence::usage_licence;

use crate::export::atomic_folder::AtomicFolder;
use crate::export::digest::FileRecord;
use crate::export::{Replace, WriteError};
use crate::param::nearest;
use checksum::Checksum;
use download::Client;

/// The address at which GroupLens keeps its releases.
pub const BASE_URL: &str = "https://files.grouplens.org/datasets/movielens";

/// The releases, as they are named on the command line.
pub const NAMES: [&str; 8] = ["latest-small", "latest", "100k", "1m", "10m", "20m", "25m", "32m"];

/// The reason that a release was not fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// A name that no release has.
    #[error(
        "unknown release `{name}`{}; expected one of {}",
        hint.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)")),
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

/// The release to fetch and the place for it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The name of the release: one of [`NAMES`], with or without `ml-` before it.
    pub name: String,
    /// The address of the releases.
    pub base_url: String,
    /// The longest wait for a connection, for an answer and, once it has begun, for more of it.
    pub timeout: Duration,
    /// The folder in which the release's own folder is made.
    pub folder: PathBuf,
    /// True if what came is kept when the connection breaks, and used the next time.
    pub resume: bool,
    /// The rule on replacing a folder that holds nothing but this release.
    pub replace: Replace,
}

/// The release that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The release's folder.
    pub folder: PathBuf,
    /// The names of its files.
    pub files: Vec<String>,
    /// The archive: its address, size and SHA-256.
    pub archive: FileRecord,
    /// The MD5 that was published and found; `None` where none is published.
    pub md5: Option<String>,
    /// The words of the release on its use, as they stand in its own README.
    pub licence: Option<String>,
}

/// Downloads, checks and unpacks a release. `progress` is called with the bytes that have come and
/// how many there will be.
///
/// # Errors
/// At whatever is not as it must be; then nothing is left, but for a download that is to be resumed.
pub fn fetch(request: &Request, progress: &dyn Fn(u64, u64)) -> Result<Fetched, FetchError> {
    let stem = stem(&request.name)?;
    address::check(&request.base_url)?;
    let file = address::of_file(&request.base_url, &format!("{stem}.zip"));
    let url = address::public(&file);
    let folder = request.folder.join(&stem);
    // Asked for before anything is downloaded.
    let target = AtomicFolder::create(&folder, &request.replace, is_release_file)?;
    let client = Client::new(request.timeout);
    let md5 = address::of_file(&request.base_url, &format!("{stem}.zip.md5"));
    let published = client.small_text(&md5)?;
    let published = published.map(|text| checksum::published(&text, &url));
    let published = published.transpose()?;
    let part = request.folder.join(format!(".{stem}.zip.part"));
    let mut archive = open_archive(request, &part)?;
    if let Err(error) = client.download(&file, &mut archive, progress) {
        if request.resume && !matches!(error, FetchError::BrokeOff { bytes: 1.., .. }) {
            // Of no use for another try.
            let _ = std::fs::remove_file(part);
        }
        return Err(error);
    }
    let failed = |source| FetchError::Io { folder: request.folder.clone(), source };
    let found = Checksum::of(&mut archive).map_err(failed)?;
    let result = check_and_unpack(&url, &found, published.as_deref(), archive, &target);
    if request.resume && !matches!(result, Err(FetchError::Io { .. } | FetchError::Write(_))) {
        // Whole or wrong, it is of no use for another try; where the disk is full, it is.
        let _ = std::fs::remove_file(part);
    }
    let unpacked = result?;
    target.finish()?;
    Ok(Fetched {
        folder,
        files: unpacked.names,
        archive: FileRecord { path: url, bytes: found.bytes, sha256: found.sha256 },
        md5: published,
        licence: unpacked.readme.as_deref().and_then(usage_licence),
    })
}

fn check_and_unpack(
    url: &str,
    found: &Checksum,
    published: Option<&str>,
    mut archive: File,
    target: &AtomicFolder,
) -> Result<unpack::Unpacked, FetchError> {
    if let Some(expected) = published.filter(|&published| published != found.md5) {
        let (url, expected) = (url.to_owned(), expected.to_owned());
        return Err(FetchError::WrongChecksum { url, expected, found: found.md5.clone() });
    }
    archive
        .seek(SeekFrom::Start(0))
        .map_err(|source| FetchError::Io { folder: target.path().to_owned(), source })?;
    unpack::unpack(archive, found.bytes, url, target)
}

/// The file that the archive is downloaded into: one without a name, or the one of the try before.
fn open_archive(request: &Request, part: &Path) -> Result<File, FetchError> {
    let opened = if request.resume {
        File::options().read(true).append(true).create(true).open(part)
    } else {
        tempfile::tempfile_in(&request.folder)
    };
    opened.map_err(|source| FetchError::Io { folder: request.folder.clone(), source })
}

/// Tells whether a file of this name lies in one of GroupLens's releases.
fn is_release_file(name: &str) -> bool {
    const FILES: [&str; 24] = [
        "ratings.csv",
        "movies.csv",
        "tags.csv",
        "links.csv",
        "genome-scores.csv",
        "genome-tags.csv",
        "ratings.dat",
        "movies.dat",
        "users.dat",
        "tags.dat",
        "u.data",
        "u.item",
        "u.user",
        "u.info",
        "u.genre",
        "u.occupation",
        "allbut.pl",
        "mku.sh",
        "split_ratings.sh",
        "README",
        "README.txt",
        "README.html",
        "checksums.txt",
        "links.dat",
    ];
    // The cuts that come with ml-100k: u1.base, ua.test, …
    let is_cut = name
        .strip_prefix('u')
        .is_some_and(|rest| rest.len() == 6 && (rest[1..] == *".base" || rest[1..] == *".test"));
    FILES.contains(&name) || is_cut
}

/// The release's stem, such as `ml-100k` for `100k` and `ml-100k`.
fn stem(name: &str) -> Result<String, FetchError> {
    let short = name.strip_prefix("ml-").unwrap_or(name);
    if NAMES.contains(&short) {
        return Ok(format!("ml-{short}"));
    }
    Err(FetchError::UnknownName { name: name.to_owned(), hint: nearest(short, &NAMES) })
}
