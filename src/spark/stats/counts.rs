//! The counts that need no time.

use super::parts::components;
use super::tables::{Tables, count};
use crate::dataset::{Clock, even_step};
use crate::number::ratio;
use crate::spark::error::SparkError;
use crate::stats::{
    Largest, MOST_POPULAR, MatrixPicture, PICTURE_SIDE, PopularItem, StatsCounts, cell_sizes,
};

/// Counts what needs no time.
pub(super) fn counts(tables: &Tables<'_>) -> Result<StatsCounts, SparkError> {
    let (users, items) = (Tables::USERS, Tables::ITEMS);
    let (per_user, per_item) = (per_id(tables, users)?, per_id(tables, items)?);
    let [distinct_pairs] = tables.numbers(&format!("SELECT count(*) FROM {}", Tables::PAIRS))?;
    let others = tables.further();
    let [different] = tables.numbers(&format!(
        "SELECT count(*) FROM (SELECT u, i, t, kind, value{others} FROM {} GROUP BY u, i, t, kind, value{others})",
        Tables::ROWS
    ))?;
    let [unordered] = tables.numbers(&format!(
        "SELECT coalesce(sum(n), 0) FROM (SELECT sum(n) AS n, count(*) AS kinds FROM (\
         SELECT u, t, i, kind, count(*) AS n FROM {} GROUP BY u, t, i, kind) GROUP BY u, t) WHERE kinds > 1",
        Tables::ROWS
    ))?;
    let rows = count(tables.n_rows.cast_signed());
    let event_types = kinds(tables)?.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    Ok(StatsCounts {
        rows,
        distinct_pairs: count(distinct_pairs),
        duplicates: rows - count(different),
        unordered_rows: count(unordered),
        clock: clock(tables)?,
        event_types,
        largest: largest(tables, rows)?,
        most_popular: most_popular(tables)?,
        components: components(tables, per_user.len(), per_item.len())?,
        matrix: matrix(tables, per_user.len(), per_item.len())?,
        per_user,
        per_item,
    })
}

/// The rows of each user, or of each item, rising.
fn per_id(tables: &Tables<'_>, table: &str) -> Result<Vec<usize>, SparkError> {
    let query = format!("SELECT n, count(*) FROM {table} GROUP BY n ORDER BY n");
    let counted = tables.columns::<2>(&query)?;
    let each = counted.iter().flat_map(|&[n, ids]| std::iter::repeat_n(count(n), count(ids)));
    Ok(each.collect())
}

/// The event types with their rows, by the instants of their first rows, equals by name.
pub(super) fn kinds(tables: &Tables<'_>) -> Result<Vec<(String, usize)>, SparkError> {
    let rows = tables.session().rows(&format!(
        "SELECT kind, count(*) FROM {} GROUP BY kind ORDER BY min(t), kind",
        Tables::ROWS
    ))?;
    Ok(rows.texts(0)?.into_iter().zip(rows.whole(1)?.into_iter().map(count)).collect())
}

fn largest(tables: &Tables<'_>, n_rows: usize) -> Result<Largest, SparkError> {
    let first = |table: &str, number: &str| {
        let query = format!("SELECT id, n FROM {table} ORDER BY n DESC, {number} LIMIT 1");
        let rows = tables.session().rows(&query)?;
        let id = rows.texts(0)?.into_iter().next().unwrap_or_default();
        let n = rows.whole(1)?.first().map_or(0, |&n| count(n));
        Ok::<_, SparkError>((id, ratio(n, n_rows)))
    };
    let (user, user_share) = first(Tables::USERS, "u")?;
    let (item, item_share) = first(Tables::ITEMS, "i")?;
    Ok(Largest { user, user_share, item, item_share })
}

fn most_popular(tables: &Tables<'_>) -> Result<Vec<PopularItem>, SparkError> {
    let rows = tables.session().rows(&format!(
        "SELECT id, n FROM {} ORDER BY n DESC, i LIMIT {MOST_POPULAR}",
        Tables::ITEMS
    ))?;
    let popular = |(item, rows)| PopularItem { item, interactions: count(rows) };
    Ok(rows.texts(0)?.into_iter().zip(rows.whole(1)?).map(popular).collect())
}

/// The kind of time that the rows record.
fn clock(tables: &Tables<'_>) -> Result<Clock, SparkError> {
    let (first, last) = tables.span;
    if !tables.has_time {
        return Ok(Clock::Absent);
    }
    if first == last && tables.n_rows > 1 {
        return Ok(Clock::Constant);
    }
    let Some(step) = even_step(first.into(), last.into(), count(tables.n_rows.cast_signed()))
    else {
        return Ok(Clock::Recorded);
    };
    let [distinct, odd] = tables.numbers(&format!(
        "SELECT count(DISTINCT t), coalesce(sum(CASE WHEN (t - {first}) % {step} = 0 THEN 0 ELSE 1 END), 0) FROM {}",
        Tables::ROWS
    ))?;
    let is_counter = odd == 0 && distinct.unsigned_abs() == tables.n_rows;
    Ok(if is_counter { Clock::Counter } else { Clock::Recorded })
}

fn matrix(
    tables: &Tables<'_>,
    n_users: usize,
    n_items: usize,
) -> Result<MatrixPicture, SparkError> {
    let cells = |table: &str, number: &str, n: usize| {
        format!(
            "SELECT {number}, ((row_number() OVER (ORDER BY n DESC, {number}) - 1) * {}) div {n} AS cell FROM {table}",
            PICTURE_SIDE.min(n)
        )
    };
    let counted = tables.columns::<3>(&format!(
        "SELECT users.cell, items.cell, sum(pairs.n) FROM {} AS pairs JOIN ({}) AS users ON pairs.u = users.u \
         JOIN ({}) AS items ON pairs.i = items.i GROUP BY users.cell, items.cell",
        Tables::PAIRS,
        cells(Tables::USERS, "u", n_users),
        cells(Tables::ITEMS, "i", n_items)
    ))?;
    let (users, items) = (cell_sizes(n_users), cell_sizes(n_items));
    let mut interactions = vec![0; users.len() * items.len()];
    for [user, item, rows] in counted {
        if let Some(cell) = interactions.get_mut(count(user) * items.len() + count(item)) {
            *cell = count(rows);
        }
    }
    Ok(MatrixPicture { users, items, interactions })
}
