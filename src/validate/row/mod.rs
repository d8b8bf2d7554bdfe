//! Checks of a row and of each of its cells, and the counts that they leave.

pub(in crate::validate) mod cell;
pub(in crate::validate) mod cell_text;
pub(in crate::validate) mod columns;
pub(in crate::validate) mod tally;
