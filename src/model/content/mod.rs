//! A model of items that are like those of the history by their features.

mod features;
mod parameters;
mod profile;

pub(super) use profile::{COSINE, EUCLIDEAN};
