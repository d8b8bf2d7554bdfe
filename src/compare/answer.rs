//! Reads the JSON answers of GetSolutionMetrics and DescribeRecommender.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::service_metrics::{ServiceData, ServiceMetrics};
use crate::metric::{COVERAGE, REPORTED, service_keys};
use crate::number::round_to_count;

/// The reason that a text is not an answer of GetSolutionMetrics.
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// A text that is not JSON.
    #[error("line {line}, column {column}: {problem}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The fault at that place.
        problem: String,
    },
    /// An answer without an object `metrics`.
    #[error(
        "expected an object `metrics` as GetSolutionMetrics answers, or `modelMetrics` as \
         DescribeRecommender does, found {found}"
    )]
    NoMetrics {
        /// The value found instead.
        found: String,
    },
    /// A value that is not a number from 0 on.
    #[error("`{key}`: expected a number of at least 0, found {found}")]
    NotANumber {
        /// The metric.
        key: String,
        /// The value found instead.
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
    /// An answer that lacks some of the metrics that come together.
    #[error(
        "{} missing{}: GetSolutionMetrics reports {} metrics of every recipe that recommends items; \
         with `--partial` what is there is compared",
        is_missing(missing),
        if unknown.is_empty() { String::new() } else { format!(", and unknown is {}", unknown.join(", ")) },
        REPORTED.len() + 1
    )]
    Missing {
        /// The keys of the metrics that are missing.
        missing: Vec<String>,
        /// The keys that mean nothing to us.
        unknown: Vec<String>,
    },
    /// A metric that stands under its name and under that of the preview.
    #[error("`{key}` is there twice, once by the name that the preview used")]
    Twice {
        /// The metric.
        key: String,
    },
    /// An answer with nothing that could be compared.
    #[error("no metric that we know: found {}", if found.is_empty() { "none".to_owned() } else { found.join(", ") })]
    NothingKnown {
        /// The keys that stand there.
        found: Vec<String>,
    },
}

/// The metrics that an answer must have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Required {
    /// All metrics of a recipe that recommends items.
    #[default]
    All,
    /// At least one that we know.
    Any,
}

fn is_missing(missing: &[String]) -> String {
    let names: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
    format!("{} {}", names.join(", "), if names.len() == 1 { "is" } else { "are" })
}

/// Reads the JSON of GetSolutionMetrics: as the API and the command line of AWS print it, with boto3's
/// `ResponseMetadata`, nested under the ARNs of models as in the preview, the object of metrics alone, or a
/// list of such; or that of DescribeRecommender. `name` serves where the text has no ARN. Unknown keys are kept where they
/// are numbers. The metrics that are `required` must be there.
///
/// # Errors
/// When the text is not such an answer, with the key that is wrong.
pub fn parse(
    text: &str,
    name: &str,
    required: Required,
) -> Result<Vec<ServiceMetrics>, MetricsError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = serde_json::from_str(text).map_err(|error| not_json(text, &error))?;
    match &value {
        Value::Array(answers) if !answers.is_empty() => {
            let of = |answer| parse_one(answer, name, required);
            Ok(answers.iter().map(of).collect::<Result<Vec<_>, _>>()?.concat())
        }
        answer => parse_one(answer, name, required),
    }
}

/// The metrics of an answer that was not read from a text, under the same rules as [`parse`].
///
/// # Errors
/// When a metric is missing or is not what it should be.
pub fn from_metrics(
    metrics: impl IntoIterator<Item = (String, f64)>,
    name: &str,
    source: &str,
    required: Required,
) -> Result<ServiceMetrics, MetricsError> {
    let metrics = metrics.into_iter().map(|(key, value)| (key, Value::from(value))).collect();
    one(&metrics, name, source, required)
}

fn not_json(text: &str, error: &serde_json::Error) -> MetricsError {
    let (line, column) = (error.line(), error.column());
    let there = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    // The column is that of the last byte read, counted from 1.
    let at = |back: usize| there.get(column.saturating_sub(back)..).unwrap_or_default();
    let is_no_number = ["NaN", "-Infinity", "Infinity"]
        .iter()
        .find(|word| (0..=word.len() + 1).any(|back| at(back).starts_with(**word)));
    let problem = match is_no_number {
        Some(word) => format!("`{word}` is no number in JSON; the service reports none such"),
        None if text.contains("{'") => {
            "not JSON but Python's own form of a dictionary; write it with json.dumps".to_owned()
        }
        None if text.trim().is_empty() => "not JSON: there is nothing in it".to_owned(),
        None => {
            let full = error.to_string();
            let short = full.split(" at line ").next().unwrap_or_default();
            format!("not JSON: {short}")
        }
    };
    MetricsError::NotJson { line, column, problem }
}

