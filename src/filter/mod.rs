//! Filter expressions of the service: read with the places of their parts, printed again, and held against schemas,
//! quotas and data.

mod against;
mod check;
mod condition;
mod expression;
mod lexer;
mod located;
mod parser;
#[cfg(test)]
mod tests;
mod values;

pub use against::{CURRENT_ITEM, CURRENT_USER, FilterField, FilterSchemas, dataset_named};
pub use check::{
    CheckedFilter, FIELDS_MAX, GROUP_FIELDS_MAX, GROUP_FILTERS_MAX, check, check_group,
};
pub use expression::{
    FilterAction, FilterCondition, FilterExpression, FilterJoiner, FilterOperand, FilterOperator,
    FilterPart, FilterTarget, FilterValue,
};
pub use lexer::FilterSyntaxError;
pub use located::Located;
pub use parser::parse;
pub use values::{KnownValues, read_values};
