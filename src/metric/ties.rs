//! The range over which ties of scores could move a metric.

use std::cmp::Ordering;

use super::convention::Convention;
use super::judged::{Judged, LIST_LENGTH};
use super::{Interval, Metric};

/// A list with its ties, judged beyond rank 25 as far as it is known.
///
/// The tie rule decides which of equal scores comes first, and nothing in the data speaks for it.
/// Another rule could have put hits first, or last; the range says what that would have given.
#[derive(Debug, Clone)]
pub struct TiedList {
    /// Runs of equal scores that hold both hits and misses: first rank from 0, length, hits.
    runs: Vec<Run>,
    /// The hits outside these runs, and everything where no order is in doubt, at the first 25 ranks.
    fixed: [bool; LIST_LENGTH],
    /// The same at all ranks, counted.
    n_fixed: usize,
    n_relevant: usize,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    n_hits: usize,
}

/// The ranks of each part of a run that its hits stand at.
#[derive(Debug, Clone, Copy)]
enum Hits {
    First,
    Last,
}

/// The numbers of hits of a run before rank K, before rank 25, and beyond.
type Shares = [usize; 3];

impl TiedList {
    /// Finds the ties of `list`, which gives for each rank whether it is a hit, and its score; equal neighbours are
    /// tied. The list may be longer than 25: items that tie with the 25th could have stood in its place.
    #[must_use]
    pub fn new(list: &[(bool, f64)], n_relevant: usize) -> Self {
        let is_hit = |&&(hit, _): &&(bool, f64)| hit;
        let mut fixed: [bool; LIST_LENGTH] =
            std::array::from_fn(|rank| list.get(rank).is_some_and(|&(hit, _)| hit));
        let mut n_fixed = list.iter().filter(is_hit).count();
        let mut runs = Vec::new();
        let mut start = 0;
        while start < list.len() && start < LIST_LENGTH {
            // As numbers: −0 and 0 tie.
            let same = |&&(_, score): &&(bool, f64)| {
                score.partial_cmp(&list[start].1) == Some(Ordering::Equal)
            };
            let length = list[start..].iter().take_while(same).count();
            // What is no number ties with nothing, itself included.
            let end = start + length.max(1);
            let n_hits = list[start..end].iter().filter(is_hit).count();
            if n_hits > 0 && n_hits < length {
                fixed[start..end.min(LIST_LENGTH)].fill(false);
                n_fixed -= n_hits;
                runs.push(Run { start, end, n_hits });
            }
            start = end;
        }
        Self { runs, fixed, n_fixed, n_relevant }
    }

    /// Tells whether another tie rule could have changed the ranks of the hits.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        !self.runs.is_empty()
    }

    /// The least and the greatest value of `metric` over all orders of tied items; `None` when there
    /// is nothing to find or the metric does not depend on hits alone.
    ///
    /// Exact also where more hits within the list raise its ideal: every way of dividing a run's hits
    /// among the ranks up to K, those up to 25 and those beyond is tried, each with the hits first and
    /// last; in between, with the ideal fixed, every metric only grows as a hit moves up.
    #[must_use]
    pub fn range(&self, metric: &Metric, convention: Convention) -> Option<Interval> {
        let borders = [metric.depth.min(LIST_LENGTH), LIST_LENGTH, usize::MAX];
        let mut range: Option<Interval> = None;
        self.each_division(&borders, &mut Vec::new(), &mut |divided| {
            for hits in [Hits::First, Hits::Last] {
                let judged = self.arranged(&borders, divided, hits);
                let Some(value) = metric.of_hits(judged, convention) else { return };
                let found = range.get_or_insert(Interval { low: value, high: value });
                found.low = found.low.min(value);
                found.high = found.high.max(value);
            }
        });
        range
    }

    fn each_division(
        &self,
        borders: &[usize; 3],
        divided: &mut Vec<Shares>,
        take: &mut dyn FnMut(&[Shares]),
    ) {
        let Some(run) = self.runs.get(divided.len()) else { return take(divided) };
        let room = run.room(borders);
        for before in 0..=run.n_hits.min(room[0]) {
            for within in 0..=(run.n_hits - before).min(room[1]) {
                let beyond = run.n_hits - before - within;
                if beyond <= room[2] {
                    divided.push([before, within, beyond]);
                    self.each_division(borders, divided, take);
                    divided.pop();
                }
            }
        }
    }

    /// The list with the hits of every run divided among its parts, first or last in each.
    fn arranged(&self, borders: &[usize; 3], divided: &[Shares], within: Hits) -> Judged {
        let mut hits = self.fixed;
        for (run, shares) in self.runs.iter().zip(divided) {
            let mut start = run.start;
            for (n_hits, border) in shares.iter().zip(borders) {
                let end = run.end.min(*border).max(start);
                let (low, high) = match within {
                    Hits::First => (start, start + n_hits),
                    Hits::Last => (end - n_hits, end),
                };
                hits[low.min(LIST_LENGTH)..high.min(LIST_LENGTH)].fill(true);
                start = end;
            }
        }
        let n_hits = self.n_fixed + self.runs.iter().map(|run| run.n_hits).sum::<usize>();
        Judged::from_hits(&hits, self.n_relevant.max(n_hits))
    }
}

