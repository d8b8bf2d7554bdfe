//! One field: its name, type and flags.

use serde_json::Value;

use super::spans::{Object, Text};
use crate::rule::{self, Findings, Rule};
use crate::schema::{AvroType, Field};

/// The attributes of a field that the service documents.
const ATTRIBUTES: [&str; 5] = ["name", "type", "categorical", "textual", "itemName"];

/// The longest name of a column. (Service model, `ColumnName`.)
const NAME_CHARS_MAX: usize = 150;

/// A field that was read, with what only the schema's own rules need.
pub(super) struct FieldRead {
    pub(super) field: Field,
    /// True if its type was refused, and another taken for it.
    pub(super) is_guessed: bool,
    pub(super) object: Object,
}

/// Reads a field; one whose type is not allowed is taken as what stands inside it, as what its name
/// must be, or else as a string that may be empty, so that its values are checked all the same.
pub(super) fn read(
    declared: &Value,
    object: Object,
    text: Text<'_>,
    findings: &mut Findings,
) -> Option<FieldRead> {
    let Some(name) = declared.get("name").and_then(Value::as_str) else {
        findings.add(&rule::SCHEMA_NOT_AVRO, None, text.place(object.whole), || {
            "a field has no name".to_owned()
        });
        return None;
    };
    check_name(name, &object, text, findings);
    let avro = declared.get("type").unwrap_or(&Value::Null);
    let read_type = read_type(avro);
    let is_guessed = read_type.is_err();
    let DeclaredType { avro, nullable } = read_type.unwrap_or_else(|refused| {
        let place = text.place(object.value("type"));
        findings.add(refused.rule, Some(name), place, || refused.expected.to_owned());
        guessed(name, avro)
    });
    let mut flag = |key: &str| match declared.get(key) {
        None => false,
        Some(Value::Bool(flag)) => *flag,
        Some(other) => {
            findings.add(&rule::SCHEMA_FLAG, Some(name), text.place(object.value(key)), || {
                format!("expected `{key}` to be true or false, found {other}")
            });
            false
        }
    };
    let (categorical, textual, item_name) =
        (flag("categorical"), flag("textual"), flag("itemName"));
    let field = Field { name: name.to_owned(), avro, nullable, categorical, textual, item_name };
    check_attributes(declared, &field, &object, text, findings);
    Some(FieldRead { field, is_guessed, object })
}

fn check_attributes(
    declared: &Value,
    field: &Field,
    object: &Object,
    text: Text<'_>,
    findings: &mut Findings,
) {
    let name = Some(field.name.as_str());
    for key in declared.as_object().into_iter().flat_map(serde_json::Map::keys) {
        if !ATTRIBUTES.contains(&key.as_str()) {
            let place = text.place(object.value(key));
            findings.add(&rule::SCHEMA_ATTRIBUTE, name, place, || {
                format!("`{key}` is no documented attribute of a field")
            });
        }
    }
    for key in object.repeated() {
        findings.add(&rule::SCHEMA_ATTRIBUTE, name, text.place(object.whole), || {
            format!("`{key}` stands twice in one field")
        });
    }
}

/// The type of a field.
struct DeclaredType {
    avro: AvroType,
    /// True if a cell may be empty.
    nullable: bool,
}

/// The type that a field was meant to have whose declaration is not allowed, and whether it may be empty.
fn guessed(name: &str, declared: &Value) -> DeclaredType {
    let members = match declared {
        Value::Array(members) => members.as_slice(),
        one => std::slice::from_ref(one),
    };
    let types: Vec<AvroType> = members.iter().filter_map(innermost).collect();
    let may_be_empty = types.contains(&AvroType::Null);
    let within = types.into_iter().find(|&avro| avro != AvroType::Null);
    match within.or_else(|| by_name(name)) {
        Some(avro) => DeclaredType { avro, nullable: may_be_empty },
        None => DeclaredType { avro: AvroType::String, nullable: true },
    }
}

