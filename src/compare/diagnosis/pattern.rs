//! The contribution of one test user's list to the figures, and the list that contributes most.
//!
//! A **hit pattern** says which of the 25 places of a list are hits. Under a definition of NDCG it
//! gives a value of each of the seven figures; a reported figure is the mean of such values. There
//! are 2^25 patterns, so none is ever listed: [`Definition::best`] finds the one that is worth most
//! under given weights, exactly, which is all that the linear programme of
//! [`super::programme`] asks for.

use crate::metric::{Convention, Discounts, LIST_LENGTH};
use crate::number::from_count;

/// Places of a list that are looked at.
pub(super) const PLACES: usize = LIST_LENGTH;
/// The number of figures: MRR, NDCG at 5, 10, 25, precision at 5, 10, 25, as in [`crate::metric::REPORTED`].
pub(super) const FIGURES: usize = 7;
/// The depths of NDCG and precision.
pub(super) const DEPTHS: [usize; 3] = [5, 10, 25];

/// A value of each figure, or a weight.
pub(super) type Figures = [f64; FIGURES];

const MRR: usize = 0;
const NDCG: usize = 1;
const PRECISION: usize = 4;

/// The rule for what a hit at a rank is worth in NDCG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Discount {
    /// The discounts 1, 1, 1/log2 3, 1/log2 4, …: AWS's `metrics.py`.
    FirstTwoFull,
    /// The discounts 1 / log2(1 + rank): the developer guide.
    Documented,
}

/// The list that is taken as the ideal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ideal {
    /// All hits of the list of 25 moved to its top, then cut.
    WholeList,
    /// The hits among the first K moved to the top.
    FirstK,
    /// All held-out items at the top, then cut; how many each user has is left open.
    HeldOut,
}

/// The number of items that each test user has held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// One item.
    One,
    /// Any number of items from one up.
    Several,
}

/// One way to make the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) discount: Discount,
    pub(super) ideal: Ideal,
    pub(super) hidden: Hidden,
}

/// The pattern that is worth most under some weights.
#[derive(Debug, Clone, Copy)]
pub(super) struct Best {
    /// The worth of the pattern under the weights.
    pub(super) worth: f64,
    /// The figures of the pattern.
    pub(super) figures: Figures,
}

/// The ideal gains by which NDCG is normalised, one per depth.
type Ideals = [f64; 3];

/// The gain of a hit at each rank, as the metrics themselves have it.
#[derive(Clone, Copy)]
struct Gains(&'static Discounts);

impl Gains {
    fn of(discount: Discount) -> Self {
        Self(match discount {
            Discount::FirstTwoFull => Convention::Service.discounts(),
            Discount::Documented => Convention::Documented.discounts(),
        })
    }

    fn at(self, rank: usize) -> f64 {
        self.0.at(rank)
    }

    /// The gain of `n` hits at the top, cut at `depth`.
    fn ideal(self, n: usize, depth: usize) -> f64 {
        self.0.sum(n.min(depth))
    }

    fn ideals(self, n: usize) -> Ideals {
        DEPTHS.map(|depth| self.ideal(n, depth))
    }

    /// The figures of a user whose hits stand at `ranks`, which rise, normalised by `ideals`.
    fn figures(self, ranks: &[usize], ideals: &Ideals) -> Figures {
        let mut figures = [0.0; FIGURES];
        if let Some(&first) = ranks.first() {
            figures[MRR] = 1.0 / from_count(first);
        }
        for (at, depth) in DEPTHS.into_iter().enumerate() {
            let within = ranks.iter().filter(|&&rank| rank <= depth);
            figures[PRECISION + at] = from_count(within.clone().count()) / from_count(depth);
            if ideals[at] > 0.0 {
                let gain: f64 = within.map(|&rank| self.at(rank)).sum();
                figures[NDCG + at] = gain / ideals[at];
            }
        }
        figures
    }
}

/// The worth that a hit at each rank adds under some weights and ideals, and the ranks from the one that
/// adds most to the one that adds least. Its reciprocal rank is not in it, since only the first hit has one.
struct Additions {
    worth: [f64; PLACES],
    order: [usize; PLACES],
}

impl Additions {
    fn new(gains: Gains, weights: &Figures, ideals: &Ideals) -> Self {
        let worth: [f64; PLACES] = std::array::from_fn(|index| {
            let mut worth = 0.0;
            for (at, depth) in DEPTHS.into_iter().enumerate().filter(|&(_, depth)| index < depth) {
                worth += weights[PRECISION + at] / from_count(depth);
                if ideals[at] > 0.0 {
                    worth += weights[NDCG + at] * gains.at(index + 1) / ideals[at];
                }
            }
            worth
        });
        let mut order: [usize; PLACES] = std::array::from_fn(|index| index + 1);
        // Stable: of equal additions the higher rank, which stands first.
        order.sort_by(|&left, &right| worth[right - 1].total_cmp(&worth[left - 1]));
        Self { worth, order }
    }

    /// The `n` ranks of `from..=to` that add most.
    fn largest(&self, from: usize, to: usize, n: usize) -> impl Iterator<Item = usize> + Clone {
        let within = self.order.iter().copied().filter(move |rank| (from..=to).contains(rank));
        within.take(n)
    }
}

/// The search for the best pattern.
struct Search<'a> {
    gains: Gains,
    weights: &'a Figures,
    best: Best,
}

