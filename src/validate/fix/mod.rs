//! Mends what can be mended without a doubt, and writes it to another file.
//!
//! Two passes: the first finds rows that, once mended, equal an earlier one; the second writes. Rows
//! that cannot be read are written as they are, and everything that is not listed in [`Change`] is
//! left alone.

mod change;
mod file;
mod mender;
mod steps;

pub use change::{Change, Fixed};
pub use file::{FixError, fix};

#[cfg(test)]
mod tests;
