//! The choices from which a workflow is built.

use std::collections::BTreeMap;

use super::name::ResourceName;
use crate::schema::{DatasetType, Domain};
use crate::validate::recipe::Recipe;

/// A dataset of the run folder and the place of its data in S3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetSource {
    /// The dataset's type.
    pub dataset: DatasetType,
    /// The text of its schema.
    pub schema: String,
    /// The address of the data, of a file or of a folder with a slash at its end.
    pub location: String,
    /// The beginning of the data's SHA-256, by which an import job of other data has another name.
    pub digest: String,
}

/// The reach of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportSize {
    /// Everything that was imported in bulk before is replaced.
    Full,
    /// Rows are added.
    Incremental,
}

impl ImportSize {
    /// The name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Incremental => "INCREMENTAL",
        }
    }
}

/// New trainings without anybody's doing. The service's own default is once a week, each time at full cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutoTraining {
    /// None.
    Off,
    /// One every so many days, 1 to 30.
    EveryDays(u8),
}

/// The way in which recommendations are had.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ServingOption {
    /// Not at all: training and metrics alone.
    None,
    /// A campaign, or a recommender of a domain group, with at least so many requests a second.
    Live {
        /// Transactions per second that are provisioned, and paid for, at least.
        tps_min: u32,
    },
}

/// The weight of an event type in training, for recipes of the second generation.
#[derive(Debug, Clone, PartialEq)]
pub struct EventWeight {
    /// The event type.
    pub event_type: String,
    /// Its weight, 0 to 1.
    pub weight: f64,
    /// The least value of an event that counts.
    pub value_min: Option<f64>,
}

/// Columns that are left out of training, or alone are taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ColumnsOption {
    /// All columns are trained on.
    #[default]
    All,
    /// These are left out.
    Without(BTreeMap<DatasetType, Vec<String>>),
    /// These alone are taken.
    Only(BTreeMap<DatasetType, Vec<String>>),
}

/// A filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterOption {
    /// Its name.
    pub name: String,
    /// Its expression.
    pub expression: String,
}

/// A metric of a metric attribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricOption {
    /// Its name.
    pub name: String,
    /// The event type that counts.
    pub event_type: String,
    /// The function over items or events, such as `SUM(Items.PRICE)`.
    pub expression: String,
}

/// The cut that `split` wrote, on which a batch job is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutOption {
    /// The address of the batch input.
    pub input: String,
    /// The address of the folder for the answers, with a slash at its end.
    pub output: String,
}

/// The choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Workflow {
    /// The name of the dataset group, with which all other names begin.
    pub name: ResourceName,
    /// The role that Personalize takes to read and write.
    pub role_arn: String,
    /// The domain.
    pub domain: Domain,
    /// The datasets.
    pub datasets: Vec<DatasetSource>,
    /// The reach of the imports.
    pub import_size: ImportSize,
    /// The recipe or use case.
    pub recipe: Recipe,
    /// The one event type that is trained on; all where none is named.
    pub event_type: Option<String>,
    /// The least value of an event that is trained on.
    pub value_min: Option<f64>,
    /// Weights of event types.
    pub event_weights: Vec<EventWeight>,
    /// Columns of training.
    pub columns: ColumnsOption,
    /// Hyperparameters other than the defaults.
    pub hyperparameters: BTreeMap<String, String>,
    /// True if the service is to search hyperparameters, at several times the cost.
    pub is_searching: bool,
    /// Later trainings.
    pub auto_training: AutoTraining,
    /// The serving.
    pub serving: ServingOption,
    /// The share of explored items, 0 to 1.
    pub exploration_weight: Option<f64>,
    /// The age in days up to which an item is explored.
    pub exploration_age: Option<f64>,
    /// True if live events are to be taken.
    pub has_event_tracker: bool,
    /// Filters.
    pub filters: Vec<FilterOption>,
    /// Metrics of live events; with them the place of their files.
    pub metrics: Vec<MetricOption>,
    /// The folder of files that the service writes, with a slash at its end.
    pub output: String,
    /// The cut to ask for in a batch job.
    pub cut: Option<CutOption>,
    /// A key of KMS for the dataset group.
    pub kms_key: Option<String>,
}
