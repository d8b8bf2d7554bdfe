//! Objects of a store, named as `s3://BUCKET/KEY`, that are read like files and folders.
//!
//! The store itself is not known here: whoever can reach one says so by [`serve`]. An object comes whole, into a
//! temporary file, the first time it is opened ([`super::opening`]).

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

/// The beginning of an object's name.
const SCHEME: &str = "s3://";

/// A store.
pub trait Objects: Send + Sync {
    /// The bytes of the object; `None` where there is none.
    ///
    /// # Errors
    /// When the store refuses, or cannot be reached.
    fn length(&self, url: &str) -> io::Result<Option<u64>>;

    /// The objects whose names begin with `folder`, which ends in `/`, with their bytes.
    ///
    /// # Errors
    /// When the store refuses, or cannot be reached.
    fn list(&self, folder: &str) -> io::Result<Vec<(String, u64)>>;

    /// Writes the object into `file`.
    ///
    /// # Errors
    /// When the store refuses, the object changes meanwhile, or the file cannot be written.
    fn copy(&self, url: &str, file: &mut File) -> io::Result<()>;
}

static STORE: OnceLock<Box<dyn Objects>> = OnceLock::new();

/// Has names of the form `s3://BUCKET/KEY` read from this store, for the rest of the process; the first store stays.
pub fn serve(objects: Box<dyn Objects>) {
    let _ = STORE.set(objects);
}

/// The name of an object, where a path is one.
#[must_use]
pub fn url(path: &Path) -> Option<&str> {
    path.to_str().filter(|text| text.starts_with(SCHEME))
}

fn store() -> io::Result<&'static dyn Objects> {
    let none = || io::Error::new(io::ErrorKind::Unsupported, "nothing here reads from S3");
    STORE.get().map(AsRef::as_ref).ok_or_else(none)
}

/// Copies the object `url` into `file`.
pub(super) fn copy(url: &str, file: &mut File) -> io::Result<()> {
    store()?.copy(url, file)
}

/// The object or the folder that a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum There {
    Object(u64),
    Folder(Vec<(String, u64)>),
    Nothing,
}

/// The places that were looked at: each is asked for once.
static LOOKED_AT: Mutex<BTreeMap<String, There>> = Mutex::new(BTreeMap::new());

fn look(url: &str) -> io::Result<There> {
    let known = || LOOKED_AT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(there) = known().get(url) {
        return Ok(there.clone());
    }
    let there = ask(url)?;
    known().insert(url.to_owned(), there.clone());
    Ok(there)
}

fn ask(url: &str) -> io::Result<There> {
    let store = store()?;
    if !url.ends_with('/')
        && let Some(bytes) = store.length(url)?
    {
        return Ok(There::Object(bytes));
    }
    let objects = store.list(&folder(url))?;
    Ok(if objects.is_empty() { There::Nothing } else { There::Folder(objects) })
}

fn folder(url: &str) -> String {
    format!("{}/", url.trim_end_matches('/'))
}

/// Tells whether a file, or an object, is at `path`.
#[must_use]
pub fn is_file(path: &Path) -> bool {
    match url(path) {
        Some(url) => look(url).is_ok_and(|there| matches!(there, There::Object(_))),
        None => path.is_file(),
    }
}

/// Tells whether a folder, or the beginning of objects' names, is at `path`.
#[must_use]
pub fn is_dir(path: &Path) -> bool {
    match url(path) {
        Some(url) => look(url).is_ok_and(|there| matches!(there, There::Folder(_))),
        None => path.is_dir(),
    }
}

/// Expects something at `path`.
///
/// # Errors
/// When nothing is there, or it cannot be looked at.
pub fn expect(path: &Path) -> io::Result<()> {
    let Some(url) = url(path) else { return std::fs::metadata(path).map(|_| ()) };
    if look(url)? == There::Nothing { Err(nothing()) } else { Ok(()) }
}

/// Expects a folder at `path`.
///
/// # Errors
/// When there is none, or it cannot be listed.
pub fn expect_folder(path: &Path) -> io::Result<()> {
    let Some(url) = url(path) else { return std::fs::read_dir(path).map(|_| ()) };
    match look(url)? {
        There::Folder(_) => Ok(()),
        There::Object(_) => Err(io::ErrorKind::NotADirectory.into()),
        There::Nothing => Err(nothing()),
    }
}

fn nothing() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no object has this name, and none begins with it")
}

/// The bytes of a file or an object; 0 where it cannot be looked at.
#[must_use]
pub fn length(path: &Path) -> u64 {
    match url(path) {
        Some(url) => match look(url) {
            Ok(There::Object(bytes)) => bytes,
            _ => 0,
        },
        None => std::fs::metadata(path).map_or(0, |file| file.len()),
    }
}

/// The paths of what lies directly in a folder of a store, objects and folders; `None` where `path` is no folder of
/// a store.
///
/// # Errors
/// When the folder is not there, or cannot be listed.
pub fn children(path: &Path) -> io::Result<Option<Vec<PathBuf>>> {
    let Some(objects) = in_folder(path)? else { return Ok(None) };
    let child = |object: &PathBuf| Some(path.join(object.strip_prefix(path).ok()?.iter().next()?));
    let mut children: Vec<PathBuf> = objects.iter().filter_map(child).collect();
    children.dedup();
    Ok(Some(children))
}

/// The paths of the objects in a folder of a store and in the folders in it, sorted; `None` where `path` is no
/// folder of a store.
pub(super) fn in_folder(path: &Path) -> io::Result<Option<Vec<PathBuf>>> {
    let Some(url) = url(path) else { return Ok(None) };
    match look(url)? {
        There::Folder(objects) => {
            // A console makes an object of no bytes to show a folder.
            let named = objects.into_iter().filter(|(name, _)| !name.ends_with('/'));
            let mut paths: Vec<PathBuf> = named.map(|(name, _)| name.into()).collect();
            paths.sort();
            Ok(Some(paths))
        }
        There::Object(_) => Ok(None),
        There::Nothing => Err(nothing()),
    }
}

/// The paths of the objects that a pattern such as `s3://bucket/logs/*.csv` matches.
pub(super) fn matching(pattern: &str) -> io::Result<Vec<PathBuf>> {
    let literal = pattern.find(['*', '?', '[']).map_or(pattern, |at| &pattern[..at]);
    let folder = literal.rfind('/').map_or(literal, |at| &literal[..=at]);
    let wanted = glob::Pattern::new(pattern)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    let options = glob::MatchOptions { require_literal_separator: true, ..Default::default() };
    let objects = store()?.list(folder)?;
    let fits = |(name, _): &(String, u64)| wanted.matches_with(name, options);
    Ok(objects.into_iter().filter(fits).map(|(name, _)| name.into()).collect())
}
