//! Neighbours of items and of users, and walks between them.

pub(super) mod item_knn;
pub(super) mod sar;
mod similarity;
pub(super) mod user_knn;
pub(super) mod walk;
mod weighting;
