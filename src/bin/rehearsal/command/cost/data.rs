//! The data of the run folder, measured.

use std::path::Path;

use anyhow::Context;
use rehearsal::column::{ITEM_ID, USER_ID};
use rehearsal::export::digest::FileRecord;
use rehearsal::number::thousands;
use rehearsal::source::files;
use rehearsal::source::personalize::{measure, other_form};
use rehearsal::stats::Stats;

use crate::run_folder::RunFolder;

/// The prepared datasets together.
#[derive(Debug, Default)]
pub(super) struct RunData {
    /// The amounts of the interactions, if there are any.
    pub(super) interactions: Option<Amounts>,
    /// The bytes of all datasets as CSV.
    pub(super) csv_bytes: u64,
    /// The bytes of all datasets as they are stored.
    pub(super) stored_bytes: u64,
    /// The datasets that are not stored as CSV, in words.
    pub(super) other_forms: Vec<String>,
    /// The digest of the interactions; empty where there are none.
    pub(super) sha256: String,
}

/// The amounts of interactions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amounts {
    pub(super) rows: usize,
    pub(super) users: usize,
    pub(super) items: usize,
}

impl RunData {
    /// Measures what is prepared in the run folder.
    pub(super) fn measure(folder: &RunFolder) -> anyhow::Result<Self> {
        let mut data = Self::default();
        if let Some(path) = folder.prepared("interactions")? {
            let file = FileRecord::of(&path)
                .with_context(|| format!("cannot read `{}`", path.display()))?;
            let is_csv = data.add_form(&path)?;
            let stats = folder.read_json::<Stats>("stats.json").ok().flatten();
            let stats = stats.filter(|stats| is_csv && stats.file.sha256 == file.sha256);
            data.sha256 = file.sha256;
            data.interactions = Some(if let Some(stats) = stats {
                data.csv_bytes += file.bytes;
                Amounts { rows: stats.interactions, users: stats.users, items: stats.items }
            } else {
                let size = measure(&path, &[USER_ID, ITEM_ID])?;
                data.csv_bytes += if is_csv { file.bytes } else { size.csv_bytes };
                let distinct = |at: usize| size.distinct.get(at).copied().unwrap_or_default();
                Amounts { rows: size.rows, users: distinct(0), items: distinct(1) }
            });
        }
        for stem in ["items", "users"] {
            let Some(path) = folder.prepared(stem)? else { continue };
            let is_csv = data.add_form(&path)?;
            data.csv_bytes +=
                if is_csv { files::size(&path) } else { measure(&path, &[])?.csv_bytes };
        }
        Ok(data)
    }

    /// Takes in the form of a dataset, and tells whether it is CSV.
    fn add_form(&mut self, path: &Path) -> anyhow::Result<bool> {
        let bytes = files::size(path);
        self.stored_bytes += bytes;
        let Some(form) = other_form(path)? else { return Ok(true) };
        self.other_forms.push(format!(
            "`{}` is {} bytes of {form}",
            path.display(),
            thousands(bytes)
        ));
        Ok(false)
    }

    /// The source of the size, in words.
    pub(super) fn import_basis(&self) -> String {
        let bytes = thousands(self.csv_bytes);
        if self.other_forms.is_empty() {
            return format!("import: the prepared files of the run folder have {bytes} bytes");
        }
        format!(
            "import: the prepared files of the run folder are {bytes} bytes as CSV, which is what the service imports; measured by \
             writing out every row, for {}",
            self.other_forms.join(" and ")
        )
    }

    /// The size as CSV, in GB; none where nothing is prepared.
    pub(super) fn gigabytes(&self) -> Option<f64> {
        (self.csv_bytes > 0).then(|| rehearsal::number::from_u64(self.csv_bytes) / 1e9)
    }
}
