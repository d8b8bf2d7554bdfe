//! The figures that need a time.

use super::chance::by_chance;
use super::counts::kinds;
use super::places::at_places;
use super::tables::{Tables, count};
use super::tenths::tenths;
use crate::number::{from_count, from_seconds, neighbours, quantile, ratio};
use crate::spark::error::SparkError;
use crate::stats::{Funnel, Kinds, Month, MonthTypes, Months, Quantiles, Sessions, StatsTimes};

const SECONDS_PER_DAY: i64 = 86_400;

/// Counts what needs a time.
pub(super) fn times(
    tables: &Tables<'_>,
    n_users: usize,
    distinct_pairs: usize,
) -> Result<StatsTimes, SparkError> {
    let rows = kinds(tables)?;
    let kinds = Kinds { place: (0..rows.len()).collect(), rows };
    let [rows_apart, instants_apart, n_items] = tables.numbers(&format!(
        "SELECT (SELECT count(*) FROM (SELECT u, i, t, kind, value{others} FROM {rows} \
         GROUP BY u, i, t, kind, value{others})), \
         (SELECT count(*) FROM (SELECT u, i, t FROM {rows} GROUP BY u, i, t)), (SELECT count(*) FROM {items})",
        others = tables.further(),
        rows = Tables::ROWS,
        items = Tables::ITEMS
    ))?;
    let (month_types, months) = months(tables, &kinds)?;
    let chance = by_chance(tables, count(n_items))?;
    let tenths = tenths(tables, chance)?;
    Ok(StatsTimes {
        twins: count(rows_apart - instants_apart),
        funnel: funnel(tables, &kinds, distinct_pairs)?,
        span: tables.span,
        cold_items: tenths.cold_items,
        cold_users: tenths.cold_users,
        sessions: sessions(tables, n_users)?,
        month_types,
        months,
        buckets: tenths.buckets,
        drift: tenths.drift,
    })
}

fn funnel(tables: &Tables<'_>, kinds: &Kinds, distinct_pairs: usize) -> Result<Funnel, SparkError> {
    let several = format!(
        "SELECT u, i, s FROM {} GROUP BY u, i, s HAVING min(kind) <> max(kind)",
        Tables::ROWS
    );
    let [pairs] =
        tables.numbers(&format!("SELECT count(*) FROM (SELECT DISTINCT u, i FROM ({several}))"))?;
    let involved = tables.session().rows(&format!(
        "SELECT DISTINCT rows.kind FROM {} AS rows JOIN ({several}) AS several \
         ON rows.u = several.u AND rows.i = several.i AND rows.s = several.s",
        Tables::ROWS
    ))?;
    let involved = involved.texts(0)?;
    let takes_part: Vec<bool> =
        kinds.rows.iter().map(|(name, _)| involved.contains(name)).collect();
    Ok(Funnel::new(count(pairs), distinct_pairs, &kinds.rows, &takes_part))
}

/// Rows by month, from the rows of each day.
fn months(tables: &Tables<'_>, kinds: &Kinds) -> Result<(Vec<String>, Vec<Month>), SparkError> {
    let types = MonthTypes::of(kinds);
    let days = tables.session().rows(&format!(
        "SELECT t - pmod(t, {SECONDS_PER_DAY}) AS day, kind, count(*) FROM {} GROUP BY 1, kind ORDER BY 1, kind",
        Tables::ROWS
    ))?;
    let mut months = Months::default();
    for ((day, kind), rows) in days.whole(0)?.into_iter().zip(days.texts(1)?).zip(days.whole(2)?) {
        let place = kinds.rows.iter().position(|(name, _)| *name == kind).unwrap_or(0);
        months.add(day, types.place[place], count(rows));
    }
    let months = months.finish(types.names.len());
    Ok((types.names, months))
}

fn sessions(tables: &Tables<'_>, n_users: usize) -> Result<Sessions, SparkError> {
    let table = format!("(SELECT count(*) AS n FROM {} GROUP BY u, s)", Tables::ROWS);
    let rows = quantiles(tables, (&table, "n"), |rows| from_count(count(rows)))?;
    let gaps = quantiles(tables, (Tables::ROWS, "gap"), from_seconds)?;
    Ok(Sessions {
        gap_s: tables.session_gap_s,
        count: rows.0,
        per_user_mean: ratio(rows.0, n_users),
        rows: rows.1,
        between_s: gaps.1,
    })
}

/// The quantiles of whole numbers of a column, and how many there are.
fn quantiles(
    tables: &Tables<'_>,
    (table, column): (&str, &str),
    real: impl Fn(i64) -> f64,
) -> Result<(usize, Quantiles), SparkError> {
    let [n, first, last, sum] = tables.numbers(&format!(
        "SELECT count({column}), min({column}), max({column}), coalesce(sum({column}), 0) FROM {table}"
    ))?;
    let n = count(n);
    if n == 0 {
        return Ok((0, Quantiles::default()));
    }
    let looked_at = [0.5, 0.9].iter().filter_map(|&share| neighbours(n, share));
    let places: Vec<u64> =
        looked_at.flat_map(|(places, _)| places).map(|place| place as u64).collect();
    let placed = at_places(tables, (table, column), (first, last), &places)?;
    let at = |share| {
        quantile(n, share, |place| placed.get(&(place as u64)).map_or(0.0, |one| real(one.value)))
    };
    let mean = real(sum) / from_count(n);
    Ok((n, Quantiles { p50: at(0.5), p90: at(0.9), max: real(last), mean }))
}
