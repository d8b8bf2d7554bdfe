//! A pipeline as SQL: the table that it reads, its steps, and scripts that run without us.

mod cells;
mod error;
mod files;
mod local;
mod plan;
mod pyspark;
mod source;

pub use error::{SourceError, SqlPlanError};
pub use files::{FileFormat, SourceFiles};
pub use local::of_input;
pub use plan::{SETTINGS, SqlPlan, plan_sql};
pub use pyspark::pyspark;
#[cfg(feature = "spark")]
pub(crate) use pyspark::{WRITE_OPTIONS, written};
pub use source::{TABLE, TableColumns};
