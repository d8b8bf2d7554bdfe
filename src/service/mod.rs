//! Personalize itself: what a workflow asks of it, step by step, and what it answers.

mod apply;
mod client;
mod create;
mod delete;
mod describe;
pub mod failure;
mod find;
mod group;
mod journal;
mod metrics;
mod pace;
mod recommend;
mod remove;

pub use apply::{ApplyError, ApplyNews, Watcher, apply};
pub use client::{Service, ServiceRefusal};
pub use describe::{ResourceState, StateKind};
pub use group::{GroupResource, resources_of};
pub use journal::{JournalEntry, JournalError, ServiceJournal, StepOutcome};
pub use pace::Pace;
pub use recommend::{Asked, Recommended, RecommendedItem};
pub use remove::{ORDER, RemoveError, remove};
