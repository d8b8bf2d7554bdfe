//! A pipeline that Spark runs.

use polars::prelude::DataType;
use spark_connect_proto as proto;

use super::error::SparkError;
use super::session::{Session, sql};
use crate::column::EVENT_TYPE;
use crate::prepare::sql::{SqlPlan, WRITE_OPTIONS, written};
use crate::transform::sql::{SqlDialect, SqlStage};

/// A place that Spark writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SparkOutput {
    /// The folder.
    pub folder: String,
    /// The format: `csv` or `parquet`.
    pub format: &'static str,
    /// The folder that is there already.
    pub there: There,
}

/// The treatment of a folder that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum There {
    /// It is an error.
    Refused,
    /// Its files are replaced.
    Replaced,
}

/// A column of the rows that were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub data_type: DataType,
    /// Its empty cells.
    pub n_empty: u64,
}

/// The rows that Spark wrote, as it counted them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SparkPrepared {
    /// Rows of the table.
    pub rows_read: u64,
    /// Rows behind each step.
    pub rows_behind: Vec<u64>,
    /// The rows that each round of a step left, by the step, from 1.
    pub rounds: Vec<(usize, Vec<u64>)>,
    /// The columns.
    pub columns: Vec<WrittenColumn>,
    /// Rows of each event type, in the order of the types; none where there is no such column.
    pub events: Vec<(String, u64)>,
}

/// Runs a pipeline of so many steps, has `check` look at the columns, and writes the rows.
///
/// # Errors
/// When Spark fails, no row is left, or `check` refuses.
pub fn prepare<E: From<SparkError>>(
    session: &Session,
    plan: &SqlPlan,
    n_steps: usize,
    output: &SparkOutput,
    check: impl FnOnce(&[WrittenColumn]) -> Result<(), E>,
) -> Result<SparkPrepared, E> {
    let (mut rounds, mut counted) = (Vec::new(), Vec::new());
    for stage in plan.rows.stages() {
        counted.extend(count_parts(session, &stage.with_parts, &stage.counted)?);
        let left = run_rounds(session, stage)?;
        counted.extend(left.last().map(|&rows| (stage.rounds.number, rows)));
        rounds.push((stage.rounds.number, left));
    }
    counted.extend(count_parts(session, &plan.rows.with_parts(), &plan.rows.counted())?);
    if counted.last().is_some_and(|&(_, rows)| rows == 0) {
        return Err(SparkError::Empty.into());
    }
    let (columns, events) = count_cells(session, plan)?;
    check(&columns)?;
    write(session, plan, output)?;
    let (rows_read, rows_behind) = behind(&counted, n_steps);
    Ok(SparkPrepared { rows_read, rows_behind, rounds, columns, events })
}

/// Rows of the table and behind each step, of which some were counted; the others have as many as the step before.
fn behind(counted: &[(usize, u64)], n_steps: usize) -> (u64, Vec<u64>) {
    let of =
        |step: usize| counted.iter().rev().find(|(one, _)| *one == step).map(|&(_, rows)| rows);
    let read = of(0).unwrap_or(0);
    let mut rows = read;
    let behind = (1..=n_steps).map(|step| {
        rows = of(step).unwrap_or(rows);
        rows
    });
    (read, behind.collect())
}

/// The rows of parts of a query, with their steps.
fn count_parts(
    session: &Session,
    with_parts: &str,
    parts: &[(usize, String)],
) -> Result<Vec<(usize, u64)>, SparkError> {
    // Of a count within a count an error would say that it was waited for, and not why it failed.
    let counts: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(at, (_, name))| format!("SELECT {at} AS part, count(*) AS n FROM {name}"))
        .collect();
    let counts = counts.join(" UNION ALL ");
    let rows =
        session.rows(&format!("{with_parts}SELECT n FROM ({counts}) AS counted ORDER BY part"))?;
    let counted = parts.iter().zip(rows.whole(0)?);
    Ok(counted.map(|((step, _), count)| (*step, whole(count))).collect())
}

/// The columns with their empty cells, and the rows of each event type.
type CountedCells = (Vec<WrittenColumn>, Vec<(String, u64)>);

