//! Statistics from counts, wherever these were made: here, or where the rows lie.

use super::bucket::Bucket;
use super::components::Components;
use super::day::day;
use super::distribution::{Distribution, head_share};
use super::drift::Drift;
use super::evaluation::EvaluationBase;
use super::funnel::Funnel;
use super::largest::Largest;
use super::months::Month;
use super::picture::MatrixPicture;
use super::recorded::RecordedTime;
use super::sessions::Sessions;
use super::statistics::{CurvePoint, HeadShare, PopularItem, Span, Stats};
use crate::dataset::{Clock, service_test_users};
use crate::export::digest::FileRecord;
use crate::number::{from_count, from_seconds, ratio, round_to_count};

const SECONDS_PER_MONTH: f64 = 30.4375 * 86_400.0;

/// The counts that need no time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StatsCounts {
    /// Rows.
    pub(crate) rows: usize,
    /// Rows of each user, rising.
    pub(crate) per_user: Vec<usize>,
    /// Rows of each item with a row, rising.
    pub(crate) per_item: Vec<usize>,
    /// Distinct user–item pairs.
    pub(crate) distinct_pairs: usize,
    /// Rows equal to an earlier one in every column.
    pub(crate) duplicates: usize,
    /// Rows that share their user and second with a row of another item or event type.
    pub(crate) unordered_rows: usize,
    /// The kind of time that the rows record.
    pub(crate) clock: Clock,
    /// Rows of each event type, in the order of their first instants.
    pub(crate) event_types: Vec<(String, usize)>,
    /// The user and the item with the most rows.
    pub(crate) largest: Largest,
    /// The items with the most rows.
    pub(crate) most_popular: Vec<PopularItem>,
    /// The parts of the user–item graph.
    pub(crate) components: Components,
    /// The matrix as a picture.
    pub(crate) matrix: MatrixPicture,
}

/// The figures that need a time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StatsTimes {
    /// Rows beyond the first of their user, item and instant that are no duplicates.
    pub(crate) twins: usize,
    /// Pairs with several event types in one session.
    pub(crate) funnel: Funnel,
    /// The first and the last instant.
    pub(crate) span: (i64, i64),
    /// Share of the items of the newest tenth that no earlier row has.
    pub(crate) cold_items: f64,
    /// The same of users.
    pub(crate) cold_users: f64,
    /// The sessions.
    pub(crate) sessions: Sessions,
    /// The event types of the months.
    pub(crate) month_types: Vec<String>,
    /// Rows by month.
    pub(crate) months: Vec<Month>,
    /// The tenths of the rows.
    pub(crate) buckets: Vec<Bucket>,
    /// Their drift.
    pub(crate) drift: Drift,
}

impl StatsCounts {
    /// The statistics that these counts give, without those that need a time and without the card.
    pub(crate) fn stats(self, file: FileRecord) -> Stats {
        let Self { rows, per_user, per_item, distinct_pairs, .. } = self;
        let (users, items) = (per_user.len(), per_item.len());
        // In floating point: users × items may exceed 64 bits in hostile files.
        let density = from_count(distinct_pairs) / (from_count(users) * from_count(items));
        Stats {
            schema_version: 1,
            file,
            interactions: rows,
            users,
            items,
            distinct_pairs,
            density,
            sparsity: 1.0 - density,
            repeats: rows - distinct_pairs,
            duplicates: self.duplicates,
            repeat_share: ratio(rows - distinct_pairs, rows),
            largest: self.largest,
            most_popular: self.most_popular,
            time: RecordedTime::new(self.clock, self.unordered_rows, rows),
            event_types: self.event_types,
            head_share: HeadShare::of(&per_item),
            long_tail_share: long_tail_share(&per_item),
            service_test_users: service_test_users(users),
            evaluation: EvaluationBase::of(&per_user),
            components: self.components,
            popularity_curve: curve(&per_item),
            activity_curve: curve(&per_user),
            per_user: Distribution::of(&per_user),
            per_item: Distribution::of(&per_item),
            matrix: self.matrix,
            ..Stats::default()
        }
    }
}

impl StatsTimes {
    /// Adds the figures to the statistics.
    pub(crate) fn add_to(self, stats: &mut Stats) {
        stats.span = Some(span(self.span, stats.interactions));
        stats.twins = Some(self.twins);
        stats.funnel = Some(self.funnel);
        stats.cold_items_newest_tenth = Some(self.cold_items);
        stats.cold_users_newest_tenth = Some(self.cold_users);
        stats.sessions = Some(self.sessions);
        stats.month_types = self.month_types;
        stats.months = self.months;
        stats.timeline = self.buckets;
        stats.drift = Some(self.drift);
    }
}

impl HeadShare {
    /// The shares of items of which each has so many rows, rising.
    fn of(per_item: &[usize]) -> Self {
        Self {
            top_1_percent: head_share(per_item, 1),
            top_5_percent: head_share(per_item, 5),
            top_20_percent: head_share(per_item, 20),
        }
    }
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

fn span((first_s, last_s): (i64, i64), rows: usize) -> Span {
    let months = from_seconds(last_s.saturating_sub(first_s)) / SECONDS_PER_MONTH;
    let interactions_per_month = from_count(rows) / months.max(1.0);
    Span { first_s, last_s, first_day: day(first_s), last_day: day(last_s), interactions_per_month }
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
