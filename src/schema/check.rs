//! Rules on a schema alone.

use serde_json::Value;

use super::record_schema::{AvroType, Dataset, Field, NAMESPACE, Schema};
use super::rule;
use super::violation::{Findings, Violation};

/// Reads and lints a schema.
///
/// `file` names it in the findings. The schema is given whenever the text can serve to check data,
/// even with findings: then fields whose type is not allowed are taken as strings.
#[must_use]
pub fn check(text: &str, file: &str, examples_max: usize) -> (Option<Schema>, Vec<Violation>) {
    let mut findings = Findings::new(file, examples_max);
    let schema = read(text, &mut findings);
    (schema, findings.into_violations())
}

/// Like [`check`], for bytes that may not be UTF-8, which is a finding too.
#[must_use]
pub fn check_bytes(
    bytes: &[u8],
    file: &str,
    examples_max: usize,
) -> (Option<Schema>, Vec<Violation>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => check(text, file, examples_max),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + memchr::memchr_iter(b'\n', before).count() as u64;
            let mut findings = Findings::new(file, examples_max);
            findings.add(&rule::SCHEMA_NOT_JSON, None, line, b"", || {
                format!(
                    "the schema is not UTF-8: it has the byte 0x{:02X}",
                    bytes[error.valid_up_to()]
                )
            });
            (None, findings.into_violations())
        }
    }
}

fn read(text: &str, findings: &mut Findings) -> Option<Schema> {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let line = error.line() as u64;
            let shown = text.lines().nth(error.line().saturating_sub(1)).unwrap_or("");
            findings.add(&rule::SCHEMA_NOT_JSON, None, line, shown.trim().as_bytes(), || {
                format!("the schema is not JSON: {error}")
            });
            return None;
        }
    };
    let fields = value.get("fields").and_then(Value::as_array);
    let (Some("record"), Some(fields)) = (value.get("type").and_then(Value::as_str), fields) else {
        findings.add(&rule::SCHEMA_NOT_AVRO, None, 1, b"", || {
            "expected an object with \"type\": \"record\" and a list \"fields\"".to_owned()
        });
        return None;
    };
    check_heading(&value, text, findings);
    let fields: Vec<Field> =
        fields.iter().filter_map(|field| read_field(field, text, findings)).collect();
    // Apache's own parser has the last word on what Avro is.
    if let Err(error) = apache_avro::Schema::parse_str(text) {
        findings.add(&rule::SCHEMA_NOT_AVRO, None, 1, b"", || {
            format!("the schema is not valid Avro: {error}")
        });
    }
    check_names(&fields, text, findings);
    let dataset = dataset_of(&value);
    if let Some(dataset) = dataset {
        check_required(dataset, &fields, text, findings);
    }
    Some(Schema { dataset, fields })
}

fn dataset_of(value: &Value) -> Option<Dataset> {
    let name = value.get("name").and_then(Value::as_str)?;
    Dataset::ALL.into_iter().find(|dataset| dataset.record_name() == name)
}

fn check_heading(value: &Value, text: &str, findings: &mut Findings) {
    let shown = |key: &str| value.get(key).map_or_else(|| "nothing".to_owned(), Value::to_string);
    if dataset_of(value).is_none() {
        let found = shown("name");
        findings.add(&rule::SCHEMA_NAME, None, line_of(text, "\"name\""), found.as_bytes(), || {
            format!("expected the name `Interactions`, `Items` or `Users`, found {found}; the rules of other datasets are not checked")
        });
    }
    if value.get("namespace").and_then(Value::as_str) != Some(NAMESPACE) {
        let found = shown("namespace");
        let line = line_of(text, "\"namespace\"");
        findings.add(&rule::SCHEMA_NAMESPACE, None, line, found.as_bytes(), || {
            format!("expected the namespace `{NAMESPACE}`, found {found}")
        });
    }
    if value.get("version").and_then(Value::as_str) != Some("1.0") {
        let found = shown("version");
        let line = line_of(text, "\"version\"");
        findings.add(&rule::SCHEMA_VERSION, None, line, found.as_bytes(), || {
            format!("expected the version \"1.0\", found {found}")
        });
    }
}

/// The first line of `text` that holds `part`; 1 when none does.
fn line_of(text: &str, part: &str) -> u64 {
    text.lines().position(|line| line.contains(part)).map_or(1, |index| index as u64 + 1)
}

fn read_field(field: &Value, text: &str, findings: &mut Findings) -> Option<Field> {
    let Some(name) = field.get("name").and_then(Value::as_str) else {
        findings.add(&rule::SCHEMA_NOT_AVRO, None, 1, field.to_string().as_bytes(), || {
            "a field has no name".to_owned()
        });
        return None;
    };
    let flag = |key: &str| field.get(key).and_then(Value::as_bool).unwrap_or(false);
    let declared = field.get("type").unwrap_or(&Value::Null);
    let types = types_of(declared).unwrap_or_else(|| {
        let line = line_of(text, &format!("\"{name}\""));
        findings.add(&rule::SCHEMA_TYPE, Some(name), line, declared.to_string().as_bytes(), || {
            "expected float, double, int, long, string, boolean, or a union of one of them \
                 with null"
                .to_owned()
        });
        vec![AvroType::Null, AvroType::String]
    });
    let (categorical, textual) = (flag("categorical"), flag("textual"));
    Some(Field { name: name.to_owned(), types, categorical, textual })
}

fn types_of(declared: &Value) -> Option<Vec<AvroType>> {
    let types: Vec<AvroType> = match declared {
        Value::String(name) => vec![AvroType::from_name(name)?],
        Value::Array(names) => names
            .iter()
            .map(|name| name.as_str().and_then(AvroType::from_name))
            .collect::<Option<_>>()?,
        _ => return None,
    };
    let n_values = types.iter().filter(|&&avro| avro != AvroType::Null).count();
    (n_values == 1 && types.len() <= 2).then_some(types)
}

