//! The mean value of each item, by its rows.

use crate::model::core::Training;
use crate::number::{from_count, ratio, to_u32};

/// Mean values.
pub(in crate::model) struct Means {
    pub(in crate::model) by_item: Vec<f64>,
    pub(in crate::model) all: f64,
}

impl Means {
    /// `None` when there are neither values nor two event types.
    pub(in crate::model) fn of(training: &Training<'_>) -> Option<Self> {
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
            if n == 0 { otherwise } else { sum / from_count(n) }
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
pub(in crate::model) fn mean_values(training: &Training<'_>) -> Option<Vec<f64>> {
    Means::of(training).map(|means| means.by_item)
}
