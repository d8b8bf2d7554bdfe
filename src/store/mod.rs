//! S3, or a store that speaks its language: places, a client, the reasons of refusals, and objects read as files.

#[cfg(feature = "s3")]
pub(crate) mod client;
#[cfg(feature = "s3")]
mod halt;
mod location;
#[cfg(feature = "s3")]
pub mod objects;
#[cfg(feature = "s3")]
mod ranges;
#[cfg(feature = "s3")]
mod refusal;

#[cfg(feature = "s3")]
pub use halt::stop;
#[cfg(feature = "s3")]
pub(crate) use halt::{begin, unless_stopped};
pub(crate) use location::check_bucket;
pub use location::{Location, LocationError};
#[cfg(feature = "s3")]
pub use refusal::StoreRefusal;
