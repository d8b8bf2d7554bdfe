//! Test sets of the service's size, drawn from our users: where its figures fall among them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::agreement::is_agreed;
use super::service_metrics::ServiceMetrics;
use crate::experiment::PerUser;
use crate::metric::{REPORTED, drawn_means};
use crate::number::{from_count, quantile};

/// The number of test sets drawn.
pub const DRAWS: usize = 1_000;

/// The figures of one model on test sets of the service's size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Simulation {
    /// The model, with the parameters that are not the default ones.
    pub model: String,
    /// The number of users of each test set.
    pub users: usize,
    /// The number of users that they were drawn from, with replacement: each test set is of users like ours.
    pub of: usize,
    /// The number of test sets.
    pub draws: usize,
    /// The seed of the draws.
    pub seed: u64,
    /// One entry for each figure that the service reported.
    pub figures: Vec<Simulated>,
}

/// The place of the service's figure among those of drawn test sets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Simulated {
    /// The service's key.
    pub metric: String,
    /// The service's figure.
    pub service: f64,
    /// Our mean over all users.
    pub ours: f64,
    /// The share of test sets whose figure is below the service's, equal ones counted half.
    pub below: f64,
    /// The 0th, 1st, … 100th percentile of the test sets' figures.
    pub percentiles: Vec<f64>,
}

/// The place of a figure among the test sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimulatedPlace {
    /// Below 97.5 % of the test sets or more.
    Below,
    /// Among the middle 95 %.
    Within,
    /// Above 97.5 % or more.
    Above,
}

impl Simulated {
    /// Tells whether the test sets differ at all. Where all our users have one value they do not, and say
    /// nothing of where other users would fall.
    #[must_use]
    pub fn has_spread(&self) -> bool {
        match (self.percentiles.first(), self.percentiles.last()) {
            (Some(least), Some(most)) => !is_agreed(most - least),
            _ => false,
        }
    }

    /// The place where the service's figure falls; within, where the test sets do not differ.
    #[must_use]
    pub fn place(&self) -> SimulatedPlace {
        if !self.has_spread() {
            SimulatedPlace::Within
        } else if self.below <= 0.025 {
            SimulatedPlace::Below
        } else if self.below >= 0.975 {
            SimulatedPlace::Above
        } else {
            SimulatedPlace::Within
        }
    }
}

/// Draws [`DRAWS`] test sets of `n_users` for every model of `per_user`.
#[must_use]
pub fn simulate(
    service: &ServiceMetrics,
    per_user: &PerUser,
    n_users: usize,
    seed: u64,
) -> Vec<Simulation> {
    let metrics: Vec<String> = REPORTED
        .iter()
        .map(|metric| metric.key.to_owned())
        .filter(|key| service.metrics.contains_key(key) && per_user.metrics().contains(key))
        .collect();
    let half_width = service.half_width;
    let of = |model: &str| {
        let values = per_user.values(model, &metrics)?;
        let drawn = drawn_means(&values, n_users, seed, DRAWS);
        let figures = metrics.iter().zip(drawn).enumerate().filter_map(|(at, (metric, means))| {
            let service = *service.metrics.get(metric)?;
            let ours = values.mean(at).0;
            (!means.is_empty()).then(|| simulated(metric, half_width, service, ours, &means))
        });
        Some(Simulation {
            model: model.to_owned(),
            users: n_users,
            of: values.n_users(),
            draws: DRAWS,
            seed,
            figures: figures.collect(),
        })
    };
    per_user.models().into_iter().filter_map(of).collect()
}

/// The place of a figure among rising means. Those that the service would have rounded to its figure are equal to it.
fn simulated(metric: &str, half_width: f64, service: f64, ours: f64, means: &[f64]) -> Simulated {
    let less = means.partition_point(|mean| *mean < service - half_width);
    let no_more = means.partition_point(|mean| *mean <= service + half_width);
    let percentile = |at: usize| quantile(means.len(), from_count(at) / 100.0, |at| means[at]);
    Simulated {
        metric: metric.to_owned(),
        service,
        ours,
        below: from_count(less + no_more) / 2.0 / from_count(means.len()),
        percentiles: (0..=100).map(percentile).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_means_count_half() {
        let found =
            simulated("precision_at_5", 5e-5, 0.2, 0.25, &[0.1, 0.199_96, 0.200_000_000_2, 0.3]);
        // One below, two equal, of four.
        assert!((found.below - 0.5).abs() < 1e-12);
        assert_eq!(found.place(), SimulatedPlace::Within);
        assert_eq!(found.percentiles.len(), 101);
        assert!((found.percentiles[0] - 0.1).abs() < 1e-12);
        assert!((found.percentiles[100] - 0.3).abs() < 1e-12);
    }

    #[test]
    fn a_figure_beyond_all_test_sets_is_outside() {
        let means: Vec<f64> = (0..100).map(|at| f64::from(at) / 1_000.0).collect();
        assert_eq!(simulated("m", 5e-5, 0.5, 0.05, &means).place(), SimulatedPlace::Above);
        assert_eq!(simulated("m", 5e-5, -0.001, 0.05, &means).place(), SimulatedPlace::Below);
    }

    #[test]
    fn test_sets_that_do_not_differ_place_nothing() {
        let found = simulated("m", 5e-5, 0.0364, 0.04, &[0.04, 0.04, 0.040_000_000_000_000_01]);
        assert!(!found.has_spread());
        assert_eq!(found.place(), SimulatedPlace::Within);
    }
}
