//! Mean ratings that are shrunk where few have voted.

use super::parameter::{Search, real_parameter};
use super::popularity::rank;
use super::trending::{Ranking, load};
use super::{Family, FitError, Kind, Scored, Training, Values};
use crate::number::{quantile, ratio, single, to_u32};

/// The weighted rating that film sites show: an item's mean, drawn to the mean of all items the more,
/// the fewer votes it has.
///
/// Votes v are rows. R is the mean event value; without values, the share of an item's weaker events
/// (clicks) that became the stronger one (watches, purchases). C is the same over all rows.
pub(super) static KIND: Kind = Kind {
    name: "weighted-rating",
    family: Family::NonPersonal,
    summary: "The best rated items, held back where few have voted.",
    equation: "score(u, j) = v/(v + m) · R + m/(v + m) · C; v rows of j, R their mean value (or \
               the share of clicks that became watches), C that of all rows, m the `percentile` of v",
    source: "the Bayesian estimate of IMDb's top list",
    cost: "time r, memory n",
    is_fast: true,
    needs: Some(NEEDS),
    parameters: &[real_parameter(
        "percentile",
        (0.0, 100.0),
        90.0,
        Search::Real(50.0, 99.0),
        "which percentile of the votes m is",
    )],
    memory: |_, shape| 32 * shape.items as u64,
    work: |_, _| 0,
    fit: |values, training| Ok(Box::new(fit(values, training)?)),
    load,
};

const NEEDS: &str = "event values, or two event types: `prep interactions --event-value`";

fn fit(values: &Values, training: &Training<'_>) -> Result<Ranking, FitError> {
    let means = Means::of(training).ok_or(FitError::Missing {
        what: "event values, or clicks beside watches",
        remedy: "`prep interactions --event-value` writes them",
    })?;
    let votes = training.rows_per_item();
    let mut sorted: Vec<u32> = votes.iter().copied().filter(|&votes| votes > 0).collect();
    sorted.sort_unstable();
    let m = quantile(sorted.len(), values.real("percentile") / 100.0, |at| f64::from(sorted[at]));
    let score = |scored: &Scored| {
        let (v, r) = (f64::from(votes[scored.item.index()]), means.by_item[scored.item.index()]);
        let score = if v + m > 0.0 { (v * r + m * means.all) / (v + m) } else { 0.0 };
        Scored { item: scored.item, score: single(score) }
    };
    let mut ranking: Vec<Scored> = rank(&votes).iter().map(score).collect();
    ranking.sort_by(Scored::rank);
    Ok(Ranking { ranking, n_items: training.n_items() })
}

/// Mean values.
pub(super) struct Means {
    pub(super) by_item: Vec<f64>,
    pub(super) all: f64,
}

impl Means {
    /// `None` when there are neither values nor two event types.
    pub(super) fn of(training: &Training<'_>) -> Option<Self> {
        if training.dataset().has_event_values() {
            Some(Self::values(training))
        } else {
            Self::shares(training)
        }
    }

    fn values(training: &Training<'_>) -> Self {
        let dataset = training.dataset();
        let mut sums = vec![(0.0_f64, 0_usize); training.n_items()];
        for &row in training.rows() {
            if let Some(value) = dataset.event_value(row) {
                let sum = &mut sums[dataset.item(row).index()];
                sum.0 += f64::from(value);
                sum.1 += 1;
            }
        }
        let all: (f64, usize) =
            sums.iter().fold((0.0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        let mean = |&(sum, n): &(f64, usize), otherwise: f64| {
            if n == 0 { otherwise } else { sum / crate::number::from_count(n) }
        };
        let all = mean(&all, 0.0);
        Self { by_item: sums.iter().map(|sum| mean(sum, all)).collect(), all }
    }

    /// Rows of the stronger event by rows of the weaker one.
    fn shares(training: &Training<'_>) -> Option<Self> {
        let (weak, strong) = steps(training)?;
        let dataset = training.dataset();
        let mut counts = vec![(0_usize, 0_usize); training.n_items()];
        for &row in training.rows() {
            let count = &mut counts[dataset.item(row).index()];
            count.0 += usize::from(dataset.event(row) == weak);
            count.1 += usize::from(dataset.event(row) == strong);
        }
        let all = counts.iter().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        let all = ratio(all.1, all.0);
        let share =
            |&(weak, strong): &(usize, usize)| if weak == 0 { all } else { ratio(strong, weak) };
        Some(Self { by_item: counts.iter().map(share).collect(), all })
    }
}

/// The weaker event and the one that it becomes: of exactly two, the more and the less frequent.
fn steps(training: &Training<'_>) -> Option<(u32, u32)> {
    let dataset = training.dataset();
    let mut counts = vec![0_usize; dataset.event_types().len()];
    for &row in training.rows() {
        counts[dataset.event(row) as usize] += 1;
    }
    let mut present: Vec<u32> =
        (0..to_u32(counts.len())).filter(|&event| counts[event as usize] > 0).collect();
    present.sort_by_key(|&event| std::cmp::Reverse(counts[event as usize]));
    match present[..] {
        [weak, strong] => Some((weak, strong)),
        _ => None,
    }
}

/// The mean value of each item, if there is any; for content features.
pub(super) fn mean_values(training: &Training<'_>) -> Option<Vec<f64>> {
    Means::of(training).map(|means| means.by_item)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Dataset, ItemIdx};
    use crate::model::{ModelConfig, Request};

    #[test]
    fn few_votes_are_drawn_to_the_mean_of_all() {
        // a: 4 clicks, 2 watches; b: 1 click, 1 watch; c: 1 click.
        let mut rows = Vec::new();
        for user in ["1", "2", "3", "4"] {
            rows.push((user, "a", "click", 1));
        }
        rows.extend([("1", "a", "watch", 2), ("2", "a", "watch", 2)]);
        rows.extend([("1", "b", "click", 3), ("1", "b", "watch", 3), ("2", "c", "click", 3)]);
        let dataset = Dataset::from_rows(&rows);
        let rows: Vec<u32> = (0..to_u32(dataset.n_rows())).collect();
        // Rows come user by user.
        let mut rows = rows;
        rows.sort_by_key(|&row| (dataset.user(row), dataset.timestamp_s(row), row));
        let config = ModelConfig::parse("weighted-rating:percentile=50").expect("known");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("two event types");
        let list = model.recommend(&Request::new("x", &[], 3));
        // v = 6, 2, 1, so m = 2; C = 3/6; R = 1/2, 1, 0.
        let expected =
            [(1, 0.5 * 1.0 + 0.5 * 0.5), (0, 0.75 * 0.5 + 0.25 * 0.5), (2, 2.0 / 3.0 * 0.5)];
        for (scored, (item, score)) in list.iter().zip(expected) {
            assert_eq!(scored.item, ItemIdx(item));
            assert!((scored.score - score).abs() < 1e-6, "{scored:?} {score}");
        }
    }
}
