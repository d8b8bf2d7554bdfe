//! Avro record schemas as Personalize accepts them, and the linter that holds files against them.
//!
//! The rules are those of the developer guide's pages on schemas and data formatting; each
//! [`rule::Rule`] names its own source.

pub mod builtin;
pub mod check;
pub mod compose;
pub mod domain;
mod record_schema;
pub mod rule;
pub mod validate;
pub mod violation;

pub use domain::Domain;
pub use record_schema::{AvroType, Dataset, Field, NAMESPACE, Schema};
pub use violation::{Severity, Violation};
