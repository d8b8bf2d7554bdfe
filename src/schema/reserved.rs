//! The fields whose names the service reserves, by dataset and domain.
//!
//! (Developer guide, "custom-datasets-and-schemas", "ECOMMERCE-datasets-and-schemas",
//! "VIDEO-ON-DEMAND-datasets-and-schemas" and the pages of their datasets.)

use super::domain::Domain;
use super::record_schema::{AvroType, DatasetType};
use crate::column::{
    CREATION_TIMESTAMP, EVENT_TYPE, EVENT_VALUE, GENRES, ITEM_ID, TIMESTAMP, USER_ID,
};

/// The action of an action interaction or of a metadata row.
pub const ACTION_ID: &str = "ACTION_ID";
/// The items that were shown, joined by `|`.
pub const IMPRESSION: &str = "IMPRESSION";
/// Text of an item to learn from.
pub const PRODUCT_DESCRIPTION: &str = "PRODUCT_DESCRIPTION";
/// The end of an action, in seconds since 1970-01-01 UTC.
pub const EXPIRATION_TIMESTAMP: &str = "EXPIRATION_TIMESTAMP";
/// The worth of an action, 1 to 10.
pub const VALUE: &str = "VALUE";
/// Days after which an action may be offered again, 1 to 30.
pub const REPEAT_FREQUENCY: &str = "REPEAT_FREQUENCY";

/// The role of a reserved string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Neither of the others: ids, event types, numbers.
    Plain,
    /// A category, marked by `"categorical": true`.
    Category,
    /// Text to learn from, marked by `"textual": true`.
    Text,
}

/// A field whose name is reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserved {
    /// Its name.
    pub name: &'static str,
    /// The type that it must have.
    pub avro: AvroType,
    /// True if the schema must have it.
    pub required: bool,
    /// True if it may be empty.
    pub nullable: bool,
    /// The role of its strings.
    pub role: Role,
}

const fn required(name: &'static str, avro: AvroType) -> Reserved {
    Reserved { name, avro, required: true, nullable: false, role: Role::Plain }
}

const fn optional(name: &'static str, avro: AvroType) -> Reserved {
    Reserved { name, avro, required: false, nullable: true, role: Role::Plain }
}

const fn category(name: &'static str) -> Reserved {
    Reserved { role: Role::Category, ..optional(name, AvroType::String) }
}

const fn required_category(name: &'static str) -> Reserved {
    Reserved { role: Role::Category, ..required(name, AvroType::String) }
}

const fn text(name: &'static str) -> Reserved {
    Reserved { name, avro: AvroType::String, required: false, nullable: true, role: Role::Text }
}

const EVENT: Reserved = Reserved {
    name: EVENT_TYPE,
    avro: AvroType::String,
    required: false,
    nullable: false,
    role: Role::Plain,
};

const INTERACTIONS: &[Reserved] = &[
    required(USER_ID, AvroType::String),
    required(ITEM_ID, AvroType::String),
    required(TIMESTAMP, AvroType::Long),
    EVENT,
    optional(EVENT_VALUE, AvroType::Float),
    optional(IMPRESSION, AvroType::String),
    optional("RECOMMENDATION_ID", AvroType::String),
    optional("EVENT_ATTRIBUTION_SOURCE", AvroType::String),
];

const DOMAIN_INTERACTIONS: &[Reserved] = &[
    required(USER_ID, AvroType::String),
    required(ITEM_ID, AvroType::String),
    required(TIMESTAMP, AvroType::Long),
    required(EVENT_TYPE, AvroType::String),
    optional(EVENT_VALUE, AvroType::Float),
    optional(IMPRESSION, AvroType::String),
    optional("RECOMMENDATION_ID", AvroType::String),
    optional("EVENT_ATTRIBUTION_SOURCE", AvroType::String),
];

const ITEMS: &[Reserved] =
    &[required(ITEM_ID, AvroType::String), optional(CREATION_TIMESTAMP, AvroType::Long)];

const ECOMMERCE_ITEMS: &[Reserved] = &[
    required(ITEM_ID, AvroType::String),
    required("PRICE", AvroType::Float),
    required_category("CATEGORY_L1"),
    category("CATEGORY_L2"),
    category("CATEGORY_L3"),
    text(PRODUCT_DESCRIPTION),
    optional(CREATION_TIMESTAMP, AvroType::Long),
    category("AGE_GROUP"),
    category("ADULT"),
    category("GENDER"),
];

