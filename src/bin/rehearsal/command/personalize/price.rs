//! The price of a step, said before it is taken.

use rehearsal::cost::{CostReport, Estimate, Prices, Unpriced};
use rehearsal::workflow::{Operation, ServingOption, Workflow, WorkflowStep};

use crate::command::cost;
use crate::readable::{dollars, of};
use crate::run_folder::RunFolder;

/// The prices of a workflow's steps.
pub(super) struct StepPrices {
    report: CostReport,
    tps_min: u32,
    is_searching: bool,
}

impl StepPrices {
    /// The prices for the data of `folder`.
    pub(super) fn new(workflow: &Workflow, folder: &RunFolder) -> anyhow::Result<Self> {
        let tps_min = match workflow.serving {
            ServingOption::None => 0,
            ServingOption::Live { tps_min } => tps_min,
        };
        let report = cost::of_workflow(workflow.recipe, tps_min, folder)?;
        Ok(Self { report, tps_min, is_searching: workflow.is_searching })
    }

    /// The price of a step, in words; `None` for a step that costs nothing.
    pub(super) fn of(&self, step: &WorkflowStep) -> Option<String> {
        match step.operation {
            Operation::CreateDatasetImportJob => {
                let per_gigabyte = Prices::shipped().lists.first()?.import_per_gb;
                let price = dollars(self.report.usage.gigabytes * per_gigabyte);
                Some(format!("all imports together cost about {price}"))
            }
            Operation::CreateSolution => {
                let config = step.parameters.get("solutionConfig")?;
                let pace =
                    config.get("autoTrainingConfig")?.get("schedulingExpression")?.as_str()?;
                Some(self.training(&format!("automatic training by {pace} costs each time")))
            }
            Operation::CreateSolutionVersion => Some(self.training(if self.is_searching {
                "the search of hyperparameters takes several trainings, of which each costs"
            } else {
                "a training costs"
            })),
            Operation::CreateCampaign | Operation::CreateRecommender => {
                let begin = format!(
                    "at least {} a second, until it is deleted, cost in 30 days without any request",
                    of(usize::try_from(self.tps_min).unwrap_or(usize::MAX), "request")
                );
                Some(self.said(&begin, |estimate| estimate.idle, |what| what != "training"))
            }
            Operation::CreateBatchInferenceJob => {
                Some("a batch job is paid for by the users that it is asked about".to_owned())
            }
            _ => None,
        }
    }

    fn training(&self, begin: &str) -> String {
        self.said(begin, |estimate| estimate.training, |what| what == "training")
    }

    /// A figure behind `begin`, or the keys of prices that are missing.
    fn said(&self, begin: &str, part: fn(&Estimate) -> f64, is_part: fn(&str) -> bool) -> String {
        if let Some(estimate) = self.report.estimates.first() {
            return format!("{begin} about {}", dollars(part(estimate)));
        }
        let of_part = |one: &&Unpriced| is_part(&one.what);
        let missing = self.report.unpriced.iter().filter(of_part);
        let keys: Vec<&str> = missing.map(|one| &*one.key).collect();
        format!("{begin} a sum that is not known: no list has {}", keys.join(", "))
    }
}
