//! The typed side of parameters: structs of a model's parameters, and the types of their fields.

use std::fmt::Debug;

use super::domain::{Parameter, Value};
use crate::number;

/// The parameters of a model as a struct, each field one row of the table.
///
/// [`parameters`](super::parameters) implements it.
pub(in crate::model) trait Parameters:
    Debug + Default + Copy + PartialEq + Send + Sync
{
    /// The parameters in the order of the fields.
    const TABLE: &'static [Parameter];

    /// The struct of these values, which stand in the order of the table; `None` where one is missing or of another
    /// type.
    fn read(values: &[Value]) -> Option<Self>;
}

/// A type that a field of [`Parameters`] may have.
pub(in crate::model) trait Field: Copy {
    /// The field of this value; `None` where the value is of another type.
    fn of(value: Value) -> Option<Self>;
}

impl Field for u64 {
    fn of(value: Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(number),
            Value::Real(_) | Value::Word(_) => None,
        }
    }
}

impl Field for usize {
    fn of(value: Value) -> Option<Self> {
        // More than can be counted is as good as all that there are.
        u64::of(value).map(|number| Self::try_from(number).unwrap_or(Self::MAX))
    }
}

impl Field for f64 {
    fn of(value: Value) -> Option<Self> {
        match value {
            Value::Real(number) => Some(number),
            Value::Integer(_) | Value::Word(_) => None,
        }
    }
}

impl Field for f32 {
    fn of(value: Value) -> Option<Self> {
        f64::of(value).map(number::single)
    }
}

impl Field for bool {
    fn of(value: Value) -> Option<Self> {
        match value {
            Value::Word(word) => word.parse().ok(),
            Value::Integer(_) | Value::Real(_) => None,
        }
    }
}

impl<T: Field> Field for Option<T> {
    fn of(value: Value) -> Option<Self> {
        match value {
            // The domain has no other word.
            Value::Word(_) => Some(None),
            Value::Integer(_) | Value::Real(_) => T::of(value).map(Some),
        }
    }
}
