//! The calls that delete resources.

use super::client::{Service, ServiceRefusal};
use crate::workflow::Operation;

/// Makes a call that deletes.
macro_rules! deleted {
    ($service:expr, $operation:expr, $request:expr) => {{
        let answer = $service.runtime.block_on($request.send());
        let name = $operation.api().replace("Create", "Delete");
        answer.map_err(|error| ServiceRefusal::of(&name, &error)).map(|_| ())
    }};
}

impl Service {
    /// Deletes the resource that `operation` made under `arn`; jobs and trainings cannot be deleted and are left.
    ///
    /// # Errors
    /// When the service refuses.
    pub fn delete(&self, operation: Operation, arn: &str) -> Result<(), ServiceRefusal> {
        let client = &self.client;
        match operation {
            Operation::CreateSchema => {
                deleted!(self, operation, client.delete_schema().schema_arn(arn))
            }
            Operation::CreateDatasetGroup => {
                deleted!(self, operation, client.delete_dataset_group().dataset_group_arn(arn))
            }
            Operation::CreateDataset => {
                deleted!(self, operation, client.delete_dataset().dataset_arn(arn))
            }
            Operation::CreateEventTracker => {
                deleted!(self, operation, client.delete_event_tracker().event_tracker_arn(arn))
            }
            Operation::CreateFilter => {
                deleted!(self, operation, client.delete_filter().filter_arn(arn))
            }
            Operation::CreateMetricAttribution => {
                let request = client.delete_metric_attribution().metric_attribution_arn(arn);
                deleted!(self, operation, request)
            }
            Operation::CreateSolution => {
                deleted!(self, operation, client.delete_solution().solution_arn(arn))
            }
            Operation::CreateCampaign => {
                deleted!(self, operation, client.delete_campaign().campaign_arn(arn))
            }
            Operation::CreateRecommender => {
                deleted!(self, operation, client.delete_recommender().recommender_arn(arn))
            }
            Operation::CreateDatasetImportJob
            | Operation::CreateSolutionVersion
            | Operation::CreateBatchInferenceJob => Ok(()),
        }
    }
}
