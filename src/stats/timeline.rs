//! What changes over time: months, newcomers, drift.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::day;
use super::distribution::Quantiles;
use crate::dataset::{Dataset, UserIdx};
use crate::number::{from_count, from_seconds, ratio, to_u32};

/// Into how many parts with equally many rows the time is cut.
pub const BUCKETS: usize = 10;
/// The item mix is called moved when so much of it is another.
const MOVED: f64 = 0.1;
const SECONDS_PER_DAY: f64 = 86_400.0;

/// Rows of one calendar month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Month {
    /// `YYYY-MM` in UTC; empty for what lies outside the calendar.
    pub month: String,
    /// Rows by event type, in the order of `month_types`.
    pub rows: Vec<usize>,
}

/// So many event types are counted by month on their own.
const TYPES_MAX: usize = 10;

/// Which event types are counted by month, and where each is counted.
#[derive(Debug)]
pub(super) struct MonthTypes {
    pub(super) names: Vec<String>,
    /// By event type, the place among `names`.
    place: Vec<usize>,
}

impl MonthTypes {
    /// The most frequent types by name, equals in the order of the file, and `(other)` for the rest.
    pub(super) fn of(dataset: &Dataset) -> Self {
        let types = dataset.event_types();
        let mut counts = vec![0_usize; types.len()];
        for row in 0..to_u32(dataset.n_rows()) {
            counts[dataset.event(row) as usize] += 1;
        }
        let mut order: Vec<usize> = (0..types.len()).collect();
        order.sort_by_key(|&kind| std::cmp::Reverse(counts[kind]));
        let mut place = vec![TYPES_MAX; types.len()];
        let mut names = Vec::new();
        for (at, &kind) in order.iter().take(TYPES_MAX).enumerate() {
            place[kind] = at;
            let name = if types[kind].is_empty() { "(all)" } else { types[kind].as_str() };
            names.push(name.to_owned());
        }
        if types.len() > TYPES_MAX {
            names.push("(other)".to_owned());
        }
        Self { names, place }
    }
}

/// A tenth of the rows, in the order of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bucket {
    /// Its first day in UTC.
    pub first_day: String,
    /// Its last day in UTC.
    pub last_day: String,
    /// Its rows.
    pub rows: usize,
    /// Share of its rows with an item that no earlier bucket has.
    pub cold_item_rows: f64,
    /// Share of its rows with a user whom no earlier bucket has.
    pub cold_user_rows: f64,
    /// Total variation distance, ½ Σ |p − q| over items, of its item mix from that of the bucket
    /// before; none for the first.
    pub drift: Option<f64>,
}

/// How fast the item mix moves, and what that asks for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Drift {
    /// The mean of the buckets' drift.
    pub mean: f64,
    /// What two tenths differ by if nothing drifts: the mean distance of random tenths, to which whole
    /// sessions are dealt, since the rows of a session come together.
    pub by_chance: f64,
    /// The median bucket's length in days.
    pub days_per_bucket: f64,
    /// Days in which a tenth of the item mix becomes another, beyond chance; none when no drift shows.
    pub days_to_move_a_tenth: Option<f64>,
    /// What to do, in a sentence.
    pub advice: String,
}

/// Everything that one pass in the order of time finds.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    pub(super) months: Vec<Month>,
    pub(super) month_types: Vec<String>,
    pub(super) buckets: Vec<Bucket>,
    pub(super) drift: Drift,
    /// Share of the items of the newest tenth that no earlier row has.
    pub(super) cold_items: f64,
    /// The same of users.
    pub(super) cold_users: f64,
}

/// What a pass remembers of items or users: the first bucket of each.
struct FirstSeen(Vec<u8>);

const NEVER: u8 = u8::MAX;

impl FirstSeen {
    fn new(n: usize) -> Self {
        Self(vec![NEVER; n])
    }

    /// Whether no bucket before `bucket` has it.
    fn is_cold(&mut self, index: usize, bucket: u8) -> bool {
        let first = &mut self.0[index];
        if *first == NEVER {
            *first = bucket;
        }
        *first == bucket
    }
}

