//! Data out: whole files or none.

pub mod atomic;
pub mod csv;
pub mod digest;
pub mod manifest;

pub use atomic::{AtomicFile, OutputFolder, WriteError};
pub use manifest::Manifest;
