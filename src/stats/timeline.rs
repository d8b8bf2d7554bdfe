//! Changes over time, in tenths of the rows: newcomers and the item mix.

use std::ops::Range;

use super::bucket::{BUCKETS, Bucket};
use super::day::day;
use super::drift::{Drift, by_chance, distance};
use super::kinds::Kinds;
use super::months::{Month, MonthTypes, Months};
use super::order::{Order, bucket_start, newest_tenth};
use crate::dataset::Dataset;
use crate::number::ratio;

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

/// The memory of a pass over items or users: the first bucket of each.
struct FirstSeen(Vec<u8>);

const NEVER: u8 = u8::MAX;

impl FirstSeen {
    fn new(n: usize) -> Self {
        Self(vec![NEVER; n])
    }

    /// Tells whether no bucket before `bucket` has it.
    fn is_cold(&mut self, index: usize, bucket: u8) -> bool {
        let first = &mut self.0[index];
        if *first == NEVER {
            *first = bucket;
        }
        *first == bucket
    }
}

/// A walk over the rows in the order of time, bucket by bucket.
struct Walk<'a> {
    dataset: &'a Dataset,
    order: &'a Order,
    types: &'a MonthTypes,
    months: Months,
    items: FirstSeen,
    users: FirstSeen,
    /// Rows per item of the bucket before; none before the first.
    before: Option<Vec<u32>>,
}

impl Walk<'_> {
    /// Walks over the rows of one bucket, which has some.
    fn bucket(&mut self, number: u8, places: Range<usize>) -> Bucket {
        let mut now = vec![0_u32; self.dataset.items().len()];
        let (mut cold_items, mut cold_users) = (0, 0);
        for at in places.clone() {
            let row = self.order.row(at);
            let (item, user) = (self.dataset.item(row).index(), self.dataset.user(row).index());
            cold_items += usize::from(self.items.is_cold(item, number));
            cold_users += usize::from(self.users.is_cold(user, number));
            now[item] += 1;
            let kind = self.types.place[self.dataset.event(row) as usize];
            self.months.add(self.dataset.timestamp_s(row), kind, 1);
        }
        let rows = places.len();
        let drift = self.before.as_ref().map(|before| distance(before, &now));
        self.before = Some(now);
        Bucket {
            first_day: day(self.instant(places.start)),
            last_day: day(self.instant(places.end - 1)),
            rows,
            cold_item_rows: ratio(cold_items, rows),
            cold_user_rows: ratio(cold_users, rows),
            drift,
        }
    }

    fn instant(&self, at: usize) -> i64 {
        self.dataset.timestamp_s(self.order.row(at))
    }
}

impl Timeline {
    /// One pass over the rows in the order of time.
    pub(super) fn new(dataset: &Dataset, kinds: &Kinds, session_gap_s: i64) -> Self {
        let n = dataset.n_rows();
        let order = Order::of(dataset, kinds);
        let types = MonthTypes::of(kinds);
        let mut walk = Walk {
            dataset,
            order: &order,
            types: &types,
            months: Months::default(),
            items: FirstSeen::new(dataset.items().len()),
            users: FirstSeen::new(dataset.users().len()),
            before: None,
        };
        let (mut buckets, mut lengths) = (Vec::new(), Vec::new());
        for number in 0..to_u8(BUCKETS) {
            let start = bucket_start(usize::from(number), n);
            let end = bucket_start(usize::from(number) + 1, n);
            if start < end {
                buckets.push(walk.bucket(number, start..end));
                lengths.push(walk.instant(end - 1).saturating_sub(walk.instant(start)));
            }
        }
        let (cold_items, cold_users) = cold(dataset, &order);
        Self {
            months: walk.months.finish(types.names.len()),
            month_types: types.names,
            drift: Drift::new(&buckets, lengths, by_chance(dataset, session_gap_s)),
            buckets,
            cold_items,
            cold_users,
        }
    }
}

fn to_u8(bucket: usize) -> u8 {
    u8::try_from(bucket).expect("there are ten buckets")
}

/// Shares of the items and users of the newest ⌊n/10⌋ rows that no earlier row has.
fn cold(dataset: &Dataset, order: &Order) -> (f64, f64) {
    let n = dataset.n_rows();
    let cut = newest_tenth(n);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten buckets of two rows; from the sixth on, other items.
    #[test]
    fn a_change_of_items_is_a_drift_and_newcomers_are_cold() {
        let names: Vec<(String, i64)> = (0..20_i64)
            .map(|at| (if at < 10 { "a" } else { "b" }.to_owned(), at * 86_400))
            .collect();
        let rows: Vec<(&str, &str, &str, i64)> =
            names.iter().map(|(item, at)| ("u", item.as_str(), "", *at)).collect();
        let dataset = Dataset::from_rows(&rows);
        let timeline = Timeline::new(&dataset, &Kinds::of(&dataset), 1_800);
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