impl Timeline {
    /// One pass over `order`, the rows in the order of time.
    pub(super) fn new(dataset: &Dataset, order: &Order, session_gap_s: i64) -> Self {
        let n = dataset.n_rows();
        let types = MonthTypes::of(dataset);
        let mut months = Months::default();
        let n_items = dataset.items().len();
        let (mut items, mut users) =
            (FirstSeen::new(n_items), FirstSeen::new(dataset.users().len()));
        let (mut before, mut now) = (vec![0_u32; n_items], vec![0_u32; n_items]);
        let mut buckets = Vec::new();
        for bucket in 0..to_u8(BUCKETS) {
            let start = usize::from(bucket) * n / BUCKETS;
            let end = (usize::from(bucket) + 1) * n / BUCKETS;
            if start == end {
                continue;
            }
            let (mut cold_items, mut cold_users) = (0, 0);
            for at in start..end {
                let row = order.row(at);
                let (item, user) = (dataset.item(row).index(), dataset.user(row).index());
                cold_items += usize::from(items.is_cold(item, bucket));
                cold_users += usize::from(users.is_cold(user, bucket));
                now[item] += 1;
                let kind = types.place[dataset.event(row) as usize];
                months.add(dataset.timestamp_s(row), kind);
            }
            let rows = end - start;
            let first = buckets.is_empty();
            let drift = (!first).then(|| distance(&before, &now));
            let instant = |at| dataset.timestamp_s(order.row(at));
            buckets.push((
                instant(end - 1).saturating_sub(instant(start)),
                Bucket {
                    first_day: day(instant(start)),
                    last_day: day(instant(end - 1)),
                    rows,
                    cold_item_rows: ratio(cold_items, rows),
                    cold_user_rows: ratio(cold_users, rows),
                    drift,
                },
            ));
            std::mem::swap(&mut before, &mut now);
            now.fill(0);
        }
        let lengths: Vec<i64> = buckets.iter().map(|(length, _)| *length).collect();
        let buckets: Vec<Bucket> = buckets.into_iter().map(|(_, bucket)| bucket).collect();
        let (cold_items, cold_users) = newest_tenth(dataset, order);
        Self {
            months: months.finish(types.names.len()),
            month_types: types.names,
            drift: drift(&buckets, lengths, by_chance(dataset, session_gap_s)),
            buckets,
            cold_items,
            cold_users,
        }
    }
}

fn to_u8(bucket: usize) -> u8 {
    u8::try_from(bucket).expect("there are ten buckets")
}

/// The rows in the order of time, ties in file order.
pub(super) enum Order {
    /// As they stand.
    File,
    /// By their numbers.
    Sorted(Vec<u32>),
}

impl Order {
    pub(super) fn of(dataset: &Dataset) -> Self {
        use rayon::prelude::*;

        let rows = 0..to_u32(dataset.n_rows());
        let is_sorted = rows
            .clone()
            .zip(rows.clone().skip(1))
            .all(|(row, next)| dataset.timestamp_s(row) <= dataset.timestamp_s(next));
        if is_sorted {
            return Self::File;
        }
        let mut sorted: Vec<u32> = rows.collect();
        sorted.par_sort_unstable_by_key(|&row| (dataset.timestamp_s(row), row));
        Self::Sorted(sorted)
    }

    pub(super) fn row(&self, at: usize) -> u32 {
        match self {
            Self::File => to_u32(at),
            Self::Sorted(rows) => rows[at],
        }
    }
}

/// ½ Σ |p − q| of two mixes given by counts; 0 when either is empty.
pub(super) fn distance(left: &[u32], right: &[u32]) -> f64 {
    let total = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).sum::<u64>();
    let (n_left, n_right) = (total(left), total(right));
    if n_left == 0 || n_right == 0 {
        return 0.0;
    }
    let share = |count: u32, total: u64| {
        f64::from(count) / from_count(usize::try_from(total).unwrap_or(usize::MAX))
    };
    let pairs = left.iter().zip(right);
    let sum: f64 =
        pairs.map(|(&left, &right)| (share(left, n_left) - share(right, n_right)).abs()).sum();
    0.5 * sum
}

/// Pairs of random tenths that are compared; of a huge catalogue one, for room.
const PAIRS: usize = BUCKETS / 2;
const HUGE_CATALOGUE: usize = 1 << 20;

