//! The steps of a workflow, each behind those that it needs.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::error::WorkflowError;
use super::fits::check;
use super::name::ResourceName;
use super::operation::Operation;
use super::options::{AutoTraining, ColumnsOption, DatasetSource, ServingOption, Workflow};
use super::step::{WorkflowStep, arn_of};
use crate::schema::{DatasetType, Domain};
use crate::validate::recipe::Recipe;

/// The steps that make all of `workflow`, in an order in which they can be taken.
///
/// # Errors
/// When a name is not allowed, the recipe lacks a dataset, or a choice does not fit the recipe.
pub fn build(workflow: &Workflow) -> Result<Vec<WorkflowStep>, WorkflowError> {
    check(workflow)?;
    let mut building = Building { workflow, steps: Vec::new() };
    building.datasets()?;
    building.around()?;
    if workflow.domain == Domain::Custom {
        building.solution()?;
        building.serving()?;
    } else {
        building.recommender()?;
    }
    Ok(building.steps)
}

/// The steps so far.
struct Building<'w> {
    workflow: &'w Workflow,
    steps: Vec<WorkflowStep>,
}

const GROUP: &str = "dataset-group";
const SOLUTION: &str = "solution";
const VERSION: &str = "solution-version";
/// The bytes of a digest that stand in a name.
const DIGEST_BYTES: usize = 4;

