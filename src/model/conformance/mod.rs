//! A check of what a model must keep to, for authors of models.
//!
//! [`check`] fits a model on somebody's data, asks it in every way that an evaluation does, and lists what its answers
//! break. The models of the registry are held to the same rules.

mod asked;
mod check;
mod finding;
#[cfg(test)]
mod suite;

pub use check::check;
pub use finding::{ConformanceRule, Finding};

#[cfg(test)]
pub(in crate::model) use suite::dataset;
