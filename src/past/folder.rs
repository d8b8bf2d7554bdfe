//! The folder of a history: a small file for each run.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::error::PastError;
use super::run::{PastRun, VERSION};
use crate::export::digest::Digester;
use crate::export::{AtomicFile, OutputFolder, Replace, ReplaceRule, finish_all};

/// The folder of a history.
#[derive(Debug, Clone)]
pub struct PastRuns {
    path: PathBuf,
}

impl PastRuns {
    /// The history in this folder, which need not be there yet.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// All records in the order of their instants, equals in that of their files; none where the folder is not there.
    ///
    /// # Errors
    /// When a file cannot be read, or is no record.
    pub fn records(&self) -> Result<Vec<PastRun>, PastError> {
        let failed = |source| PastError::Read { path: self.path.clone(), source };
        if !self.path.exists() {
            return Ok(Vec::new());
        }
        let mut paths = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let is_json = path.extension().is_some_and(|end| end == "json");
            if is_json && !name.starts_with('.') {
                paths.push(path);
            }
        }
        paths.sort();
        let mut records =
            paths.iter().map(|path| read(path)).collect::<Result<Vec<PastRun>, _>>()?;
        records.sort_by(|left, right| left.at.cmp(&right.at));
        Ok(records)
    }

    /// Adds a record, unless it says what the newest one says; the file that was written.
    ///
    /// # Errors
    /// When the history cannot be read or the file not written.
    pub fn add(&self, record: &PastRun) -> Result<Option<PathBuf>, PastError> {
        if self.records()?.last().is_some_and(|last| last.is_same(record)) {
            return Ok(None);
        }
        let mut bytes = serde_json::to_vec_pretty(record).unwrap_or_default();
        bytes.push(b'\n');
        let mut digester = Digester::default();
        digester.update(&bytes);
        let sha256 = digester.record(Path::new("")).sha256;
        let moment: String = record.at.chars().filter(char::is_ascii_alphanumeric).collect();
        let path = self.path.join(format!("{moment}-{}.json", &sha256[..8]));
        let _folder = OutputFolder::create(&self.path)?;
        let replace = Replace::new(ReplaceRule::Nothing, "history");
        let mut file = AtomicFile::create(&path, &replace)?;
        file.write_all(&bytes).map_err(|source| file.failed(source))?;
        finish_all(vec![file])?;
        Ok(Some(path))
    }
}

fn read(path: &Path) -> Result<PastRun, PastError> {
    let text = fs::read_to_string(path)
        .map_err(|source| PastError::Read { path: path.to_owned(), source })?;
    let wrong = |why: String| PastError::Record { path: path.to_owned(), why };
    let record: PastRun = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if record.schema_version != VERSION {
        return Err(wrong(format!("it is of form {}", record.schema_version)));
    }
    Ok(record)
}