fn parse_one(
    value: &Value,
    name: &str,
    required: Required,
) -> Result<Vec<ServiceMetrics>, MetricsError> {
    let (source, holder, key) = match value.get("recommender") {
        Some(recommender) => ("DescribeRecommender", recommender, "modelMetrics"),
        None if value.get("modelMetrics").is_some() => {
            ("DescribeRecommender", value, "modelMetrics")
        }
        None => ("GetSolutionMetrics", value, "metrics"),
    };
    let found = || MetricsError::NoMetrics { found: kind(holder.get(key).unwrap_or(holder)) };
    // The object alone, as `jq .metrics` or a print of it gives, or under a capital letter.
    let is_bare = || {
        holder.as_object().filter(|object| object.keys().any(|key| is_accuracy(current_key(key))))
    };
    let inner = holder.get(key).or_else(|| holder.get("Metrics"));
    let metrics = inner.and_then(Value::as_object).or_else(is_bare).ok_or_else(found)?;
    let arn = ["solutionVersionArn", "recommenderArn"]
        .iter()
        .find_map(|key| holder.get(key).and_then(Value::as_str));
    // Preview answers hold one object per model ARN.
    let nested: Option<Vec<(&String, &Map<String, Value>)>> =
        metrics.iter().map(|(arn, inner)| Some((arn, inner.as_object()?))).collect();
    let Some(nested) = nested.filter(|nested| !nested.is_empty()) else {
        return Ok(vec![one(metrics, arn.unwrap_or(name), source, required)?]);
    };
    nested.into_iter().map(|(arn, metrics)| one(metrics, arn, source, required)).collect()
}

fn one(
    metrics: &Map<String, Value>,
    name: &str,
    source: &str,
    required: Required,
) -> Result<ServiceMetrics, MetricsError> {
    let mut values = BTreeMap::new();
    for (key, value) in metrics {
        let key = current_key(key);
        if is_known(key) {
            if values.insert(key.to_owned(), share(key, value)?).is_some() {
                return Err(MetricsError::Twice { key: key.to_owned() });
            }
        } else if let Some(number) = value.as_f64() {
            values.insert(key.to_owned(), number);
        }
    }
    let missing: Vec<String> =
        service_keys().filter(|&key| !values.contains_key(key)).map(str::to_owned).collect();
    if missing.len() > REPORTED.len() - 1 && !values.keys().any(|key| is_accuracy(key)) {
        return Err(MetricsError::NothingKnown { found: metrics.keys().cloned().collect() });
    }
    if !missing.is_empty() && required == Required::All {
        let means_nothing = |key: &&String| !key.starts_with('_') && !is_known(current_key(key));
        let unknown = metrics.keys().filter(means_nothing).map(|key| format!("`{key}`")).collect();
        return Err(MetricsError::Missing { missing, unknown });
    }
    // The preview said how many users were tested, and of how many items.
    let count = |key: &str| {
        let number = metrics.get(key)?.as_f64()?;
        let is_count = number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number);
        is_count.then(|| round_to_count(number))
    };
    let data = ServiceData {
        test_users: count("_num_evaluation_users"),
        items: count("_num_unique_items"),
        ..ServiceData::default()
    };
    // A name is shown on terminals and pages.
    let name = crate::text::shorten(name, 256);
    Ok(ServiceMetrics::new(name, source.to_owned(), data, values))
}

/// The present key of a metric: preview answers call the mean reciprocal rank without its depth.
fn current_key(key: &str) -> &str {
    if key == "mean_reciprocal_rank" { "mean_reciprocal_rank_at_25" } else { key }
}

/// Tells whether we compute the metric too.
fn is_known(key: &str) -> bool {
    key == COVERAGE || is_accuracy(key)
}

