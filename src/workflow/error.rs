//! The reasons that no workflow can be built.

use super::hyperparameters::HyperparameterError;
use super::name::NameError;

/// The reason that no workflow can be built.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// A name that the service does not allow.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Hyperparameters that the recipe does not have.
    #[error(transparent)]
    Hyperparameter(#[from] HyperparameterError),
    /// A dataset that the recipe needs and the run folder does not have.
    #[error("`{recipe}` needs the dataset {dataset}, which the run folder does not have")]
    Missing {
        /// The recipe.
        recipe: &'static str,
        /// The dataset.
        dataset: &'static str,
    },
    /// A choice that the recipe does not take.
    #[error("{what} is for {expected}; the recipe is `{recipe}`")]
    NotForRecipe {
        /// The choice.
        what: &'static str,
        /// The recipes that take it.
        expected: &'static str,
        /// The recipe.
        recipe: &'static str,
    },
    /// Weights beside one event type.
    #[error("event weights and one event type exclude each other")]
    WeightsAndType,
    /// A value that is out of range.
    #[error("{what} {value}: expected {expected}")]
    Value {
        /// The choice.
        what: &'static str,
        /// The value.
        value: String,
        /// The values that it may have.
        expected: &'static str,
    },
}
