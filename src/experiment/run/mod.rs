//! Models through the folds of every view: asked, judged, and the result.

mod epochs;
mod evaluation;
mod finish;
mod journal;
mod progress;
mod running;
mod seconds;
mod view_run;
mod views;

pub use evaluation::{Evaluation, RunError};
pub use journal::{Entry, Journal};
pub use progress::{EpochProgress, Progress};
pub use running::Taken;
pub use views::{run, run_views};
