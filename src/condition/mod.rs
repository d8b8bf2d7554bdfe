//! Conditions on a row as text, such as `rating >= 4.5 and event_type != 'view'`: of steps of a pipeline, and of a
//! team's own rules.

mod node;
mod parsed;
mod text;

#[cfg(feature = "frames")]
pub(crate) use node::Operator;
pub(crate) use node::{Node, Value};
pub use parsed::Condition;
pub use text::ConditionError;
