//! One table: its files read block by block over threads, its rows checked, and the rules on the whole of it.

mod apart;
mod block;
mod check;
mod checked;
mod joined_parts;
mod marked_line;
mod separable;
mod threads;

pub use apart::{ApartCounts, ApartOutputs, RowOutput};
pub use check::{check_apart, check_schema, check_table};
pub use checked::{Checked, CheckedSchema};
pub use separable::{SeparateError, expect_separable};
