//! The prepared files to S3: what goes where, what is sent, and the policies that let Personalize read it.

pub mod call;
#[cfg(feature = "s3")]
mod checksum;
#[cfg(feature = "s3")]
mod existing;
#[cfg(feature = "s3")]
pub mod grant;
mod layout;
#[cfg(feature = "s3")]
mod multipart;
#[cfg(feature = "s3")]
pub mod news;
pub mod parts;
pub mod policy;
#[cfg(feature = "s3")]
mod request;
#[cfg(feature = "s3")]
pub mod send;

pub use layout::{Content, LayoutError, SplitUse, UploadItem, layout};
