//! The history of a project: the figures of each run, kept small, and what moved from one to the next.

mod error;
mod folder;
mod mix;
mod moved;
mod noise;
mod report;
mod results;
mod run;

pub use error::PastError;
pub use folder::PastRuns;
pub use moved::{Ground, Moved};
pub use report::RunHistory;
pub use results::RunResults;
pub use run::{FigureKind, PastFigure, PastRun};
