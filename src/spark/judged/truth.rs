//! The held-out rows and the catalogue, kept on the server.

use crate::column::{EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID};
use crate::experiment::{CountedTruth, DataRecord};
use crate::spark::error::SparkError;
use crate::spark::session::Session;
use crate::transform::sql::SqlRows;

/// The held-out rows by which lists are judged, kept on the server.
pub struct SparkTruth<'s> {
    pub(super) session: &'s Session,
    counted: CountedTruth,
}

impl<'s> SparkTruth<'s> {
    /// Distinct pairs: `user_id`, `item_id`.
    pub(super) const PAIRS: &'static str = "judged_pairs";
    /// Test users: `user_id`, and their distinct items `held_out`.
    pub(super) const USERS: &'static str = "judged_users";
    /// The catalogue: `item_id`.
    pub(super) const ITEMS: &'static str = "judged_items";
    const ROWS: &'static str = "judged_rows";

    /// Keeps held-out rows, and the catalogue of them and of an items table.
    ///
    /// # Errors
    /// When Spark fails, or there is no row.
    pub fn keep(
        session: &'s Session,
        held_out: &SqlRows,
        items: Option<&SqlRows>,
    ) -> Result<Self, SparkError> {
        let put = |name: &str, query: &str| session.run(&format!("CACHE TABLE {name} AS {query}"));
        put(Self::ROWS, &rows(held_out))?;
        put(Self::PAIRS, &format!("SELECT DISTINCT user_id, item_id FROM {}", Self::ROWS))?;
        let users = "SELECT user_id, count(*) AS held_out FROM";
        put(Self::USERS, &format!("{users} {} GROUP BY user_id", Self::PAIRS))?;
        let further = items.map_or_else(String::new, |items| {
            let id = items.dialect().quoted(ITEM_ID);
            format!(" UNION SELECT {id} FROM ({}) AS items", items.query())
        });
        put(Self::ITEMS, &format!("SELECT DISTINCT item_id FROM {}{further}", Self::PAIRS))?;
        let counted = count(session, held_out, items.is_some())?;
        if counted.data.rows == 0 {
            return Err(SparkError::NoRow);
        }
        Ok(Self { session, counted })
    }

    /// The counts of the rows.
    #[must_use]
    pub fn counted(&self) -> &CountedTruth {
        &self.counted
    }
}

/// The rows by our columns; the event type is empty where there is none.
fn rows(held_out: &SqlRows) -> String {
    let dialect = held_out.dialect();
    let of = |name: &str, without: &str| {
        if held_out.has(name) { dialect.quoted(name) } else { without.to_owned() }
    };
    format!(
        "{}SELECT {} AS user_id, {} AS item_id, {} AS t, coalesce({}, '') AS kind FROM {}",
        held_out.with_parts(),
        dialect.quoted(USER_ID),
        dialect.quoted(ITEM_ID),
        of(TIMESTAMP, "CAST(0 AS BIGINT)"),
        of(EVENT_TYPE, "''"),
        held_out.name()
    )
}

fn count(
    session: &Session,
    held_out: &SqlRows,
    has_catalogue: bool,
) -> Result<CountedTruth, SparkError> {
    let found = session.rows(&format!(
        "SELECT count(*), coalesce(min(t), 0), coalesce(max(t), 0), (SELECT count(*) FROM {}), \
         (SELECT count(*) FROM {}), (SELECT count(*) FROM {}), count(DISTINCT item_id) FROM {}",
        SparkTruth::USERS,
        SparkTruth::ITEMS,
        SparkTruth::PAIRS,
        SparkTruth::ROWS
    ))?;
    let number = |at| Ok::<_, SparkError>(found.whole(at)?.first().copied().unwrap_or(0));
    let size = |at| Ok::<_, SparkError>(usize::try_from(number(at)?).unwrap_or(0));
    let kinds =
        format!("SELECT DISTINCT kind FROM {} WHERE kind <> '' ORDER BY kind", SparkTruth::ROWS);
    let event_types =
        if held_out.has(EVENT_TYPE) { session.rows(&kinds)?.texts(0)? } else { Vec::new() };
    let data = DataRecord {
        rows: size(0)?,
        users: size(3)?,
        items: size(4)?,
        items_with_interactions: Some(size(6)?),
        span_s: Some((number(1)?, number(2)?)),
        event_types: (!event_types.is_empty()).then_some(event_types),
        ..DataRecord::default()
    };
    Ok(CountedTruth { data, held_out_items: size(5)?, has_catalogue })
}
