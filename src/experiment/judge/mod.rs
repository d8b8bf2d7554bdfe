//! Lists judged: each test user's, the sums of a model, and models against each other.

mod cut_totals;
pub(super) mod growth;
mod likeness;
mod list;
mod segment;
mod tally;
mod user;
mod versus;
mod view;

pub(super) use cut_totals::CutTotals;
pub use list::{Answer, RankedList, Tied};
pub(super) use segment::by_activity;
pub(super) use tally::{Finished, Tally, add_figures};
pub use user::FaultyValue;
pub(super) use user::{Judge, Known, N_CONVENTION_VALUES, by_convention, metrics};
pub(super) use view::JudgedView;
