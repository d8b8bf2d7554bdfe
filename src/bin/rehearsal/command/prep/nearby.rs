//! The release to read where none is named.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::source::movielens::Release;

/// The path given, or the one release in `.`, `./data` or `./ml-*`: in folders, else in archives.
pub(super) fn input(given: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(path) = given {
        return Ok(path.to_owned());
    }
    let mut named: Vec<PathBuf> = std::fs::read_dir(".")
        .context("cannot list the current folder")?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("ml-"))
        .map(|entry| Path::new(".").join(entry.file_name()))
        .collect();
    named.sort();
    let is_archive = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "zip");
    let (archives, named): (Vec<_>, Vec<_>) = named.into_iter().partition(is_archive);
    let mut folders = vec![PathBuf::from("."), PathBuf::from("data")];
    folders.extend(named.into_iter().filter(|path| path.is_dir()));
    let releases = |paths: &[PathBuf]| -> Vec<PathBuf> {
        paths.iter().filter(|path| Release::find(path).is_ok()).cloned().collect()
    };
    let mut found = releases(&folders);
    if found.is_empty() {
        found = releases(&archives);
    }
    let list = |paths: &[PathBuf]| {
        paths.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", ")
    };
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => bail!(
            "no MovieLens release found: looked into {}; name one with `--input PATH`, or make one \
             with `rehearsal data generate --output ml-synthetic`",
            list(&[folders, archives].concat())
        ),
        _ => bail!(
            "more than one MovieLens release found: {}; choose with `--input PATH`",
            list(&found)
        ),
    }
}
