//! The tables that stand on the server while it counts.

use std::fmt::Write as _;

use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID};
use crate::spark::error::SparkError;
use crate::spark::session::Session;
use crate::transform::sql::SqlRows;

/// Times from here on are no seconds: they would lie beyond the year 5138.
const SECONDS_END: i64 = 100_000_000_000;

/// The tables of a session that statistics are counted from. Users and items have numbers in the order of their ids.
pub(super) struct Tables<'s> {
    session: &'s Session,
    pub(super) has_time: bool,
    pub(super) session_gap_s: i64,
    /// First and last instant; 0 without a time.
    pub(super) span: (i64, i64),
    /// Rows.
    pub(super) n_rows: u64,
    /// Columns of the rows beside our own, by the names that [`Self::ROWS`] gives them.
    pub(super) others: Vec<String>,
}

impl<'s> Tables<'s> {
    /// Users: `id`, `u`, and their rows `n`.
    pub(super) const USERS: &'static str = "rehearsal_stats_users";
    /// Items: `id`, `i`, and their rows `n`.
    pub(super) const ITEMS: &'static str = "rehearsal_stats_items";
    /// Rows: `u`, `i`, `t`, `kind`, `value`, the session's number `s` and, at its first row, the seconds `gap` since the
    /// session before; then the other columns.
    pub(super) const ROWS: &'static str = "rehearsal_stats_rows";
    /// Distinct pairs: `u`, `i`, and their rows `n`.
    pub(super) const PAIRS: &'static str = "rehearsal_stats_pairs";
    const GIVEN: &'static str = "rehearsal_stats_given";

    /// Makes the tables from the rows of a query.
    pub(super) fn keep(
        session: &'s Session,
        rows: &SqlRows,
        session_gap_s: i64,
    ) -> Result<Self, SparkError> {
        let has_time = rows.has(TIMESTAMP);
        let (given, others) = given(rows);
        let mut tables = Self { session, has_time, session_gap_s, span: (0, 0), n_rows: 0, others };
        tables.put(Self::GIVEN, &given)?;
        let span = format!("SELECT min(t), max(t), count(*) FROM {}", Self::GIVEN);
        let [first, last, n_rows] = tables.numbers(&span)?;
        if n_rows == 0 {
            return Err(SparkError::NoRow);
        }
        if first <= -SECONDS_END || last >= SECONDS_END {
            return Err(SparkError::NotSeconds { first, last });
        }
        (tables.span, tables.n_rows) = ((first, last), n_rows.unsigned_abs());
        for (name, id, number) in [(Self::USERS, "user", "u"), (Self::ITEMS, "item", "i")] {
            tables.put(name, &format!(
                "SELECT {id} AS id, n, CAST(row_number() OVER (ORDER BY octet_length({id}), {id}) - 1 AS BIGINT) AS {number} \
                 FROM (SELECT {id}, count(*) AS n FROM {} GROUP BY {id})",
                Self::GIVEN
            ))?;
        }
        tables.put(Self::ROWS, &tables.with_sessions())?;
        tables.free(Self::GIVEN)?;
        let pairs = format!("SELECT u, i, count(*) AS n FROM {} GROUP BY u, i", Self::ROWS);
        tables.put(Self::PAIRS, &pairs)?;
        Ok(tables)
    }

    /// The further columns as they go on in a list: each behind a comma.
    pub(super) fn further(&self) -> String {
        self.others.iter().fold(String::new(), |all, name| all + ", " + name)
    }

    /// The rows by numbers, with their sessions. The window's frame takes in all rows of one instant, so that their
    /// order in it changes nothing.
    fn with_sessions(&self) -> String {
        let others = self.further();
        format!(
            "SELECT u, i, t, kind, value, gap, CAST(coalesce(sum(CASE WHEN gap IS NULL THEN 0 ELSE 1 END) OVER \
             (PARTITION BY u ORDER BY t), 0) AS BIGINT) AS s{others} FROM (\
             SELECT u, i, t, kind, value{others}, CASE WHEN since > {} THEN since END AS gap FROM (\
             SELECT u, i, t, kind, value{others}, t - lag(t) OVER (PARTITION BY u ORDER BY t) AS since \
             FROM {} AS given JOIN {} AS users ON given.user = users.id JOIN {} AS items ON given.item = items.id))",
            self.session_gap_s,
            Self::GIVEN,
            Self::USERS,
            Self::ITEMS
        )
    }

    /// Keeps the rows of a query under a name.
    pub(super) fn put(&self, name: &str, query: &str) -> Result<(), SparkError> {
        self.session.run(&format!("CACHE TABLE {name} AS {query}"))
    }

    /// Frees the rows of a table; what was made from it stays.
    pub(super) fn free(&self, name: &str) -> Result<(), SparkError> {
        self.session.run(&format!("UNCACHE TABLE IF EXISTS {name}"))
    }

    /// The session.
    pub(super) const fn session(&self) -> &Session {
        self.session
    }

    /// The first row of a query, in whole numbers; 0 where it has none.
    pub(super) fn numbers<const N: usize>(&self, query: &str) -> Result<[i64; N], SparkError> {
        let rows = self.session.rows(query)?;
        let mut numbers = [0; N];
        for (at, number) in numbers.iter_mut().enumerate() {
            *number = rows.whole(at)?.first().copied().unwrap_or(0);
        }
        Ok(numbers)
    }

    /// The first `N` columns of a query's rows, in whole numbers.
    pub(super) fn columns<const N: usize>(&self, query: &str) -> Result<Vec<[i64; N]>, SparkError> {
        let rows = self.session.rows(query)?;
        let mut found = vec![[0; N]; rows.n_rows()];
        for column in 0..N {
            for (row, number) in found.iter_mut().zip(rows.whole(column)?) {
                row[column] = number;
            }
        }
        Ok(found)
    }
}

/// The rows by our columns, each other column as text under a name of ours, and these names.
fn given(rows: &SqlRows) -> (String, Vec<String>) {
    let dialect = rows.dialect();
    let quoted = |name: &str| dialect.quoted(name);
    let own = [USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE, EVENT_VALUE];
    let of = |name: &str, value: String, without: &str| {
        if rows.has(name) { value } else { without.to_owned() }
    };
    let time = of(TIMESTAMP, quoted(TIMESTAMP), "CAST(0 AS BIGINT)");
    let kind = of(EVENT_TYPE, format!("coalesce({}, '')", quoted(EVENT_TYPE)), "''");
    // In single precision, as values are held here.
    let value = format!("CAST({} AS FLOAT)", of(EVENT_VALUE, quoted(EVENT_VALUE), "NULL"));
    let others = rows.written().iter().filter(|name| !own.contains(&name.as_str()));
    let (mut values, mut names) = (String::new(), Vec::new());
    for (at, other) in others.enumerate() {
        let name = format!("other_{at}");
        let _ = write!(values, ", coalesce(CAST({} AS STRING), '') AS {name}", quoted(other));
        names.push(name);
    }
    let query = format!(
        "{}SELECT {} AS user, {} AS item, {time} AS t, {kind} AS kind, {value} AS value{values} FROM {}",
        rows.with_parts(),
        quoted(USER_ID),
        quoted(ITEM_ID),
        rows.name()
    );
    (query, names)
}

/// A count that Spark gives.
pub(super) fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
