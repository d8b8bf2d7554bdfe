//! The rows in the order of time, in ten parts of equal size.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::chance::distances;
use super::places::{Placed, at_places};
use super::tables::{Tables, count};
use crate::number::ratio;
use crate::spark::error::SparkError;
use crate::stats::{BUCKETS, Bucket, Drift, bucket_start, day, newest_tenth};

/// The tenths, and the newcomers of the newest.
pub(super) struct Tenths {
    pub(super) buckets: Vec<Bucket>,
    pub(super) drift: Drift,
    pub(super) cold_items: f64,
    pub(super) cold_users: f64,
}

/// Rows of each item, or user, and tenth: `i` or `u`, `b`, `n`, and whether the first and the last of them (`lo`, `hi`) lie
/// in the newest tenth.
const BY_ITEM: &str = "rehearsal_stats_item_tenths";
const BY_USER: &str = "rehearsal_stats_user_tenths";

/// Cuts the rows into tenths; `by_chance` is the distance of random ones.
pub(super) fn tenths(tables: &Tables<'_>, by_chance: f64) -> Result<Tenths, SparkError> {
    let n = count(tables.n_rows.cast_signed());
    let ranges: Vec<(usize, usize, usize)> = (0..BUCKETS)
        .map(|number| (number, bucket_start(number, n), bucket_start(number + 1, n)))
        .filter(|(_, start, end)| start < end)
        .collect();
    let newest = newest_tenth(n);
    let ends = ranges.iter().flat_map(|&(_, start, end)| [start, end - 1]);
    let places: Vec<u64> = ends.chain([newest.min(n - 1)]).map(|place| place as u64).collect();
    let placed = at_places(tables, (Tables::ROWS, "t"), tables.span, &places)?;
    keep_placed(tables, &Cuts { placed: &placed, newest, n })?;
    let drifts = drifts(tables, &ranges)?;
    let (items, users) = (cold_rows(tables, (BY_ITEM, "i"))?, cold_rows(tables, (BY_USER, "u"))?);
    let instant = |place: usize| placed.get(&(place as u64)).map_or(0, |one| one.value);
    let (mut buckets, mut lengths) = (Vec::new(), Vec::new());
    for (&(number, start, end), drift) in ranges.iter().zip(drifts) {
        let rows = end - start;
        let cold = |rows_of: &BTreeMap<usize, usize>| {
            ratio(rows_of.get(&number).copied().unwrap_or(0), rows)
        };
        buckets.push(Bucket {
            first_day: day(instant(start)),
            last_day: day(instant(end - 1)),
            rows,
            cold_item_rows: cold(&items),
            cold_user_rows: cold(&users),
            drift,
        });
        lengths.push(instant(end - 1).saturating_sub(instant(start)));
    }
    let (cold_items, cold_users) =
        (newcomers(tables, (BY_ITEM, "i"))?, newcomers(tables, (BY_USER, "u"))?);
    tables.free(BY_ITEM)?;
    tables.free(BY_USER)?;
    Ok(Tenths { drift: Drift::new(&buckets, lengths, by_chance), buckets, cold_items, cold_users })
}

/// The places at which the rows are cut.
struct Cuts<'a> {
    placed: &'a BTreeMap<u64, Placed>,
    /// The place at which the newest tenth begins.
    newest: usize,
    /// Rows.
    n: usize,
}

impl Cuts<'_> {
    /// The tenth of a row, from what is said of each cut: whether the row lies behind it.
    fn tenth(&self, is_behind: impl Fn(usize) -> String) -> String {
        let behind = (1..BUCKETS)
            .map(|number| bucket_start(number, self.n))
            .map(|cut| format!("CASE WHEN {} THEN 1 ELSE 0 END", is_behind(cut)));
        let newest = is_behind(self.newest);
        let tenth = behind.collect::<Vec<_>>().join(" + ");
        format!("{tenth} AS b, CASE WHEN {newest} THEN 1 ELSE 0 END AS w")
    }

    fn at(&self, cut: usize) -> Option<Placed> {
        self.placed.get(&(cut as u64)).copied()
    }

    /// The seconds that a cut parts.
    fn parted(&self) -> BTreeMap<i64, u64> {
        let cuts = (1..BUCKETS).map(|number| bucket_start(number, self.n)).chain([self.newest]);
        let cuts = cuts.filter(|&cut| cut > 0 && cut < self.n);
        cuts.filter_map(|cut| self.at(cut).filter(|one| one.before < cut as u64))
            .map(|one| (one.value, one.before))
            .collect()
    }

    /// A row is behind a cut at its start and, but for seconds that a cut parts, by its second.
    fn is_behind(&self, cut: usize) -> String {
        match self.at(cut) {
            _ if cut == 0 => "1 = 1".to_owned(),
            Some(one) if cut < self.n => format!("t >= {}", one.value),
            _ => "1 = 0".to_owned(),
        }
    }
}

