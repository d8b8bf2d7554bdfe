//! The options that print a pipeline for engines elsewhere.

use clap::Args;
use rehearsal::transform::sql::SqlDialect;

use super::choice::choice;

/// The printed forms of a pipeline that other engines run.
#[derive(Debug, Args)]
pub(crate) struct PrintArgs {
    /// Print the steps as one SQL query that gives the same rows, and do nothing else
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) print_sql: bool,
    /// The dialect of the query
    #[arg(long, value_parser = choice::<SqlDialect>(), default_value = "spark", requires = "print_sql")]
    pub(crate) dialect: SqlDialect,
    /// Print a Python script for Spark that writes the same rows, as a job of AWS Glue or EMR, and do nothing else
    #[arg(long, conflicts_with_all = ["dry_run", "print_sql"])]
    pub(crate) print_pyspark: bool,
}

impl PrintArgs {
    /// Tells whether the pipeline is printed and not run.
    pub(crate) const fn is_asked(&self) -> bool {
        self.print_sql || self.print_pyspark
    }
}
