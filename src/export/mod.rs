//! Data out: whole files or none.

pub mod atomic;
pub mod atomic_folder;
#[cfg(feature = "frames")]
pub mod avro;
#[cfg(feature = "frames")]
pub mod columnar;
mod commit;
#[cfg(feature = "frames")]
pub mod csv;
#[cfg(feature = "frames")]
pub mod destination;
pub mod digest;
mod error;
#[cfg(feature = "frames")]
pub mod format;
mod held;
#[cfg(feature = "frames")]
pub mod manifest;
mod record;
pub mod replace;
mod sync;
mod temporary;
mod unfinished;
mod write_behind;

pub use atomic::{AtomicFile, OutputFolder, WriteError, finish_all};
#[cfg(feature = "frames")]
pub use destination::{Destination, Finished, commit_all};
#[cfg(feature = "frames")]
pub use format::Format;
#[cfg(feature = "frames")]
pub use manifest::Manifest;
pub use replace::{Replace, ReplaceRule};