/// Counts the cells of the last query's rows.
fn count_cells(session: &Session, plan: &SqlPlan) -> Result<CountedCells, SparkError> {
    let rows = &plan.rows;
    let dialect = rows.dialect();
    let has_events = rows.has(EVENT_TYPE);
    let kind = if has_events { dialect.quoted(EVENT_TYPE) } else { "''".to_owned() };
    let empty: Vec<String> = rows
        .written()
        .iter()
        .map(|name| format!("count(*) - count({})", dialect.quoted(name)))
        .collect();
    let query = format!(
        "{}SELECT {kind} AS kind, count(*), {} FROM {} GROUP BY {kind} ORDER BY kind",
        rows.with_parts(),
        empty.join(", "),
        rows.name()
    );
    let found = session.rows(&query)?;
    let columns = rows.written().iter().enumerate().map(|(at, name)| {
        let n_empty = found.whole(at + 2)?.into_iter().map(whole).sum();
        let data_type = rows.columns().get(name).cloned().unwrap_or(DataType::String);
        Ok(WrittenColumn { name: name.clone(), data_type, n_empty })
    });
    let columns = columns.collect::<Result<_, SparkError>>()?;
    let counts = found.texts(0)?.into_iter().zip(found.whole(1)?);
    let events = counts.filter(|_| has_events).map(|(name, count)| (name, whole(count))).collect();
    Ok((columns, events))
}

fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// Drops rows in rounds until a round drops none. The table of each round is kept until the next one stands.
fn run_rounds(session: &Session, stage: &SqlStage) -> Result<Vec<u64>, SparkError> {
    let number = stage.rounds.number;
    let name = |round: usize| format!("{}{number}_round_{round}", SqlStage::TABLE);
    keep(session, &name(0), &stage.query)?;
    let mut left = vec![rows_of(session, &name(0))?];
    for round in 1.. {
        let before = name(round - 1);
        keep(session, &name(round), &stage.rounds.query(SqlDialect::Spark, &before))?;
        left.push(rows_of(session, &name(round))?);
        session.run(&format!("UNCACHE TABLE IF EXISTS {before}"))?;
        if left[round] == left[round - 1] {
            let view = format!(
                "CREATE OR REPLACE TEMPORARY VIEW {}{number} AS SELECT * FROM {}",
                SqlStage::TABLE,
                name(round)
            );
            session.run(&view)?;
            break;
        }
    }
    Ok(left)
}

fn keep(session: &Session, name: &str, query: &str) -> Result<(), SparkError> {
    session.run(&format!("CACHE TABLE {name} AS {query}"))
}

fn rows_of(session: &Session, name: &str) -> Result<u64, SparkError> {
    let rows = session.rows(&format!("SELECT count(*) FROM {name}"))?.whole(0)?;
    Ok(rows.first().map_or(0, |&rows| whole(rows)))
}

fn write(session: &Session, plan: &SqlPlan, output: &SparkOutput) -> Result<(), SparkError> {
    let is_text = output.format == "csv";
    let query = if is_text { written(&plan.rows) } else { plan.rows.query() };
    write_query(session, &query, output)
}

/// Has Spark write the rows of a query.
pub(super) fn write_query(
    session: &Session,
    query: &str,
    output: &SparkOutput,
) -> Result<(), SparkError> {
    use proto::write_operation::{SaveMode, SaveType};

    let is_text = output.format == "csv";
    let mode = match output.there {
        There::Refused => SaveMode::ErrorIfExists,
        There::Replaced => SaveMode::Overwrite,
    };
    let operation = proto::WriteOperation {
        input: Some(sql(query)),
        source: Some(output.format.to_owned()),
        mode: mode.into(),
        options: WRITE_OPTIONS
            .iter()
            .filter(|_| is_text)
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        save_type: Some(SaveType::Path(output.folder.clone())),
        ..proto::WriteOperation::default()
    };
    session.command(proto::command::CommandType::WriteOperation(operation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_were_not_counted_have_as_many_rows_as_the_one_before() {
        // Read 90; a filter leaves 33; step 2 changes none; k-core, the third, 28; the last doubles them.
        let counted = [(0, 90), (1, 33), (3, 28), (3, 28), (4, 56)];
        assert_eq!(behind(&counted, 5), (90, vec![33, 33, 28, 56, 56]));
        assert_eq!(behind(&[(0, 7)], 0), (7, Vec::new()));
    }
}
