//! Ranked lists that Spark makes and writes.

use super::error::SparkError;
use super::run::{SparkOutput, write_query};
use super::session::Session;
use crate::baseline::ListsSql;

/// The table of the lists, kept while they are written and counted.
const LISTS: &str = "lists_written";

/// The lists that Spark wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SparkLists {
    /// The number of lists.
    pub lists: u64,
    /// Their places.
    pub places: u64,
    /// Lists of fewer places than were wanted.
    pub short: u64,
}

/// Makes the lists and writes them; `k` places of each were wanted.
///
/// # Errors
/// When Spark fails, or nobody gets a list.
pub fn make_lists(
    session: &Session,
    lists: &ListsSql,
    k: usize,
    output: &SparkOutput,
) -> Result<SparkLists, SparkError> {
    for (key, value) in ListsSql::SETTINGS {
        session.set(key, value)?;
    }
    let all = lists.tables().iter().map(|(name, query)| (name.as_str(), query.as_str()));
    let all: Vec<(&str, &str)> = all.chain([(LISTS, lists.query())]).collect();
    for (name, query) in &all {
        session.run(&format!("CACHE TABLE {name} AS {query}"))?;
    }
    let counted = session.rows(&format!(
        "SELECT count(*), coalesce(sum(n), 0), coalesce(sum(CASE WHEN n < {k} THEN 1 ELSE 0 END), 0) FROM (\
         SELECT USER_ID, count(*) AS n FROM {LISTS} GROUP BY USER_ID)"
    ))?;
    let number = |column| {
        Ok::<_, SparkError>(counted.whole(column)?.first().map_or(0, |n| n.unsigned_abs()))
    };
    let made = SparkLists { lists: number(0)?, places: number(1)?, short: number(2)? };
    if made.lists == 0 {
        return Err(SparkError::Empty);
    }
    write_query(session, &format!("SELECT * FROM {LISTS}"), output)?;
    for (name, _) in &all {
        session.run(&format!("UNCACHE TABLE IF EXISTS {name}"))?;
    }
    Ok(made)
}
