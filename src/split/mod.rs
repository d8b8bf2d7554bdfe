//! Protocols: how training set, history and held-out items are made.

mod cut;
mod leak;
mod protocol;

pub use cut::HoldOut;
pub use leak::{Leaks, audit};
pub use protocol::{Fold, Protocol, Split, SplitError, TestUser};
