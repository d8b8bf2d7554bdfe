//! Two schemas of one dataset, and the way from the one to the other that the service allows.
//!
//! A schema cannot be changed. The dataset of items or users can be given another schema (`UpdateDataset`, since
//! 2023-07-13) that keeps every field as it is and adds fields that may be empty; the schemas of interactions, actions
//! and action interactions stay as they are. (Developer guide, "updating-dataset-schema".)

use schemars::JsonSchema;
use serde::Serialize;

use super::record_schema::{DatasetType, Field, Schema};
use crate::choice::choices;

/// The way to a change of a schema, the easiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SchemaRoute {
    /// Nothing has to be done.
    Free,
    /// The dataset is given the new schema, data is imported again and a new solution trained.
    Update,
    /// The service allows no such change: a new dataset is needed, and so a new dataset group or the old dataset deleted.
    NewDataset,
}

choices! {
    SchemaRoute {
        Free = "free": "Nothing has to be done",
        Update = "update": "UpdateDataset, an import and a new solution",
        NewDataset = "new-dataset": "The change needs a new dataset",
    }
}

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FieldChangeKind {
    /// The field is new.
    Added,
    /// The field is gone.
    Removed,
    /// The field has another type or other flags.
    Changed,
    /// The name differs by underscores or case.
    Renamed,
    /// The fields stand in another order.
    Reordered,
}

/// A change of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// The kind.
    pub kind: FieldChangeKind,
    /// The field under its new name, under its old one where it is gone; empty for the order of all.
    pub field: String,
    /// The field before: for a new name the old one, else its type and flags; empty for one that is new.
    pub before: String,
    /// The same after; empty for a field that is gone.
    pub after: String,
    /// The way to it.
    pub route: SchemaRoute,
    /// The sentence on the reason, and on another way where there is one.
    pub reason: &'static str,
}

/// The changes from one schema to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SchemaDiff {
    /// The dataset.
    pub dataset: DatasetType,
    /// The way to all changes together: the hardest of them.
    pub route: SchemaRoute,
    /// The changes: those of fields in the order of the new schema, then fields that are gone, then the order.
    pub changes: Vec<FieldChange>,
}

const FREE_ORDER: &str =
    "imports match columns by name; the guide asks for the order of the schema in the file";
const ADDED: &str = "existing rows are empty until they are imported again, and existing solutions leave the field out";
const ADDED_FULL: &str =
    "every field that is added must allow null: with null in its type, UpdateDataset takes it";
const FIXED: &str =
    "the schema of this dataset cannot be replaced; only those of items and users can";
const REMOVED: &str =
    "a new schema keeps all fields; kept and left out of training, the field does no harm";
const CHANGED: &str = "types and flags of a field stay; a field of another name that allows null can be added instead";
const RENAMED: &str = "underscores do not make two names different, so that both cannot stand in one schema; imports match names exactly";

/// Two fields of one name for the service: underscores do not count, and case is a slip.
fn key(name: &str) -> String {
    name.replace('_', "").to_uppercase()
}

/// The type and flags of a field in words.
fn described(field: &Field) -> String {
    let flags = [
        (field.nullable, "may be empty"),
        (field.categorical, "categorical"),
        (field.textual, "textual"),
        (field.item_name, "item name"),
    ];
    let flags = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| name);
    std::iter::once(field.avro.name()).chain(flags).collect::<Vec<_>>().join(", ")
}

/// The changes from the schema `old` to the schema `new` of `dataset`.
#[must_use]
pub fn diff(dataset: DatasetType, old: &Schema, new: &Schema) -> SchemaDiff {
    let mut changes: Vec<FieldChange> =
        new.fields.iter().filter_map(|field| change_to(dataset, field, old, new)).collect();
    let is_gone =
        |field: &&Field| new.field(&field.name).is_none() && renamed(field, new, old).is_none();
    changes.extend(old.fields.iter().filter(is_gone).map(|field| FieldChange {
        kind: FieldChangeKind::Removed,
        field: field.name.clone(),
        before: described(field),
        after: String::new(),
        route: SchemaRoute::NewDataset,
        reason: REMOVED,
    }));
    changes.extend(reordered(old, new));
    let route = changes.iter().map(|change| change.route).max().unwrap_or(SchemaRoute::Free);
    SchemaDiff { dataset, route, changes }
}

/// The change that `field` of the new schema is, if it is one.
fn change_to(
    dataset: DatasetType,
    field: &Field,
    old: &Schema,
    new: &Schema,
) -> Option<FieldChange> {
    let change = |kind, before: String, after: String, route, reason| FieldChange {
        kind,
        field: field.name.clone(),
        before,
        after,
        route,
        reason,
    };
    let after = described(field);
    if let Some(before) = old.field(&field.name) {
        let before_text = described(before);
        return (before_text != after).then(|| {
            change(FieldChangeKind::Changed, before_text, after, SchemaRoute::NewDataset, CHANGED)
        });
    }
    if let Some(before) = renamed(field, old, new) {
        let mut change = change(
            FieldChangeKind::Renamed,
            before.name.clone(),
            field.name.clone(),
            SchemaRoute::NewDataset,
            RENAMED,
        );
        let before_text = described(before);
        if before_text != after {
            change.before = format!("{} ({before_text})", before.name);
            change.after = format!("{} ({after})", field.name);
        }
        return Some(change);
    }
    let is_replaceable = matches!(dataset, DatasetType::Items | DatasetType::Users);
    let (route, reason) = match (is_replaceable, field.nullable) {
        (false, _) => (SchemaRoute::NewDataset, FIXED),
        (true, false) => (SchemaRoute::NewDataset, ADDED_FULL),
        (true, true) => (SchemaRoute::Update, ADDED),
    };
    Some(change(FieldChangeKind::Added, String::new(), after, route, reason))
}

