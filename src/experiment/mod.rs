//! Models meet metrics: one evaluation with its configuration and its result.

mod config;
mod judge;
mod result;
mod run;

pub use config::{Experiment, Seen};
pub use result::{DataRecord, EvalResult, ModelResult, ProtocolRecord, Timing, Timings};
pub use run::{Progress, RunError, run};
