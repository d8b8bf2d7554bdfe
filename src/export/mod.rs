//! Data out: whole files or none.

pub mod atomic;
pub mod csv;
pub mod digest;
pub mod manifest;

pub use atomic::{AtomicFile, OutputFolder, WriteError, finish_all};
pub use manifest::Manifest;
