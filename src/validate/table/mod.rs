//! One table: its files read block by block over threads, its rows checked, and the rules on the whole of it.

mod block;
mod check;
mod checked;
mod joined_parts;
mod threads;

pub use check::{check_schema, check_table};
pub use checked::{Checked, CheckedSchema};
