//! The version of each result that commands read back.

use rehearsal::compare::Comparison;
use rehearsal::cost::CostReport;
use rehearsal::experiment::tune::Tuned;
use rehearsal::experiment::{EvalResult, Timings};
use rehearsal::export::Manifest;
use rehearsal::recommend::{Examples, Recommendations};
use rehearsal::split::SplitManifest;
use rehearsal::stats::Stats;
use rehearsal::validate::Report;

/// A result with a `schema_version`. `docs/programs.md` says when it grows.
pub(crate) trait Versioned {
    /// The version that is written, which is also the newest one that is read.
    const VERSION: u32;
    /// The oldest version that is read.
    const OLDEST: u32;
}

macro_rules! versions {
    ($($result:ty = $oldest:literal to $version:literal;)*) => {
        $(impl Versioned for $result {
            const VERSION: u32 = $version;
            const OLDEST: u32 = $oldest;
        })*
    };
}

versions! {
    Comparison = 2 to 3;
    CostReport = 2 to 2;
    EvalResult = 1 to 2;
    Examples = 1 to 1;
    Manifest = 1 to 1;
    Recommendations = 1 to 1;
    Report = 1 to 1;
    SplitManifest = 1 to 1;
    Stats = 1 to 1;
    Timings = 1 to 1;
    Tuned = 1 to 1;
}