/// Tells whether the metric is of ranked lists: recipes that rank users or actions report only coverage of these.
fn is_accuracy(key: &str) -> bool {
    REPORTED.iter().any(|metric| metric.key == key)
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
        Value::Array(list) if list.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        other => crate::text::shorten(&other.to_string(), 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EIGHT: &str = r#""coverage":0.27,"mean_reciprocal_rank_at_25":0.0379,
        "normalized_discounted_cumulative_gain_at_5":0.0405,
        "normalized_discounted_cumulative_gain_at_10":0.0513,
        "normalized_discounted_cumulative_gain_at_25":0.0828,
        "precision_at_5":0.0136,"precision_at_10":0.0102,"precision_at_25":0.0091"#;

    fn read(text: &str) -> Vec<ServiceMetrics> {
        parse(text, "file", Required::All).expect(text)
    }

    #[test]
    fn every_form_of_an_answer_is_read_by_name() {
        let plain = format!(
            r#"{{"solutionVersionArn":"arn:x","metrics":{{{EIGHT},"average_rewards_at_k":121.2}}}}"#
        );
        let boto = format!(
            r#"{{"metrics":{{{EIGHT}}},"ResponseMetadata":{{"HTTPStatusCode":200,"RetryAttempts":0}}}}"#
        );
        let recommender =
            format!(r#"{{"recommender":{{"recommenderArn":"arn:r","modelMetrics":{{{EIGHT}}}}}}}"#);
        let older = EIGHT.replace("mean_reciprocal_rank_at_25", "mean_reciprocal_rank");
        let preview = format!(
            r#"{{"metrics":{{"arn:a":{{{older},"_num_evaluation_users":91.0,"_num_unique_items":1448}},"arn:b":{{{EIGHT}}}}}}}"#
        );
        let list = format!("\u{feff}[{plain},{boto}]");
        let bare = format!("{{{EIGHT}}}");
        let capital = format!(r#"{{"Metrics":{{{EIGHT}}}}}"#);
        for (text, names) in [
            (plain, vec!["arn:x"]),
            (boto, vec!["file"]),
            (recommender, vec!["arn:r"]),
            (preview.clone(), vec!["arn:a", "arn:b"]),
            (list, vec!["arn:x", "file"]),
            (bare, vec!["file"]),
            (capital, vec!["file"]),
        ] {
            let found = read(&text);
            assert_eq!(found.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), names);
            for one in found {
                assert!((one.metrics["mean_reciprocal_rank_at_25"] - 0.0379).abs() < 1e-12);
            }
        }
        let data = &read(&preview)[0].data;
        assert_eq!((data.test_users, data.items), (Some(91), Some(1_448)));
    }

    #[test]
    fn every_error_is_provoked() {
        let error =
            |text: &str| parse(text, "file", Required::All).expect_err("refused").to_string();
        let with = |key: &str, value: &str| {
            let mut metrics: Map<String, Value> =
                serde_json::from_str(&format!("{{{EIGHT}}}")).expect("JSON");
            metrics.insert(key.to_owned(), serde_json::from_str(value).expect("JSON"));
            serde_json::json!({ "metrics": metrics }).to_string()
        };
        let without = with("coverage", "1").replace(r#""precision_at_10":0.0102,"#, "");
        let expected = "expected an object `metrics` as GetSolutionMetrics answers, or `modelMetrics` \
                        as DescribeRecommender does, found ";
        for (text, message) in [
            ("{", "line 1, column 1: not JSON: EOF while parsing an object"),
            (" \n", "line 2, column 0: not JSON: there is nothing in it"),
            (
                "{\"metrics\":\n {\"coverage\": NaN}}",
                "line 2, column 15: `NaN` is no number in JSON; the service reports none such",
            ),
            (
                "{\"metrics\":{\"coverage\":-Infinity}}",
                "line 1, column 25: `-Infinity` is no number in JSON; the service reports none such",
            ),
            (
                "{'metrics': {}}",
                "line 1, column 2: not JSON but Python's own form of a dictionary; write it with json.dumps",
            ),
            (
                &with("precision_at_50", "0.1").replace(r#""precision_at_5":0.0136,"#, ""),
                "`precision_at_5` is missing, and unknown is `precision_at_50`: GetSolutionMetrics reports \
                 8 metrics of every recipe that recommends items; with `--partial` what is there is compared",
            ),
            ("[]", &format!("{expected}an empty list")),
            ("{\"metric\":{}}", &format!("{expected}an object without it")),
            ("{\"metrics\":[1]}", &format!("{expected}a list")),
            (
                &with("coverage", "\"x\""),
                "`coverage`: expected a number of at least 0, found \"x\"",
            ),
            (&with("coverage", "null"), "`coverage`: expected a number of at least 0, found null"),
            (&with("coverage", "-1"), "`coverage`: expected a number of at least 0, found -1"),
            (
                &with("precision_at_5", "7.5"),
                "`precision_at_5`: expected a share between 0 and 1, found 7.5; percentages must be \
                 divided by 100",
            ),
            (
                &without,
                "`precision_at_10` is missing: GetSolutionMetrics reports 8 metrics of every recipe \
                 that recommends items; with `--partial` what is there is compared",
            ),
            ("{\"metrics\":{\"auc\":0.5}}", "no metric that we know: found auc"),
            (
                "{\"metrics\":{\"coverage\":0.5,\"hits_at_1_percent\":0.3}}",
                "no metric that we know: found coverage, hits_at_1_percent",
            ),
            ("{\"metrics\":{}}", "no metric that we know: found none"),
            (
                &with("mean_reciprocal_rank", "0.9"),
                "`mean_reciprocal_rank_at_25` is there twice, once by the name that the preview used",
            ),
        ] {
            assert_eq!(error(text), message, "{text}");
        }
        assert!(parse(&without, "file", Required::Any).is_ok());
    }
}
