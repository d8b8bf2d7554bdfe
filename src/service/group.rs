//! All resources of a dataset group, whoever made them.

use super::client::{Service, ServiceRefusal};
use super::describe::ResourceState;
use crate::workflow::Operation;

/// A resource of a dataset group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupResource {
    /// The call that makes such a resource.
    pub operation: Operation,
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its state.
    pub state: ResourceState,
}

/// Lists by a call's paginator, of each page the summaries, of each summary its name and ARN.
macro_rules! listed {
    ($service:expr, $operation:expr, $request:expr, $list:ident, $arn:ident, $name:ident) => {{
        let list = async {
            let mut found: Vec<(Operation, String, String)> = Vec::new();
            let mut pages = $request.into_paginator().send();
            while let Some(page) = pages.next().await {
                let name = $operation.api().replace("Create", "List") + "s";
                let page = page.map_err(|error| ServiceRefusal::of(&name, &error))?;
                for one in page.$list.unwrap_or_default() {
                    let arn = one.$arn.unwrap_or_default();
                    let name = one.$name.unwrap_or_else(|| last(&arn));
                    found.push(($operation, name, arn));
                }
            }
            Ok::<_, ServiceRefusal>(found)
        };
        $service.runtime.block_on(list)?
    }};
}

fn last(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The resources of the dataset group `group_arn` with their states, in the order of a workflow.
///
/// # Errors
/// When the service refuses.
pub fn resources_of(
    service: &Service,
    group_arn: &str,
) -> Result<Vec<GroupResource>, ServiceRefusal> {
    let mut found = vec![(Operation::CreateDatasetGroup, last(group_arn), group_arn.to_owned())];
    let datasets = service.datasets(group_arn)?;
    let imports: Vec<_> = datasets
        .iter()
        .map(|(_, _, arn)| service.imports(arn))
        .collect::<Result<Vec<_>, _>>()?
        .concat();
    found.extend(datasets);
    found.extend(imports);
    found.extend(service.around(group_arn)?);
    let solutions = service.solutions(group_arn)?;
    for (_, _, solution) in &solutions {
        let versions = service.versions(solution)?;
        for (_, _, version) in &versions {
            found.extend(service.batches(version)?);
        }
        found.extend(versions);
        found.extend(service.campaigns(solution)?);
    }
    found.extend(solutions);
    found.sort_by_key(|(operation, ..)| *operation);
    found
        .into_iter()
        .map(|(operation, name, arn)| {
            let state = service.describe(operation, &arn)?;
            Ok(GroupResource { operation, name, arn, state })
        })
        .collect()
}

/// A call, a name and an ARN.
type Named = (Operation, String, String);

impl Service {
    /// The ARN of the dataset group of this name, if there is one.
    ///
    /// # Errors
    /// When the service refuses.
    pub fn group_arn(&self, name: &str) -> Result<Option<String>, ServiceRefusal> {
        let request = self.client.list_dataset_groups();
        let all = listed!(
            self,
            Operation::CreateDatasetGroup,
            request,
            dataset_groups,
            dataset_group_arn,
            name
        );
        Ok(all.into_iter().find(|(_, other, _)| other == name).map(|(_, _, arn)| arn))
    }

    /// The ARN of the schema of this name, if there is one.
    pub(super) fn schema_arn(&self, name: &str) -> Result<Option<String>, ServiceRefusal> {
        let request = self.client.list_schemas();
        let all = listed!(self, Operation::CreateSchema, request, schemas, schema_arn, name);
        Ok(all.into_iter().find(|(_, other, _)| other == name).map(|(_, _, arn)| arn))
    }

    pub(super) fn datasets(&self, group: &str) -> Result<Vec<Named>, ServiceRefusal> {
        let request = self.client.list_datasets().dataset_group_arn(group);
        Ok(listed!(self, Operation::CreateDataset, request, datasets, dataset_arn, name))
    }

    pub(super) fn imports(&self, dataset: &str) -> Result<Vec<Named>, ServiceRefusal> {
        let request = self.client.list_dataset_import_jobs().dataset_arn(dataset);
        Ok(listed!(
            self,
            Operation::CreateDatasetImportJob,
            request,
            dataset_import_jobs,
            dataset_import_job_arn,
            job_name
        ))
    }

    /// Trackers, filters, attributions and recommenders.
    pub(super) fn around(&self, group: &str) -> Result<Vec<Named>, ServiceRefusal> {
        let client = &self.client;
        let request = client.list_event_trackers().dataset_group_arn(group);
        let operation = Operation::CreateEventTracker;
        let mut found = listed!(self, operation, request, event_trackers, event_tracker_arn, name);
        let request = client.list_filters().dataset_group_arn(group);
        found.extend(listed!(self, Operation::CreateFilter, request, filters, filter_arn, name));
        let request = client.list_metric_attributions().dataset_group_arn(group);
        let operation = Operation::CreateMetricAttribution;
        found.extend(listed!(
            self,
            operation,
            request,
            metric_attributions,
            metric_attribution_arn,
            name
        ));
        let request = client.list_recommenders().dataset_group_arn(group);
        let operation = Operation::CreateRecommender;
        found.extend(listed!(self, operation, request, recommenders, recommender_arn, name));
        Ok(found)
    }

    pub(super) fn solutions(&self, group: &str) -> Result<Vec<Named>, ServiceRefusal> {
        let request = self.client.list_solutions().dataset_group_arn(group);
        Ok(listed!(self, Operation::CreateSolution, request, solutions, solution_arn, name))
    }

    pub(super) fn versions(&self, solution: &str) -> Result<Vec<Named>, ServiceRefusal> {
        let request = self.client.list_solution_versions().solution_arn(solution);
        let versions = async {
            let mut found = Vec::new();
            let mut pages = request.into_paginator().send();
            while let Some(page) = pages.next().await {
                let refused = |error| ServiceRefusal::of("ListSolutionVersions", &error);
                for one in page.map_err(refused)?.solution_versions.unwrap_or_default() {
                    // A version's name is not told, but stands in its ARN.
                    let arn = one.solution_version_arn.unwrap_or_default();
                    found.push((Operation::CreateSolutionVersion, last(&arn), arn));
                }
            }
            Ok::<_, ServiceRefusal>(found)
        };
        self.runtime.block_on(versions)
    }

    pub(super) fn campaigns(&self, solution: &str) -> Result<Vec<Named>, ServiceRefusal> {
        let request = self.client.list_campaigns().solution_arn(solution);
        Ok(listed!(self, Operation::CreateCampaign, request, campaigns, campaign_arn, name))
    }

    pub(super) fn batches(&self, version: &str) -> Result<Vec<Named>, ServiceRefusal> {
        let request = self.client.list_batch_inference_jobs().solution_version_arn(version);
        Ok(listed!(
            self,
            Operation::CreateBatchInferenceJob,
            request,
            batch_inference_jobs,
            batch_inference_job_arn,
            job_name
        ))
    }
}
