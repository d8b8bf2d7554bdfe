//! Checks of a row and of each of its cells, and the counts that they leave.

mod cell;
mod cell_check;
pub(in crate::validate) mod cell_text;
pub(in crate::validate) mod column_tally;
pub(in crate::validate) mod kind;
pub(in crate::validate) mod moments;
mod numbers;
mod own_check;
pub(in crate::validate) mod row_check;
mod strings;
pub(in crate::validate) mod table_columns;
pub(in crate::validate) mod tally;
mod words;
