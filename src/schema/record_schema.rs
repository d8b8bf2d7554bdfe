//! The part of an Avro record schema that Personalize uses.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;

/// The namespace that every Personalize schema carries.
pub const NAMESPACE: &str = "com.amazonaws.personalize.schema";

/// A dataset type of a dataset group.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DatasetType {
    /// Events of a user with an item: who did what with which item when.
    Interactions,
    /// Item metadata.
    Items,
    /// User metadata.
    Users,
    /// Metadata of actions, for next-best-action.
    Actions,
    /// Events of a user with an action: who did what with which action when.
    ActionInteractions,
}

choices! {
    DatasetType {
        Interactions = "interactions",
        Items = "items",
        Users = "users",
        Actions = "actions",
        ActionInteractions = "action-interactions",
    }
}

impl DatasetType {
    /// The datasets that `prep` makes.
    pub const PREPARED: [Self; 3] = [Self::Interactions, Self::Items, Self::Users];

    /// The record name that the schema must bear.
    #[must_use]
    pub const fn record_name(self) -> &'static str {
        match self {
            Self::Interactions => "Interactions",
            Self::Items => "Items",
            Self::Users => "Users",
            Self::Actions => "Actions",
            Self::ActionInteractions => "ActionInteractions",
        }
    }

    /// The stem of its files, which is its name.
    #[must_use]
    pub const fn stem(self) -> &'static str {
        self.name()
    }

    /// Tells whether its rows are events with a user and an instant, rather than metadata by id.
    #[must_use]
    pub const fn is_events(self) -> bool {
        matches!(self, Self::Interactions | Self::ActionInteractions)
    }
}

/// A type that a field may have. (Developer guide, "how-it-works-dataset-schema".)
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AvroType {
    /// The type `null`: the field may be empty.
    Null,
    /// The type `boolean`.
    Boolean,
    /// The type `int`, 32 bits.
    Int,
    /// The type `long`, 64 bits.
    Long,
    /// The type `float`, 32 bits.
    Float,
    /// The type `double`, 64 bits.
    Double,
    /// The type `string`.
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

    /// Tells whether it is a number.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Long | Self::Float | Self::Double)
    }

    /// Tells whether `text`, which is not empty, is the text of a value of this type.
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
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own in the schema")]
pub struct Field {
    /// Its name, which is the CSV's column.
    pub name: String,
    /// The type of its values.
    pub avro: AvroType,
    /// True if it may be empty.
    pub nullable: bool,
    /// True if it is a category.
    pub categorical: bool,
    /// True if it is free text to learn from.
    pub textual: bool,
    /// True if it is the name of an item, marked by `itemName`.
    pub item_name: bool,
}

impl Field {
    /// Tells whether it may be empty.
    #[must_use]
    pub const fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Its type, as a message names it.
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        self.avro.name()
    }
}

/// A schema that was read without an error that would make it useless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The dataset that it is for; none when its name is not one that we know.
    pub dataset: Option<DatasetType>,
    /// Its fields in order.
    pub fields: Vec<Field>,
}

impl Schema {
    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
