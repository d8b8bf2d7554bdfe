//! A workflow done: step by step, each waited for, each written down.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Map, Value};

use super::client::{Service, ServiceRefusal};
use super::describe::{ResourceState, StateKind};
use super::failure::{Meaning, meaning};
use super::journal::{JournalEntry, JournalError, ServiceJournal, StepOutcome};
use super::pace::Pace;
use super::remove::{RemoveError, gone};
use crate::workflow::{Operation, WorkflowStep};

/// The reason that a workflow ended early; what was done stands in the journal.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// A call that the service refused.
    #[error("step `{step}`: {refusal}")]
    Refused {
        /// The step.
        step: String,
        /// The refusal.
        refusal: ServiceRefusal,
    },
    /// A resource that failed.
    #[error("step `{step}` failed ({status}): {reason}{}", explained(reason))]
    Failed {
        /// The step.
        step: String,
        /// The status in the service's words.
        status: String,
        /// The service's reason.
        reason: String,
    },
    /// A resource that takes longer than was allowed.
    #[error("step `{step}` is still {status}; run the command again to go on waiting")]
    Slow {
        /// The step.
        step: String,
        /// The status in the service's words.
        status: String,
    },
    /// A resource of this name that something else made.
    #[error(
        "step `{step}`: there is a resource named `{name}` already, which this workflow did not make; choose another `--name`"
    )]
    NotOurs {
        /// The step.
        step: String,
        /// The name.
        name: String,
    },
    /// A resource that was made with other parameters.
    #[error(
        "step `{step}`: `{name}` was made with another {differing}, which cannot be changed: `personalize delete` removes what \
         was made, or choose another `--name`"
    )]
    Changed {
        /// The step.
        step: String,
        /// The name.
        name: String,
        /// The parameters that differ.
        differing: String,
    },
    /// A resource that failed before and cannot be deleted.
    #[error(transparent)]
    Remove(#[from] RemoveError),
    /// A step that was not agreed to.
    #[error("stopped before step `{step}`; run the command again to go on")]
    NotAgreed {
        /// The step.
        step: String,
        /// The reason.
        #[source]
        reason: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A journal that cannot be written.
    #[error(transparent)]
    ServiceJournal(#[from] JournalError),
}

/// The rule and the advice for a reason, as the end of a sentence.
fn explained(reason: &str) -> String {
    let Some(Meaning { rules, advice }) = meaning(reason) else { return String::new() };
    match rules {
        [] => format!("; {advice}"),
        [one] => format!(
            "; {advice}; the rule {one} finds this before an import: `rehearsal validate --explain {one}`"
        ),
        [first, ..] => format!(
            "; {advice}; the rules {} find this before an import: `rehearsal validate --explain {first}`",
            rules.join(", ")
        ),
    }
}

/// News of a workflow.
#[derive(Debug, Clone, PartialEq)]
pub enum ApplyNews<'n> {
    /// A step was done before.
    Done(&'n WorkflowStep, &'n str),
    /// A call was made and gave this ARN.
    Made(&'n WorkflowStep, &'n str),
    /// A resource was changed in these parameters.
    Changed(&'n WorkflowStep, &'n str),
    /// A resource has this status now.
    Status(&'n WorkflowStep, &'n str),
}

/// The decisions and the news of whoever runs a workflow.
pub trait Watcher {
    /// Agrees to a step that is about to be made, or not.
    ///
    /// # Errors
    /// When the step is not agreed to.
    fn agree(&self, step: &WorkflowStep) -> Result<(), Box<dyn std::error::Error + Send + Sync>>;

    /// Takes note of something.
    fn news(&self, news: &ApplyNews<'_>);
}

/// Takes `steps` one after another: those that the journal has are looked at, the others made. Imports run beside each
/// other; every other resource is waited for before the next step.
///
/// # Errors
/// At the first step that is refused, fails, is not agreed to, or takes longer than `pace` allows. What was done is in
/// the journal, from which the next call goes on.
pub fn apply(
    service: &Service,
    steps: &[WorkflowStep],
    journal: &mut ServiceJournal,
    pace: Pace,
    watcher: &dyn Watcher,
) -> Result<(), ApplyError> {
    let _lock = journal.lock()?;
    let mut applying = Applying { service, journal, pace, watcher };
    for (at, step) in steps.iter().enumerate() {
        applying.make(step)?;
        let next = steps.get(at + 1).map(|next| next.operation);
        let is_beside = step.operation == Operation::CreateDatasetImportJob
            && next == Some(Operation::CreateDatasetImportJob);
        if !is_beside {
            let operation = step.operation;
            for step in steps[..=at].iter().filter(|step| step.operation == operation) {
                applying.wait(step)?;
            }
        }
    }
    Ok(())
}

struct Applying<'a> {
    service: &'a Service,
    journal: &'a mut ServiceJournal,
    pace: Pace,
    watcher: &'a dyn Watcher,
}

impl Applying<'_> {
    fn make(&mut self, step: &WorkflowStep) -> Result<(), ApplyError> {
        self.clear_failed(step)?;
        let known = self.journal.find(step).cloned();
        let attempts = known
            .as_ref()
            .map_or(0, |entry| entry.attempts + u32::from(entry.outcome == StepOutcome::Failed));
        let wanted = self.journal.resolved(step, attempts);
        let works = known.as_ref().filter(|entry| entry.outcome != StepOutcome::Failed);
        if let Some(entry) = works.filter(|entry| entry.arn.is_some()) {
            return self.keep(step, entry, &wanted);
        }
        // With automatic training versions come by themselves: one is ours only where its call was begun.
        let is_looked_for = works.is_some() || step.operation != Operation::CreateSolutionVersion;
        let found = if is_looked_for { self.found(step, &wanted)? } else { None };
        if let Some(arn) = found {
            if works.is_none() {
                // Looked for before the call is noted: what is found after that is what the call made.
                return Err(not_ours(step));
            }
            // The call was made, and the answer lost with the process.
            self.watcher.news(&ApplyNews::Done(step, &arn));
            return self.note(step, Some(arn), wanted, attempts);
        }
        self.watcher
            .agree(step)
            .map_err(|reason| ApplyError::NotAgreed { step: step.id.clone(), reason })?;
        // Written before the call: should the process end now, the next one looks for the resource first.
        self.note(step, None, wanted.clone(), attempts)?;
        self.call(step, wanted, attempts)
    }

    /// Deletes a resource of ours that failed, so that it can be made again. Jobs and trainings cannot be deleted: the next
    /// one has another name.
    fn clear_failed(&mut self, step: &WorkflowStep) -> Result<(), ApplyError> {
        let failed = |entry: &&JournalEntry| entry.outcome == StepOutcome::Failed && entry.is_ours;
        let entry = self.journal.find(step).filter(failed).cloned();
        let Some(entry) = entry.filter(|_| step.operation.facts().is_deletable) else {
            return Ok(());
        };
        if let Some(arn) = &entry.arn {
            gone(self.service, arn, &entry, self.pace)?;
        }
        Ok(self.journal.forget(step)?)
    }

    /// Makes the call. Where its answer is lost, the resource is looked for: there was none before.
    fn call(
        &mut self,
        step: &WorkflowStep,
        wanted: Map<String, Value>,
        attempts: u32,
    ) -> Result<(), ApplyError> {
        let arn = match self.service.create(step.operation, &wanted) {
            Ok(arn) => arn,
            Err(refusal) if refusal.is_certain() => {
                self.journal.forget(step)?;
                return Err(refused(step, refusal));
            }
            Err(refusal) => match self.found(step, &wanted)? {
                Some(arn) => arn,
                None => return Err(refused(step, refusal)),
            },
        };
        self.watcher.news(&ApplyNews::Made(step, &arn));
        self.note(step, Some(arn), wanted, attempts)
    }

    /// Keeps a resource that is there, and changes a campaign that is to serve something else.
    fn keep(
        &mut self,
        step: &WorkflowStep,
        entry: &JournalEntry,
        wanted: &Map<String, Value>,
    ) -> Result<(), ApplyError> {
        let arn = entry.arn.clone().unwrap_or_default();
        let differing = differing(&entry.sent, wanted);
        if differing.is_empty() {
            self.watcher.news(&ApplyNews::Done(step, &arn));
            return Ok(());
        }
        if step.operation != Operation::CreateCampaign {
            let differing = differing.join(", ");
            let name = entry.name().to_owned();
            return Err(ApplyError::Changed { step: step.id.clone(), name, differing });
        }
        self.watcher
            .agree(step)
            .map_err(|reason| ApplyError::NotAgreed { step: step.id.clone(), reason })?;
        let updated = self.service.update_campaign(&arn, wanted);
        updated.map_err(|refusal| refused(step, refusal))?;
        self.watcher.news(&ApplyNews::Changed(step, &differing.join(", ")));
        self.note(step, Some(arn), wanted.clone(), entry.attempts)
    }

    fn note(
        &mut self,
        step: &WorkflowStep,
        arn: Option<String>,
        sent: Map<String, Value>,
        attempts: u32,
    ) -> Result<(), ApplyError> {
        let (step, outcome) = (step.clone(), StepOutcome::Begun);
        let entry = JournalEntry { step, arn, sent, outcome, attempts, is_ours: true };
        Ok(self.journal.put(entry)?)
    }

    /// Looks for a resource of the step's name.
    fn found(
        &self,
        step: &WorkflowStep,
        wanted: &Map<String, Value>,
    ) -> Result<Option<String>, ApplyError> {
        let found = self.service.find(step, wanted, self.journal);
        found.map_err(|refusal| refused(step, refusal))
    }

    /// Waits until the resource of a step is ACTIVE.
    fn wait(&mut self, step: &WorkflowStep) -> Result<(), ApplyError> {
        let entry = self.journal.find(step).cloned();
        let waits = |entry: &JournalEntry| entry.outcome == StepOutcome::Begun;
        let Some(entry) = entry.filter(waits) else { return Ok(()) };
        let Some(arn) = entry.arn.clone() else { return Ok(()) };
        if step.operation.facts().is_waited_for {
            self.wait_for(step, &arn)?;
        }
        Ok(self.journal.put(JournalEntry { outcome: StepOutcome::Active, ..entry })?)
    }

    fn wait_for(&mut self, step: &WorkflowStep, arn: &str) -> Result<(), ApplyError> {
        let mut waited = Duration::ZERO;
        let mut last = String::new();
        loop {
            let state = self.service.describe(step.operation, arn);
            let state = state.map_err(|refusal| refused(step, refusal))?;
            if state.status != last {
                self.watcher.news(&ApplyNews::Status(step, &state.status));
                last.clone_from(&state.status);
            }
            match state.kind() {
                StateKind::Active => return Ok(()),
                StateKind::Failed => return Err(self.failed(step, state)),
                StateKind::Pending if waited >= self.pace.limit => {
                    return Err(ApplyError::Slow { step: step.id.clone(), status: last });
                }
                StateKind::Pending => {}
            }
            sleep(self.pace.pause);
            waited += self.pace.pause;
        }
    }

    /// The error of a resource that failed; the next call makes it again.
    fn failed(&mut self, step: &WorkflowStep, state: ResourceState) -> ApplyError {
        let entry = self.journal.find(step).cloned();
        if let Some(entry) = entry
            && let Err(error) =
                self.journal.put(JournalEntry { outcome: StepOutcome::Failed, ..entry })
        {
            return error.into();
        }
        let reason =
            state.failure_reason.unwrap_or_else(|| "the service gives no reason".to_owned());
        ApplyError::Failed { step: step.id.clone(), status: state.status, reason }
    }
}

/// The names of the parameters that differ.
fn differing(sent: &Map<String, Value>, wanted: &Map<String, Value>) -> Vec<String> {
    let all: BTreeSet<&String> = sent.keys().chain(wanted.keys()).collect();
    all.into_iter().filter(|name| sent.get(*name) != wanted.get(*name)).cloned().collect()
}

fn not_ours(step: &WorkflowStep) -> ApplyError {
    ApplyError::NotOurs { step: step.id.clone(), name: step.resource_name().to_owned() }
}

fn refused(step: &WorkflowStep, refusal: ServiceRefusal) -> ApplyError {
    ApplyError::Refused { step: step.id.clone(), refusal }
}
