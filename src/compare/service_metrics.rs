//! What GetSolutionMetrics answered, from its JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::metric::{COVERAGE, REPORTED};

/// A set of metrics that Personalize reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceMetrics {
    /// What it is of: the solution version's ARN, a published row's name, or the file's.
    pub name: String,
    /// Where it comes from, in words.
    pub source: String,
    /// Interactions that it rests on, where that is known.
    pub interactions: Option<usize>,
    /// Values by the service's own keys.
    pub metrics: BTreeMap<String, f64>,
}

/// Why a text is not an answer of GetSolutionMetrics.
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// Not JSON.
    #[error("not JSON")]
    NotJson(#[from] serde_json::Error),
    /// No `metrics` object.
    #[error("expected an object `metrics` as GetSolutionMetrics answers, found {found}")]
    NoMetrics {
        /// What stands there instead.
        found: String,
    },
    /// A value that is not a number from 0 on.
    #[error("`{key}`: expected a number of at least 0, found {found}")]
    NotANumber {
        /// The metric.
        key: String,
        /// What stands there instead.
        found: String,
    },
    /// A value above 1 where a share must stand.
    #[error(
        "`{key}`: expected a share between 0 and 1, found {found}; percentages must be divided by 100"
    )]
    NotAShare {
        /// The metric.
        key: String,
        /// The value.
        found: f64,
    },
    /// The answers of several models in one.
    #[error("expected the metrics of one model, found those of {}", found.join(", "))]
    SeveralModels {
        /// The models.
        found: Vec<String>,
    },
    /// Nothing that could be compared.
    #[error("no metric that we know: found {}", if found.is_empty() { "none".to_owned() } else { found.join(", ") })]
    NothingKnown {
        /// The keys that stand there.
        found: Vec<String>,
    },
}

impl ServiceMetrics {
    /// Reads the JSON of GetSolutionMetrics: plain, with boto3's `ResponseMetadata`, or nested under
    /// one model ARN as in the preview. `name` serves where the text has no ARN. Unknown keys are
    /// kept where they are numbers, and not compared.
    ///
    /// # Errors
    /// When the text is not such an answer, with the key that is wrong.
    pub fn parse(text: &str, name: &str) -> Result<Self, MetricsError> {
        let value: Value = serde_json::from_str(text)?;
        let found =
            || MetricsError::NoMetrics { found: kind(value.get("metrics").unwrap_or(&value)) };
        let metrics = value.get("metrics").and_then(Value::as_object).ok_or_else(found)?;
        let mut values = BTreeMap::new();
        for (key, value) in unnest(metrics)? {
            let key = current_key(key);
            if is_known(key) {
                values.insert(key.to_owned(), share(key, value)?);
            } else if let Some(number) = value.as_f64() {
                values.insert(key.to_owned(), number);
            }
        }
        if !values.keys().any(|key| is_known(key)) {
            return Err(MetricsError::NothingKnown { found: metrics.keys().cloned().collect() });
        }
        let name = value.get("solutionVersionArn").and_then(Value::as_str).unwrap_or(name);
        let source = "GetSolutionMetrics".to_owned();
        Ok(Self { name: name.to_owned(), source, interactions: None, metrics: values })
    }
}

/// Preview answers hold one object per model ARN.
fn unnest(metrics: &Map<String, Value>) -> Result<&Map<String, Value>, MetricsError> {
    let nested: Vec<&Map<String, Value>> = metrics.values().filter_map(Value::as_object).collect();
    match nested[..] {
        [inner] if metrics.len() == 1 => Ok(inner),
        [_, _, ..] => Err(MetricsError::SeveralModels { found: metrics.keys().cloned().collect() }),
        _ => Ok(metrics),
    }
}

/// Preview answers call the mean reciprocal rank without its depth.
fn current_key(key: &str) -> &str {
    if key == "mean_reciprocal_rank" { "mean_reciprocal_rank_at_25" } else { key }
}

/// Whether we compute it too.
fn is_known(key: &str) -> bool {
    key == COVERAGE || REPORTED.iter().any(|metric| metric.key() == key)
}

fn share(key: &str, value: &Value) -> Result<f64, MetricsError> {
    let number = value.as_f64().filter(|number| number.is_finite() && *number >= 0.0);
    let wrong = || MetricsError::NotANumber { key: key.to_owned(), found: kind(value) };
    let found = number.ok_or_else(wrong)?;
    if found > 1.0 {
        return Err(MetricsError::NotAShare { key: key.to_owned(), found });
    }
    Ok(found)
}

fn kind(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object without it".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        other => crate::text::shorten(&other.to_string(), 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_preview_answers_are_read() {
        let plain = r#"{"solutionVersionArn":"arn:x","metrics":{"coverage":0.27,"precision_at_5":0.0136,"average_rewards_at_k":121.2},"ResponseMetadata":{"HTTPStatusCode":200}}"#;
        let read = ServiceMetrics::parse(plain, "file").expect("plain");
        assert!(read.name == "arn:x" && (read.metrics["coverage"] - 0.27).abs() < 1e-12);
        let preview =
            r#"{"metrics":{"arn:model":{"mean_reciprocal_rank":0.05,"_num_evaluation_users":91}}}"#;
        let read = ServiceMetrics::parse(preview, "file").expect("preview");
        assert!(read.name == "file");
        assert!((read.metrics["mean_reciprocal_rank_at_25"] - 0.05).abs() < 1e-12);
    }

    #[test]
    fn every_error_is_provoked() {
        let error = |text| ServiceMetrics::parse(text, "file").expect_err("refused").to_string();
        assert_eq!(error("{"), "not JSON");
        assert_eq!(
            error("[]"),
            "expected an object `metrics` as GetSolutionMetrics answers, found a list"
        );
        assert_eq!(
            error(r#"{"metrics":{"coverage":"x"}}"#),
            "`coverage`: expected a number of at least 0, found \"x\""
        );
        assert_eq!(
            error(r#"{"metrics":{"coverage":-1}}"#),
            "`coverage`: expected a number of at least 0, found -1"
        );
        assert_eq!(
            error(r#"{"metrics":{"coverage":27}}"#),
            "`coverage`: expected a share between 0 and 1, found 27; percentages must be divided by 100"
        );
        assert_eq!(
            error(r#"{"metrics":{"a":{"coverage":1},"b":{"coverage":1}}}"#),
            "expected the metrics of one model, found those of a, b"
        );
        assert_eq!(error(r#"{"metrics":{"auc":0.5}}"#), "no metric that we know: found auc");
    }
}
