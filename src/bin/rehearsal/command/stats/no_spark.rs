//! Statistics that Spark counts, in a build without Spark.

use std::path::Path;

use rehearsal::source::mapped::MappedReading;
use rehearsal::stats::Stats as Described;

use crate::args::Stats;
use crate::command::prep::no_remote::Remote;
use crate::output::Output;

/// Refuses.
pub(super) fn described(
    args: &Stats,
    (place, _session_gap_s): (&Path, i64),
    _output: &Output,
) -> anyhow::Result<Described> {
    match Remote::open(&args.spark, Some(place), &MappedReading::default())? {}
}
