//! A table where Spark sees it, in a build without Spark.

use std::path::Path;

use rehearsal::source::door::FileColumn;
use rehearsal::source::mapped::MappedReading;

use crate::args::SparkArgs;

/// A table where the cluster sees it: there is none.
#[derive(Debug)]
pub(super) enum Remote {}

impl Remote {
    /// Refuses.
    pub(super) fn open(
        _args: &SparkArgs,
        _input: Option<&Path>,
        _reading: &MappedReading,
    ) -> anyhow::Result<Self> {
        anyhow::bail!(
            "this build has no Spark: `cargo build --release --features spark` has it (its build needs `protoc`); \
             `--print-sql` and `--print-pyspark` work in any build"
        )
    }

    pub(super) fn columns(&self) -> Vec<FileColumn> {
        match *self {}
    }

    pub(super) fn place(&self) -> &str {
        match *self {}
    }
}
