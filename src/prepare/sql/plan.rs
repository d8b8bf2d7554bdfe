//! A pipeline and its table as SQL.

use std::fmt::Write;

use super::error::SqlPlanError;
use super::files::SourceFiles;
use super::source::TableColumns;
use crate::transform::sql::{SqlDialect, SqlRows};
use crate::transform::{Step, to_sql};

/// The settings of Spark without which a query could give other rows: texts are taken as they stand, instants without a
/// zone are in UTC, and a row that has not the columns of the header is an error also where not all of them are needed.
pub const SETTINGS: [(&str, &str); 3] = [
    ("spark.sql.variable.substitute", "false"),
    ("spark.sql.session.timeZone", "UTC"),
    ("spark.sql.csv.parser.columnPruning.enabled", "false"),
];

/// A pipeline as SQL.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlPlan {
    /// The files of the table.
    pub files: SourceFiles,
    /// The rows behind the last step.
    pub rows: SqlRows,
}

/// Says the steps over a table in SQL.
///
/// # Errors
/// When a step, a column or a setting has no SQL.
pub fn plan_sql(
    dialect: SqlDialect,
    files: SourceFiles,
    columns: &TableColumns,
    steps: &[Step],
) -> Result<SqlPlan, SqlPlanError> {
    let rows = to_sql(steps, columns.rows(dialect, steps, &files.name)?)?;
    Ok(SqlPlan { files, rows })
}

impl SqlPlan {
    /// The statements that give the rows.
    ///
    /// # Errors
    /// When no single query gives them.
    pub fn statements(&self) -> Result<String, SqlPlanError> {
        if let Some(stage) = self.rows.stages().first() {
            return Err(SqlPlanError::Rounds { number: stage.rounds.number });
        }
        let view = self.files.view(self.rows.dialect())?;
        let mut statements = String::new();
        if self.rows.dialect() == SqlDialect::Spark {
            for (key, value) in SETTINGS {
                let _ = writeln!(statements, "SET {key} = {value};");
            }
        }
        let _ = write!(statements, "{view};\n\n{};\n", self.rows.query());
        Ok(statements)
    }
}