impl Building<'_> {
    fn push(&mut self, id: &str, operation: Operation, parameters: Value) {
        let Value::Object(parameters) = parameters else { return };
        // What is not chosen is not sent.
        let parameters: Map<String, Value> =
            parameters.into_iter().filter(|(_, value)| !value.is_null()).collect();
        self.steps.push(WorkflowStep { id: id.to_owned(), operation, parameters });
    }

    fn datasets(&mut self) -> Result<(), WorkflowError> {
        let workflow = self.workflow;
        let domain = domain_name(workflow.domain);
        for source in &workflow.datasets {
            let name = workflow.name.with(source.dataset.stem())?;
            let parameters =
                json!({"name": name.as_str(), "schema": source.schema, "domain": domain});
            self.push(&of("schema", source), Operation::CreateSchema, parameters);
        }
        // A role is for the key alone.
        let role = workflow.kms_key.as_ref().map(|_| &workflow.role_arn);
        let parameters = json!({
            "name": workflow.name.as_str(), "domain": domain, "kmsKeyArn": workflow.kms_key,
            "roleArn": role,
        });
        self.push(GROUP, Operation::CreateDatasetGroup, parameters);
        for source in &workflow.datasets {
            let name = workflow.name.with(source.dataset.stem())?;
            let parameters = json!({
                "name": name.as_str(),
                "datasetGroupArn": arn_of(GROUP),
                "datasetType": type_name(source.dataset),
                "schemaArn": arn_of(&of("schema", source)),
            });
            self.push(&of("dataset", source), Operation::CreateDataset, parameters);
        }
        for source in &workflow.datasets {
            let name = workflow.name.with(source.dataset.stem())?.with(&source.digest)?;
            let parameters = json!({
                "jobName": name.as_str(),
                "datasetArn": arn_of(&of("dataset", source)),
                "dataSource": {"dataLocation": source.location},
                "roleArn": workflow.role_arn,
                "importMode": workflow.import_size.name(),
            });
            self.push(&of("import", source), Operation::CreateDatasetImportJob, parameters);
        }
        Ok(())
    }

    /// Tracker, filters and metrics, which need the group alone.
    fn around(&mut self) -> Result<(), WorkflowError> {
        let workflow = self.workflow;
        if workflow.has_event_tracker {
            let name = workflow.name.with("events")?;
            let parameters = json!({"name": name.as_str(), "datasetGroupArn": arn_of(GROUP)});
            self.push("event-tracker", Operation::CreateEventTracker, parameters);
        }
        for filter in &workflow.filters {
            let name = ResourceName::parse(&filter.name)?;
            let parameters = json!({
                "name": name.as_str(),
                "datasetGroupArn": arn_of(GROUP),
                "filterExpression": filter.expression,
            });
            self.push(&format!("filter-{}", filter.name), Operation::CreateFilter, parameters);
        }
        if !workflow.metrics.is_empty() {
            let metric = |metric: &super::options::MetricOption| {
                json!({
                    "metricName": metric.name, "eventType": metric.event_type,
                    "expression": metric.expression,
                })
            };
            let metrics: Vec<Value> = workflow.metrics.iter().map(metric).collect();
            let name = workflow.name.with("metrics")?;
            let parameters = json!({
                "name": name.as_str(),
                "datasetGroupArn": arn_of(GROUP),
                "metrics": metrics,
                "metricsOutputConfig": {
                    "s3DataDestination": {"path": format!("{}metrics/", workflow.output)},
                    "roleArn": workflow.role_arn,
                },
            });
            self.push("metric-attribution", Operation::CreateMetricAttribution, parameters);
        }
        Ok(())
    }

    fn solution(&mut self) -> Result<(), WorkflowError> {
        let workflow = self.workflow;
        let recipe = workflow.recipe.name();
        let name = workflow.name.with(recipe.trim_start_matches("aws-"))?;
        let config = solution_config(workflow);
        let is_training_on = workflow.auto_training != AutoTraining::Off;
        let parameters = json!({
            "name": name.as_str(),
            "datasetGroupArn": arn_of(GROUP),
            "recipeArn": recipe_arn(workflow.recipe),
            "performHPO": workflow.is_searching.then_some(true),
            // The service's own default is on, every seven days, each at full cost.
            "performAutoTraining": is_training_on,
            "eventType": workflow.event_type,
            "solutionConfig": (!config.is_empty()).then_some(config),
        });
        self.push(SOLUTION, Operation::CreateSolution, parameters);
        let version = name.with(&self.digest())?;
        let parameters = json!({
            "name": version.as_str(), "solutionArn": arn_of(SOLUTION), "trainingMode": "FULL",
        });
        self.push(VERSION, Operation::CreateSolutionVersion, parameters);
        Ok(())
    }

    /// A digest of the data and of the solution: another training has another name.
    fn digest(&self) -> String {
        let digests = self.workflow.datasets.iter().map(|source| &*source.digest);
        let solution = self.steps.iter().find(|step| step.id == SOLUTION);
        let solution = solution.map(|step| Value::from(step.parameters.clone()).to_string());
        let all = digests.chain(solution.as_deref()).collect::<Vec<_>>().join("\n");
        let digest = Sha256::digest(all.as_bytes());
        digest.iter().take(DIGEST_BYTES).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    fn serving(&mut self) -> Result<(), WorkflowError> {
        let workflow = self.workflow;
        if let ServingOption::Live { tps_min } = workflow.serving {
            let exploration = exploration(workflow);
            let config =
                exploration.map(|exploration| json!({"itemExplorationConfig": exploration}));
            let name = workflow.name.with("campaign")?;
            let parameters = json!({
                "name": name.as_str(),
                "solutionVersionArn": arn_of(VERSION),
                "minProvisionedTPS": tps_min,
                "campaignConfig": config,
            });
            self.push("campaign", Operation::CreateCampaign, parameters);
        }
        if let Some(cut) = &workflow.cut {
            let name = workflow.name.with("batch")?.with(&self.digest())?;
            let config = exploration(workflow);
            let config = config.map(|exploration| json!({"itemExplorationConfig": exploration}));
            let parameters = json!({
                "jobName": name.as_str(),
                "solutionVersionArn": arn_of(VERSION),
                "numResults": 25,
                "jobInput": {"s3DataSource": {"path": cut.input}},
                "jobOutput": {"s3DataDestination": {"path": cut.output}},
                "roleArn": workflow.role_arn,
                "batchInferenceJobConfig": config,
            });
            self.push("batch-job", Operation::CreateBatchInferenceJob, parameters);
        }
        Ok(())
    }

    fn recommender(&mut self) -> Result<(), WorkflowError> {
        let workflow = self.workflow;
        let ServingOption::Live { tps_min } = workflow.serving else { return Ok(()) };
        let recipe = workflow.recipe.name();
        let name = workflow.name.with(recipe.trim_start_matches("aws-"))?;
        let config = json!({
            "minRecommendationRequestsPerSecond": tps_min,
            "itemExplorationConfig": exploration(workflow),
            "trainingDataConfig": columns(workflow),
        });
        let Value::Object(config) = config else { return Ok(()) };
        let config: Map<_, _> = config.into_iter().filter(|(_, value)| !value.is_null()).collect();
        let parameters = json!({
            "name": name.as_str(),
            "datasetGroupArn": arn_of(GROUP),
            "recipeArn": recipe_arn(workflow.recipe),
            "recommenderConfig": config,
        });
        self.push("recommender", Operation::CreateRecommender, parameters);
        Ok(())
    }
}

