//! The part of an Avro record schema that Personalize uses.

use serde::{Deserialize, Serialize};

use crate::column::{CREATION_TIMESTAMP, EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID};

/// The namespace that every Personalize schema carries.
pub const NAMESPACE: &str = "com.amazonaws.personalize.schema";

/// A dataset type of a custom dataset group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dataset {
    /// Who did what when.
    Interactions,
    /// Item metadata.
    Items,
    /// User metadata.
    Users,
}

impl Dataset {
    /// All of them, in the order of an import.
    pub const ALL: [Self; 3] = [Self::Interactions, Self::Items, Self::Users];

    /// The record name that the schema must bear.
    #[must_use]
    pub const fn record_name(self) -> &'static str {
        match self {
            Self::Interactions => "Interactions",
            Self::Items => "Items",
            Self::Users => "Users",
        }
    }

    /// The stem of its files: `interactions`, `items`, `users`.
    #[must_use]
    pub const fn stem(self) -> &'static str {
        match self {
            Self::Interactions => "interactions",
            Self::Items => "items",
            Self::Users => "users",
        }
    }

    /// Fields that must be there, with the one type each must have, never null.
    #[must_use]
    pub const fn required(self) -> &'static [(&'static str, AvroType)] {
        match self {
            Self::Interactions => &[
                (USER_ID, AvroType::String),
                (ITEM_ID, AvroType::String),
                (TIMESTAMP, AvroType::Long),
            ],
            Self::Items => &[(ITEM_ID, AvroType::String)],
            Self::Users => &[(USER_ID, AvroType::String)],
        }
    }

    /// Fields that may be there and must then have this type, and whether it may be null.
    #[must_use]
    pub const fn reserved(self) -> &'static [(&'static str, AvroType, bool)] {
        match self {
            Self::Interactions => &[
                (EVENT_TYPE, AvroType::String, false),
                (EVENT_VALUE, AvroType::Float, true),
                ("IMPRESSION", AvroType::String, true),
                ("RECOMMENDATION_ID", AvroType::String, true),
                ("EVENT_ATTRIBUTION_SOURCE", AvroType::String, true),
            ],
            Self::Items => &[(CREATION_TIMESTAMP, AvroType::Long, true)],
            Self::Users => &[],
        }
    }
}

/// A type that a field may have. (Developer guide, "how-it-works-dataset-schema".)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AvroType {
    /// `null`: the field may be empty.
    Null,
    /// `boolean`
    Boolean,
    /// `int`, 32 bits
    Int,
    /// `long`, 64 bits
    Long,
    /// `float`, 32 bits
    Float,
    /// `double`, 64 bits
    Double,
    /// `string`
    String,
}

impl AvroType {
    /// The name in a schema.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::String => "string",
        }
    }

    /// The type of this name, if a field may have it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [
            Self::Null,
            Self::Boolean,
            Self::Int,
            Self::Long,
            Self::Float,
            Self::Double,
            Self::String,
        ];
        all.into_iter().find(|avro| avro.name() == name)
    }

    /// Whether `text`, which is not empty, is the text of a value of this type.
    ///
    /// Numbers as Rust reads them, within the type's range, finite; booleans as `true` or `false`
    /// in any case; `null` has no text.
    #[must_use]
    pub fn admits(self, text: &str) -> bool {
        match self {
            Self::Null => false,
            Self::Boolean => {
                text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
            }
            Self::Int => text.parse::<i32>().is_ok(),
            Self::Long => text.parse::<i64>().is_ok(),
            Self::Float => text.parse::<f32>().is_ok_and(f32::is_finite),
            Self::Double => text.parse::<f64>().is_ok_and(f64::is_finite),
            Self::String => true,
        }
    }
}

/// One field of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, which is the CSV's column.
    pub name: String,
    /// Its types; more than one for a union.
    pub types: Vec<AvroType>,
    /// Whether it is a category.
    pub categorical: bool,
    /// Whether it is free text to learn from.
    pub textual: bool,
}

impl Field {
    /// Whether it may be empty.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        self.types.contains(&AvroType::Null)
    }

    /// Its types but for `null`, as a message names them.
    #[must_use]
    pub fn expected(&self) -> String {
        let names = self.types.iter().filter(|&&avro| avro != AvroType::Null);
        names.map(|avro| avro.name()).collect::<Vec<_>>().join(" or ")
    }
}

/// A schema that was read without an error that would make it useless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Which dataset it is for; none when its name is not one that we know.
    pub dataset: Option<Dataset>,
    /// Its fields in order.
    pub fields: Vec<Field>,
}
