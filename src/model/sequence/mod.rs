//! Models that heed the order of the history.

pub(super) mod markov;
pub(super) mod session_knn;