fn of(kind: &str, source: &DatasetSource) -> String {
    format!("{kind}-{}", source.dataset.stem())
}

fn recipe_arn(recipe: Recipe) -> String {
    format!("arn:aws:personalize:::recipe/{}", recipe.name())
}

/// The name of a domain in the API; a custom group has none.
const fn domain_name(domain: Domain) -> Option<&'static str> {
    match domain {
        Domain::Custom => None,
        Domain::VideoOnDemand => Some("VIDEO_ON_DEMAND"),
        Domain::Ecommerce => Some("ECOMMERCE"),
    }
}

const fn type_name(dataset: DatasetType) -> &'static str {
    match dataset {
        DatasetType::Interactions => "Interactions",
        DatasetType::Items => "Items",
        DatasetType::Users => "Users",
        DatasetType::Actions => "Actions",
        DatasetType::ActionInteractions => "Action_Interactions",
    }
}

/// Exploration as the API takes it: a map of texts.
fn exploration(workflow: &Workflow) -> Option<Value> {
    let mut map = Map::new();
    if let Some(weight) = workflow.exploration_weight {
        map.insert("explorationWeight".to_owned(), weight.to_string().into());
    }
    if let Some(age) = workflow.exploration_age {
        map.insert("explorationItemAgeCutOff".to_owned(), age.to_string().into());
    }
    (!map.is_empty()).then_some(Value::Object(map))
}

fn columns(workflow: &Workflow) -> Option<Value> {
    let (member, chosen) = match &workflow.columns {
        ColumnsOption::All => return None,
        ColumnsOption::Without(chosen) => ("excludedDatasetColumns", chosen),
        ColumnsOption::Only(chosen) => ("includedDatasetColumns", chosen),
    };
    let map: Map<String, Value> = chosen
        .iter()
        .map(|(dataset, names)| (type_name(*dataset).to_uppercase(), json!(names)))
        .collect();
    Some(json!({ member: map }))
}

fn solution_config(workflow: &Workflow) -> Map<String, Value> {
    let mut config = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            config.insert(name.to_owned(), value);
        }
    };
    let value_min = workflow.value_min.map(|least| least.to_string().into());
    put("eventValueThreshold", value_min);
    let chosen = &workflow.hyperparameters;
    let kind = if workflow.recipe == Recipe::TrendingNow {
        "featureTransformationParameters"
    } else {
        "algorithmHyperParameters"
    };
    put(kind, (!chosen.is_empty()).then(|| json!(chosen)));
    let weights: Vec<Value> = workflow
        .event_weights
        .iter()
        .map(|one| match one.value_min {
            Some(least) => json!({
                "eventType": one.event_type, "weight": one.weight, "eventValueThreshold": least,
            }),
            None => json!({"eventType": one.event_type, "weight": one.weight}),
        })
        .collect();
    put("eventsConfig", (!weights.is_empty()).then(|| json!({"eventParametersList": weights})));
    put("trainingDataConfig", columns(workflow));
    if let AutoTraining::EveryDays(days) = workflow.auto_training {
        let unit = if days == 1 { "day" } else { "days" };
        let pace = format!("rate({days} {unit})");
        put("autoTrainingConfig", Some(json!({"schedulingExpression": pace})));
    }
    config
}
