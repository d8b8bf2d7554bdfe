//! A pipeline as a `PySpark` script, for jobs that run without us.

use std::fmt::Write;

use polars::prelude::DataType;

use super::files::FileFormat;
use super::plan::{SETTINGS, SqlPlan};
use super::source::TABLE;
use crate::transform::sql::{SqlDialect, SqlRows, SqlStage};

/// The script for the pipeline, which writes a folder of CSV parts as an import takes them.
#[must_use]
pub fn pyspark(plan: &SqlPlan, output: &str) -> String {
    let mut script = HEAD.replace("{output}", &python(output));
    for (key, value) in SETTINGS {
        let _ = writeln!(script, "spark.conf.set({}, {})", python(key), python(value));
    }
    script.push('\n');
    script += &read(plan);
    for stage in plan.rows.stages() {
        script += &rounds(stage);
    }
    let query = written(&plan.rows);
    let options: Vec<String> = WRITE_OPTIONS
        .iter()
        .map(|(key, value)| format!("{}: {}", python(key), python(value)))
        .collect();
    let _ = write!(
        script,
        "rows = spark.sql({})\noptions = {{{}}}\n{TAIL}",
        python(&query),
        options.join(", ")
    );
    script
}

/// The options by which Spark writes CSV as an import takes it.
pub(crate) const WRITE_OPTIONS: [(&str, &str); 5] =
    [("header", "true"), ("quote", "\""), ("escape", "\""), ("nullValue", ""), ("emptyValue", "")];

const HEAD: &str = r#""""Prepares a table for Amazon Personalize: the pipeline of `rehearsal prep`, as a Spark job.

Runs on Spark 3.5 or newer: `spark-submit THIS [OUTPUT]`, or as a job of AWS Glue or EMR. OUTPUT is a folder that
must not be there yet; it gets CSV files with a header, which a dataset import job takes as a folder.
"""
import sys

from pyspark.sql import SparkSession

# A job of AWS Glue has arguments of its own, none of which stands alone.
output = sys.argv[1] if len(sys.argv) == 2 and not sys.argv[1].startswith("-") else {output}
spark = SparkSession.builder.appName("rehearsal prep").getOrCreate()
"#;

const TAIL: &str = r#"if rows.isEmpty():
    sys.exit("no row is left; nothing was written")
rows.write.options(**options).csv(output)
print("written to", output)
"#;

fn read(plan: &SqlPlan) -> String {
    let files = &plan.files;
    if files.format == FileFormat::Table {
        return format!(
            "table = spark.table({})\ntable.createOrReplaceTempView(\"{TABLE}\")\n\n",
            python(&files.paths.join(""))
        );
    }
    let options: Vec<String> = files
        .spark_options()
        .iter()
        .map(|(name, value)| format!("    {name}={},\n", python(value)))
        .collect();
    let paths: Vec<String> = files.paths.iter().map(|path| python(path)).collect();
    format!(
        "table = spark.read.options(\n{}).format({}).load([{}])\ntable.createOrReplaceTempView(\"{TABLE}\")\n\n",
        options.concat(),
        python(files.format.name()),
        paths.join(", ")
    )
}

/// The rounds of a step, each of whose tables is kept until the next one stands.
fn rounds(stage: &SqlStage) -> String {
    let (number, table) = (stage.rounds.number, SqlStage::TABLE);
    let round = stage.rounds.query(SqlDialect::Spark, &format!("{table}{number}"));
    format!(
        "# Step {number}, k-core: rows are dropped in rounds until a round drops none.\n\
         kept = spark.sql({}).cache()\n\
         n_before, n_rows = None, kept.count()\n\
         while n_rows != n_before:\n    \
         kept.createOrReplaceTempView(\"{table}{number}\")\n    \
         last, n_before = kept, n_rows\n    \
         kept = spark.sql({}).cache()\n    \
         n_rows = kept.count()\n    \
         last.unpersist()\n    \
         print(\"k-core:\", n_rows, \"rows left\")\n\
         kept.createOrReplaceTempView(\"{table}{number}\")\n\n",
        python(&stage.query),
        python(&round),
    )
}

/// The query of the rows as they are written in text: whole numbers without a point.
#[must_use]
pub(crate) fn written(rows: &SqlRows) -> String {
    let dialect = rows.dialect();
    let values: Vec<String> = rows
        .written()
        .iter()
        .map(|name| {
            let column = dialect.quoted(name);
            match rows.columns().get(name) {
                Some(DataType::Float64) => format!(
                    "CASE WHEN {column} = floor({column}) AND abs({column}) < 1e15 THEN CAST(CAST({column} AS BIGINT) AS {text}) \
                     ELSE CAST({column} AS {text}) END AS {column}",
                    text = dialect.type_name(&DataType::String)
                ),
                _ => column,
            }
        })
        .collect();
    // The sort lies within, where a column is a number still.
    let sorted = rows.query_of(&rows.list(), true);
    format!("SELECT {}\nFROM (\n{sorted}\n) AS sorted", values.join(", "))
}

/// A text as a literal of Python.
fn python(text: &str) -> String {
    if text.contains('\n') && !text.contains("'''") && !text.ends_with('\'') {
        return format!("'''\n{}\n'''", text.replace('\\', "\\\\"));
    }
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n"))
}
