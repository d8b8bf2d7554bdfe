//! Models meet metrics: one evaluation with its configuration and its result.

mod config;
mod contestant;
mod cut_totals;
mod data_caution;
mod evaluation;
mod external;
mod figures;
mod finish;
mod growth;
mod journal;
mod judge;
mod list;
mod per_user;
mod question;
mod result;
mod run;
mod running;
mod seconds;
mod segment;
mod tally;
pub mod tune;
mod versus;
mod view_run;
mod winner;

pub use crate::split::Seen;
pub use config::{Experiment, MAIN_METRIC, Scoring, View};
pub use contestant::Contestant;
pub use evaluation::{Evaluation, Progress, RunError};
pub use external::{
    AttributeError, FailedLine, ListCounts, NamedLists, ScoreError, Truth, TruthFiles, score_lists,
};
pub use figures::Figures;
pub use journal::{Entry, Journal};
pub use list::{Answer, RankedList, Tied};
pub use per_user::{PerUser, TestedUser};
pub use question::{Candidates, Purpose, list_bytes};
pub use result::{
    DataRecord, EvalResult, LimitedBy, MetricRecord, ModelResult, ProtocolRecord, ServiceSized,
    Skipped, Ties, Timing, Timings, Views,
};
pub use run::{run, run_views};
pub use running::Taken;
pub use segment::Segment;
pub use versus::{ConventionVerdict, LEVEL, Versus, WITNESS};
pub use winner::{Rival, WITNESSES, Winner, is_witness, main_value, ranked_models, winner};
