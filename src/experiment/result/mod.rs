//! Results as data: the files of an evaluation, and the winner that they name.

mod best_two;
mod caution;
mod data;
mod eval;
mod figures;
mod list_counts;
mod model;
mod popularity_likeness;
mod protocol;
mod purpose;
mod segment;
mod skipped;
mod timings;
mod versus;
mod view;
mod winner;

pub use best_two::BestTwo;
pub use data::DataRecord;
pub use eval::{EvalResult, MAIN_METRIC, MetricRecord, Views};
pub use figures::Figures;
pub(super) use list_counts::EXAMPLES_MAX;
pub use list_counts::{FailedLine, ListCounts};
pub use model::{ModelResult, ServiceSized, Ties};
pub use popularity_likeness::{DISGUISE, LikenessPart, PopularityLikeness};
pub use protocol::ProtocolRecord;
pub use purpose::Purpose;
pub(super) use segment::BY_POPULARITY;
pub use segment::Segment;
pub use skipped::{LimitedBy, Skipped};
pub use timings::{Timing, Timings};
pub use versus::{ConventionVerdict, LEVEL, Versus, WITNESS};
pub use view::View;
pub use winner::{Rival, WITNESSES, Winner, is_witness, main_value, ranked_models, winner};
