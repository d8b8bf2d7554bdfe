//! The statistics of an interactions file.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::distribution::{Distribution, head_share};
use crate::dataset::{Csr, Dataset, ItemIdx, UserIdx};
use crate::export::digest::FileRecord;
use crate::number::{from_count, from_seconds, ratio, round_to_count, to_u32};

/// What `stats.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// 1
    pub schema_version: u32,
    /// The file.
    pub file: FileRecord,
    /// Rows.
    pub interactions: usize,
    /// Users with at least one row.
    pub users: usize,
    /// Items with at least one row.
    pub items: usize,
    /// Distinct user–item pairs.
    pub distinct_pairs: usize,
    /// Distinct pairs ÷ (users × items).
    pub density: f64,
    /// 1 − density.
    pub sparsity: f64,
    /// Rows beyond the first of their user–item pair.
    pub repeats: usize,
    /// Rows equal to an earlier one in user, item, event type and timestamp.
    pub duplicates: usize,
    /// Rows per event type, in the order of the first row of each; empty without event types.
    pub event_types: Vec<(String, usize)>,
    /// Rows per user.
    pub per_user: Distribution,
    /// Rows per item.
    pub per_item: Distribution,
    /// Share of all rows that the most popular items have.
    pub head_share: HeadShare,
    /// Share of items that together have the last fifth of the rows, the least popular first.
    pub long_tail_share: f64,
    /// First and last row.
    pub span: Span,
    /// Share of the items of the newest tenth of the rows that no earlier row has.
    pub cold_items_newest_tenth: f64,
    /// Users that a test set of the service would hold: a tenth, at least one.
    pub service_test_users: usize,
    /// Rank (from 1) and rows of items from the most to the least popular, thinned to at most some
    /// 200 points.
    pub popularity_curve: Vec<CurvePoint>,
}

/// Share of all rows that the top items have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HeadShare {
    /// The top 1 % of the items.
    pub top_1_percent: f64,
    /// The top 5 %.
    pub top_5_percent: f64,
    /// The top 20 %.
    pub top_20_percent: f64,
}

/// First and last instant, in seconds and in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Seconds since 1970-01-01 UTC.
    pub first_s: i64,
    /// Seconds since 1970-01-01 UTC.
    pub last_s: i64,
    /// The day in UTC, `YYYY-MM-DD`; empty when it lies outside the calendar.
    pub first_day: String,
    /// The day in UTC, `YYYY-MM-DD`; empty when it lies outside the calendar.
    pub last_day: String,
    /// Rows ÷ months of 30.4375 days; rows when the span is shorter than one.
    pub interactions_per_month: f64,
}

/// A point of the popularity curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Rank of the item, from 1.
    pub rank: usize,
    /// Its rows.
    pub interactions: usize,
}

const SECONDS_PER_MONTH: f64 = 30.4375 * 86_400.0;

/// Describes `dataset`, which was read from `file`.
#[must_use]
pub fn describe(dataset: &Dataset, file: FileRecord) -> Stats {
    let n_rows = dataset.n_rows();
    let (mut per_user, mut per_item) = (Vec::new(), vec![0; dataset.items().len()]);
    let mut pairs = Vec::with_capacity(n_rows);
    for user in (0..dataset.users().len()).map(|index| UserIdx(to_u32(index))) {
        let rows = dataset.rows_of(user);
        per_user.push(rows.len());
        for &row in rows {
            per_item[dataset.item(row).index()] += 1;
            pairs.push((user, dataset.item(row)));
        }
    }
    let matrix = Csr::from_pairs(dataset.users().len(), dataset.items().len(), pairs);
    per_item.retain(|&count| count > 0);
    per_item.sort_unstable();
    let (users, items, distinct_pairs) = (per_user.len(), per_item.len(), matrix.n_pairs());
    // In floating point: users × items may exceed 64 bits in hostile files.
    let density = from_count(distinct_pairs) / (from_count(users) * from_count(items));
    let head = |percent| head_share(&per_item, percent);
    Stats {
        schema_version: 1,
        file,
        interactions: n_rows,
        users,
        items,
        distinct_pairs,
        density,
        sparsity: 1.0 - density,
        repeats: n_rows - distinct_pairs,
        duplicates: count_duplicates(dataset),
        event_types: count_event_types(dataset),
        head_share: HeadShare {
            top_1_percent: head(1),
            top_5_percent: head(5),
            top_20_percent: head(20),
        },
        long_tail_share: long_tail_share(&per_item),
        span: span(dataset),
        cold_items_newest_tenth: cold_items(dataset),
        service_test_users: round_to_count(0.1 * from_count(users)).max(1),
        popularity_curve: curve(&per_item),
        per_user: Distribution::of(&per_user),
        per_item: Distribution::of(&per_item),
    }
}

