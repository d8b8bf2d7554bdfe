//! A look at tables that nobody has described: which is interactions, items or users, which column is what, and how
//! sure that is.
//!
//! Tables are sampled: no more than [`SAMPLE_ROWS`] rows of each are read (of JSON the keys of all). Everything that
//! is proposed has its evidence, and what cannot be told is a [`SurveyQuestion`].

mod cells;
mod choose;
mod columns;
mod describe;
mod domain;
mod find;
mod instants;
mod join;
mod metadata;
mod overlap;
mod proposal;
mod question;
mod reading;
mod roles;
mod sample;
mod times;
mod vocabulary;
mod words;

pub use proposal::{
    Alternative, Proposal, ProposedColumn, ProposedOption, ProposedTable, Standing,
};
pub use question::{Answers, SurveyQuestion};
pub use roles::survey;
pub use sample::SAMPLE_ROWS;
