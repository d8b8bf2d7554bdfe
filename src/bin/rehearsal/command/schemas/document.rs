//! Every JSON document of the program, with its schema.

use rehearsal::compare::Comparison;
use rehearsal::cost::{CostReport, Prices};
use rehearsal::experiment::tune::Tuned;
use rehearsal::experiment::{EvalResult, Timings};
use rehearsal::export::Manifest;
use rehearsal::past::{PastRun, RunHistory};
use rehearsal::prepare::{PipelineFile, Preview};
use rehearsal::recommend::{Examples, Recommendations};
use rehearsal::split::SplitManifest;
use rehearsal::stats::{Against, Stats};
use rehearsal::upload::policy::Policy;
use rehearsal::validate::Report;
use rehearsal::validate::team::Baseline;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::super as command;
use crate::event::Event;
use crate::run_folder;
use crate::version::Versioned;

/// A JSON document of the program.
pub(super) struct JsonDocument {
    /// The name of its schema, in `docs/schemas/NAME.schema.json`.
    pub(super) name: &'static str,
    /// Its `schema_version`; 0 where it has none.
    pub(super) version: u32,
    schema: fn() -> Value,
}

const fn document<T: JsonSchema>(name: &'static str, version: u32) -> JsonDocument {
    JsonDocument { name, version, schema: schema::<T> }
}

const fn versioned<T: JsonSchema + Versioned>(name: &'static str) -> JsonDocument {
    document::<T>(name, T::VERSION)
}

/// The schema of what is written: a key that is left out at times is not required.
fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// One or several, where the number of folds decides.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "the schema alone needs it")]
enum OneOrMore<T> {
    One(T),
    More(Vec<T>),
}

/// A record schema of Avro, as Personalize takes it.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the schema alone needs it")]
struct AvroSchema {
    /// `record`.
    r#type: String,
    /// The name of the dataset type.
    name: String,
    namespace: String,
    /// The version of the schema, which is always `1.0`.
    version: String,
    fields: Vec<AvroField>,
}

/// A field.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the schema alone needs it")]
struct AvroField {
    name: String,
    /// A type, or a list of types of which one is `null`.
    r#type: Value,
    /// True if the values are categories, or events that are told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    categorical: Option<bool>,
    /// True if the field is free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    textual: Option<bool>,
}

/// All of them, in the order of their names.
pub(super) const DOCUMENTS: &[JsonDocument] = &[
    #[cfg(feature = "aws")]
    document::<command::personalize::ApplyPlan<'static>>("apply-plan", 1),
    document::<AvroSchema>("avro-schema", 0),
    versioned::<Comparison>("compare"),
    document::<command::completions::Document>("completions", 1),
    document::<command::config::Document>("config", 1),
    document::<command::config::FileDocument>("config-file", 1),
    versioned::<CostReport>("cost"),
    #[cfg(feature = "fetch")]
    document::<command::data::Fetched>("data-fetch", 1),
    document::<command::data::Generated>("data-generate", 1),
    #[cfg(feature = "aws")]
    document::<command::personalize::Deleted<'static>>("deleted", 1),
    document::<command::personalize::DeletionDocument>("deletion-file", 1),
    document::<command::demo::Document>("demo", 1),
    versioned::<command::demo_manifest::DemoManifest>("demo-manifest"),
    versioned::<EvalResult>("eval"),
    versioned::<Examples>("examples"),
    document::<command::validate::FilterDocument<'static>>("filters", 1),
    document::<RunHistory>("history", 1),
    document::<command::init::Document>("init", 1),
    document::<Baseline>("known-findings", 1),
    #[cfg(feature = "aws")]
    document::<command::personalize::LiveList<'static>>("live-list", 1),
    document::<command::eval::ListsDocument>("lists", 1),
    versioned::<Manifest>("manifest"),
    document::<Vec<Manifest>>("manifests", 0),
    document::<command::validate::MendedDocument<'static>>("mended", 1),
    document::<command::eval::Document>("metrics", 1),
    document::<command::models::Document>("models", 1),
    document::<PastRun>("past-run", 1),
    document::<PipelineFile>("pipeline", 0),
    document::<Policy>("policy", 0),
    document::<Preview>("prep-plan", 1),
    document::<Vec<Preview>>("prep-plans", 0),
    document::<Prices>("prices", 0),
    document::<command::prep::PrintedQuery<'static>>("printed-query", 1),
    document::<Event<'static>>("progress", 0),
    document::<command::compare::PublishedRows<'static>>("published", 1),
    document::<command::recipes::Document<'static>>("recipes", 1),
    versioned::<Recommendations>("recommendations"),
    document::<command::report::Document<'static>>("report-markdown", 1),
    document::<command::validate::RuleDocument>("rule", 0),
    document::<command::validate::RulesDocument>("rules", 1),
    document::<command::run::Document>("run", 1),
    document::<command::run::RunPlan>("run-plan", 1),
    document::<command::schema::DiffDocument<'static>>("schema-diff", 1),
    document::<command::schema::Document>("schemas", 1),
    #[cfg(feature = "aws")]
    document::<rehearsal::service::ServiceJournal>("service-journal", 1),
    #[cfg(feature = "aws")]
    document::<command::personalize::ServiceMetricsDocument<'static>>("service-metrics", 0),
    document::<OneOrMore<SplitManifest>>("split", 0),
    versioned::<Stats>("stats"),
    document::<Against>("stats-against", 1),
    #[cfg(feature = "aws")]
    document::<command::personalize::StatusDocument<'static>>("status", 1),
    versioned::<Timings>("timings"),
    versioned::<Tuned>("tune"),
    #[cfg(feature = "s3")]
    document::<command::upload::Document<'static>>("upload", 2),
    versioned::<Report>("validation"),
    document::<command::personalize::PlanDocument<'static>>("workflow", 1),
    document::<command::written::Written>("written", 1),
];

/// The document of this name.
pub(super) fn find(name: &str) -> Option<&'static JsonDocument> {
    DOCUMENTS.iter().find(|document| document.name == name)
}

impl JsonDocument {
    /// Its schema, which holds the version too.
    pub(super) fn schema(&self) -> Value {
        let mut schema = (self.schema)();
        if self.version > 0
            && let Some(version) = schema.pointer_mut("/properties/schema_version")
        {
            *version =
                json!({ "const": self.version, "description": "The version of this document." });
        }
        schema
    }

    /// The text of its schema.
    pub(super) fn text(&self) -> anyhow::Result<String> {
        Ok(String::from_utf8(run_folder::json(&self.schema())?)?)
    }
}
