//! Name, namespace and version.

use serde_json::Value;

use super::spans::{Spans, Text};
use crate::param::hint;
use crate::rule::{self, Findings};
use crate::schema::{DatasetType, NAMESPACE};

/// The keys of a schema that the service documents.
const KEYS: [&str; 5] = ["type", "name", "namespace", "fields", "version"];

/// Checks the heading and tells the dataset that it names.
pub(super) fn check(
    value: &Value,
    spans: &Spans,
    text: Text<'_>,
    findings: &mut Findings,
) -> Option<DatasetType> {
    let shown = |key: &str| value.get(key).map_or_else(|| "nothing".to_owned(), Value::to_string);
    let place = |key: &str| text.place(spans.heading.value(key));
    let name = value.get("name").and_then(Value::as_str);
    let dataset = DatasetType::ALL.into_iter().find(|dataset| name == Some(dataset.record_name()));
    if dataset.is_none() {
        let names = DatasetType::ALL.map(DatasetType::record_name);
        findings.add(&rule::SCHEMA_NAME, None, place("name"), || {
            let hint = name.map_or_else(String::new, |name| hint(name, &names));
            format!(
                "expected the name {} or `{}`, found {}{hint}; the rules of a dataset are not checked",
                names[..4].iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
                names[4],
                shown("name"),
            )
        });
    }
    if value.get("namespace").and_then(Value::as_str) != Some(NAMESPACE) {
        findings.add(&rule::SCHEMA_NAMESPACE, None, place("namespace"), || {
            format!("expected the namespace `{NAMESPACE}`, found {}", shown("namespace"))
        });
    }
    if value.get("version").and_then(Value::as_str) != Some("1.0") {
        findings.add(&rule::SCHEMA_VERSION, None, place("version"), || {
            format!("expected the version \"1.0\", found {}", shown("version"))
        });
    }
    for key in value.as_object().into_iter().flat_map(serde_json::Map::keys) {
        if !KEYS.contains(&key.as_str()) {
            findings.add(&rule::SCHEMA_ATTRIBUTE, None, place(key), || {
                format!("`{key}` is no documented key of a schema")
            });
        }
    }
    dataset
}