impl Run {
    /// Places before rank K, before rank 25, and beyond.
    fn room(&self, borders: &[usize; 3]) -> Shares {
        let mut start = self.start;
        borders.map(|border| {
            let end = self.end.min(border).max(start);
            let room = end - start;
            start = end;
            room
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metric::{ACCURACY, RECALL_25, RECIPROCAL_RANK};

    #[test]
    fn a_score_that_is_no_number_ties_with_nothing() {
        let list = TiedList::new(&[(true, 1.0), (true, f64::NAN), (false, f64::NAN)], 2);
        assert!(!list.is_in_doubt());
    }

    #[test]
    fn a_tie_for_the_first_place_moves_the_reciprocal_rank_by_a_half() {
        let tied = TiedList::new(&[(false, 2.0), (true, 2.0), (false, 1.0)], 1);
        let range = tied.range(&RECIPROCAL_RANK, Convention::Service);
        assert_eq!(range, Some(Interval { low: 0.5, high: 1.0 }));
        let zeros = TiedList::new(&[(false, 0.0), (true, -0.0)], 1);
        assert_eq!(zeros.range(&RECIPROCAL_RANK, Convention::Service), range, "−0 is 0");
        let clear = TiedList::new(&[(true, 2.0), (false, 1.0), (false, 1.0)], 1);
        assert!(!clear.is_in_doubt());
    }

    #[test]
    fn what_ties_with_the_25th_could_have_been_listed() {
        let mut list = vec![(false, 2.0); 24];
        list.extend([(false, 1.0), (true, 1.0), (false, 0.5)]);
        let range = TiedList::new(&list, 1).range(&RECALL_25, Convention::Service);
        assert_eq!(range, Some(Interval { low: 0.0, high: 1.0 }));
    }

    /// All orders of the tied items, one by one.
    fn by_all_orders(
        list: &[(bool, f64)],
        n_relevant: usize,
        metric: &Metric,
        convention: Convention,
    ) -> Interval {
        fn orders(hits: &[bool], n_free: usize) -> Vec<Vec<bool>> {
            // Every way of placing as many hits on the run's places.
            let n_hits = hits.iter().filter(|&&hit| hit).count();
            (0..1_u32 << n_free)
                .filter(|bits| bits.count_ones() as usize == n_hits)
                .map(|bits| (0..n_free).map(|at| bits >> at & 1 == 1).collect())
                .collect()
        }
        let mut all = vec![Vec::new()];
        let mut start = 0;
        while start < list.len() {
            let length = list[start..]
                .iter()
                .take_while(|(_, score)| score.to_bits() == list[start].1.to_bits())
                .count();
            let run: Vec<bool> = list[start..start + length].iter().map(|&(hit, _)| hit).collect();
            all = all
                .into_iter()
                .flat_map(|before: Vec<bool>| {
                    orders(&run, length).into_iter().map(move |run| [before.clone(), run].concat())
                })
                .collect();
            start += length;
        }
        let values = all.iter().map(|hits| {
            metric
                .of_hits(Judged::from_hits(hits, n_relevant), convention)
                .expect("something to find")
        });
        values.fold(Interval { low: f64::MAX, high: f64::MIN }, |range, value| Interval {
            low: range.low.min(value),
            high: range.high.max(value),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_range_is_that_of_all_orders(
            lead in 0..2_usize, list in prop::collection::vec((any::<bool>(), 0..3_u8), 1..9), more in 0..3_usize,
        ) {
            // Led by misses with scores of their own, so that runs cross ranks 5, 10 and 25.
            let lead = [2_usize, 20][lead];
            let mut list: Vec<(bool, f64)> = list.iter().map(|&(hit, score)| (hit, f64::from(score))).collect();
            list.sort_by(|left, right| right.1.total_cmp(&left.1));
            let before = (0..lead).map(|at| (at == 1, 100.0 - f64::from(u8::try_from(at).expect("small"))));
            let list: Vec<(bool, f64)> = before.chain(list).collect();
            let n_relevant = list.iter().filter(|(hit, _)| *hit).count() + more;
            prop_assume!(n_relevant > 0);
            let tied = TiedList::new(&list, n_relevant);
            for metric in ACCURACY {
                for convention in Convention::ALL {
                    let found = tied.range(metric, convention).expect("something to find");
                    let expected = by_all_orders(&list, n_relevant, metric, convention);
                    prop_assert!((found.low - expected.low).abs() < 1e-12, "{metric:?} {convention} {found:?} {expected:?}");
                    prop_assert!((found.high - expected.high).abs() < 1e-12, "{metric:?} {convention} {found:?} {expected:?}");
                }
            }
        }
    }
}
