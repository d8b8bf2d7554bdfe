//! Several models at once, by weights that are learnt.

mod blend;
mod learn;
mod library;
mod parameters;
mod repeat;
mod stretch;

pub(super) use blend::{kind, learner, load};
pub(super) use library::Library;
pub(super) use parameters::HybridParameters;
