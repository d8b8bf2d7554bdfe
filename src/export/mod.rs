//! Data out: whole files or none.

pub mod atomic;
pub mod atomic_folder;
#[cfg(feature = "frames")]
pub mod avro;
#[cfg(feature = "frames")]
pub mod columnar;
#[cfg(feature = "frames")]
pub mod csv;
#[cfg(feature = "frames")]
pub mod destination;
pub mod digest;
#[cfg(feature = "frames")]
pub mod format;
#[cfg(feature = "frames")]
pub mod manifest;
mod write_behind;

pub use atomic::{AtomicFile, OutputFolder, WriteError, finish_all};
#[cfg(feature = "frames")]
pub use destination::{Destination, Finished, commit_all};
#[cfg(feature = "frames")]
pub use format::Format;
#[cfg(feature = "frames")]
pub use manifest::Manifest;
