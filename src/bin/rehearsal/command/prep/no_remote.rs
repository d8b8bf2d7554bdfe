//! A table where Spark sees it, in a build without Spark.

use std::path::Path;

use rehearsal::source::door::FileColumn;
use rehearsal::source::mapped::MappedReading;

use crate::args::SparkArgs;

/// A table where the cluster sees it: there is none.
#[derive(Debug)]
pub(in crate::command) enum Remote {}

impl Remote {
    /// Refuses.
    pub(in crate::command) fn open(
        _args: &SparkArgs,
        _input: Option<&Path>,
        _reading: &MappedReading,
    ) -> anyhow::Result<Self> {
        anyhow::bail!(
            "this build has no Spark: `cargo build --release --features spark` has it (its build needs `protoc`); of `prep`, \
             `--print-sql` and `--print-pyspark` work in any build"
        )
    }

    pub(in crate::command) fn columns(&self) -> Vec<FileColumn> {
        match *self {}
    }

    pub(in crate::command) fn place(&self) -> &str {
        match *self {}
    }
}
