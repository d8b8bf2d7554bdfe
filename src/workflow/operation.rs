//! The calls that make resources, and the names that each has in each language.

/// A call that makes a resource.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
pub enum Operation {
    /// An Avro schema.
    CreateSchema,
    /// A dataset group.
    CreateDatasetGroup,
    /// A dataset of a group.
    CreateDataset,
    /// An import of files into a dataset.
    CreateDatasetImportJob,
    /// The place to which live events go.
    CreateEventTracker,
    /// A filter of recommendations.
    CreateFilter,
    /// The counting of metrics over live events.
    CreateMetricAttribution,
    /// The choice of a recipe with its parameters.
    CreateSolution,
    /// A training.
    CreateSolutionVersion,
    /// The serving of a trained solution.
    CreateCampaign,
    /// Training and serving of a use case in a domain group.
    CreateRecommender,
    /// Lists for many users at once.
    CreateBatchInferenceJob,
}

/// The facts of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationFacts {
    /// The resource's name in the API's own spelling, such as `DatasetGroup`.
    pub resource: &'static str,
    /// The member of answers and requests that has its ARN.
    pub arn: &'static str,
    /// The parameter that names it.
    pub name: &'static str,
    /// The resource's type in CloudFormation, where it has one.
    pub cloudformation: Option<&'static str>,
    /// True if it becomes ACTIVE only after a while.
    pub is_waited_for: bool,
    /// True if it can be deleted: jobs and trainings cannot.
    pub is_deletable: bool,
}

impl Operation {
    /// All of them, in an order in which each stands behind what it needs.
    pub const ALL: [Self; 12] = [
        Self::CreateSchema,
        Self::CreateDatasetGroup,
        Self::CreateDataset,
        Self::CreateDatasetImportJob,
        Self::CreateEventTracker,
        Self::CreateFilter,
        Self::CreateMetricAttribution,
        Self::CreateSolution,
        Self::CreateSolutionVersion,
        Self::CreateCampaign,
        Self::CreateRecommender,
        Self::CreateBatchInferenceJob,
    ];

    /// The facts of the call.
    #[must_use]
    pub const fn facts(self) -> OperationFacts {
        match self {
            Self::CreateSchema => OperationFacts {
                is_waited_for: false,
                ..made("Schema", "schemaArn", Some("AWS::Personalize::Schema"))
            },
            Self::CreateDatasetGroup => {
                made("DatasetGroup", "datasetGroupArn", Some("AWS::Personalize::DatasetGroup"))
            }
            Self::CreateDataset => made("Dataset", "datasetArn", Some("AWS::Personalize::Dataset")),
            Self::CreateDatasetImportJob => job("DatasetImportJob", "datasetImportJobArn"),
            Self::CreateEventTracker => {
                made("EventTracker", "eventTrackerArn", Some("AWS::Personalize::EventTracker"))
            }
            Self::CreateFilter => made("Filter", "filterArn", Some("AWS::Personalize::Filter")),
            Self::CreateMetricAttribution => made(
                "MetricAttribution",
                "metricAttributionArn",
                Some("AWS::Personalize::MetricAttribution"),
            ),
            Self::CreateSolution => {
                made("Solution", "solutionArn", Some("AWS::Personalize::Solution"))
            }
            Self::CreateSolutionVersion => OperationFacts {
                is_deletable: false,
                ..made("SolutionVersion", "solutionVersionArn", None)
            },
            Self::CreateCampaign => {
                made("Campaign", "campaignArn", Some("AWS::Personalize::Campaign"))
            }
            Self::CreateRecommender => made("Recommender", "recommenderArn", None),
            Self::CreateBatchInferenceJob => job("BatchInferenceJob", "batchInferenceJobArn"),
        }
    }

    /// The name of the call in the API, such as `CreateDatasetGroup`.
    #[must_use]
    pub fn api(self) -> String {
        format!("Create{}", self.facts().resource)
    }

    /// The words of the resource's name in lower case, with `between` between them, such as `dataset_group`.
    #[must_use]
    pub fn resource_words(self, between: char) -> String {
        words(self.facts().resource, between)
    }

    /// The call of this name in the API.
    #[must_use]
    pub fn find(api: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.api() == api)
    }
}

const fn made(
    resource: &'static str,
    arn: &'static str,
    cloudformation: Option<&'static str>,
) -> OperationFacts {
    OperationFacts {
        resource,
        arn,
        name: "name",
        cloudformation,
        is_waited_for: true,
        is_deletable: true,
    }
}

const fn job(resource: &'static str, arn: &'static str) -> OperationFacts {
    OperationFacts { name: "jobName", is_deletable: false, ..made(resource, arn, None) }
}

/// The words of a name such as `performHPO` or `DatasetGroup` in lower case, with `between` between them.
#[must_use]
pub(super) fn words(name: &str, between: char) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let after_small = at > 0 && !letters[at - 1].is_ascii_uppercase();
        let before_small = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && at > 0 && (after_small || before_small) {
            out.push(between);
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_into_words() {
        let snake = |name| words(name, '_');
        assert_eq!(snake("DatasetImportJob"), "dataset_import_job");
        assert_eq!(snake("performHPO"), "perform_hpo");
        assert_eq!(snake("minProvisionedTPS"), "min_provisioned_tps");
        assert_eq!(words("datasetGroupArn", '-'), "dataset-group-arn");
        assert_eq!(snake("s3DataDestination"), "s3_data_destination");
        for operation in Operation::ALL {
            assert_eq!(Operation::find(&operation.api()), Some(operation));
        }
    }
}
