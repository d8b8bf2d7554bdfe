//! Parameters by seeded random search and successive halving.

mod error;
mod halving;
mod inner;
mod journal;
mod quest;
mod search;
mod trial;

pub use error::TuneError;
pub use inner::InnerCut;
pub use journal::{Leftovers, TrialJournal};
pub use quest::{Quest, candidate};
pub use search::{Budget, TuneProgress, Tuned, Tuning};
pub use trial::Trial;