const VIDEO_ITEMS: &[Reserved] = &[
    required(ITEM_ID, AvroType::String),
    required_category(GENRES),
    required(CREATION_TIMESTAMP, AvroType::Long),
    optional("PRICE", AvroType::Float),
    optional("DURATION", AvroType::Float),
    optional("AVERAGE_RATING", AvroType::Float),
    category("GENRE_L2"),
    category("GENRE_L3"),
    text(PRODUCT_DESCRIPTION),
    category("CONTENT_OWNER"),
    category("CONTENT_CLASSIFICATION"),
];

const USERS: &[Reserved] = &[required(USER_ID, AvroType::String)];

const VIDEO_USERS: &[Reserved] =
    &[required(USER_ID, AvroType::String), category("SUBSCRIPTION_MODEL")];

const ACTIONS: &[Reserved] = &[
    required(ACTION_ID, AvroType::String),
    optional(CREATION_TIMESTAMP, AvroType::Long),
    optional(VALUE, AvroType::Long),
    optional("TYPE", AvroType::String),
    optional(EXPIRATION_TIMESTAMP, AvroType::Long),
    optional("ACTION_EXPIRATION_TIMESTAMP", AvroType::Long),
    optional(REPEAT_FREQUENCY, AvroType::Long),
];

const ACTION_INTERACTIONS: &[Reserved] = &[
    required(USER_ID, AvroType::String),
    required(ACTION_ID, AvroType::String),
    required(EVENT_TYPE, AvroType::String),
    required(TIMESTAMP, AvroType::Long),
    optional(IMPRESSION, AvroType::String),
    optional("RECOMMENDATION_ID", AvroType::String),
];

/// The reserved fields of a dataset in a domain. A domain has no actions; theirs are the custom ones.
#[must_use]
pub const fn reserved(dataset: DatasetType, domain: Domain) -> &'static [Reserved] {
    match (dataset, domain) {
        (DatasetType::Interactions, Domain::Custom) => INTERACTIONS,
        (DatasetType::Interactions, _) => DOMAIN_INTERACTIONS,
        (DatasetType::Items, Domain::Custom) => ITEMS,
        (DatasetType::Items, Domain::VideoOnDemand) => VIDEO_ITEMS,
        (DatasetType::Items, Domain::Ecommerce) => ECOMMERCE_ITEMS,
        (DatasetType::Users, Domain::VideoOnDemand) => VIDEO_USERS,
        (DatasetType::Users, _) => USERS,
        (DatasetType::Actions, _) => ACTIONS,
        (DatasetType::ActionInteractions, _) => ACTION_INTERACTIONS,
    }
}

/// The reserved field of this name.
#[must_use]
pub fn find(dataset: DatasetType, domain: Domain, name: &str) -> Option<&'static Reserved> {
    reserved(dataset, domain).iter().find(|reserved| reserved.name == name)
}

impl Domain {
    /// The fields that must be there and may not be empty, beside those that a custom dataset needs.
    #[must_use]
    pub fn required(self, dataset: DatasetType) -> Vec<&'static str> {
        let by_custom = |name: &str| {
            reserved(dataset, Self::Custom).iter().any(|field| field.name == name && field.required)
        };
        let fields = reserved(dataset, self).iter().filter(|field| field.required);
        fields.map(|field| field.name).filter(|name| !by_custom(name)).collect()
    }
}

/// The most metadata fields of one's own that a dataset may have. (Developer guide, "limits".)
#[must_use]
pub const fn metadata_fields_max(dataset: DatasetType) -> usize {
    match dataset {
        DatasetType::Interactions | DatasetType::ActionInteractions => 5,
        DatasetType::Items => 100,
        DatasetType::Users => 25,
        DatasetType::Actions => 10,
    }
}

/// The keywords that must not occur as values: the names of reserved columns.
///
/// `VALUE`, `TYPE`, `PRICE`, `GENDER` and the like are words that a category may well use; only
/// names that mean nothing else are taken.
pub const KEYWORDS: [&str; 12] = [
    USER_ID,
    ITEM_ID,
    ACTION_ID,
    TIMESTAMP,
    EVENT_TYPE,
    EVENT_VALUE,
    IMPRESSION,
    "RECOMMENDATION_ID",
    "EVENT_ATTRIBUTION_SOURCE",
    CREATION_TIMESTAMP,
    EXPIRATION_TIMESTAMP,
    REPEAT_FREQUENCY,
];