/// Keeps the rows of each item and tenth, and of each user and tenth. In a second that a cut parts, rows are in the order
/// of user, item and event type.
fn keep_placed(tables: &Tables<'_>, cuts: &Cuts<'_>) -> Result<(), SparkError> {
    let parted = cuts.parted();
    let seconds: Vec<String> = parted.keys().map(ToString::to_string).collect();
    let mut placed =
        format!("SELECT u, i, {} FROM {}", cuts.tenth(|cut| cuts.is_behind(cut)), Tables::ROWS);
    if !parted.is_empty() {
        let list = seconds.join(", ");
        let _ = write!(placed, " WHERE t NOT IN ({list})");
        let mut before = String::new();
        for (second, rows) in &parted {
            let _ = write!(before, "WHEN t = {second} THEN {rows} ");
        }
        let within = format!(
            "SELECT rows.u, rows.i, CASE {before}END + row_number() OVER \
             (PARTITION BY rows.t ORDER BY rows.u, rows.i, kinds.first, rows.kind) - 1 AS place \
             FROM {rows} AS rows JOIN (SELECT kind, min(t) AS first FROM {rows} GROUP BY kind) AS kinds \
             ON rows.kind = kinds.kind WHERE rows.t IN ({list})",
            rows = Tables::ROWS
        )
        .replace("WHEN t =", "WHEN rows.t =");
        let tenth = cuts.tenth(|cut| format!("place >= {cut}"));
        let _ = write!(placed, " UNION ALL SELECT u, i, {tenth} FROM ({within})");
    }
    for (name, id) in [(BY_ITEM, "i"), (BY_USER, "u")] {
        tables.put(name, &format!(
            "SELECT {id}, b, count(*) AS n, min(w) AS lo, max(w) AS hi FROM ({placed}) GROUP BY {id}, b"
        ))?;
    }
    Ok(())
}

/// The distance of each tenth's item mix from that of the one before; none for the first.
fn drifts(
    tables: &Tables<'_>,
    ranges: &[(usize, usize, usize)],
) -> Result<Vec<Option<f64>>, SparkError> {
    let pairs: Vec<(usize, usize)> = ranges.windows(2).map(|pair| (pair[0].0, pair[1].0)).collect();
    let drifts = distances(tables, (BY_ITEM, "b"), &pairs)?;
    Ok(std::iter::once(None).chain(drifts.into_iter().map(Some)).collect())
}

/// Counts, for each tenth, the rows with an item, or a user, that no earlier one has.
fn cold_rows(
    tables: &Tables<'_>,
    (table, id): (&str, &str),
) -> Result<BTreeMap<usize, usize>, SparkError> {
    let counted = tables.columns::<2>(&format!(
        "SELECT b, sum(n) FROM (SELECT b, n, min(b) OVER (PARTITION BY {id}) AS first FROM {table}) \
         WHERE b = first GROUP BY b"
    ))?;
    Ok(counted.into_iter().map(|[tenth, rows]| (count(tenth), count(rows))).collect())
}

/// The share of the items, or users, of the newest tenth that no earlier row has.
fn newcomers(tables: &Tables<'_>, (table, id): (&str, &str)) -> Result<f64, SparkError> {
    let [new, all] = tables.numbers(&format!(
        "SELECT coalesce(sum(lo), 0), count(*) FROM (SELECT min(lo) AS lo FROM {table} GROUP BY {id} HAVING max(hi) = 1)"
    ))?;
    Ok(ratio(count(new), count(all)))
}
