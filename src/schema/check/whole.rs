//! All fields together: required and reserved ones, clashes, roles, quotas.

use std::collections::HashMap;

use super::field::FieldRead;
use super::spans::Text;
use crate::param::hint;
use crate::rule::{self, Findings};
use crate::schema::reserved::{self, Reserved, Role, metadata_fields_max};
use crate::schema::{AvroType, DatasetType, Domain, Field, Schema};

pub(super) fn check(
    schema: &Schema,
    read: &[FieldRead],
    domain: Domain,
    text: Text<'_>,
    findings: &mut Findings,
) {
    check_clashes(read, text, findings);
    let textual: Vec<&FieldRead> = read.iter().filter(|read| read.field.textual).collect();
    let Some(dataset) = schema.dataset else { return };
    if !domain.has(dataset) {
        findings.add(&rule::SCHEMA_DOMAIN, None, Text::start(), || {
            format!("a group of the domain {} has no {}", domain.name(), dataset.record_name())
        });
    }
    check_required(dataset, domain, read, text, findings);
    for one in read {
        check_role(dataset, domain, one, text, findings);
    }
    for second in textual.iter().skip(1) {
        let place = text.place(second.object.value("textual"));
        findings.add(&rule::SCHEMA_TEXTUAL, Some(&second.field.name), place, || {
            format!("`{}` is textual already, and one field at most may be", textual[0].field.name)
        });
    }
    check_metadata(dataset, domain, schema, findings);
}

fn check_clashes(read: &[FieldRead], text: Text<'_>, findings: &mut Findings) {
    let mut seen: HashMap<String, &str> = HashMap::with_capacity(read.len());
    for FieldRead { field, object, .. } in read {
        let name = field.name.as_str();
        if let Some(other) = seen.insert(name.replace('_', ""), name) {
            let place = text.place(object.value("name"));
            findings.add(&rule::SCHEMA_FIELD_NAME, Some(name), place, || {
                format!("the name clashes with `{other}`: underscores do not count")
            });
        }
    }
}

fn check_required(
    dataset: DatasetType,
    domain: Domain,
    read: &[FieldRead],
    text: Text<'_>,
    findings: &mut Findings,
) {
    let names: Vec<&str> = read.iter().map(|read| read.field.name.as_str()).collect();
    for wanted in reserved::reserved(dataset, domain) {
        match read.iter().find(|read| read.field.name == wanted.name) {
            Some(found) => check_reserved(found, wanted, text, findings),
            None if wanted.required => {
                findings.add(&rule::SCHEMA_REQUIRED, Some(wanted.name), Text::start(), || {
                    let hint = hint(wanted.name, &names);
                    let avro = wanted.avro.name();
                    format!("expected a field `{}` of type {avro}{hint}", wanted.name)
                });
            }
            None => {}
        }
    }
}

fn check_reserved(read: &FieldRead, wanted: &Reserved, text: Text<'_>, findings: &mut Findings) {
    if read.is_guessed {
        return;
    }
    let Field { name, avro, nullable, categorical, textual, .. } = &read.field;
    if *avro != wanted.avro || (*nullable && !wanted.nullable) {
        let place = text.place(read.object.value("type"));
        findings.add(&rule::SCHEMA_RESERVED_TYPE, Some(name), place, || {
            let null = if wanted.nullable { ", with or without null" } else { ", not null" };
            let with_null = if *nullable { " with null" } else { "" };
            format!("expected type {}{null}, found {}{with_null}", wanted.avro.name(), avro.name())
        });
        return;
    }
    let missing = match wanted.role {
        Role::Category if !categorical => Some("categorical"),
        Role::Text if !textual => Some("textual"),
        _ => None,
    };
    if let Some(flag) = missing {
        let place = text.place(read.object.value(flag));
        findings.add(&rule::SCHEMA_NOT_CATEGORICAL, Some(name), place, || {
            format!("expected `\"{flag}\": true`")
        });
    }
}

fn check_role(
    dataset: DatasetType,
    domain: Domain,
    read: &FieldRead,
    text: Text<'_>,
    findings: &mut Findings,
) {
    let Field { name, avro, categorical, textual, .. } = &read.field;
    let known = reserved::find(dataset, domain, name);
    let place = |key: &str| text.place(read.object.value(key));
    let is_string = *avro == AvroType::String;
    // `TYPE` of an action is a string of which the guide does not say what it is.
    let is_plain = known.is_some_and(|known| known.role == Role::Plain && known.name != "TYPE");
    if *categorical && (is_plain || !is_string) {
        findings.add(&rule::SCHEMA_CATEGORICAL, Some(name), place("categorical"), || {
            let what = if is_string { "a reserved plain string" } else { avro.name() };
            format!("{what} cannot be a category")
        });
    }
    if *textual && (dataset != DatasetType::Items || !is_string || *categorical || is_plain) {
        findings.add(&rule::SCHEMA_TEXTUAL, Some(name), place("textual"), || {
            "expected at most one string field of Items, not categorical".to_owned()
        });
    }
    if read.field.item_name && (dataset != DatasetType::Items || !is_string || is_plain) {
        findings.add(&rule::SCHEMA_ITEM_NAME, Some(name), place("itemName"), || {
            "expected a string field of Items".to_owned()
        });
    }
    if *avro == AvroType::Boolean {
        findings.add(&rule::SCHEMA_BOOLEAN, Some(name), place("type"), || {
            "a boolean takes no part in training and serves no filter".to_owned()
        });
    }
    let is_name = read.field.item_name || name.ends_with("TITLE") || name.ends_with("NAME");
    if known.is_none() && is_string && !categorical && !textual && !is_name {
        findings.add(&rule::SCHEMA_PLAIN_STRING, Some(name), place("name"), || {
            "the string takes no part in training".to_owned()
        });
    }
}

/// Tells whether training can use the field.
fn is_trained_on(field: &Field) -> bool {
    field.categorical || field.textual || field.avro.is_number()
}

fn check_metadata(dataset: DatasetType, domain: Domain, schema: &Schema, findings: &mut Findings) {
    let is_required = |field: &&Field| {
        reserved::find(dataset, Domain::Custom, &field.name).is_some_and(|known| known.required)
    };
    let metadata = schema.fields.iter().filter(|field| !is_required(field));
    if !dataset.is_events() && !metadata.clone().any(is_trained_on) {
        findings.add(&rule::SCHEMA_METADATA, None, Text::start(), || {
            let found = match metadata.count() {
                0 => "nothing beside the id".to_owned(),
                _ => "only strings and booleans that training passes over".to_owned(),
            };
            format!(
                "{} needs at least one number, category or text beside its id, found {found}",
                dataset.record_name()
            )
        });
    }
    let own =
        schema.fields.iter().filter(|field| reserved::find(dataset, domain, &field.name).is_none());
    let (n_own, most) = (own.count(), metadata_fields_max(dataset));
    if n_own > most {
        findings.add(&rule::SCHEMA_TOO_MANY_FIELDS, None, Text::start(), || {
            format!("expected at most {most} fields beside the reserved ones, found {n_own}")
        });
    }
}
