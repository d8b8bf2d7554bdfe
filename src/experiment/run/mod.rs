//! Models through the folds of every view: asked, judged, and the result.

mod epochs;
mod evaluation;
mod finish;
mod journal;
mod running;
mod seconds;
mod view_run;
mod views;

pub use evaluation::{EpochProgress, Evaluation, Progress, RunError};
pub use journal::{Entry, Journal};
pub use running::Taken;
pub use views::{run, run_views};
