//! The calls that make resources, from parameters as the service's model has them.

use std::collections::HashMap;

use aws_sdk_personalize::error::BuildError;
use aws_sdk_personalize::types::{
    AutoTrainingConfig, BatchInferenceJobConfig, BatchInferenceJobInput, BatchInferenceJobOutput,
    CampaignConfig, DataSource, Domain, EventParameters, EventsConfig, ImportMode, MetricAttribute,
    MetricAttributionOutput, RecommenderConfig, S3DataConfig, SolutionConfig, TrainingDataConfig,
    TrainingMode,
};
use serde_json::{Map, Value};

use super::client::{Service, ServiceRefusal};
use crate::workflow::Operation;

/// The parameters of a call, its references resolved.
struct Parameters<'p>(&'p Map<String, Value>);

impl<'p> Parameters<'p> {
    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name)?.as_str().map(str::to_owned)
    }

    fn truth(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    fn whole(&self, name: &str) -> Option<i32> {
        self.0.get(name)?.as_i64().and_then(|number| number.try_into().ok())
    }

    fn inner(&self, name: &str) -> Option<Parameters<'p>> {
        self.0.get(name)?.as_object().map(Parameters)
    }

    fn list(&self, name: &str) -> Vec<Parameters<'p>> {
        let values = self.0.get(name).and_then(Value::as_array);
        values.into_iter().flatten().filter_map(Value::as_object).map(Parameters).collect()
    }

    /// A map of texts.
    fn texts(&self, name: &str) -> Option<HashMap<String, String>> {
        let members = self.0.get(name)?.as_object()?;
        let pair =
            |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        Some(members.iter().filter_map(pair).collect())
    }

    /// A map of lists of texts.
    fn lists(&self, name: &str) -> Option<HashMap<String, Vec<String>>> {
        let members = self.0.get(name)?.as_object()?;
        let texts = |value: &Value| {
            let values = value.as_array().into_iter().flatten();
            values.filter_map(|one| one.as_str().map(str::to_owned)).collect()
        };
        Some(members.iter().map(|(name, value)| (name.clone(), texts(value))).collect())
    }

    fn columns(&self) -> Option<TrainingDataConfig> {
        let inner = self.inner("trainingDataConfig")?;
        let builder = TrainingDataConfig::builder()
            .set_excluded_dataset_columns(inner.lists("excludedDatasetColumns"))
            .set_included_dataset_columns(inner.lists("includedDatasetColumns"));
        Some(builder.build())
    }

    fn solution(&self) -> Option<SolutionConfig> {
        let inner = self.inner("solutionConfig")?;
        let event = |one: &Parameters<'_>| {
            EventParameters::builder()
                .set_event_type(one.text("eventType"))
                .set_weight(one.0.get("weight").and_then(Value::as_f64))
                .set_event_value_threshold(one.0.get("eventValueThreshold").and_then(Value::as_f64))
                .build()
        };
        let events = inner.inner("eventsConfig").map(|events| {
            let list = events.list("eventParametersList").iter().map(event).collect();
            EventsConfig::builder().set_event_parameters_list(Some(list)).build()
        });
        let pace = inner.inner("autoTrainingConfig").map(|training| {
            let pace = training.text("schedulingExpression");
            AutoTrainingConfig::builder().set_scheduling_expression(pace).build()
        });
        let builder = SolutionConfig::builder()
            .set_event_value_threshold(inner.text("eventValueThreshold"))
            .set_algorithm_hyper_parameters(inner.texts("algorithmHyperParameters"))
            .set_feature_transformation_parameters(inner.texts("featureTransformationParameters"))
            .set_events_config(events)
            .set_training_data_config(inner.columns())
            .set_auto_training_config(pace);
        Some(builder.build())
    }

    fn campaign(&self) -> Option<CampaignConfig> {
        let exploration = self.inner("campaignConfig")?.texts("itemExplorationConfig");
        Some(CampaignConfig::builder().set_item_exploration_config(exploration).build())
    }

    /// The place in S3 at `outer.inner.path`.
    fn place(&self, outer: &str, inner: &str) -> Result<Option<S3DataConfig>, BuildError> {
        let path = self.inner(outer).and_then(|outer| outer.inner(inner)?.text("path"));
        path.map(|path| S3DataConfig::builder().path(path).build()).transpose()
    }
}

/// Makes a call with its parameters and returns the ARN that it gives.
macro_rules! called {
    ($service:expr, $operation:expr, $request:expr, $arn:ident) => {{
        let answer = $service.runtime.block_on($request.send());
        let answer = answer.map_err(|error| ServiceRefusal::of(&$operation.api(), &error))?;
        Ok(answer.$arn.unwrap_or_default())
    }};
}

