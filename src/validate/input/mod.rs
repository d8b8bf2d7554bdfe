//! The input of a check: files found and opened, the header, rows and their faults, lines picked
//! out again.

pub(in crate::validate) mod files;
pub(in crate::validate) mod header;
pub(in crate::validate) mod marks;
pub(in crate::validate) mod opening;
pub(in crate::validate) mod picking;
pub(in crate::validate) mod row;
pub(in crate::validate) mod row_faults;
