//! The models that a blend is made of, handed in by whoever knows them.

use crate::model::core::{ModelConfig, SpecError};

/// The members of a blend, and the way to read one.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) struct Library {
    /// The members.
    pub(in crate::model) members: fn() -> Result<Vec<ModelConfig>, SpecError>,
    /// The model of a text such as `item-knn:k=50`.
    pub(in crate::model) read: fn(&str) -> Result<ModelConfig, SpecError>,
}