fn check_names(fields: &[Field], text: &str, findings: &mut Findings) {
    let mut seen: Vec<(String, &str)> = Vec::new();
    for field in fields {
        let name = field.name.as_str();
        let line = line_of(text, &format!("\"{name}\""));
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if !name.chars().all(allowed)
            || name.is_empty()
            || name.starts_with(|c: char| c.is_ascii_digit())
        {
            findings.add(&rule::SCHEMA_FIELD_NAME, Some(name), line, name.as_bytes(), || {
                "expected letters, digits and underscores, not beginning with a digit".to_owned()
            });
        }
        let plain = name.replace('_', "");
        if let Some((_, other)) = seen.iter().find(|(seen, _)| *seen == plain) {
            findings.add(&rule::SCHEMA_FIELD_NAME, Some(name), line, name.as_bytes(), || {
                format!("the name clashes with `{other}`: underscores do not count")
            });
        }
        seen.push((plain, name));
    }
}

fn check_required(dataset: Dataset, fields: &[Field], text: &str, findings: &mut Findings) {
    let find = |name: &str| fields.iter().find(|field| field.name == name);
    for &(name, avro) in dataset.required() {
        match find(name) {
            None => findings.add(&rule::SCHEMA_REQUIRED, Some(name), 1, b"", || {
                format!("expected a field `{name}` of type {}", avro.name())
            }),
            Some(field) => check_reserved(field, avro, false, text, findings),
        }
    }
    for &(name, avro, nullable) in dataset.reserved() {
        if let Some(field) = find(name) {
            check_reserved(field, avro, nullable, text, findings);
        }
    }
    if dataset != Dataset::Interactions && fields.len() < 2 {
        findings.add(&rule::SCHEMA_METADATA, None, line_of(text, "\"fields\""), b"", || {
            format!("{} needs at least one field beside its id", dataset.record_name())
        });
    }
}

fn check_reserved(
    field: &Field,
    avro: AvroType,
    nullable: bool,
    text: &str,
    findings: &mut Findings,
) {
    let mut values = field.types.iter().filter(|&&found| found != AvroType::Null);
    if values.all(|&found| found == avro) && (nullable || !field.is_nullable()) {
        return;
    }
    let found = field.types.iter().map(|avro| avro.name()).collect::<Vec<_>>().join(", ");
    let line = line_of(text, &format!("\"{}\"", field.name));
    findings.add(&rule::SCHEMA_RESERVED_TYPE, Some(&field.name), line, found.as_bytes(), || {
        let null = if nullable { ", with or without null" } else { ", not null" };
        format!("expected type {}{null}, found {found}", avro.name())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(&'static str, u64)> {
        let (_, violations) = check(text, "test.avsc", 5);
        violations
            .iter()
            .map(|found| (rule::find(&found.code).expect("a rule").code, found.examples[0].line))
            .collect()
    }

    fn interactions(fields: &str) -> String {
        format!(
            "{{\"type\":\"record\",\"name\":\"Interactions\",\n\"namespace\":\"{NAMESPACE}\",\n\
             \"fields\":[\n{fields}],\n\"version\":\"1.0\"}}"
        )
    }

    const IDS: &str = "{\"name\":\"USER_ID\",\"type\":\"string\"},\n{\"name\":\"ITEM_ID\",\"type\":\"string\"},\n";

    #[test]
    fn a_trailing_comma_is_found_at_its_line() {
        let text = interactions(&format!("{IDS}{{\"name\":\"TIMESTAMP\",\"type\":\"long\"}},\n"));
        assert_eq!(codes(&text), [("S101", 7)]);
    }

    #[test]
    fn each_rule_of_the_schema_is_provoked_alone() {
        let time = "{\"name\":\"TIMESTAMP\",\"type\":\"long\"}";
        assert_eq!(codes(&interactions(&format!("{IDS}{time}"))), []);
        assert_eq!(codes("[]"), [("S102", 1)]);
        assert_eq!(
            codes(&interactions(&format!("{IDS}{time}")).replace("Interactions", "Events")),
            [("S103", 1)]
        );
        assert_eq!(
            codes(&interactions(&format!("{IDS}{time}")).replace(NAMESPACE, "other")),
            [("S104", 2)]
        );
        let nested = format!(
            "{IDS}{time},\n{{\"name\":\"TAGS\",\"type\":{{\"type\":\"array\",\"items\":\"string\"}}}}"
        );
        assert_eq!(codes(&interactions(&nested)), [("S105", 7)]);
        assert_eq!(codes(&interactions(IDS.trim_end_matches(",\n"))), [("S106", 1)]);
        let short = format!("{IDS}{{\"name\":\"TIMESTAMP\",\"type\":\"int\"}}");
        assert_eq!(codes(&interactions(&short)), [("S107", 6)]);
        let nullable = format!("{IDS}{{\"name\":\"TIMESTAMP\",\"type\":[\"null\",\"long\"]}}");
        assert_eq!(codes(&interactions(&nullable)), [("S107", 6)]);
        let clash = format!("{IDS}{time},\n{{\"name\":\"USERID\",\"type\":\"string\"}}");
        assert_eq!(codes(&interactions(&clash)), [("S108", 7)]);
        let version = interactions(&format!("{IDS}{time}")).replace("\"1.0\"", "1");
        assert_eq!(codes(&version), [("S110", 7)]);
        let lonely = interactions("{\"name\":\"USER_ID\",\"type\":\"string\"}")
            .replace("Interactions", "Users");
        assert_eq!(codes(&lonely), [("S109", 3)]);
    }
}
