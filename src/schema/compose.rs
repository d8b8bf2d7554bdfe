//! A schema that fits given columns.

use super::domain::Domain;
use super::record_schema::{AvroType, DatasetType, NAMESPACE};
use super::reserved::{self, PRODUCT_DESCRIPTION, Role};
use crate::column::{ACTIVITY, DESCRIPTION, EVENT_VALUE, FIRST_SEEN, TITLE};

/// A column to be described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnType {
    /// Its name.
    pub name: String,
    /// The type of its cells.
    pub avro: AvroType,
    /// True if some cell is empty.
    pub has_empty: bool,
    /// True if it is text to learn from, of which Items may have one.
    pub is_text: bool,
}

/// The column of Items that is text to learn from, by its name.
#[must_use]
pub fn text_column<'a>(names: &[&'a str]) -> Option<&'a str> {
    let find = |wanted: &str| names.iter().copied().find(|name| *name == wanted);
    find(PRODUCT_DESCRIPTION).or_else(|| find(DESCRIPTION))
}

/// Tells whether the service, or the domain, allows no empty cell in this column.
#[must_use]
pub fn is_required(dataset: DatasetType, domain: Domain, name: &str) -> bool {
    reserved::find(dataset, domain, name).is_some_and(|field| field.required || !field.nullable)
}

/// Fields that the service lets be empty, and that are so only where the data has nothing.
const SELDOM_NULL: [&str; 3] = [TITLE, FIRST_SEEN, ACTIVITY];
/// Tells whether a string is a category: reserved ones that are, and all others but titles, which differ
/// in every row.
fn is_category(dataset: DatasetType, domain: Domain, name: &str) -> bool {
    match reserved::find(dataset, domain, name) {
        Some(field) => field.role == Role::Category,
        None => name != TITLE,
    }
}

/// Numbers that the service wants in 32 bits.
const FLOATS: [&str; 4] = [EVENT_VALUE, "PRICE", "DURATION", "AVERAGE_RATING"];

/// The text of a schema for a file with exactly these columns, in their order.
///
/// Ids, event types and what the domain requires may not be null, nor titles unless one is missing;
/// everything else may. Own
/// strings are categories, but for `DESCRIPTION` of items, which is text. The layout is that of the
/// shipped schemas, byte for byte.
#[must_use]
pub fn compose(dataset: DatasetType, domain: Domain, columns: &[ColumnType]) -> String {
    let fields: Vec<String> = columns.iter().map(|column| field(dataset, domain, column)).collect();
    format!(
        "{{\n  \"type\": \"record\",\n  \"name\": \"{}\",\n  \"namespace\": \"{NAMESPACE}\",\n  \
         \"fields\": [\n{}\n  ],\n  \"version\": \"1.0\"\n}}\n",
        dataset.record_name(),
        fields.join(",\n")
    )
}

fn field(dataset: DatasetType, domain: Domain, column: &ColumnType) -> String {
    let name = column.name.as_str();
    let float = FLOATS.contains(&name) && column.avro == AvroType::Double;
    let avro = if float { AvroType::Float } else { column.avro };
    let never_null =
        is_required(dataset, domain, name) || (SELDOM_NULL.contains(&name) && !column.has_empty);
    let declared = if never_null {
        format!("\"{}\"", avro.name())
    } else {
        format!("[\"null\", \"{}\"]", avro.name())
    };
    let is_text = dataset == DatasetType::Items && column.is_text;
    let role = match avro {
        AvroType::String if is_text => ", \"textual\": true",
        AvroType::String if is_category(dataset, domain, name) => ", \"categorical\": true",
        _ => "",
    };
    let name = serde_json::Value::from(name);
    format!("    {{ \"name\": {name}, \"type\": {declared}{role} }}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::builtin;
    use crate::schema::check::check;

    fn columns(text: &str) -> Vec<ColumnType> {
        let (schema, _) = check(text, "shipped", Domain::Custom);
        let fields = schema.expect("a schema").fields;
        let column = |field: crate::schema::Field| ColumnType {
            name: field.name,
            avro: field.avro,
            has_empty: false,
            is_text: field.textual,
        };
        fields.into_iter().map(column).collect()
    }

    #[test]
    fn the_shipped_schemas_come_out_byte_for_byte() {
        for dataset in DatasetType::PREPARED {
            let text = builtin::text(dataset, Domain::Custom).expect("shipped");
            assert_eq!(compose(dataset, Domain::Custom, &columns(text)), text, "{dataset:?}");
        }
    }

    #[test]
    fn what_is_composed_is_without_findings_in_every_domain() {
        let more = [("DESCRIPTION", AvroType::String), ("DURATION", AvroType::Double)];
        for domain in Domain::ALL {
            let mut all =
                columns(builtin::text(DatasetType::Items, Domain::Custom).expect("shipped"));
            if domain == Domain::Ecommerce {
                let column = |name: &str, avro| ColumnType {
                    name: name.to_owned(),
                    avro,
                    has_empty: false,
                    is_text: false,
                };
                all.push(column("PRICE", AvroType::Double));
                all.push(column("CATEGORY_L1", AvroType::String));
            }
            all.extend(more.map(|(name, avro)| ColumnType {
                name: name.to_owned(),
                avro,
                has_empty: false,
                is_text: name == DESCRIPTION,
            }));
            let text = compose(DatasetType::Items, domain, &all);
            assert_eq!(check(&text, "composed", domain).1, [], "{text}");
            let nullable = text.contains("\"GENRES\", \"type\": [\"null\"");
            assert_eq!(nullable, domain != Domain::VideoOnDemand);
            assert!(text.contains("\"textual\": true") && text.contains("[\"null\", \"float\"]"));
        }
    }
}
