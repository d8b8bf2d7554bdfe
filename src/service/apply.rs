//! A workflow done: step by step, each waited for, each written down.

use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::client::{Service, ServiceRefusal};
use super::describe::{ResourceState, StateKind};
use super::failure::{Meaning, meaning};
use super::journal::{JournalEntry, JournalError, ServiceJournal};
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
        [first, ..] => format!(
            "; {advice}; the rule {} finds this before an import: `rehearsal validate --explain {first}`",
            rules.join(", ")
        ),
    }
}

/// The pace of asking for a state, and the longest wait for one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The pause between two questions.
    pub pause: Duration,
    /// The longest wait for a step.
    pub limit: Duration,
}

/// News of a workflow.
#[derive(Debug, Clone, PartialEq)]
pub enum ApplyNews<'n> {
    /// A step was done before.
    Done(&'n WorkflowStep, &'n str),
    /// A call was made and gave this ARN.
    Made(&'n WorkflowStep, &'n str),
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
        let known = self.journal.find(step).cloned();
        if let Some(entry) = &known
            && let Some(arn) = &entry.arn
        {
            self.watcher.news(&ApplyNews::Done(step, arn));
            // The same resource under another name of the step.
            return Ok(self.journal.put(JournalEntry { step: step.clone(), ..entry.clone() })?);
        }
        if let Some(arn) = self.found(step)? {
            if known.is_none() {
                // Looked for before the call is noted: what is found after that is what the call made.
                return Err(not_ours(step));
            }
            // The call was made, and the answer lost with the process.
            self.watcher.news(&ApplyNews::Done(step, &arn));
            return self.note(step, Some(arn));
        }
        self.watcher
            .agree(step)
            .map_err(|reason| ApplyError::NotAgreed { step: step.id.clone(), reason })?;
        // Written before the call: should the process end now, the next one looks for the resource first.
        self.note(step, None)?;
        match self.service.create(step.operation, &self.journal.resolved(step)) {
            Ok(arn) => {
                self.watcher.news(&ApplyNews::Made(step, &arn));
                self.note(step, Some(arn))
            }
            Err(refusal) => {
                self.journal.forget(step.operation, step.resource_name())?;
                Err(if refusal.is_there() { not_ours(step) } else { refused(step, refusal) })
            }
        }
    }

    fn note(&mut self, step: &WorkflowStep, arn: Option<String>) -> Result<(), ApplyError> {
        let entry = JournalEntry { step: step.clone(), arn, is_active: false, is_ours: true };
        Ok(self.journal.put(entry)?)
    }

    /// Looks for a resource of the step's name.
    fn found(&self, step: &WorkflowStep) -> Result<Option<String>, ApplyError> {
        let parameters = self.journal.resolved(step);
        let of = |name: &str| parameters.get(name).and_then(Value::as_str).unwrap_or_default();
        let service = self.service;
        let all = match step.operation {
            Operation::CreateSchema => {
                let found = service.schema_arn(step.resource_name());
                return found.map_err(|refusal| refused(step, refusal));
            }
            Operation::CreateDatasetGroup => {
                let found = service.group_arn(step.resource_name());
                return found.map_err(|refusal| refused(step, refusal));
            }
            Operation::CreateDataset => service.datasets(of("datasetGroupArn")),
            Operation::CreateDatasetImportJob => service.imports(of("datasetArn")),
            Operation::CreateSolution => service.solutions(of("datasetGroupArn")),
            // With automatic training, versions come by themselves.
            Operation::CreateSolutionVersion if self.journal.find(step).is_none() => {
                return Ok(None);
            }
            Operation::CreateSolutionVersion => service.versions(of("solutionArn")),
            Operation::CreateBatchInferenceJob => service.batches(of("solutionVersionArn")),
            Operation::CreateCampaign => {
                let version = of("solutionVersionArn");
                let solution = version.rsplit_once('/').map_or(version, |(solution, _)| solution);
                service.campaigns(solution)
            }
            Operation::CreateEventTracker
            | Operation::CreateFilter
            | Operation::CreateMetricAttribution
            | Operation::CreateRecommender => service.around(of("datasetGroupArn")),
        };
        let all = all.map_err(|refusal| refused(step, refusal))?;
        let name = step.resource_name();
        // A version's name is told nowhere: one of our solution that nothing in the journal is, is the one.
        let is_version = step.operation == Operation::CreateSolutionVersion;
        let is_known =
            |arn: &str| self.journal.entries.iter().any(|entry| entry.arn.as_deref() == Some(arn));
        let is_it = |(operation, other, arn): &(Operation, String, String)| {
            *operation == step.operation && (other == name || is_version && !is_known(arn))
        };
        Ok(all.into_iter().find(is_it).map(|(_, _, arn)| arn))
    }

    /// Waits until the resource of a step is ACTIVE.
    fn wait(&mut self, step: &WorkflowStep) -> Result<(), ApplyError> {
        let entry = self.journal.find(step).cloned();
        let Some(entry) = entry.filter(|entry| !entry.is_active) else { return Ok(()) };
        let Some(arn) = entry.arn.clone() else { return Ok(()) };
        if step.operation.facts().is_waited_for {
            self.wait_for(step, &arn)?;
        }
        Ok(self.journal.put(JournalEntry { is_active: true, ..entry })?)
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

    /// The error of a resource that failed. A job or a training that failed is forgotten, so that the next call makes
    /// it again; what can be deleted stays in the journal until it is.
    fn failed(&mut self, step: &WorkflowStep, state: ResourceState) -> ApplyError {
        if !step.operation.facts().is_deletable
            && let Err(error) = self.journal.forget(step.operation, step.resource_name())
        {
            return error.into();
        }
        let reason =
            state.failure_reason.unwrap_or_else(|| "the service gives no reason".to_owned());
        ApplyError::Failed { step: step.id.clone(), status: state.status, reason }
    }
}

fn not_ours(step: &WorkflowStep) -> ApplyError {
    ApplyError::NotOurs { step: step.id.clone(), name: step.resource_name().to_owned() }
}

fn refused(step: &WorkflowStep, refusal: ServiceRefusal) -> ApplyError {
    ApplyError::Refused { step: step.id.clone(), refusal }
}
