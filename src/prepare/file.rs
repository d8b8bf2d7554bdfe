//! A pipeline as a TOML file, which says all that the flags of `prep` can say.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::choice::choices;
use crate::export::csv::Quoting;
use crate::param::{did_you_mean, nearest};
use crate::schema::{DatasetType, Domain};
use crate::source::mapped::MappedReading;
use crate::transform::Step;

/// The engines that may run the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EngineChoice {
    /// The fused one where it can, else polars.
    #[default]
    Auto,
    /// Always polars.
    Polars,
    /// Spark, over Spark Connect, where the data lies.
    Spark,
}

choices! { EngineChoice { Auto = "auto", Polars = "polars", Spark = "spark" } }

/// A pipeline: its input, its steps and its output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PipelineFile {
    /// The kind of the rows.
    #[serde(deserialize_with = "prepared")]
    pub dataset: DatasetType,
    /// The folder, archive or table that is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// The file that is written; its ending says its format, and `-` is the standard output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// Rows of each part, when a folder of parts is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard_rows: Option<u64>,
    /// The domain of the dataset group. Default custom.
    #[serde(default)]
    pub domain: Domain,
    /// The form of quotes in CSV. Default by RFC 4180.
    #[serde(default)]
    pub quoting: Quoting,
    /// The engines that may run the steps. Default auto.
    #[serde(default)]
    pub engine: EngineChoice,
    /// Our columns and the table's names for them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
    /// The settings for reading the table.
    #[serde(default, skip_serializing_if = "MappedReading::is_default")]
    pub reading: MappedReading,
    /// The steps in their order.
    #[serde(default)]
    pub steps: Vec<Step>,
}

const KEYS: [&str; 10] = [
    "dataset",
    "input",
    "output",
    "shard_rows",
    "domain",
    "quoting",
    "engine",
    "map",
    "reading",
    "steps",
];

/// The reason that a text is not a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is not TOML, or a value is not what its key must hold.
    #[error("line {line}, column {column}: {what}")]
    Toml {
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// The fault, in words.
        what: String,
    },
    /// A key or the name of a step is not known.
    #[error(
        "line {line}, column {column}: unknown {what} `{name}`{}; known are {}",
        did_you_mean(hint.as_deref()),
        known.join(", ")
    )]
    Unknown {
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// The kind of the unknown name: a key, a step, a key of which step.
        what: String,
        /// The name as it stands.
        name: String,
        /// The nearest known name.
        hint: Option<String>,
        /// The known names.
        known: Vec<String>,
    },
}

impl PipelineFile {
    /// Reads a pipeline.
    ///
    /// # Errors
    /// When the text is not TOML, a key or step is not known, or a value does not fit, with its line.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let toml = |error: &toml::de::Error| {
            let (line, column) = place(text, error.span().map_or(0, |span| span.start));
            FileError::Toml { line, column, what: error.message().trim().replace('\n', "; ") }
        };
        let table = DeTable::parse(text).map_err(|error| toml(&error))?;
        check_keys(text, table.get_ref(), &KEYS, "key")?;
        if let Some(steps) =
            table.get_ref().get("steps").and_then(|steps| steps.get_ref().as_array())
        {
            for step in steps {
                if let Some(step) = step.get_ref().as_table() {
                    check_step(text, step)?;
                }
            }
        }
        toml::from_str(text)
            .map_err(|error| in_step(text, table.get_ref(), &error).unwrap_or(toml(&error)))
    }

    /// The pipeline as such a text.
    ///
    /// # Panics
    /// Never: every value has a form in TOML.
    #[must_use]
    pub fn to_text(&self) -> String {
        let text = toml::to_string(self).expect("plain values, tables last");
        format!("# rehearsal prep run FILE runs this pipeline.\n{text}")
    }
}

/// An error in a step, with the step's own line and name: the parser only knows where steps begin.
fn in_step(text: &str, table: &DeTable<'_>, error: &toml::de::Error) -> Option<FileError> {
    let steps = table.get("steps")?.get_ref().as_array()?;
    let broken = steps.iter().find_map(|step| {
        let read = Step::deserialize(ValueDeserializer::from(step.clone()));
        read.err().map(|error| (step, error))
    });
    let (step, broken) = broken?;
    let named = step.get_ref().as_table()?.iter().find(|(key, _)| key.get_ref() == "step")?;
    let name = named.1.get_ref().as_str()?;
    let (line, column) = place(text, named.1.span().start);
    let what = broken.message().trim().replace('\n', "; ");
    let what = if what.is_empty() { error.message().trim().to_owned() } else { what };
    Some(FileError::Toml { line, column, what: format!("step `{name}`: {what}") })
}

fn check_step(text: &str, step: &DeTable<'_>) -> Result<(), FileError> {
    let named = step.iter().find(|(key, _)| key.get_ref() == "step");
    let Some((_, value)) = named else { return Ok(()) };
    let Some(name) = value.get_ref().as_str() else { return Ok(()) };
    let Some(keys) = Step::keys(name) else {
        return Err(unknown(text, value.span().start, "step", name, Step::NAMES));
    };
    let keys: Vec<&str> = ["step"].into_iter().chain(keys.iter().copied()).collect();
    check_keys(text, step, &keys, &format!("key of `{name}`"))
}

