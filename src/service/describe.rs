//! The state of a resource.

use super::client::{Service, ServiceRefusal};
use crate::workflow::Operation;

/// The kind of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKind {
    /// It can be used.
    Active,
    /// It is being made, changed or deleted.
    Pending,
    /// It failed, or was stopped.
    Failed,
}

/// The state of a resource, as the service tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceState {
    /// The status in the service's own words, such as `CREATE IN_PROGRESS`.
    pub status: String,
    /// The service's reason for a failure.
    pub failure_reason: Option<String>,
}

impl ResourceState {
    /// A resource that has no status, since it is there at once.
    fn at_once() -> Self {
        Self { status: "ACTIVE".to_owned(), failure_reason: None }
    }

    /// The kind of the status.
    #[must_use]
    pub fn kind(&self) -> StateKind {
        let status = &*self.status;
        match status {
            "ACTIVE" | "INACTIVE" => StateKind::Active,
            _ if status.contains("FAILED") || status.contains("STOPPED") => StateKind::Failed,
            _ => StateKind::Pending,
        }
    }
}

/// The status and the reason of a failure, of the member of an answer.
macro_rules! described {
    ($service:expr, $operation:expr, $request:expr, $member:ident) => {{
        let answer = $service.runtime.block_on($request.send());
        let name = $operation.api().replace("Create", "Describe");
        let answer = answer.map_err(|error| ServiceRefusal::of(&name, &error))?;
        answer.$member.map(|found| (found.status.unwrap_or_default(), found.failure_reason))
    }};
    ($service:expr, $operation:expr, $request:expr, $member:ident without a reason) => {{
        let answer = $service.runtime.block_on($request.send());
        let name = $operation.api().replace("Create", "Describe");
        let answer = answer.map_err(|error| ServiceRefusal::of(&name, &error))?;
        answer.$member.map(|found| (found.status.unwrap_or_default(), None))
    }};
}

impl Service {
    /// Asks for the state of the resource that `operation` made under `arn`.
    ///
    /// # Errors
    /// When the service refuses, or there is no such resource.
    pub fn describe(
        &self,
        operation: Operation,
        arn: &str,
    ) -> Result<ResourceState, ServiceRefusal> {
        let client = &self.client;
        let found = match operation {
            Operation::CreateSchema => {
                let answer = self.runtime.block_on(client.describe_schema().schema_arn(arn).send());
                answer.map_err(|error| ServiceRefusal::of("DescribeSchema", &error))?;
                return Ok(ResourceState::at_once());
            }
            Operation::CreateDatasetGroup => {
                let request = client.describe_dataset_group().dataset_group_arn(arn);
                described!(self, operation, request, dataset_group)
            }
            Operation::CreateDataset => {
                let request = client.describe_dataset().dataset_arn(arn);
                described!(self, operation, request, dataset without a reason)
            }
            Operation::CreateDatasetImportJob => {
                let request = client.describe_dataset_import_job().dataset_import_job_arn(arn);
                described!(self, operation, request, dataset_import_job)
            }
            Operation::CreateEventTracker => {
                let request = client.describe_event_tracker().event_tracker_arn(arn);
                described!(self, operation, request, event_tracker without a reason)
            }
            Operation::CreateFilter => {
                let request = client.describe_filter().filter_arn(arn);
                described!(self, operation, request, filter)
            }
            Operation::CreateMetricAttribution => {
                let request = client.describe_metric_attribution().metric_attribution_arn(arn);
                described!(self, operation, request, metric_attribution)
            }
            _ => self.describe_trained(operation, arn)?,
        };
        let (status, failure_reason) = found.unwrap_or_default();
        Ok(ResourceState { status, failure_reason })
    }

    fn describe_trained(
        &self,
        operation: Operation,
        arn: &str,
    ) -> Result<Option<(String, Option<String>)>, ServiceRefusal> {
        let client = &self.client;
        Ok(match operation {
            Operation::CreateSolution => {
                let request = client.describe_solution().solution_arn(arn);
                described!(self, operation, request, solution without a reason)
            }
            Operation::CreateSolutionVersion => {
                let request = client.describe_solution_version().solution_version_arn(arn);
                described!(self, operation, request, solution_version)
            }
            Operation::CreateCampaign => {
                let request = client.describe_campaign().campaign_arn(arn);
                described!(self, operation, request, campaign)
            }
            Operation::CreateRecommender => {
                let request = client.describe_recommender().recommender_arn(arn);
                described!(self, operation, request, recommender)
            }
            _ => {
                let request = client.describe_batch_inference_job().batch_inference_job_arn(arn);
                described!(self, operation, request, batch_inference_job)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_of_the_service_has_a_kind() {
        let kind =
            |status: &str| ResourceState { status: status.to_owned(), failure_reason: None }.kind();
        // Service model, shape `Status`; recommenders can be stopped and started.
        for status in ["ACTIVE", "INACTIVE"] {
            assert_eq!(kind(status), StateKind::Active, "{status}");
        }
        for status in ["CREATE FAILED", "CREATE STOPPED", "UPDATE FAILED"] {
            assert_eq!(kind(status), StateKind::Failed, "{status}");
        }
        for status in [
            "CREATE PENDING",
            "CREATE IN_PROGRESS",
            "CREATE STOPPING",
            "DELETE PENDING",
            "DELETE IN_PROGRESS",
            "STOP PENDING",
            "STOP IN_PROGRESS",
            "START PENDING",
            "START IN_PROGRESS",
            "",
        ] {
            assert_eq!(kind(status), StateKind::Pending, "{status}");
        }
    }
}
