//! The interactions by index: dense users and items, rows in file order.
//!
//! Owns indices and their order. Reading lies in [`crate::source`].

mod builder;
mod clock;
mod csr;
mod error;
mod filter;
#[cfg(feature = "frames")]
mod frame;
mod genres;
mod heading;
mod ingest;
mod interactions;
mod new_rows;
mod reading;
mod row_columns;
mod service;
mod skew;
mod terms;
mod times;
mod vocab;

pub use clock::Clock;
#[cfg(feature = "spark")]
pub(crate) use clock::even_step;
pub use csr::Csr;
pub use error::DatasetError;
pub use filter::RowFilter;
#[cfg(feature = "frames")]
pub use frame::FrameError;
pub use genres::Genres;
pub use heading::Heading;
pub use interactions::Dataset;
pub use new_rows::{DatasetBuilder, NewItem, NewRow};
pub use reading::Reading;
pub use row_columns::{RowColumns, RowColumnsError};
pub use service::service_test_users;
pub use skew::{most_of_item, most_of_user};
pub use terms::Terms;
pub use vocab::{ItemIdx, Lookup, UserIdx, Vocab};
