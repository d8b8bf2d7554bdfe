//! The options that reach Spark.

use clap::{Args, ValueEnum};

/// Spark, where the data lies.
#[derive(Debug, Args)]
pub(crate) struct SparkArgs {
    /// Spark Connect's address for `--engine spark`: `sc://HOST:PORT`, with `/;use_ssl=true;token=…` behind it where the
    /// server asks for it; the environment variable keeps the token out of the list of processes
    #[arg(long, value_name = "ADDRESS", env = "SPARK_REMOTE", hide_env_values = true)]
    pub(crate) remote: Option<String>,
    /// The format of what Spark reads, where no ending says it; a name that is no path is a table's
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormat>,
}

/// A format that Spark reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    Csv,
    Json,
    Parquet,
    Table,
}

/// The machine that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CountingEngine {
    /// This one
    #[default]
    Local,
    /// Spark, where the data lies
    Spark,
}