impl Service {
    /// Makes the resource of the call `operation` and returns its ARN.
    ///
    /// # Errors
    /// When the service refuses, or a parameter is missing.
    pub fn create(
        &self,
        operation: Operation,
        parameters: &Map<String, Value>,
    ) -> Result<String, ServiceRefusal> {
        let given = Parameters(parameters);
        match operation {
            Operation::CreateSchema
            | Operation::CreateDatasetGroup
            | Operation::CreateDataset
            | Operation::CreateDatasetImportJob => self.create_data(operation, &given),
            Operation::CreateEventTracker
            | Operation::CreateFilter
            | Operation::CreateMetricAttribution => self.create_around(operation, &given),
            Operation::CreateSolution
            | Operation::CreateSolutionVersion
            | Operation::CreateCampaign
            | Operation::CreateRecommender
            | Operation::CreateBatchInferenceJob => self.create_trained(operation, &given),
        }
    }

    fn create_data(
        &self,
        operation: Operation,
        given: &Parameters<'_>,
    ) -> Result<String, ServiceRefusal> {
        let client = &self.client;
        let domain = given.text("domain").map(|domain| Domain::from(&*domain));
        match operation {
            Operation::CreateSchema => {
                let request = client
                    .create_schema()
                    .set_name(given.text("name"))
                    .set_schema(given.text("schema"))
                    .set_domain(domain);
                called!(self, operation, request, schema_arn)
            }
            Operation::CreateDatasetGroup => {
                let request = client
                    .create_dataset_group()
                    .set_name(given.text("name"))
                    .set_role_arn(given.text("roleArn"))
                    .set_kms_key_arn(given.text("kmsKeyArn"))
                    .set_domain(domain);
                called!(self, operation, request, dataset_group_arn)
            }
            Operation::CreateDataset => {
                let request = client
                    .create_dataset()
                    .set_name(given.text("name"))
                    .set_schema_arn(given.text("schemaArn"))
                    .set_dataset_group_arn(given.text("datasetGroupArn"))
                    .set_dataset_type(given.text("datasetType"));
                called!(self, operation, request, dataset_arn)
            }
            _ => {
                let place =
                    given.inner("dataSource").and_then(|source| source.text("dataLocation"));
                let mode = given.text("importMode").map(|mode| ImportMode::from(&*mode));
                let request = client
                    .create_dataset_import_job()
                    .set_job_name(given.text("jobName"))
                    .set_dataset_arn(given.text("datasetArn"))
                    .data_source(DataSource::builder().set_data_location(place).build())
                    .set_role_arn(given.text("roleArn"))
                    .set_import_mode(mode);
                called!(self, operation, request, dataset_import_job_arn)
            }
        }
    }

    fn create_around(
        &self,
        operation: Operation,
        given: &Parameters<'_>,
    ) -> Result<String, ServiceRefusal> {
        let client = &self.client;
        let (name, group) = (given.text("name"), given.text("datasetGroupArn"));
        match operation {
            Operation::CreateEventTracker => {
                let request =
                    client.create_event_tracker().set_name(name).set_dataset_group_arn(group);
                called!(self, operation, request, event_tracker_arn)
            }
            Operation::CreateFilter => {
                let request = client
                    .create_filter()
                    .set_name(name)
                    .set_dataset_group_arn(group)
                    .set_filter_expression(given.text("filterExpression"));
                called!(self, operation, request, filter_arn)
            }
            _ => self.create_attribution(operation, given),
        }
    }

