//! Ranked lists of baselines: by a fitted model here, or as SQL where the rows lie.
//!
//! Both follow one rule: rows of one second stand in the order that a seed draws, as in the clean view of an evaluation,
//! sums go through the same numbers of 32 bits in the same order, and ties go to the smaller item. So the lists are equal.

mod error;
mod fitted;
mod neighbours;
mod parameters;
mod popular;
mod ranked;
mod script;
mod single;
mod sources;
mod sql;
mod tables;
mod transitions;
mod wanted;
mod written;

pub use error::ListsSqlError;
pub use fitted::{ListParts, fitted_lists};
pub use sources::ListSources;
pub use sql::ListsSql;
pub use wanted::ListsWanted;
pub use written::{BaselineList, lists_as_csv, lists_as_parquet};
