//! Unpacks an archive onto the disk, and nothing beside its own folder.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read, Write};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::error::FetchError;
use crate::caught::caught;
use crate::export::atomic_folder::AtomicFolder;

/// The largest ratio of a release to its archive. Ratings pack about five to one.
const RATIO_MAX: u64 = 50;
/// The bytes that any archive may unpack to, so that small ones with repetitive files pass.
const BYTES_FREE: u64 = 1 << 20;
/// The limit of bytes that no release unpacks to.
const BYTES_MAX: u64 = 16 << 30;
/// The bytes of a README that are searched for the licence.
const README_BYTES_MAX: usize = 1 << 16;
const ENTRIES_MAX: usize = 1_000;

/// The files that were unpacked.
pub(super) struct Unpacked {
    pub(super) names: Vec<String>,
    pub(super) readme: Option<String>,
}

/// Unpacks the files of `archive`, of `packed` bytes, into `target`. The one folder that all of them
/// lie in is left out; folders in it are passed over, since no release has any.
pub(super) fn unpack(
    archive: File,
    packed: u64,
    url: &str,
    target: &AtomicFolder,
) -> Result<Unpacked, FetchError> {
    let broken = |error: &dyn Display| broken(url, error);
    let archive = caught("zip", || ZipArchive::new(archive));
    let mut archive = archive.map_err(|error| broken(&error))?;
    if archive.len() > ENTRIES_MAX {
        return Err(broken(&format!("it has {} entries", archive.len())));
    }
    let limit = packed.saturating_mul(RATIO_MAX).clamp(BYTES_FREE, BYTES_MAX);
    let mut unpacking = Unpacking { url, target, packed, limit, left: limit, readme: Vec::new() };
    // Every entry is looked at before the first byte is written.
    unpacking.expect_harmless(&mut archive)?;
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| broken(&error))?;
        let Some(name) = own_name(&entry) else { continue };
        unpacking.write(&mut entry, &name)?;
        names.push(name);
    }
    names.sort();
    if names.is_empty() {
        return Err(broken(&"it holds no files"));
    }
    Ok(Unpacked { names, readme: unpacking.readme() })
}

/// An archive that is being unpacked.
struct Unpacking<'a> {
    url: &'a str,
    target: &'a AtomicFolder,
    /// The bytes of the archive.
    packed: u64,
    /// The most bytes that all files may have together.
    limit: u64,
    /// The bytes of these that are left.
    left: u64,
    /// The beginning of the README.
    readme: Vec<u8>,
}

impl Unpacking<'_> {
    /// Refuses an archive with an entry that could land outside the folder, or whose entries declare too many bytes.
    fn expect_harmless(&self, archive: &mut ZipArchive<File>) -> Result<(), FetchError> {
        let mut declared = 0_u64;
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(|error| broken(self.url, &error))?;
            check(&entry, self.url)?;
            declared = declared.saturating_add(entry.size());
        }
        if declared > self.limit { Err(self.bomb()) } else { Ok(()) }
    }

    /// Writes an entry into the folder, under this name.
    fn write(&mut self, entry: &mut impl Read, name: &str) -> Result<(), FetchError> {
        let failed = |source| FetchError::Io { folder: self.target.path().to_owned(), source };
        let mut file = self.target.part(name).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => broken(self.url, &format!("`{name}` is in it twice")),
            _ => failed(source),
        })?;
        let mut chunk = vec![0; 1 << 16];
        loop {
            let read = entry.read(&mut chunk).map_err(|error| broken(self.url, &error))?;
            if read == 0 {
                break;
            }
            // What an entry declares need not be true.
            self.left = self.left.checked_sub(read as u64).ok_or_else(|| self.bomb())?;
            file.write_all(&chunk[..read]).map_err(failed)?;
            if name.to_ascii_uppercase().starts_with("README") {
                let room = README_BYTES_MAX - self.readme.len().min(README_BYTES_MAX);
                self.readme.extend_from_slice(&chunk[..read.min(room)]);
            }
        }
        file.flush().map_err(failed)
    }

    fn bomb(&self) -> FetchError {
        FetchError::Bomb { url: self.url.to_owned(), packed: self.packed, limit: self.limit }
    }

    /// The text of the README, as far as it was kept; none where there is none.
    fn readme(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.readme);
        (!text.is_empty()).then(|| text.into_owned())
    }
}

fn broken(url: &str, error: &dyn Display) -> FetchError {
    FetchError::Archive { url: url.to_owned(), what: error.to_string() }
}

/// Refuses what could land outside the folder.
fn check<R: Read>(entry: &ZipFile<'_, R>, url: &str) -> Result<(), FetchError> {
    let name = entry.name().map_or_else(|_| "?".to_owned(), std::borrow::Cow::into_owned);
    let unsafe_entry = |what| FetchError::UnsafeEntry {
        url: url.to_owned(),
        entry: crate::text::shorten(&name, 80),
        what,
    };
    if entry.is_symlink() {
        return Err(unsafe_entry("is a link"));
    }
    let climbs = name.split(['/', '\\']).any(|part| part == "..");
    if climbs || name.starts_with(['/', '\\']) || entry.enclosed_name().is_none() {
        return Err(unsafe_entry("would be written outside its folder"));
    }
    Ok(())
}

/// The entry's name inside the release's folder; `None` for folders and what lies in them.
fn own_name<R: Read>(entry: &ZipFile<'_, R>) -> Option<String> {
    if entry.is_dir() {
        return None;
    }
    let name = entry.name().ok()?.into_owned();
    let parts: Vec<&str> = name.split(['/', '\\']).collect();
    let hidden = parts.iter().any(|part| part.starts_with('.') || *part == "__MACOSX");
    match parts[..] {
        [name] | [_, name] if !hidden && !name.is_empty() => Some(name.to_owned()),
        _ => None,
    }
}
