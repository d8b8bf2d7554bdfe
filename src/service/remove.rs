//! What a workflow made, deleted again; nothing that it did not make.

use std::thread::sleep;
use std::time::Duration;

use super::apply::Pace;
use super::client::{Service, ServiceRefusal};
use super::journal::{JournalEntry, JournalError, ServiceJournal};
use crate::workflow::Operation;

/// The reason that something is left.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// A call that the service refused.
    #[error("cannot delete `{name}`: {refusal}")]
    Refused {
        /// The resource.
        name: String,
        /// The refusal.
        refusal: ServiceRefusal,
    },
    /// A resource that is still there.
    #[error("`{name}` is still being deleted; run the command again to go on")]
    Slow {
        /// The resource.
        name: String,
    },
    /// A journal that cannot be written.
    #[error(transparent)]
    ServiceJournal(#[from] JournalError),
}

/// The order of deletion: what serves first, the group last. (Developer guide, "deleting resources".)
const ORDER: [Operation; 9] = [
    Operation::CreateRecommender,
    Operation::CreateCampaign,
    Operation::CreateSolution,
    Operation::CreateEventTracker,
    Operation::CreateFilter,
    Operation::CreateMetricAttribution,
    Operation::CreateDataset,
    Operation::CreateSchema,
    Operation::CreateDatasetGroup,
];

/// Deletes what the journal says that the workflow made, and calls `done` with each name. Jobs and trainings go with
/// what they belong to.
///
/// # Errors
/// At the first resource that is not gone in the time that `pace` allows.
pub fn remove(
    service: &Service,
    journal: &mut ServiceJournal,
    pace: Pace,
    done: &dyn Fn(&JournalEntry),
) -> Result<(), RemoveError> {
    for operation in ORDER {
        let of_kind = |entry: &&JournalEntry| entry.step.operation == operation && entry.is_ours;
        let entries: Vec<JournalEntry> = journal.entries.iter().filter(of_kind).cloned().collect();
        for entry in entries {
            if let Some(arn) = &entry.arn {
                one(service, operation, arn, &entry, pace)?;
            }
            journal.forget(operation, entry.step.resource_name())?;
            done(&entry);
        }
    }
    let others: Vec<JournalEntry> = journal.entries.clone();
    for entry in others.iter().filter(|entry| !entry.step.operation.facts().is_deletable) {
        journal.forget(entry.step.operation, entry.step.resource_name())?;
    }
    Ok(())
}

fn one(
    service: &Service,
    operation: Operation,
    arn: &str,
    entry: &JournalEntry,
    pace: Pace,
) -> Result<(), RemoveError> {
    let name = || entry.step.resource_name().to_owned();
    match service.delete(operation, arn) {
        Err(refusal) if !refusal.is_missing() && refusal.code != "ResourceInUseException" => {
            return Err(RemoveError::Refused { name: name(), refusal });
        }
        // In use: by something that is being deleted still.
        _ => {}
    }
    let mut waited = Duration::ZERO;
    loop {
        match service.describe(operation, arn) {
            Err(refusal) if refusal.is_missing() => return Ok(()),
            Err(refusal) => return Err(RemoveError::Refused { name: name(), refusal }),
            Ok(_) if waited >= pace.limit => return Err(RemoveError::Slow { name: name() }),
            Ok(_) => {}
        }
        sleep(pace.pause);
        waited += pace.pause;
        // Repeated, since the first call may have met something that used it.
        let _ = service.delete(operation, arn);
    }
}
