//! Parts that several models are made of.

pub(super) mod co_occurrence;
pub(super) mod decay;
pub(super) mod dense;
pub(super) mod factors;
pub(super) mod fill;
pub(super) mod means;
pub(super) mod rank_score;
pub(super) mod scorer;
pub(super) mod sparse;
pub(super) mod vector;
pub(super) mod walk;
