//! The steps as SQL, for engines that run them elsewhere.
//!
//! Each step says itself once, as a change of [`SqlRows`]. [`SqlDialect`] has what dialects spell differently.

mod dialect;
mod rows;
mod text;
mod word;
mod xxh3;

pub use dialect::SqlDialect;
pub(super) use rows::enough;
pub use rows::{Rounds, SqlRows, SqlStage};
pub use text::{choice, on_one_line};
pub use xxh3::{HASHED_BYTES_MAX, SqlHash};
