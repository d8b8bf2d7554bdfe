//! Statistics of a data set: its sparsity, its unevenness and its change over time.

mod advice;
mod against;
mod bucket;
mod card;
mod check;
mod components;
mod day;
mod distribution;
mod drift;
mod evaluation;
mod fail_on;
mod figures;
mod funnel;
mod in_common;
mod kinds;
mod largest;
mod merged_part;
mod months;
mod order;
mod picture;
mod recorded;
mod sessions;
mod sparsity;
mod state;
mod statistics;
mod timeline;
mod user_pass;

pub use advice::{Advice, DataPlace};
pub use against::{Against, against};
pub use bucket::{BUCKETS, Bucket};
pub use check::Check;
pub use components::Components;
pub use distribution::{Distribution, Quantiles, head_share};
pub use drift::Drift;
pub use evaluation::EvaluationBase;
pub use fail_on::{FailOn, figures};
pub use funnel::Funnel;
pub use in_common::InCommon;
pub use largest::Largest;
pub use merged_part::MergedPart;
pub use months::Month;
pub use picture::MatrixPicture;
pub use recorded::RecordedTime;
pub use sessions::{SESSION_GAP_S, Sessions};
pub use sparsity::describe;
pub use state::{MergedStats, StateError, StatsMergeError, StatsState};
pub use statistics::{CurvePoint, HeadShare, PopularItem, Span, Stats};

#[cfg(feature = "spark")]
pub(crate) use self::{
    day::day,
    drift::{chance_pairs, share_apart},
    figures::{StatsCounts, StatsTimes},
    kinds::Kinds,
    months::{MonthTypes, Months},
    order::{bucket_start, newest_tenth},
    picture::{PICTURE_SIDE, cell_sizes},
    sparsity::MOST_POPULAR,
};
