//! Data out: whole files or none.

pub mod atomic;
pub mod atomic_folder;
pub mod avro;
pub mod columnar;
pub mod csv;
pub mod destination;
pub mod digest;
pub mod format;
pub mod manifest;
mod write_behind;

pub use atomic::{AtomicFile, OutputFolder, WriteError, finish_all};
pub use destination::{Destination, Finished, commit_all};
pub use format::Format;
pub use manifest::Manifest;
