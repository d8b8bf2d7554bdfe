//! Spark over Spark Connect: the same pipeline where the data lies.
//!
//! Queries go there as SQL, and only kilobytes come back.

mod error;
mod halt;
mod judged;
mod lists;
mod progress;
mod rows;
mod run;
mod session;
mod stats;
mod table;

pub use error::SparkError;
pub use halt::stop;
pub use judged::{EachUser, SparkTruth};
pub use lists::{SparkLists, make_lists};
pub use progress::TaskProgress;
pub use rows::SparkRows;
pub use run::{SparkOutput, SparkPrepared, There, WrittenColumn, prepare};
pub use session::Session;
pub use stats::describe;
pub use table::{SparkInput, columns, expect_apart, place};
