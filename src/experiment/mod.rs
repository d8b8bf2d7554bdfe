//! Models meet metrics: one evaluation with its configuration and its result.

mod config;
mod cut_totals;
mod external;
mod growth;
mod judge;
mod list;
mod per_user;
mod result;
mod run;
mod segment;
mod tally;
mod versus;

pub use config::{Experiment, Scoring, Seen};
pub use external::{
    AttributeError, FailedLine, ListCounts, NamedLists, ScoreError, Truth, TruthFiles, score_lists,
};
pub use list::RankedList;
pub use per_user::PerUser;
pub use result::{
    DataRecord, EvalResult, ModelResult, ProtocolRecord, ServiceSized, Ties, Timing, Timings,
};
pub use run::{Evaluation, Progress, RunError, run};
pub use segment::Segment;
pub use versus::{ConventionVerdict, LEVEL, Versus, WITNESS};
