//! Lists that something else made, against held-out interactions.

mod attributes;
mod base;
mod counted;
mod error;
mod gather;
mod gathered;
mod named;
mod score;
mod segmentation;
mod strange;
mod truth;

pub use attributes::AttributeError;
pub use counted::{CountedLists, CountedTruth, CountedUser, score_counted};
pub use error::ScoreError;
pub use named::NamedLists;
pub use score::score_lists;
pub use truth::{Truth, TruthFiles};
