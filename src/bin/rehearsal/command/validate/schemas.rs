//! The schemas that a check reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rehearsal::schema::Schema;
use rehearsal::validate::{FileFindings, Options, check_schema};

use super::files;

/// Schemas that were read, each once, and what was found in them and in the data so far.
#[derive(Default)]
pub(super) struct Schemas {
    read: BTreeMap<PathBuf, Option<Schema>>,
    pub(super) found: Vec<FileFindings>,
}

impl Schemas {
    pub(super) fn read(&mut self, path: &Path, options: &Options) -> anyhow::Result<()> {
        if !self.read.contains_key(path) {
            let name = path.display().to_string();
            let bytes = files::schema_bytes(path)?;
            let checked = check_schema(&bytes, &name, options);
            self.found.push(checked.found);
            self.read.insert(path.to_owned(), checked.schema);
        }
        Ok(())
    }

    pub(super) fn get(&self, path: &Path) -> Option<&Schema> {
        self.read.get(path).and_then(Option::as_ref)
    }
}