/// The plain type within `{"type": {"type": …}}` and the like.
fn innermost(declared: &Value) -> Option<AvroType> {
    match declared {
        Value::String(name) => AvroType::from_name(name),
        Value::Object(object) => innermost(object.get("type")?),
        Value::Array(members) => {
            members.iter().filter_map(innermost).find(|&avro| avro != AvroType::Null)
        }
        _ => None,
    }
}

/// The type of a column that the service reserves, whatever the dataset.
fn by_name(name: &str) -> Option<AvroType> {
    match name {
        "TIMESTAMP" | "CREATION_TIMESTAMP" => Some(AvroType::Long),
        "EVENT_VALUE" => Some(AvroType::Float),
        "USER_ID" | "ITEM_ID" | "ACTION_ID" | "EVENT_TYPE" => Some(AvroType::String),
        _ => None,
    }
}

fn check_name(name: &str, object: &Object, text: Text<'_>, findings: &mut Findings) {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let digit_first = name.starts_with(|letter: char| letter.is_ascii_digit());
    let place = text.place(object.value("name"));
    if name.is_empty() || digit_first || !name.chars().all(allowed) {
        findings.add(&rule::SCHEMA_FIELD_NAME, Some(name), place, || {
            "expected letters, digits and underscores, not beginning with a digit".to_owned()
        });
    } else if name.len() > NAME_CHARS_MAX {
        findings.add(&rule::SCHEMA_FIELD_NAME, Some(name), place, || {
            format!("expected at most {NAME_CHARS_MAX} characters, found {}", name.len())
        });
    }
}

/// The rule that a declared type breaks, and what was expected.
struct Refused {
    rule: &'static Rule,
    expected: &'static str,
}

impl Refused {
    const fn new(rule: &'static Rule, expected: &'static str) -> Self {
        Self { rule, expected }
    }
}

const ONE_OF: &str = "expected float, double, int, long, string, boolean, or a union of one of them \
                      with null";

fn read_type(declared: &Value) -> Result<DeclaredType, Refused> {
    match declared {
        Value::Array(members) => read_union(members),
        other => match read_member(other)? {
            AvroType::Null => {
                Err(Refused::new(&rule::SCHEMA_UNION, "a field of type null can hold nothing"))
            }
            avro => Ok(DeclaredType { avro, nullable: false }),
        },
    }
}

fn read_union(members: &[Value]) -> Result<DeclaredType, Refused> {
    let members: Vec<AvroType> = members.iter().map(read_member).collect::<Result<_, _>>()?;
    let mut values = members.iter().filter(|&&avro| avro != AvroType::Null);
    let (first, more) = (values.next(), values.next());
    let n_nulls = members.len() - members.iter().filter(|&&avro| avro != AvroType::Null).count();
    match (first, more) {
        (Some(&avro), None) if n_nulls <= 1 => Ok(DeclaredType { avro, nullable: n_nulls == 1 }),
        _ => Err(Refused::new(&rule::SCHEMA_UNION, "expected a union of one type and null")),
    }
}

fn read_member(declared: &Value) -> Result<AvroType, Refused> {
    let nested = ["record", "array", "map"];
    let is_nested = |name: &str| nested.contains(&name);
    let flat = "expected one value: the service knows no records, arrays or maps";
    match declared {
        Value::String(name) if is_nested(name) => Err(Refused::new(&rule::SCHEMA_NOT_FLAT, flat)),
        Value::String(name) => {
            AvroType::from_name(name).ok_or(Refused::new(&rule::SCHEMA_TYPE, ONE_OF))
        }
        Value::Object(object) => match object.get("type").and_then(Value::as_str) {
            Some(name) if is_nested(name) => Err(Refused::new(&rule::SCHEMA_NOT_FLAT, flat)),
            _ => Err(Refused::new(&rule::SCHEMA_TYPE, ONE_OF)),
        },
        Value::Array(_) => Err(Refused::new(&rule::SCHEMA_UNION, "a union holds no unions")),
        _ => Err(Refused::new(&rule::SCHEMA_TYPE, ONE_OF)),
    }
}
