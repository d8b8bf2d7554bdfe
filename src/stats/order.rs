//! The rows in the order of time, such that no order of the file changes which of them a cut parts.

use std::ops::Range;

use rayon::prelude::*;

use super::bucket::BUCKETS;
use super::kinds::Kinds;
use crate::dataset::Dataset;
use crate::number::to_u32;

/// The rows in the order of time. Those of a second that a cut parts are in the order of user, item and event type:
/// on the two sides of it the file's order would decide. All other equals are in the order of the file.
pub(super) struct Order {
    base: Base,
    /// The seconds that a cut parts, rising, where the base has another order.
    parted: Vec<(Range<usize>, Vec<u32>)>,
}

enum Base {
    /// The order in which the rows stand.
    File,
    /// The rows by their numbers.
    Sorted(Vec<u32>),
}

impl Base {
    fn of(dataset: &Dataset) -> Self {
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

    fn row(&self, at: usize) -> u32 {
        match self {
            Self::File => to_u32(at),
            Self::Sorted(rows) => rows[at],
        }
    }
}

/// The place at which the newest tenth of so many rows begins.
pub(crate) const fn newest_tenth(n_rows: usize) -> usize {
    n_rows - n_rows / 10
}

/// The place at which a bucket of so many rows begins; that of the last but one is the end.
pub(crate) const fn bucket_start(number: usize, n_rows: usize) -> usize {
    number * n_rows / BUCKETS
}

impl Order {
    pub(super) fn of(dataset: &Dataset, kinds: &Kinds) -> Self {
        let n = dataset.n_rows();
        let base = Base::of(dataset);
        let mut cuts: Vec<usize> = (1..BUCKETS).map(|number| bucket_start(number, n)).collect();
        cuts.push(newest_tenth(n));
        cuts.sort_unstable();
        let mut parted: Vec<(Range<usize>, Vec<u32>)> = Vec::new();
        for cut in cuts {
            let is_known = parted.last().is_some_and(|(last, _)| last.end > cut);
            if is_known || cut == 0 || cut >= n {
                continue;
            }
            let instant = |at: usize| dataset.timestamp_s(base.row(at));
            if instant(cut - 1) == instant(cut) {
                let second = second(n, instant(cut), instant);
                let mut rows: Vec<u32> = second.clone().map(|at| base.row(at)).collect();
                rows.par_sort_unstable_by_key(|&row| {
                    let kind = kinds.place[dataset.event(row) as usize];
                    (dataset.user(row), dataset.item(row), kind, row)
                });
                parted.push((second, rows));
            }
        }
        Self { base, parted }
    }

    pub(super) fn row(&self, at: usize) -> u32 {
        let next = self.parted.partition_point(|(second, _)| second.end <= at);
        match self.parted.get(next) {
            Some((second, rows)) if second.start <= at => rows[at - second.start],
            _ => self.base.row(at),
        }
    }
}

/// The places of the rows of one second among `n` in the order of time.
fn second(n: usize, second: i64, instant: impl Fn(usize) -> i64) -> Range<usize> {
    // The first place at which `is_before` ends, between places at which it holds and does not.
    let bound = |is_before: &dyn Fn(i64) -> bool| {
        let (mut low, mut high) = (0, n);
        while low < high {
            let middle = low.midpoint(high);
            if is_before(instant(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    };
    bound(&|at| at < second)..bound(&|at| at <= second)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows in their order, as texts.
    fn ordered(rows: &[(&str, &str, &str, i64)]) -> Vec<String> {
        let dataset = Dataset::from_rows(rows);
        let order = Order::of(&dataset, &Kinds::of(&dataset));
        let text = |at| {
            let (user, item, event, instant) = rows[order.row(at) as usize];
            format!("{instant} {user} {item} {event}")
        };
        (0..rows.len()).map(text).collect()
    }

    #[test]
    fn a_second_that_a_cut_parts_has_one_order_whatever_that_of_the_file() {
        let mut rows = vec![("v", "a", "y", 1), ("v", "a", "x", 1), ("u", "b", "x", 1)];
        rows.extend([("u", "a", "x", 1), ("w", "c", "x", 0), ("w", "c", "x", 2)]);
        let expected =
            ["0 w c x", "1 u a x", "1 u b x", "1 v a x", "1 v a y", "2 w c x"].map(str::to_owned);
        assert_eq!(ordered(&rows), expected);
        rows.reverse();
        assert_eq!(ordered(&rows), expected);
        rows.sort_by_key(|row| row.3);
        assert_eq!(ordered(&rows), expected, "sorted as it stands");
    }
}
