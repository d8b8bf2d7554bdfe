//! A MovieLens release from GroupLens or a mirror: downloaded with resuming, checked, unpacked safely.
//!
//! Nothing of a download that fails is left behind, unless it is asked to be kept for the next try.

mod address;
mod checksum;
mod download;
mod error;
mod licence;
mod release;
mod unpack;

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use error::FetchError;
pub use licence::usage_licence;
pub use release::{BASE_URL, NAMES};

use crate::export::Replace;
use crate::export::atomic_folder::AtomicFolder;
use crate::export::digest::FileRecord;
use crate::param::nearest;
use checksum::Checksum;
use download::Client;
use release::is_release_file;

/// The release to fetch and the place for it.
#[derive(Debug, Clone)]
pub struct FetchRequest {
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
pub fn fetch(request: &FetchRequest, progress: &dyn Fn(u64, u64)) -> Result<Fetched, FetchError> {
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
fn open_archive(request: &FetchRequest, part: &Path) -> Result<File, FetchError> {
    let opened = if request.resume {
        File::options().read(true).append(true).create(true).open(part)
    } else {
        tempfile::tempfile_in(&request.folder)
    };
    opened.map_err(|source| FetchError::Io { folder: request.folder.clone(), source })
}

/// The release's stem, such as `ml-100k` for `100k` and `ml-100k`.
fn stem(name: &str) -> Result<String, FetchError> {
    let short = name.strip_prefix("ml-").unwrap_or(name);
    if NAMES.contains(&short) {
        return Ok(format!("ml-{short}"));
    }
    // What was typed may be an address with a password.
    Err(FetchError::UnknownName { name: address::public(name), hint: nearest(short, &NAMES) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_the_place_of_a_name_shows_nothing_secret() {
        let error = stem("https://ann:hunter2@host/x.zip?token=SECRET").expect_err("no name");
        let said = error.to_string();
        assert!(
            said.starts_with("unknown release `https://host/x.zip?…`; expected one of"),
            "{said}"
        );
        assert_eq!(stem("100k").expect("a name"), "ml-100k");
    }
}
