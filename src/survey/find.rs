//! The tables that lie in a folder: files, files that are parts of one, and folders of parts.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::source::files::is_hidden;
use crate::source::movielens::Release;

/// The deepest folder that is looked into.
const DEPTH_MAX: usize = 3;
/// The most tables that are looked at.
const TABLES_MAX: usize = 64;

/// The files and folders at some paths.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Releases of MovieLens.
    pub(super) releases: Vec<PathBuf>,
    /// Files, patterns and folders that may be tables.
    pub(super) tables: Vec<PathBuf>,
}

/// Looks for tables at `paths`.
///
/// # Errors
/// When nothing is at one of them, or a folder cannot be listed.
pub(super) fn find(paths: &[PathBuf]) -> io::Result<Found> {
    let mut found = Found::default();
    for path in paths {
        if is_release(path) {
            found.releases.push(path.clone());
        } else if path.is_dir() {
            walk(path, 0, &mut found)?;
        } else if path.exists() || path.to_string_lossy().contains(['*', '?', '[']) {
            found.tables.push(path.clone());
        } else {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                format!("`{}` is not there", path.display()),
            ));
        }
    }
    found.tables.truncate(TABLES_MAX);
    Ok(found)
}

/// Tells whether two paths name one thing.
pub(super) fn is_same(left: &Path, right: &Path) -> bool {
    let plain = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.components().collect());
    left == right || plain(left) == plain(right)
}

/// A folder with the files of a release, or an archive of one.
fn is_release(path: &Path) -> bool {
    let is_zip = path.extension().is_some_and(|ending| ending == "zip");
    (path.is_dir() || is_zip)
        && Release::find(path).is_ok_and(|release| release.movies_path().exists())
}

/// Endings of names that are no tables.
const NO_TABLES: [&str; 22] = [
    "md", "toml", "yaml", "yml", "html", "htm", "pdf", "png", "jpg", "svg", "py", "ipynb", "sql",
    "sh", "rs", "lock", "log", "avsc", "md5", "sha256", "xlsx", "xls",
];

fn walk(folder: &Path, depth: usize, found: &mut Found) -> io::Result<()> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| inside(folder, &entry.file_name()))
        .filter(|path| !is_hidden(&name(path)))
        .collect();
    paths.sort();
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    // Folders such as `dt=2020-09-13` are parts of the table that is the folder above.
    let mut keyed = folders.iter().map(|path| name(path));
    let key = keyed.find_map(|name| Some(name.split_once('=')?.0.to_owned()));
    if let Some(key) = key {
        // Beside a project file the folder itself would hold more than the table.
        let is_below = depth > 0;
        found.tables.push(if is_below {
            folder.to_owned()
        } else {
            inside(folder, format!("{key}=*").as_ref())
        });
        return Ok(());
    }
    let mut groups: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        let plain = name(&file).to_lowercase();
        let ending = plain.rsplit('.').next().unwrap_or_default();
        let is_text_about = ["readme", "license", "licence", "changelog", "notice"]
            .iter()
            .any(|word| plain.starts_with(word));
        if !NO_TABLES.contains(&ending) && !is_text_about {
            groups.entry(pattern(&name(&file))).or_default().push(file);
        }
    }
    for (pattern, files) in groups {
        let table =
            if let [one] = &files[..] { one.clone() } else { inside(folder, pattern.as_ref()) };
        found.tables.push(table);
    }
    for path in folders {
        if is_release(&path) {
            found.releases.push(path);
        } else if depth < DEPTH_MAX && !is_results(&path) {
            walk(&path, depth + 1, found)?;
        }
    }
    Ok(())
}

/// A name in a folder; in the current one it stands alone.
fn inside(folder: &Path, name: &std::ffi::OsStr) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) }
}

/// Tells whether this program wrote into a folder.
fn is_results(folder: &Path) -> bool {
    folder.join(".rehearsal.json").exists() && !folder.join("rehearsal.toml").exists()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The pattern of a name that is one of many: each run of digits may be another, as in `part-00001.csv`. A name
/// without digits stands for itself.
fn pattern(name: &str) -> String {
    let mut pattern = String::new();
    for letter in name.chars() {
        if letter.is_ascii_digit() {
            if !pattern.ends_with('*') {
                pattern.push('*');
            }
        } else {
            pattern.push(letter);
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_one_table_and_so_are_folders_of_keys() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, "a,b\n1,2\n").expect("written");
        };
        for name in [
            "events-2020-01.csv",
            "events-2020-02.csv",
            "items.csv",
            "README.md",
            ".hidden",
            "clicks/dt=2020-09-13/part-0.csv",
            "run/.rehearsal.json",
            "run/interactions.csv",
            "ml/ratings.csv",
            "ml/movies.csv",
        ] {
            write(name);
        }
        let found = find(&[folder.path().to_owned()]).expect("listed");
        let inside = |paths: &[PathBuf]| -> Vec<String> {
            let inside = paths.iter().map(|path| path.strip_prefix(folder.path()).expect("inside"));
            inside.map(|path| path.display().to_string()).collect()
        };
        assert_eq!(inside(&found.tables), ["events-*-*.csv", "items.csv", "clicks"]);
        assert_eq!(inside(&found.releases), ["ml"]);
        assert!(find(&[folder.path().join("none")]).is_err());
    }
}
