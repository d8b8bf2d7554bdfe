//! Avro record schemas as Personalize accepts them.
//!
//! The rules are those of the developer guide's pages on schemas; each [`crate::rule::Rule`] names
//! its own source. Data is held against a schema by [`crate::validate`].

pub mod builtin;
pub mod check;
pub mod compose;
mod diff;
pub mod domain;
mod record_schema;
pub mod reserved;

pub use diff::{FieldChange, FieldChangeKind, SchemaDiff, SchemaRoute, diff};
pub use domain::Domain;
pub use record_schema::{AvroType, DatasetType, Field, NAMESPACE, Schema};
