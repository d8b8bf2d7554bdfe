//! Deletion of the resources that a workflow made, and of no others.

use std::thread::sleep;
use std::time::Duration;

use super::client::{Service, ServiceRefusal};
use super::describe::StateKind;
use super::journal::{JournalEntry, JournalError, ServiceJournal};
use super::pace::Pace;
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
    #[error("`{name}` is still {status}; run the command again to go on")]
    Slow {
        /// The resource.
        name: String,
        /// The status in the service's words.
        status: String,
    },
    /// Resources of which none is there.
    #[error(
        "nothing that the journal has is there{}: are these the account and the region in which it was made? Nothing was \
         deleted",
        region.as_ref().map_or(String::new(), |region| format!(" in {region}"))
    )]
    Elsewhere {
        /// The region that was asked.
        region: Option<String>,
    },
    /// A journal that cannot be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// The order of deletion: what serves first, the group last. (Developer guide, "deleting resources".)
pub const ORDER: [Operation; 9] = [
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

/// Refusals of one resource by another that uses it, after which it is not one that is being deleted.
const IN_USE_MAX: u32 = 10;

/// Deletes what the journal says that the workflow made, and calls `done` with each. Jobs and trainings go with what they
/// belong to. A call whose answer was never seen is looked for first.
///
/// # Errors
/// When nothing of it is there, and at the first resource that is not gone in the time that `pace` allows.
pub fn remove(
    service: &Service,
    journal: &mut ServiceJournal,
    pace: Pace,
    done: &dyn Fn(&JournalEntry),
) -> Result<(), RemoveError> {
    let _lock = journal.lock()?;
    expect_some_there(service, journal)?;
    for operation in ORDER {
        let of_kind = |entry: &&JournalEntry| entry.step.operation == operation && entry.is_ours;
        let entries: Vec<JournalEntry> = journal.entries.iter().filter(of_kind).cloned().collect();
        for entry in entries {
            let refused = |refusal| RemoveError::Refused { name: entry.name().to_owned(), refusal };
            let arn = match entry.arn.clone() {
                Some(arn) => Some(arn),
                None => service.find(&entry.step, &entry.sent, journal).map_err(refused)?,
            };
            if let Some(arn) = arn {
                gone(service, &arn, &entry, pace)?;
                done(&entry);
            }
            journal.forget(&entry.step)?;
        }
    }
    let others: Vec<JournalEntry> = journal.entries.clone();
    for entry in others.iter().filter(|entry| !entry.step.operation.facts().is_deletable) {
        journal.forget(&entry.step)?;
    }
    Ok(())
}

/// Refuses to take all for gone where credentials of another account, or another region, see none of it.
fn expect_some_there(service: &Service, journal: &ServiceJournal) -> Result<(), RemoveError> {
    let mut n_asked = 0;
    for entry in &journal.entries {
        let Some(arn) = &entry.arn else { continue };
        match service.describe(entry.step.operation, arn) {
            Ok(_) => return Ok(()),
            Err(refusal) if refusal.is_missing() => n_asked += 1,
            Err(refusal) => {
                return Err(RemoveError::Refused { name: entry.name().to_owned(), refusal });
            }
        }
    }
    let region = service.region().map(str::to_owned);
    if n_asked == 0 { Ok(()) } else { Err(RemoveError::Elsewhere { region }) }
}

/// Deletes a resource and waits until it is gone.
pub(super) fn gone(
    service: &Service,
    arn: &str,
    entry: &JournalEntry,
    pace: Pace,
) -> Result<(), RemoveError> {
    let operation = entry.step.operation;
    let name = || entry.name().to_owned();
    let refused = |refusal| Err(RemoveError::Refused { name: name(), refusal });
    let (mut waited, mut n_refused) = (Duration::ZERO, 0);
    loop {
        let state = match service.describe(operation, arn) {
            Err(refusal) if refusal.is_missing() => return Ok(()),
            Err(refusal) => return refused(refusal),
            Ok(state) => state,
        };
        if state.kind() != StateKind::Pending {
            match service.delete(operation, arn) {
                Ok(()) => n_refused = 0,
                Err(refusal) if refusal.is_missing() => return Ok(()),
                // By something that is being deleted still, or by what others made.
                Err(refusal)
                    if refusal.code == "ResourceInUseException" && n_refused < IN_USE_MAX =>
                {
                    n_refused += 1;
                }
                Err(refusal) => return refused(refusal),
            }
        }
        if waited >= pace.limit {
            return Err(RemoveError::Slow { name: name(), status: state.status });
        }
        sleep(pace.pause);
        waited += pace.pause;
    }
}
