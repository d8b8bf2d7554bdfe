//! A resource of a step looked for by its name.

use serde_json::{Map, Value};

use super::client::{Service, ServiceRefusal};
use super::journal::ServiceJournal;
use crate::workflow::{Operation, WorkflowStep};

impl Service {
    /// The ARN of the resource of `step`, called `name` and made with `parameters`, if there is one. A version of a
    /// solution has no name that is told: one that the journal does not have is the one.
    ///
    /// # Errors
    /// When the service refuses.
    pub(super) fn find(
        &self,
        step: &WorkflowStep,
        parameters: &Map<String, Value>,
        journal: &ServiceJournal,
    ) -> Result<Option<String>, ServiceRefusal> {
        let of = |name: &str| parameters.get(name).and_then(Value::as_str).unwrap_or_default();
        let all = match step.operation {
            Operation::CreateSchema => return self.schema_arn(of("name")),
            Operation::CreateDatasetGroup => return self.group_arn(of("name")),
            Operation::CreateDataset => self.datasets(of("datasetGroupArn")),
            Operation::CreateDatasetImportJob => self.imports(of("datasetArn")),
            Operation::CreateSolution => self.solutions(of("datasetGroupArn")),
            Operation::CreateSolutionVersion => self.versions(of("solutionArn")),
            Operation::CreateBatchInferenceJob => self.batches(of("solutionVersionArn")),
            Operation::CreateCampaign => {
                let version = of("solutionVersionArn");
                let solution = version.rsplit_once('/').map_or(version, |(solution, _)| solution);
                self.campaigns(solution)
            }
            Operation::CreateEventTracker
            | Operation::CreateFilter
            | Operation::CreateMetricAttribution
            | Operation::CreateRecommender => self.around(of("datasetGroupArn")),
        }?;
        let name = of(step.operation.facts().name);
        let is_version = step.operation == Operation::CreateSolutionVersion;
        let is_known =
            |arn: &str| journal.entries.iter().any(|entry| entry.arn.as_deref() == Some(arn));
        let is_it = |(operation, other, arn): &(Operation, String, String)| {
            *operation == step.operation && (other == name || is_version && !is_known(arn))
        };
        Ok(all.into_iter().find(is_it).map(|(_, _, arn)| arn))
    }
}