fn check_keys(
    text: &str,
    table: &DeTable<'_>,
    known: &[&str],
    what: &str,
) -> Result<(), FileError> {
    let stranger = |(key, _): &(&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        !known.contains(&key.as_ref())
    };
    match table.iter().filter(stranger).min_by_key(|(key, _)| key.span().start) {
        None => Ok(()),
        Some((key, _)) => Err(unknown(text, key.span().start, what, key.get_ref(), known)),
    }
}

fn unknown(text: &str, at: usize, what: &str, name: &str, known: &[&str]) -> FileError {
    let (line, column) = place(text, at);
    FileError::Unknown {
        line,
        column,
        what: what.to_owned(),
        name: name.to_owned(),
        hint: nearest(name, known).map(str::to_owned),
        known: known.iter().map(|&name| name.to_owned()).collect(),
    }
}

/// Line and character of the byte `at`, both from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// A dataset that can be prepared.
fn prepared<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<DatasetType, D::Error> {
    use serde::de::{Deserialize, Error};

    let name = String::deserialize(deserializer)?;
    let found = DatasetType::PREPARED.into_iter().find(|dataset| dataset.stem() == name);
    found.ok_or_else(|| D::Error::unknown_variant(&name, &["interactions", "items", "users"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{EventType, KCore, SortInteractions, TimeWindow};

    fn pipeline() -> PipelineFile {
        PipelineFile {
            dataset: DatasetType::Interactions,
            input: Some("ml-latest-small".into()),
            output: None,
            shard_rows: Some(1_000),
            domain: Domain::VideoOnDemand,
            quoting: Quoting::Backslash,
            engine: EngineChoice::Polars,
            map: BTreeMap::from([("USER_ID".into(), "uid".into())]),
            reading: MappedReading::default(),
            steps: vec![
                Step::TimeWindow(TimeWindow { since: "2015-01-01".parse().ok(), until: None }),
                Step::KCore(KCore::default()),
                Step::EventType(EventType::default()),
                Step::SortInteractions(SortInteractions {}),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = pipeline().to_text();
        assert_eq!(PipelineFile::parse(&text).expect("what was written"), pipeline(), "{text}");
        assert!(text.contains("since = \"2015-01-01T00:00:00Z\""), "{text}");
        let short = "dataset = \"items\"\n";
        let read = PipelineFile::parse(short).expect("the rest has defaults");
        assert_eq!((read.dataset, read.steps.len()), (DatasetType::Items, 0));
    }

    #[test]
    fn every_step_by_its_defaults_reads_back() {
        for name in Step::NAMES {
            let known = Step::keys(name).expect("a step");
            // Those without defaults need their keys.
            let keys = match *name {
                "columns" => "names = [\"USER_ID\"]",
                "constant-timestamp" => "at = \"2024-01-01\"",
                "filter" => "when = \"true\"",
                "sample-users" => "users = 5",
                "sort-by-id" => "column = \"ITEM_ID\"",
                _ => "",
            };
            let text = format!("dataset = \"items\"\n[[steps]]\nstep = \"{name}\"\n{keys}\n");
            let read = PipelineFile::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(read.steps[0].name(), *name, "{known:?}");
            assert_eq!(PipelineFile::parse(&read.to_text()), Ok(read));
        }
    }

    #[test]
    fn what_is_not_known_is_named_with_its_place_and_the_nearest_name() {
        let refused = |text: &str| PipelineFile::parse(text).expect_err("refused").to_string();
        assert_eq!(
            refused("dataset = \"items\"\ninputs = \"x\"\n"),
            "line 2, column 1: unknown key `inputs` (did you mean `input`?); known are dataset, \
             input, output, shard_rows, domain, quoting, engine, map, reading, steps"
        );
        let step = |body: &str| refused(&format!("dataset = \"items\"\n[[steps]]\n{body}\n"));
        assert_eq!(
            step("step = \"k-core\"\nper_usr = 3"),
            "line 4, column 1: unknown key of `k-core` `per_usr` (did you mean `per_user`?); known \
             are step, per_user, per_item, count"
        );
        assert!(step("step = \"kcore\"").starts_with(
            "line 3, column 8: unknown step `kcore` (did you mean `k-core`?); known are collapse-events"
        ));
        assert!(step("per_user = 3").contains("missing field `step`"));
        assert!(step("step = \"k-core\"\nper_user = \"many\"").starts_with("line "));
        assert!(refused("dataset = \"films\"").starts_with("line 1, column 11: unknown variant"));
        assert!(refused("dataset = ").starts_with("line 1, column "));
        assert!(step("step = \"filter\"\nwhen = \"rating >\"").contains("at character 9"));
    }
}
