//! Models that are the same for everybody, or that learn nothing.

pub(super) mod popularity;
pub(super) mod random;
mod ranking;
pub(super) mod repeat_last;
pub(super) mod trending;
pub(super) mod weighted_rating;
