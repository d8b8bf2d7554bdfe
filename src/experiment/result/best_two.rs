//! The two best models, user by user.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::{from_count, truncate_to_index};

/// The number of bins on each side of no difference.
const BINS: usize = 10;

/// The users for whom the one of two models is better, and by how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BestTwo {
    /// The key of the metric.
    pub metric: String,
    /// The title of the model with the higher mean; of equals the one that was asked for first.
    pub first: String,
    /// The title of the next one.
    pub second: String,
    /// The number of users for whom the first is better.
    pub first_better: usize,
    /// The number of users for whom the second is better.
    pub second_better: usize,
    /// The number of users for whom both are equal, such as those for whom both find nothing.
    pub equal: usize,
    /// The largest difference of a user, either way; the bins divide it.
    pub largest: f64,
    /// The numbers of users by the size of the difference where the first is better: bin `i` of ten holds those
    /// above `i` tenths of the largest, up to `i + 1` tenths.
    pub first_bins: Vec<usize>,
    /// The same where the second is better.
    pub second_bins: Vec<usize>,
}

impl BestTwo {
    /// Counts the pairs of values, one a user: first model, second model.
    pub(in crate::experiment) fn of(
        metric: &str,
        (first, second): (String, String),
        values: &[(f64, f64)],
    ) -> Self {
        let differences = values.iter().map(|(first, second)| first - second);
        let largest = differences.clone().fold(0.0_f64, |most, one| most.max(one.abs()));
        let mut bins = [vec![0; BINS], vec![0; BINS]];
        let mut equal = 0;
        for difference in differences {
            if difference == 0.0 {
                equal += 1;
                continue;
            }
            let tenths = (difference.abs() / largest * from_count(BINS)).ceil();
            let bin = truncate_to_index(tenths).clamp(1, BINS) - 1;
            bins[usize::from(difference < 0.0)][bin] += 1;
        }
        let [first_bins, second_bins] = bins;
        Self {
            metric: metric.to_owned(),
            first,
            second,
            first_better: first_bins.iter().sum(),
            second_better: second_bins.iter().sum(),
            equal,
            largest,
            first_bins,
            second_bins,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_user_is_in_one_bin_or_equal() {
        let values = [(0.5, 0.0), (0.05, 0.0), (0.0, 0.5), (0.1, 0.049), (0.2, 0.2)];
        let found = BestTwo::of("m", ("a".into(), "b".into()), &values);
        assert_eq!((found.first_better, found.second_better, found.equal), (3, 1, 1));
        assert!((found.largest - 0.5).abs() < 1e-12);
        // 0.5 ends the last bin, 0.05 ends the first, 0.051 begins the second.
        assert_eq!(found.first_bins, [1, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(found.second_bins, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    #[test]
    fn equal_models_have_empty_bins() {
        let found = BestTwo::of("m", ("a".into(), "b".into()), &[(0.0, 0.0), (1.0, 1.0)]);
        assert_eq!((found.first_better, found.second_better, found.equal), (0, 0, 2));
        assert_eq!(found.first_bins, [0; BINS]);
    }
}
