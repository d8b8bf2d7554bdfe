//! Models meet metrics: one evaluation with its configuration and its result.

mod candidates;
mod config;
mod contestant;
mod judge;
mod lists;
mod per_user;
mod question;
mod result;
mod run;
mod scoring;
pub mod tune;

pub use crate::split::Seen;
pub use candidates::Candidates;
pub use config::Experiment;
pub use contestant::Contestant;
pub use judge::{Answer, FaultyValue, RankedList, Tied};
pub use lists::{
    AttributeError, CountedLists, CountedTruth, CountedUser, NamedLists, ScoreError, Truth,
    TruthFiles, score_counted, score_lists,
};
pub use per_user::{PerUser, TestedUser};
pub use question::list_bytes;
pub use result::{
    BestTwo, ConventionVerdict, DISGUISE, DataRecord, EvalResult, FailedLine, Figures, LEVEL,
    LikenessPart, LimitedBy, ListCounts, MAIN_METRIC, MetricRecord, ModelResult,
    PopularityLikeness, ProtocolRecord, Purpose, Rival, Segment, ServiceSized, Skipped, Ties,
    Timing, Timings, Versus, View, Views, WITNESS, WITNESSES, Winner, is_witness, main_value,
    ranked_models, winner,
};
pub use run::{
    Entry, EpochProgress, Evaluation, Journal, Progress, RunError, Taken, run, run_views,
};
pub use scoring::Scoring;
