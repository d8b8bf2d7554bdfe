//! States of statistics: the rows behind them in few bytes, which merge exactly.
//!
//! Nearly every figure of [`crate::stats::Stats`] needs all rows of a user or an item (distinct pairs, sessions, components,
//! tenths of the rows), so that sums of parts would not do. A state is therefore the exact table of the rows, sorted,
//! in the fewest bits; sessions are cut when it is described, so that it knows no gap.

mod blocks;
mod error;
mod merged;
mod numbers;
mod rows;
mod stored;
#[cfg(test)]
mod tests;

pub use error::{StateError, StatsMergeError};
pub use merged::MergedStats;
pub use stored::StatsState;
