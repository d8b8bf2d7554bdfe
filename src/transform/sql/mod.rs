//! The steps as SQL, for engines that run them elsewhere.
//!
//! Each step says itself once, as a change of [`SqlRows`]. [`Dialect`] has what dialects spell differently.

mod dialect;
mod rows;
mod text;

pub use dialect::Dialect;
pub(super) use rows::enough;
pub use rows::{Rounds, SqlRows, SqlStage};
pub use text::on_one_line;
