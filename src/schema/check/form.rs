//! Schemas as people have them: what the API, its SDKs and templates print around the Avro text.

use serde_json::Value;

/// The deepest level of an answer at which a schema is looked for.
const DEPTH_MAX: usize = 6;

/// The Avro text within an answer of `DescribeSchema`, a template or a JSON string; `None` where `text` is
/// the schema itself, or holds none.
pub(super) fn within(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    if is_record(&value) {
        return None;
    }
    find(&value, DEPTH_MAX)
}

fn is_record(value: &Value) -> bool {
    value.get("type").and_then(Value::as_str) == Some("record") || value.get("fields").is_some()
}

/// The first record in `value`: a text that is one, or an object.
fn find(value: &Value, depth: usize) -> Option<String> {
    let below = depth.checked_sub(1)?;
    match value {
        Value::String(text) => {
            let inner: Value = serde_json::from_str(text).ok()?;
            if is_record(&inner) { Some(text.clone()) } else { find(&inner, below) }
        }
        Value::Object(_) if is_record(value) => serde_json::to_string_pretty(value).ok(),
        // As the answers call it, and CloudFormation.
        Value::Object(object) => ["schema", "Schema", "Properties", "Resources", "schemas"]
            .iter()
            .filter_map(|key| object.get(*key))
            .chain(object.values())
            .find_map(|value| find(value, below)),
        Value::Array(values) => match &values[..] {
            [one] => find(one, below),
            _ => None,
        },
        _ => None,
    }
}

/// Names the form of a text that is no JSON, with a remedy; `None` for an unknown form.
pub(super) fn other(text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    match () {
        () if start.starts_with("{'") || text.contains("{'type'") || text.contains("{'name'") => {
            Some("it is Python's own print of a dictionary: write it with json.dumps")
        }
        () if start.starts_with("---")
            || start.starts_with("type:")
            || start.starts_with("Resources:") =>
        {
            Some("it is YAML: write the schema as JSON")
        }
        () if start.starts_with('<') => Some("it is XML or HTML, not a schema"),
        () if start.starts_with("arn:") => Some(
            "it is an ARN: save the answer of `aws personalize describe-schema --schema-arn …`",
        ),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"type":"record","name":"Users","fields":[]}"#;

    #[test]
    fn the_schema_is_found_in_what_stands_around_it() {
        let text = serde_json::to_string(RECORD).expect("JSON");
        let described =
            format!(r#"{{"schema":{{"name":"s","schemaArn":"arn:x","schema":{text}}}}}"#);
        let template = format!(
            r#"{{"Resources":{{"S":{{"Type":"AWS::Personalize::Schema","Properties":{{"Schema":{text}}}}}}}}}"#
        );
        for around in [text.clone(), described, template, format!("[{text}]")] {
            assert_eq!(within(&around).as_deref(), Some(RECORD), "{around}");
        }
        assert_eq!(within(RECORD), None);
        assert_eq!(within("{}"), None);
        assert_eq!(within("[1, 2]"), None);
    }

    #[test]
    fn other_forms_are_named() {
        assert!(other("{'type': 'record'}").expect("named").contains("json.dumps"));
        assert!(other("arn:aws:personalize:…").expect("named").contains("describe-schema"));
        assert_eq!(other("{,}"), None);
    }
}
