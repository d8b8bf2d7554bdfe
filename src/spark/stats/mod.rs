//! The statistics of interactions where they lie: Spark counts, and what comes back is some kilobytes of counts.
//!
//! Each figure is made by the code that makes it here, from the same whole numbers.

mod chance;
mod counts;
mod parts;
mod places;
mod tables;
mod tenths;
mod times;

use crate::export::digest::FileRecord;
use crate::stats::Stats;
use crate::transform::sql::SqlRows;

use super::error::SparkError;
use super::session::Session;
use counts::counts;
use tables::Tables;
use times::times;

/// Describes the rows of a query, which are interactions by our columns; `place` is where they lie. A session ends where
/// a user's next row is more than `session_gap_s` later. The data card is that of the figures, without commands.
///
/// # Errors
/// When Spark fails, there is no row, or the times are no seconds.
pub fn describe(
    session: &Session,
    rows: &SqlRows,
    place: &str,
    session_gap_s: i64,
) -> Result<Stats, SparkError> {
    let tables = Tables::keep(session, rows, session_gap_s)?;
    let file = FileRecord { path: place.to_owned(), bytes: 0, sha256: String::new() };
    let mut stats = counts(&tables)?.stats(file);
    if tables.has_time {
        times(&tables, stats.users, stats.distinct_pairs)?.add_to(&mut stats);
    }
    stats.check_alone();
    Ok(stats)
}