    fn create_attribution(
        &self,
        operation: Operation,
        given: &Parameters<'_>,
    ) -> Result<String, ServiceRefusal> {
        let unfit = |error: BuildError| unfit(operation, &error);
        let metric = |one: &Parameters<'_>| {
            MetricAttribute::builder()
                .set_metric_name(one.text("metricName"))
                .set_event_type(one.text("eventType"))
                .set_expression(one.text("expression"))
                .build()
        };
        let metrics: Result<Vec<MetricAttribute>, BuildError> =
            given.list("metrics").iter().map(metric).collect();
        let role = given.inner("metricsOutputConfig").and_then(|output| output.text("roleArn"));
        let place = given.place("metricsOutputConfig", "s3DataDestination").map_err(unfit)?;
        let output = MetricAttributionOutput::builder()
            .set_role_arn(role)
            .set_s3_data_destination(place)
            .build()
            .map_err(unfit)?;
        let request = self
            .client
            .create_metric_attribution()
            .set_name(given.text("name"))
            .set_dataset_group_arn(given.text("datasetGroupArn"))
            .set_metrics(Some(metrics.map_err(unfit)?))
            .metrics_output_config(output);
        called!(self, operation, request, metric_attribution_arn)
    }

    fn create_trained(
        &self,
        operation: Operation,
        given: &Parameters<'_>,
    ) -> Result<String, ServiceRefusal> {
        match operation {
            Operation::CreateSolution => {
                let request = self
                    .client
                    .create_solution()
                    .set_name(given.text("name"))
                    .set_dataset_group_arn(given.text("datasetGroupArn"))
                    .set_recipe_arn(given.text("recipeArn"))
                    .set_perform_hpo(given.truth("performHPO"))
                    .set_perform_auto_training(given.truth("performAutoTraining"))
                    .set_event_type(given.text("eventType"))
                    .set_solution_config(given.solution());
                called!(self, operation, request, solution_arn)
            }
            Operation::CreateSolutionVersion => {
                let mode = given.text("trainingMode").map(|mode| TrainingMode::from(&*mode));
                let request = self
                    .client
                    .create_solution_version()
                    .set_name(given.text("name"))
                    .set_solution_arn(given.text("solutionArn"))
                    .set_training_mode(mode);
                called!(self, operation, request, solution_version_arn)
            }
            _ => self.create_serving(operation, given),
        }
    }

    fn create_serving(
        &self,
        operation: Operation,
        given: &Parameters<'_>,
    ) -> Result<String, ServiceRefusal> {
        match operation {
            Operation::CreateCampaign => {
                let request = self
                    .client
                    .create_campaign()
                    .set_name(given.text("name"))
                    .set_solution_version_arn(given.text("solutionVersionArn"))
                    .set_min_provisioned_tps(given.whole("minProvisionedTPS"))
                    .set_campaign_config(given.campaign());
                called!(self, operation, request, campaign_arn)
            }
            Operation::CreateRecommender => {
                let config = given.inner("recommenderConfig").map(|config| {
                    RecommenderConfig::builder()
                        .set_item_exploration_config(config.texts("itemExplorationConfig"))
                        .set_min_recommendation_requests_per_second(
                            config.whole("minRecommendationRequestsPerSecond"),
                        )
                        .set_training_data_config(config.columns())
                        .build()
                });
                let request = self
                    .client
                    .create_recommender()
                    .set_name(given.text("name"))
                    .set_dataset_group_arn(given.text("datasetGroupArn"))
                    .set_recipe_arn(given.text("recipeArn"))
                    .set_recommender_config(config);
                called!(self, operation, request, recommender_arn)
            }
            _ => self.create_batch(operation, given),
        }
    }

    /// Has a campaign serve by other parameters: another version, another throughput, other exploration.
    ///
    /// # Errors
    /// When the service refuses.
    pub fn update_campaign(
        &self,
        arn: &str,
        parameters: &Map<String, Value>,
    ) -> Result<(), ServiceRefusal> {
        let given = Parameters(parameters);
        let request = self
            .client
            .update_campaign()
            .campaign_arn(arn)
            .set_solution_version_arn(given.text("solutionVersionArn"))
            .set_min_provisioned_tps(given.whole("minProvisionedTPS"))
            .set_campaign_config(given.campaign());
        let answer = self.runtime.block_on(request.send());
        answer.map_err(|error| ServiceRefusal::of("UpdateCampaign", &error)).map(|_| ())
    }

    fn create_batch(
        &self,
        operation: Operation,
        given: &Parameters<'_>,
    ) -> Result<String, ServiceRefusal> {
        let unfit = |error: BuildError| unfit(operation, &error);
        let input = given.place("jobInput", "s3DataSource").map_err(unfit)?;
        let output = given.place("jobOutput", "s3DataDestination").map_err(unfit)?;
        let config = given.inner("batchInferenceJobConfig").map(|config| {
            let exploration = config.texts("itemExplorationConfig");
            BatchInferenceJobConfig::builder().set_item_exploration_config(exploration).build()
        });
        let input = BatchInferenceJobInput::builder().set_s3_data_source(input).build();
        let output = BatchInferenceJobOutput::builder().set_s3_data_destination(output).build();
        let request = self
            .client
            .create_batch_inference_job()
            .set_job_name(given.text("jobName"))
            .set_solution_version_arn(given.text("solutionVersionArn"))
            .set_num_results(given.whole("numResults"))
            .job_input(input)
            .job_output(output)
            .set_role_arn(given.text("roleArn"))
            .set_batch_inference_job_config(config);
        called!(self, operation, request, batch_inference_job_arn)
    }
}

/// The refusal of parameters that make no request.
fn unfit(operation: Operation, error: &BuildError) -> ServiceRefusal {
    ServiceRefusal {
        operation: operation.api(),
        code: String::new(),
        status: 400,
        text: error.to_string(),
    }
}
