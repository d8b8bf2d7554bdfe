//! The files of a table: one, those that a pattern matches, or those of a folder with its folders.

use std::io;
use std::path::{Path, PathBuf};

use super::remote;

/// A file of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The file.
    pub path: PathBuf,
    /// Columns and values from the names of the folders above it, such as `dt=2020-09-13`.
    pub keys: Vec<(String, String)>,
}

/// The files at a path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The files, in the order of their paths.
    pub parts: Vec<Part>,
    /// Files that are no data by their names: hidden ones, those that begin with `_`, schemas and
    /// manifests.
    pub passed_over: Vec<PathBuf>,
}

/// Tells whether something of this name is no data: job markers, checksums, what an editor keeps.
#[must_use]
pub fn is_hidden(name: &str) -> bool {
    name.starts_with(['_', '.']) || name.ends_with('~')
}

/// Tells whether a file of this name describes data rather than being some.
fn describes_data(name: &str) -> bool {
    [".avsc", ".manifest.json", ".crc", ".md5", ".sha256"].iter().any(|end| name.ends_with(end))
}

/// The files at `path`: itself, those that a pattern such as `logs/*.csv` matches, or all of a folder and of
/// the folders in it.
///
/// # Errors
/// When nothing is there, or a folder cannot be listed.
pub fn find(path: &Path) -> io::Result<Found> {
    let mut found = Found::default();
    if let Some(paths) = remote::in_folder(path).or_else(|error| unlisted(path, error))? {
        for object in paths {
            push_object(path, object, &mut found);
        }
    } else if remote::is_dir(path) {
        walk(path, &[], &mut found)?;
    } else if remote::is_file(path) || path.exists() {
        found.parts.push(Part { path: path.to_owned(), keys: Vec::new() });
    } else {
        matching(path, &mut found)?;
    }
    found.parts.sort_by(|left, right| left.path.cmp(&right.path));
    found.passed_over.sort();
    Ok(found)
}

/// A prepared dataset that stands in a folder in two forms, of which one must be stale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` and `{}` are two forms of one dataset, of which one may be stale: remove one, or name the file",
    first.display(),
    second.display()
)]
pub struct TwoForms {
    /// One of the two.
    pub first: PathBuf,
    /// The other.
    pub second: PathBuf,
}

/// The dataset `stem` in `folder`: a file such as `items.csv` or `items.parquet`, or the folder
/// `items` of parts; `None` where there is nothing.
///
/// # Errors
/// When it is there in two forms.
pub fn prepared(folder: &Path, stem: &str) -> Result<Option<PathBuf>, TwoForms> {
    const ENDINGS: [&str; 8] =
        ["csv", "csv.gz", "csv.zst", "csv.bz2", "parquet", "arrow", "avro", "jsonl"];
    let files = ENDINGS.iter().map(|ending| folder.join(format!("{stem}.{ending}")));
    let mut there: Vec<PathBuf> = files.filter(|path| remote::is_file(path)).collect();
    let parts = folder.join(stem);
    if remote::is_dir(&parts) {
        there.push(parts);
    }
    match &there[..] {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        [first, second, ..] => Err(TwoForms { first: first.clone(), second: second.clone() }),
    }
}

/// The bytes of a file, or of all data files of a folder; 0 where nothing can be read.
#[must_use]
pub fn size(path: &Path) -> u64 {
    let parts = find(path).map(|found| found.parts).unwrap_or_default();
    parts.iter().map(|part| remote::length(&part.path)).sum()
}

/// The files of a pattern, which is no folder that could be listed.
fn unlisted(path: &Path, error: io::Error) -> io::Result<Option<Vec<PathBuf>>> {
    if path.to_string_lossy().contains(['*', '?', '[']) { Ok(None) } else { Err(error) }
}

/// Takes an object of the folder `folder` of a store by the rules of [`walk`].
fn push_object(folder: &Path, object: PathBuf, found: &mut Found) {
    let inside = object.strip_prefix(folder).unwrap_or(&object).to_owned();
    let names: Vec<_> = inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    let is_data = names.last().is_some_and(|name| !describes_data(name));
    if names.iter().any(|name| is_hidden(name)) || !is_data {
        found.passed_over.push(object);
    } else {
        let keys = names.iter().take(names.len() - 1).filter_map(|name| key(name)).collect();
        found.parts.push(Part { path: object, keys });
    }
}

fn walk(folder: &Path, keys: &[(String, String)], found: &mut Found) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if is_hidden(&name) || (!path.is_dir() && describes_data(&name)) {
            found.passed_over.push(path);
        } else if path.is_dir() {
            let mut keys = keys.to_vec();
            keys.extend(key(&name));
            walk(&path, &keys, found)?;
        } else {
            found.parts.push(Part { path, keys: keys.to_vec() });
        }
    }
    Ok(())
}

/// The column that a folder named `name=value` stands for, as Hive and Spark write them.
fn key(name: &str) -> Option<(String, String)> {
    let (key, value) = name.split_once('=')?;
    let value = if value == "__HIVE_DEFAULT_PARTITION__" { "" } else { value };
    (!key.is_empty()).then(|| (unescaped(key), unescaped(value)))
}

/// `text` with `%2F` and the like as the signs that they stand for.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = code.filter(|_| *first == b'%').and_then(|two| u8::from_str_radix(two, 16).ok());
        if let Some(byte) = code {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn matching(pattern: &Path, found: &mut Found) -> io::Result<()> {
    let text = pattern.to_string_lossy();
    let not_found = || io::Error::from(io::ErrorKind::NotFound);
    if !text.contains(['*', '?', '[']) {
        return Err(not_found());
    }
    if remote::url(pattern).is_some() {
        let paths = remote::matching(&text)?;
        found.parts.extend(paths.into_iter().map(|path| Part { path, keys: Vec::new() }));
        return if found.parts.is_empty() { Err(no_match()) } else { Ok(()) };
    }
    let paths =
        glob::glob(&text).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    for path in paths {
        let path = path.map_err(io::Error::from)?;
        if path.is_dir() {
            // A folder `dt=2020-09-13` that the pattern names says its column as one within a folder does.
            let own = key(&path.file_name().unwrap_or_default().to_string_lossy());
            walk(&path, own.as_slice(), found)?;
        } else {
            found.parts.push(Part { path, keys: Vec::new() });
        }
    }
    if found.parts.is_empty() { Err(no_match()) } else { Ok(()) }
}

fn no_match() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no file matches")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_and_their_keys_are_columns() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, "x").expect("written");
        };
        for name in
            ["b.csv", "_SUCCESS", ".b.csv.crc", "dt=2020-09-13/h=a%2Fb/part-0", "i.avsc", "a"]
        {
            write(name);
        }
        let found = find(folder.path()).expect("listed");
        let names: Vec<String> = found
            .parts
            .iter()
            .map(|part| {
                part.path.strip_prefix(folder.path()).expect("inside").display().to_string()
            })
            .collect();
        assert_eq!(names, ["a", "b.csv", "dt=2020-09-13/h=a%2Fb/part-0"]);
        let keys = &found.parts[2].keys;
        assert_eq!(*keys, [("dt".into(), "2020-09-13".into()), ("h".into(), "a/b".into())]);
        assert_eq!(found.passed_over.len(), 3);
        let pattern = find(&folder.path().join("*.csv")).expect("matched");
        assert_eq!(pattern.parts.len(), 1);
        assert!(find(&folder.path().join("*.parquet")).is_err());
        let folders = find(&folder.path().join("dt=*")).expect("matched");
        assert_eq!(folders.parts[0].keys.len(), 2);
    }
}