fn count_duplicates(dataset: &Dataset) -> usize {
    let mut duplicates = 0;
    let mut seen: HashSet<(i64, ItemIdx, u32)> = HashSet::new();
    for user in (0..dataset.users().len()).map(|index| UserIdx(to_u32(index))) {
        seen.clear();
        for &row in dataset.rows_of(user) {
            let key = (dataset.timestamp_s(row), dataset.item(row), dataset.event(row));
            duplicates += usize::from(!seen.insert(key));
        }
    }
    duplicates
}

fn count_event_types(dataset: &Dataset) -> Vec<(String, usize)> {
    let mut counts = vec![0; dataset.event_types().len()];
    for row in 0..to_u32(dataset.n_rows()) {
        counts[dataset.event(row) as usize] += 1;
    }
    let named = dataset.event_types().iter().cloned().zip(counts);
    named.filter(|(name, _)| !name.is_empty()).collect()
}

/// The least popular items, together at most a fifth of the rows, as a share of the items.
fn long_tail_share(sorted: &[usize]) -> f64 {
    let total: usize = sorted.iter().sum();
    let mut rows = 0;
    let n_tail = sorted
        .iter()
        .take_while(|&&count| {
            rows += count;
            rows * 5 <= total
        })
        .count();
    ratio(n_tail, sorted.len())
}

fn span(dataset: &Dataset) -> Span {
    let instants = (0..to_u32(dataset.n_rows())).map(|row| dataset.timestamp_s(row));
    let (first_s, last_s) =
        instants.fold((i64::MAX, i64::MIN), |(first, last), at| (first.min(at), last.max(at)));
    let months = from_seconds(last_s.saturating_sub(first_s)) / SECONDS_PER_MONTH;
    let interactions_per_month = from_count(dataset.n_rows()) / months.max(1.0);
    Span { first_s, last_s, first_day: day(first_s), last_day: day(last_s), interactions_per_month }
}

/// The day of an instant in UTC, `YYYY-MM-DD`; empty when it lies outside the calendar.
fn day(instant_s: i64) -> String {
    Timestamp::from_second(instant_s)
        .map(|instant| instant.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

fn cold_items(dataset: &Dataset) -> f64 {
    let mut rows: Vec<u32> = (0..to_u32(dataset.n_rows())).collect();
    rows.sort_by_key(|&row| dataset.timestamp_s(row));
    let cut = rows.len() - rows.len() / 10;
    let mut known = vec![false; dataset.items().len()];
    for &row in &rows[..cut] {
        known[dataset.item(row).index()] = true;
    }
    let mut newest: Vec<ItemIdx> = rows[cut..].iter().map(|&row| dataset.item(row)).collect();
    newest.sort_unstable();
    newest.dedup();
    ratio(newest.iter().filter(|item| !known[item.index()]).count(), newest.len())
}

/// All ranks up to 50, then about 40 for every tenfold.
fn curve(sorted: &[usize]) -> Vec<CurvePoint> {
    let mut points = Vec::new();
    let mut rank = 1;
    while rank <= sorted.len() {
        points.push(CurvePoint { rank, interactions: sorted[sorted.len() - rank] });
        let next = round_to_count(from_count(rank) * 1.06);
        rank = if rank < sorted.len() { next.max(rank + 1).min(sorted.len()) } else { rank + 1 };
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats() -> Stats {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "click", 0),
            ("1", "a", "watch", 0),
            ("1", "a", "watch", 0),
            ("1", "b", "click", 86_400),
            ("2", "a", "click", 86_400),
        ]);
        let file = FileRecord { path: "x.csv".into(), bytes: 0, sha256: String::new() };
        describe(&dataset, file)
    }

    #[test]
    fn counts_follow_their_definitions() {
        let stats = stats();
        assert_eq!((stats.interactions, stats.users, stats.items), (5, 2, 2));
        assert_eq!((stats.distinct_pairs, stats.repeats, stats.duplicates), (3, 2, 1));
        assert!((stats.density - 3.0 / 4.0).abs() < 1e-12);
        assert_eq!(stats.event_types, [("click".to_owned(), 3), ("watch".to_owned(), 2)]);
        assert_eq!(
            (stats.span.first_day.as_str(), stats.span.last_day.as_str()),
            ("1970-01-01", "1970-01-02")
        );
        assert!((stats.span.interactions_per_month - 5.0).abs() < 1e-12);
        assert_eq!(stats.per_user.with_1, 1);
        assert!((stats.long_tail_share - 0.5).abs() < 1e-12, "item b has a fifth of the rows");
    }

    #[test]
    fn the_curve_falls_and_ends_with_the_last_item() {
        let sorted: Vec<usize> = (1..=5_000).collect();
        let curve = curve(&sorted);
        assert!(curve.len() < 220, "{}", curve.len());
        assert_eq!(curve[0], CurvePoint { rank: 1, interactions: 5_000 });
        assert_eq!(curve.last(), Some(&CurvePoint { rank: 5_000, interactions: 1 }));
        assert!(curve.windows(2).all(|pair| pair[0].rank < pair[1].rank));
    }
}
