//! The record of what was asked of the service, so that a workflow goes on where it ended.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::export::{AtomicFile, Replace, WriteError};
use crate::source::opening;
use crate::workflow::{WorkflowStep, refers_to};

/// A resource of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JournalEntry {
    /// The step.
    pub step: WorkflowStep,
    /// Its ARN, once the service has given one; without it, the call was begun and its answer is not known.
    pub arn: Option<String>,
    /// The parameters as they were sent, with ARNs in them.
    pub sent: Map<String, Value>,
    /// The state in which it was seen last.
    pub outcome: StepOutcome,
    /// The times that it failed before, which stand at the end of its name.
    pub attempts: u32,
    /// True if this workflow made it, and may delete it; false where it was there before.
    pub is_ours: bool,
}

/// The state in which a resource was seen last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum StepOutcome {
    /// It was begun.
    Begun,
    /// It became ACTIVE.
    Active,
    /// It failed.
    Failed,
}

impl JournalEntry {
    /// The name that the resource has.
    #[must_use]
    pub fn name(&self) -> &str {
        let name = self.sent.get(self.step.operation.facts().name).and_then(Value::as_str);
        name.unwrap_or_else(|| self.step.resource_name())
    }
}

/// All resources of a workflow that were begun, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceJournal {
    /// The version of the form, 1.
    pub schema_version: u32,
    /// The name of the dataset group.
    pub name: String,
    /// The resources.
    pub entries: Vec<JournalEntry>,
    #[serde(skip)]
    path: PathBuf,
}

/// The reason that a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// It cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
    /// It is no journal.
    #[error("`{}` is not what `personalize apply` wrote: {reason}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// The fault.
        reason: String,
    },
    /// It belongs to another dataset group.
    #[error(
        "`{}` belongs to the dataset group `{found}`, not to `{expected}`: delete that one first, or choose another run folder",
        path.display()
    )]
    Other {
        /// The file.
        path: PathBuf,
        /// The group of the file.
        found: String,
        /// The group of the workflow.
        expected: String,
    },
    /// It cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// The version of the form that is written.
const VERSION: u32 = 1;

impl ServiceJournal {
    /// Reads the journal at `path`; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or is no journal.
    pub fn read(path: &Path) -> Result<Option<Self>, JournalError> {
        let text = match opening::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(JournalError::Read { path: path.to_owned(), source }),
        };
        let read: Result<Self, _> = serde_json::from_str(&text);
        let read = read.map_err(|error| JournalError::Form {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        if read.schema_version > VERSION {
            let found = read.schema_version;
            return Err(JournalError::Form {
                path: path.to_owned(),
                reason: format!(
                    "it has schema_version {found}, and this program reads up to {VERSION}"
                ),
            });
        }
        Ok(Some(Self { path: path.to_owned(), ..read }))
    }

    /// The journal at `path` of the group `name`, or a new one.
    ///
    /// # Errors
    /// When what is there cannot be read, or belongs to another group.
    pub fn of_group(path: &Path, name: &str) -> Result<Self, JournalError> {
        let there = Self::read(path)?.filter(|journal| !journal.entries.is_empty());
        let Some(journal) = there else {
            let (name, path) = (name.to_owned(), path.to_owned());
            return Ok(Self { schema_version: VERSION, name, entries: Vec::new(), path });
        };
        if journal.name == name {
            return Ok(journal);
        }
        let (path, found, expected) = (path.to_owned(), journal.name, name.to_owned());
        Err(JournalError::Other { path, found, expected })
    }

    /// The entry of the step that makes the same resource: the same call under the same name.
    #[must_use]
    pub fn find(&self, step: &WorkflowStep) -> Option<&JournalEntry> {
        self.entries.iter().find(|entry| {
            entry.step.operation == step.operation
                && entry.step.resource_name() == step.resource_name()
        })
    }

    /// The ARN of the step `id`.
    #[must_use]
    pub fn arn(&self, id: &str) -> Option<&str> {
        let works =
            |entry: &&JournalEntry| entry.step.id == id && entry.outcome != StepOutcome::Failed;
        self.entries.iter().rev().find(works).and_then(|entry| entry.arn.as_deref())
    }

    /// The parameters of a step with the ARNs of earlier steps in them, its name with the number of the attempt.
    #[must_use]
    pub fn resolved(&self, step: &WorkflowStep, attempts: u32) -> Map<String, Value> {
        let value = |value: &Value| {
            let arn = refers_to(value).and_then(|id| self.arn(id));
            arn.map_or_else(|| value.clone(), Value::from)
        };
        let mut all: Map<String, Value> =
            step.parameters.iter().map(|(name, one)| (name.clone(), value(one))).collect();
        if attempts > 0 {
            let name = numbered(step.resource_name(), attempts + 1);
            all.insert(step.operation.facts().name.to_owned(), name.into());
        }
        all
    }

    /// Puts an entry in place of the one of the same resource, or behind the others, and writes the file.
    pub(super) fn put(&mut self, entry: JournalEntry) -> Result<(), JournalError> {
        let same = |other: &&mut JournalEntry| {
            other.step.operation == entry.step.operation
                && other.step.resource_name() == entry.step.resource_name()
        };
        match self.entries.iter_mut().find(same) {
            Some(there) => *there = entry,
            None => self.entries.push(entry),
        }
        self.write()
    }

    /// Removes the entry of a resource that is gone, and writes the file.
    pub(super) fn forget(&mut self, step: &WorkflowStep) -> Result<(), JournalError> {
        self.entries.retain(|entry| {
            entry.step.operation != step.operation
                || entry.step.resource_name() != step.resource_name()
        });
        self.write()
    }

    /// Keeps other processes from this journal until the lock is dropped.
    pub(super) fn lock(&self) -> Result<AtomicFile, JournalError> {
        let mut name = self.path.clone().into_os_string();
        name.push(".in-use");
        Ok(AtomicFile::create(Path::new(&name), &Replace::anything())?)
    }

    fn write(&self) -> Result<(), JournalError> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        // A journal replaces itself alone: it was read before.
        let mut file = AtomicFile::create(&self.path, &Replace::anything())?;
        file.write_all(&bytes).map_err(|source| file.failed(source))?;
        file.finish()?;
        Ok(())
    }
}

/// The most letters of a name.
const NAME_MAX: usize = 63;

/// A name with a number at its end, cut where it would be too long.
fn numbered(name: &str, number: u32) -> String {
    let end = format!("-{number}");
    let kept: String = name.chars().take(NAME_MAX - end.len()).collect();
    kept + &end
}
