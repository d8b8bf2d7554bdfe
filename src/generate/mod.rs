//! A synthetic `MovieLens` release: the same files, the same shape, no real data.
//!
//! [`Config`] names the counts and the seed, [`SyntheticRelease::plan`] draws the films and the
//! users, and the `write_…` methods stream the files. Everything depends on the seed
//! alone, whatever the machine and the number of threads.

mod catalogue;
mod config;
mod genre;
mod history;
mod member;
mod plan;
mod random;
mod release;
mod session;
mod titles_and_tags;

pub use config::{Config, MOST_ITEMS, MOST_TAGS_PER_RATING};
pub use release::SyntheticRelease;

#[cfg(test)]
mod tests;
