//! Rules on a schema alone.

mod field;
mod form;
mod heading;
mod schema;
mod spans;
mod whole;

pub use schema::{SCHEMA_CHARS_MAX, check, check_bytes};

#[cfg(test)]
mod tests;