/// The mean distance of random tenths, to which whole sessions are dealt; which, user and session decide.
fn by_chance(dataset: &Dataset, session_gap_s: i64) -> f64 {
    let n_items = dataset.items().len();
    let n_pairs = if n_items > HUGE_CATALOGUE { 1 } else { PAIRS };
    let mut tenths = vec![vec![0_u32; n_items]; 2 * n_pairs];
    for user in (0..to_u32(dataset.users().len())).map(UserIdx) {
        let (mut session, mut last) = (0_u32, None);
        for &row in dataset.rows_of(user) {
            let instant = dataset.timestamp_s(row);
            let gap = last.map_or(0, |last| instant.saturating_sub(last));
            session += u32::from(gap > session_gap_s);
            last = Some(instant);
            let tenth = mixed(u64::from(user.0) << 32 | u64::from(session)) % BUCKETS as u64;
            let tenth = usize::try_from(tenth).unwrap_or(BUCKETS);
            if let Some(counts) = tenths.get_mut(tenth) {
                counts[dataset.item(row).index()] += 1;
            }
        }
    }
    let distances = tenths.chunks_exact(2).map(|pair| distance(&pair[0], &pair[1]));
    distances.sum::<f64>() / from_count(n_pairs)
}

/// Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators",
/// doi:10.1145/2660193.2660195: its mixer.
const fn mixed(number: u64) -> u64 {
    let bits = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// Shares of the items and users of the newest ⌊n/10⌋ rows that no earlier row has.
fn newest_tenth(dataset: &Dataset, order: &Order) -> (f64, f64) {
    let n = dataset.n_rows();
    let cut = n - n / 10;
    let (mut items, mut users) =
        (FirstSeen::new(dataset.items().len()), FirstSeen::new(dataset.users().len()));
    for at in 0..cut {
        let row = order.row(at);
        items.0[dataset.item(row).index()] = 0;
        users.0[dataset.user(row).index()] = 0;
    }
    // 1: new; 2: known and there.
    for at in cut..n {
        let row = order.row(at);
        for first in
            [&mut items.0[dataset.item(row).index()], &mut users.0[dataset.user(row).index()]]
        {
            *first = match *first {
                NEVER | 1 => 1,
                _ => 2,
            };
        }
    }
    let share = |seen: &FirstSeen| {
        let of = |what: u8| seen.0.iter().map(|first| usize::from(*first == what)).sum::<usize>();
        ratio(of(1), of(1) + of(2))
    };
    (share(&items), share(&users))
}

fn drift(buckets: &[Bucket], mut lengths: Vec<i64>, by_chance: f64) -> Drift {
    let drifts: Vec<f64> = buckets.iter().filter_map(|bucket| bucket.drift).collect();
    if drifts.is_empty() {
        return Drift { advice: "too few rows to see a drift".to_owned(), ..Drift::default() };
    }
    let mean = drifts.iter().sum::<f64>() / from_count(drifts.len());
    lengths.sort_unstable();
    let median = Quantiles::of(&lengths, from_seconds).p50;
    let days_per_bucket = median / SECONDS_PER_DAY;
    let beyond = mean - by_chance;
    // Below a point of a hundred it is noise of the estimate itself.
    let days = (beyond > 0.01 && days_per_bucket > 0.0).then(|| days_per_bucket * MOVED / beyond);
    Drift { mean, by_chance, days_per_bucket, days_to_move_a_tenth: days, advice: advice(days) }
}

fn advice(days: Option<f64>) -> String {
    match days {
        None => "no drift beyond chance: retrain when items or users are added, not by the clock"
            .to_owned(),
        Some(days) if days < 1.0 => format!(
            "a tenth of the item mix is another after {:.1} hours: retrain daily, and let automatic \
             updates add new items in between",
            days * 24.0
        ),
        Some(days) if days <= 7.0 => format!(
            "a tenth of the item mix is another after {days:.1} days: retrain at least that often; the \
             service's automatic training is weekly unless told otherwise"
        ),
        Some(days) if days <= 30.0 => format!(
            "a tenth of the item mix is another after {days:.0} days: the service's weekly automatic \
             training is enough"
        ),
        Some(days) => format!(
            "a tenth of the item mix is another after {days:.0} days: monthly training is enough, the \
             weekly default costs more than it brings"
        ),
    }
}

/// Counts by month; rows come in the order of time, so that the month at hand mostly fits.
#[derive(Default)]
struct Months {
    /// First and one past the last second of the month at hand.
    now: (i64, i64),
    name: String,
    counts: Vec<usize>,
    done: BTreeMap<String, Vec<usize>>,
}

impl Months {
    fn add(&mut self, instant_s: i64, event: usize) {
        if instant_s < self.now.0 || instant_s >= self.now.1 {
            self.turn(instant_s);
        }
        if self.counts.len() <= event {
            self.counts.resize(event + 1, 0);
        }
        self.counts[event] += 1;
    }

    fn turn(&mut self, instant_s: i64) {
        self.keep();
        (self.name, self.now) = month(instant_s);
    }

    fn keep(&mut self) {
        let counts = std::mem::take(&mut self.counts);
        if counts.is_empty() {
            return;
        }
        let sum = self.done.entry(self.name.clone()).or_default();
        sum.resize(sum.len().max(counts.len()), 0);
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }

    fn finish(mut self, n_types: usize) -> Vec<Month> {
        self.keep();
        let month = |(month, mut rows): (String, Vec<usize>)| {
            rows.resize(n_types, 0);
            Month { month, rows }
        };
        self.done.into_iter().map(month).collect()
    }
}

/// The month of an instant, and where it begins and ends; one second long outside the calendar.
fn month(instant_s: i64) -> (String, (i64, i64)) {
    let of = || {
        let date = TimeZone::UTC.to_datetime(Timestamp::from_second(instant_s).ok()?).date();
        let second = |date: jiff::civil::Date| {
            let midnight = date.to_datetime(jiff::civil::Time::midnight());
            Some(TimeZone::UTC.to_timestamp(midnight).ok()?.as_second())
        };
        let next = date.last_of_month().tomorrow().ok()?;
        let name = format!("{:04}-{:02}", date.year(), date.month());
        Some((name, (second(date.first_of_month())?, second(next)?)))
    };
    of().unwrap_or_else(|| (String::new(), (instant_s, instant_s.saturating_add(1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_and_end_in_utc() {
        assert_eq!(month(0), ("1970-01".to_owned(), (0, 31 * 86_400)));
        assert_eq!(month(31 * 86_400 - 1).0, "1970-01");
        assert_eq!(month(-1).0, "1969-12");
        assert_eq!(month(i64::MAX).0, "");
    }

    #[test]
    fn the_distance_of_mixes_is_half_the_sum_of_their_differences() {
        assert!(distance(&[1, 1], &[2, 2]).abs() < 1e-12);
        assert!((distance(&[2, 0], &[0, 7]) - 1.0).abs() < 1e-12);
        assert!((distance(&[1, 1], &[1, 3]) - 0.25).abs() < 1e-12);
        assert!(distance(&[0], &[1]).abs() < 1e-12);
    }

    /// Ten buckets of two rows; from the sixth on, other items.
    #[test]
    fn a_change_of_items_is_a_drift_and_newcomers_are_cold() {
        let names: Vec<(String, i64)> = (0..20_i64)
            .map(|at| (if at < 10 { "a" } else { "b" }.to_owned(), at * 86_400))
            .collect();
        let rows: Vec<(&str, &str, &str, i64)> =
            names.iter().map(|(item, at)| ("u", item.as_str(), "", *at)).collect();
        let dataset = Dataset::from_rows(&rows);
        let timeline = Timeline::new(&dataset, &Order::of(&dataset), 1_800);
        let drifts: Vec<Option<f64>> = timeline.buckets.iter().map(|one| one.drift).collect();
        let mut expected = vec![Some(0.0); 10];
        (expected[0], expected[5]) = (None, Some(1.0));
        assert_eq!(drifts, expected);
        assert!((timeline.buckets[5].cold_item_rows - 1.0).abs() < 1e-12);
        assert!(timeline.buckets[5].cold_user_rows.abs() < 1e-12);
        assert!(timeline.cold_items.abs() < 1e-12, "b is known before the newest two rows");
        assert_eq!(timeline.months.len(), 1);
    }
}
