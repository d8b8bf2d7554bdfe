//! A synthetic `MovieLens` release: the same files, the same shape, no real data.
//!
//! [`Config`] names the counts and the seed, [`Release::plan`] draws the films and the
//! users, and the `write_…` methods stream the files. Everything depends on the seed
//! alone, whatever the machine and the number of threads.

mod activity;
mod alias;
mod apportion;
mod audience;
mod calendar;
mod catalogue;
mod choice;
mod community;
mod config;
mod discovery;
mod dither;
mod era;
mod genre;
mod genre_draw;
mod history;
mod identifier;
mod member;
mod moment;
mod normal;
mod number;
mod plan;
mod popularity;
mod random;
mod rating;
mod readme;
mod remainder;
mod session;
mod shape;
mod stream;
mod tag;
mod text;
mod theme;
mod title;
mod words;
mod write;

pub use config::{Config, MOST_ITEMS, MOST_TAGS_PER_RATING};
pub use plan::Release;

#[cfg(test)]
mod tests;
