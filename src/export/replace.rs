//! The rule for replacing files: those that the same command wrote and nobody has changed since.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::error::{Kept, WriteError};
use super::record::{self, Record};

/// The files of those that are there which may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplaceRule {
    /// None.
    Nothing,
    /// The files that the same command wrote, as long as they have the bytes that it gave them.
    Own,
    /// Any file. Devices, pipes and folders of other things are never replaced.
    Anything,
}

/// A rule, and the command that it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replace {
    rule: ReplaceRule,
    by: String,
    is_recorded: bool,
}

/// The file that stood under a name when it was looked at.
#[derive(Debug, Clone)]
pub(super) struct Before {
    /// `None` where nothing was there.
    metadata: Option<Metadata>,
    /// The digest of a file that the rule found to be ours.
    pub(super) sha256: Option<String>,
}

impl Before {
    pub(super) const fn is_there(&self) -> bool {
        self.metadata.is_some()
    }
}

impl Replace {
    /// The rule for outputs of the command `by`, such as `eval baselines`; they are recorded.
    #[must_use]
    pub fn new(rule: ReplaceRule, by: &str) -> Self {
        Self { rule, by: by.to_owned(), is_recorded: true }
    }

    /// A rule by which any file may be replaced, and nothing is recorded: for what a program keeps for itself.
    #[must_use]
    pub fn anything() -> Self {
        Self { rule: ReplaceRule::Anything, by: String::new(), is_recorded: false }
    }

    /// The same rule for another command's outputs.
    #[must_use]
    pub fn for_command(&self, by: &str) -> Self {
        Self { by: by.to_owned(), ..self.clone() }
    }

    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> ReplaceRule {
        self.rule
    }

    /// The command that writes.
    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }

    pub(super) const fn is_recorded(&self) -> bool {
        self.is_recorded
    }

    /// Checks that a file may come to stand at `path`.
    ///
    /// # Errors
    /// When what is there is to be kept, or is no file.
    pub fn expect_file(&self, path: &Path) -> Result<(), WriteError> {
        self.look(path).map(drop)
    }

    /// The file that stands at `path`, where it may be replaced.
    pub(super) fn look(&self, path: &Path) -> Result<Before, WriteError> {
        let Ok(metadata) = path.symlink_metadata() else {
            return Ok(Before { metadata: None, sha256: None });
        };
        if !metadata.is_file() && !metadata.is_symlink() {
            return Err(WriteError::Special { path: path.to_owned() });
        }
        if leads_to_device(path) {
            return Err(WriteError::Special { path: path.to_owned() });
        }
        let (folder, key) = record::place(path);
        let sha256 = self.own(path, &Record::read(&folder), &key)?;
        Ok(Before { metadata: Some(metadata), sha256 })
    }

    /// The digest of the file at `path`, which `key` names in `record`, where it has to be ours; `None`
    /// where any file will do and this one is not ours.
    pub(super) fn own(
        &self,
        path: &Path,
        record: &Record,
        key: &str,
    ) -> Result<Option<String>, WriteError> {
        let kept = |why| Err(WriteError::Exists { path: path.to_owned(), why });
        let versions = record.versions(key);
        let newest = versions.last().and_then(|one| one.by.first()).cloned();
        match self.rule {
            ReplaceRule::Nothing => return kept(Kept::NoClobber),
            ReplaceRule::Anything if !self.is_recorded || versions.is_empty() => return Ok(None),
            _ => {}
        }
        let Some(by) = newest.filter(|_| path.symlink_metadata().is_ok_and(|one| one.is_file()))
        else {
            return if self.rule == ReplaceRule::Anything { Ok(None) } else { kept(Kept::Unknown) };
        };
        let digest = digest(path)?;
        let known = versions.iter().find(|one| one.sha256 == digest);
        match (self.rule, known) {
            (ReplaceRule::Own, None) => kept(Kept::Changed { by }),
            (ReplaceRule::Own, Some(one)) if !one.by.contains(&self.by) => {
                kept(Kept::OfAnother { by: one.by.first().cloned().unwrap_or(by) })
            }
            (_, known) => Ok(known.map(|_| digest)),
        }
    }

    /// Checks that the file at `path` is still the one seen in `before`, or may be replaced all the same.
    pub(super) fn look_again(&self, path: &Path, before: &Before) -> Result<Before, WriteError> {
        let now = path.symlink_metadata().ok();
        match (&before.metadata, &now) {
            (None, None) => Ok(before.clone()),
            (Some(then), Some(now)) if is_same(then, now) => Ok(before.clone()),
            _ => self.look(path),
        }
    }
}

fn digest(path: &Path) -> Result<String, WriteError> {
    record::digest(path).map_err(|source| WriteError::Io { path: path.to_owned(), source })
}

/// Tells whether a link leads to something other than a file or a folder.
fn leads_to_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Tells whether nothing has touched a file between two looks.
#[cfg(unix)]
pub(super) fn is_same(then: &Metadata, now: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    let state = |one: &Metadata| {
        (
            one.dev(),
            one.ino(),
            one.len(),
            one.mtime(),
            one.mtime_nsec(),
            one.ctime(),
            one.ctime_nsec(),
        )
    };
    state(then) == state(now)
}

/// Tells whether nothing has touched a file between two looks.
#[cfg(not(unix))]
pub(super) fn is_same(then: &Metadata, now: &Metadata) -> bool {
    (then.len(), then.modified().ok()) == (now.len(), now.modified().ok())
}

/// The files written since the program began: for each path, whether it replaced something, and whether with
/// the same bytes again, where that is known.
static WRITTEN: Mutex<BTreeMap<PathBuf, Option<Replaced>>> = Mutex::new(BTreeMap::new());

type Replaced = Option<bool>;

/// Notes that `path` was written; the first note counts, since a file that this program wrote itself a moment ago is
/// not replaced.
pub(super) fn tell(path: &Path, replaced: Option<Replaced>) {
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    written.entry(path.to_owned()).or_insert(replaced);
}

/// The files and folders that were replaced since this was last asked, in the order of their names, and
/// whether with the same bytes again, where that is known.
#[must_use]
pub fn take_replaced() -> BTreeMap<PathBuf, Option<bool>> {
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    let all = std::mem::take(&mut *written).into_iter();
    all.filter_map(|(path, replaced)| Some((path, replaced?))).collect()
}