impl Definition {
    /// The pattern that is worth most when each figure has its weight; at worst the empty one, which
    /// is worth nothing. Exact: for a given normalisation and first hit, hits add up, so that the
    /// best others are simply those of the largest additions.
    pub(super) fn best(self, weights: &Figures) -> Best {
        let best = Best { worth: 0.0, figures: [0.0; FIGURES] };
        let mut search = Search { gains: Gains::of(self.discount), weights, best };
        match (self.hidden, self.ideal) {
            (Hidden::One, _) => search.with_hits(1, 1),
            (_, Ideal::WholeList) => (1..=PLACES).for_each(|n| search.with_hits(n, n)),
            (_, Ideal::HeldOut) => {
                for n in 1..=PLACES {
                    // More than 25 held-out items change nothing more.
                    (n..=PLACES).for_each(|n_held_out| search.with_hits(n, n_held_out));
                }
            }
            (_, Ideal::FirstK) => search.by_bands(),
        }
        search.best
    }
}

impl Search<'_> {
    /// Offers the best patterns of `n` hits, normalised as for `n_ideal`.
    fn with_hits(&mut self, n: usize, n_ideal: usize) {
        let ideals = self.gains.ideals(n_ideal);
        let additions = Additions::new(self.gains, self.weights, &ideals);
        for first in 1..=PLACES + 1 - n {
            let others = additions.largest(first + 1, PLACES, n - 1);
            self.offer(first, others, &additions, &ideals);
        }
    }

    /// Offers the best patterns with so many hits in each of the bands 1 to 5, 6 to 10, 11 to 25, which fixes
    /// the ideals of all depths.
    fn by_bands(&mut self) {
        const BANDS: [(usize, usize); 3] = [(1, 5), (6, 10), (11, 25)];
        let all = (0..=5).flat_map(|a| (0..=5).flat_map(move |b| (0..=15).map(move |c| [a, b, c])));
        for counts in all {
            let Some(leading) = counts.iter().position(|&count| count > 0) else { continue };
            let totals = [counts[0], counts[0] + counts[1], counts[0] + counts[1] + counts[2]];
            let ideals: Ideals = std::array::from_fn(|at| self.gains.ideal(totals[at], DEPTHS[at]));
            let additions = Additions::new(self.gains, self.weights, &ideals);
            let (from, to) = BANDS[leading];
            for first in from..=to + 1 - counts[leading] {
                let others = additions.largest(first + 1, to, counts[leading] - 1);
                let behind = BANDS.iter().zip(counts).skip(leading + 1);
                let behind =
                    behind.flat_map(|(&(from, to), count)| additions.largest(from, to, count));
                self.offer(first, others.chain(behind), &additions, &ideals);
            }
        }
    }

    fn offer(
        &mut self,
        first: usize,
        others: impl Iterator<Item = usize> + Clone,
        additions: &Additions,
        ideals: &Ideals,
    ) {
        let ranks = std::iter::once(first).chain(others);
        let hits: f64 = ranks.clone().map(|rank| additions.worth[rank - 1]).sum();
        let worth = self.weights[MRR] / from_count(first) + hits;
        if worth > self.best.worth {
            let mut ranks: Vec<usize> = ranks.collect();
            ranks.sort_unstable();
            self.best = Best { worth, figures: self.gains.figures(&ranks, ideals) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(Discount, Ideal); 6] = [
        (Discount::FirstTwoFull, Ideal::WholeList),
        (Discount::FirstTwoFull, Ideal::FirstK),
        (Discount::FirstTwoFull, Ideal::HeldOut),
        (Discount::Documented, Ideal::WholeList),
        (Discount::Documented, Ideal::FirstK),
        (Discount::Documented, Ideal::HeldOut),
    ];

    /// The worth of one pattern, normalised by hand, at its best number of held-out items.
    fn worth(definition: Definition, ranks: &[usize], weights: &Figures) -> f64 {
        let held_out = match definition.ideal {
            Ideal::HeldOut => ranks.len()..=PLACES,
            _ => 0..=0,
        };
        let gains = Gains::of(definition.discount);
        let of = |n_held_out: usize| -> f64 {
            let ideals = DEPTHS.map(|depth| match definition.ideal {
                Ideal::WholeList => gains.ideal(ranks.len(), depth),
                Ideal::FirstK => {
                    gains.ideal(ranks.iter().filter(|&&rank| rank <= depth).count(), depth)
                }
                Ideal::HeldOut => gains.ideal(n_held_out, depth),
            });
            let figures = gains.figures(ranks, &ideals);
            figures.iter().zip(weights).map(|(figure, weight)| figure * weight).sum()
        };
        held_out.map(of).fold(f64::NEG_INFINITY, f64::max)
    }

    /// All patterns of one and two hits, and random ones of any number.
    fn patterns(random: &mut rand_pcg::Pcg64Mcg) -> Vec<Vec<usize>> {
        let mut all: Vec<Vec<usize>> = Vec::new();
        for first in 1..=PLACES {
            all.push(vec![first]);
            all.extend((first + 1..=PLACES).map(|second| vec![first, second]));
        }
        for _ in 0..300 {
            let share = crate::seed::below(random, 24) + 1;
            let is_hit = |_: &usize| crate::seed::below(&mut *random, 25) < share;
            all.push((1..=PLACES).filter(is_hit).collect());
        }
        all
    }

    #[test]
    fn no_pattern_is_worth_more_than_the_best() {
        let mut random = crate::seed::generator(7, "patterns");
        for (discount, ideal) in ALL {
            for _ in 0..30 {
                let weights: Figures = std::array::from_fn(|_| {
                    from_count(crate::seed::below(&mut random, 2_001)) / 1_000.0 - 1.0
                });
                let definition = Definition { discount, ideal, hidden: Hidden::Several };
                let best = definition.best(&weights);
                for ranks in patterns(&mut random) {
                    let worth = worth(definition, &ranks, &weights);
                    assert!(worth <= best.worth + 1e-12, "{definition:?} {weights:?} {ranks:?}");
                }
                let figures = best.figures.iter().zip(&weights).map(|(a, b)| a * b).sum::<f64>();
                assert!((figures - best.worth).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn figures_of_a_list_by_hand() {
        // Hits at 2 and 5, the guide's example: (1/log2 3 + 1/log2 6) / (1 + 1/log2 3).
        let gains = Gains::of(Discount::Documented);
        let figures = gains.figures(&[2, 5], &gains.ideals(2));
        assert!((figures[NDCG] - 0.624_050_5).abs() < 1e-7);
        assert!((figures[MRR] - 0.5).abs() < 1e-12);
        assert!((figures[PRECISION] - 0.4).abs() < 1e-12);
    }
}
