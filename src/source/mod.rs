//! Data in: raw releases and prepared files, read strictly, with the place of every problem.
//!
//! Owns reading only. What the rows mean is decided in [`crate::transform`] and
//! [`crate::dataset`]; what is wrong with them is listed by [`crate::validate`].

mod ahead;
pub mod blocks;
pub mod door;
pub mod error;
pub mod files;
pub mod folder;
mod input;
pub mod lists;
#[cfg(feature = "frames")]
pub mod mapped;
#[cfg(feature = "frames")]
pub mod movielens;
pub mod opening;
pub mod personalize;
pub(crate) mod quoting;
pub mod reader;
pub mod record;
pub(crate) mod rejected_form;
pub mod remote;
pub mod table;
#[cfg(feature = "frames")]
pub(crate) mod watched;

pub use error::ReadError;