/// The field of `other` that `field` is under another spelling; `own` is the schema of `field`.
fn renamed<'s>(field: &Field, other: &'s Schema, own: &Schema) -> Option<&'s Field> {
    let wanted = key(&field.name);
    let is_free = |candidate: &&Field| own.field(&candidate.name).is_none();
    let mut same = other.fields.iter().filter(|candidate| key(&candidate.name) == wanted);
    same.find(is_free)
}

/// The change of order of the fields that both have.
fn reordered(old: &Schema, new: &Schema) -> Option<FieldChange> {
    let shared = |of: &Schema, with: &Schema| {
        let names = of.fields.iter().map(|field| field.name.as_str());
        names.filter(|name| with.field(name).is_some()).collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (shared(old, new), shared(new, old));
    (before != after).then(|| FieldChange {
        kind: FieldChangeKind::Reordered,
        field: String::new(),
        before,
        after,
        route: SchemaRoute::Free,
        reason: FREE_ORDER,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::check::check;
    use crate::schema::domain::Domain;

    fn schema(dataset: DatasetType, fields: &[&str]) -> Schema {
        let text = format!(
            "{{\"type\":\"record\",\"name\":\"{}\",\"namespace\":\"com.amazonaws.personalize.schema\",\
             \"fields\":[{}],\"version\":\"1.0\"}}",
            dataset.record_name(),
            fields.join(",")
        );
        check(&text, "s", Domain::Custom).0.expect("a schema")
    }

    const ID: &str = r#"{"name":"ITEM_ID","type":"string"}"#;
    const YEAR: &str = r#"{"name":"YEAR","type":"int"}"#;
    const GENRE: &str = r#"{"name":"GENRE_1","type":["null","string"],"categorical":true}"#;

    fn changes(
        dataset: DatasetType,
        old: &[&str],
        new: &[&str],
    ) -> Vec<(FieldChangeKind, String, SchemaRoute)> {
        let found = diff(dataset, &schema(dataset, old), &schema(dataset, new));
        let hardest = found.changes.iter().map(|change| change.route).max();
        assert_eq!(found.route, hardest.unwrap_or(SchemaRoute::Free));
        found.changes.into_iter().map(|change| (change.kind, change.field, change.route)).collect()
    }

    #[test]
    fn each_change_has_the_way_that_the_service_allows() {
        use FieldChangeKind::{Added, Changed, Removed, Renamed, Reordered};
        use SchemaRoute::{Free, NewDataset, Update};
        let items = |old: &[&str], new: &[&str]| changes(DatasetType::Items, old, new);
        let one = |kind, field: &str, route| vec![(kind, field.to_owned(), route)];
        assert_eq!(items(&[ID, YEAR], &[ID, YEAR]), []);
        assert_eq!(items(&[ID, YEAR, GENRE], &[ID, GENRE, YEAR]), one(Reordered, "", Free));
        assert_eq!(items(&[ID, YEAR], &[ID, GENRE, YEAR]), one(Added, "GENRE_1", Update));
        assert_eq!(items(&[ID, GENRE], &[ID, GENRE, YEAR]), one(Added, "YEAR", NewDataset));
        assert_eq!(items(&[ID, GENRE, YEAR], &[ID, GENRE]), one(Removed, "YEAR", NewDataset));
        for other in
            [r#"{"name":"YEAR","type":"long"}"#, r#"{"name":"YEAR","type":["null","int"]}"#]
        {
            assert_eq!(items(&[ID, YEAR], &[ID, other]), one(Changed, "YEAR", NewDataset));
        }
        let plain = r#"{"name":"GENRE_1","type":["null","string"]}"#;
        assert_eq!(items(&[ID, GENRE], &[ID, plain]), one(Changed, "GENRE_1", NewDataset));
        let (title, named) = (
            r#"{"name":"TITLE","type":"string"}"#,
            r#"{"name":"TITLE","type":"string","itemName":true}"#,
        );
        assert_eq!(
            items(&[ID, YEAR, title], &[ID, YEAR, named]),
            one(Changed, "TITLE", NewDataset)
        );
        for name in ["GENRE1", "genre_1", "_Genre_1"] {
            let other = GENRE.replace("GENRE_1", name);
            assert_eq!(
                items(&[ID, GENRE], &[ID, &other]),
                one(Renamed, name, NewDataset),
                "{name}"
            );
        }
    }

    #[test]
    fn the_schema_of_events_cannot_be_replaced() {
        let fields =
            [r#"{"name":"USER_ID","type":"string"}"#, ID, r#"{"name":"TIMESTAMP","type":"long"}"#];
        let more = [&fields[..], &[GENRE]].concat();
        let added = |dataset| changes(dataset, &fields, &more)[0].2;
        assert_eq!(added(DatasetType::Interactions), SchemaRoute::NewDataset);
        assert_eq!(added(DatasetType::Users), SchemaRoute::Update);
    }
}
