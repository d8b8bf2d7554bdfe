//! Judges the difference between one of our figures and the service's.

use super::agreement::{half_width, is_agreed};
use super::figures::{Cell, ModelRow, Verdict};
use crate::experiment::ModelResult;
use crate::metric::Convention;
use crate::number::from_count;

/// The two-sided 95 % quantile of the normal distribution.
pub(super) const Z_95: f64 = 1.96;
/// The beginning of the service's keys for the one metric that the conventions define differently.
const NDCG: &str = "normalized_discounted_cumulative_gain";

/// A figure of the service, and what is taken to be known of its users.
#[derive(Debug, Clone, Copy)]
pub(super) struct ServiceFigure {
    pub(super) value: f64,
    /// The standard deviation over its users, if any model says.
    pub(super) deviation: Option<f64>,
    pub(super) n_users: usize,
}

impl ServiceFigure {
    /// The farthest that its true value can be from it towards ours, at 95 %; `None` when nothing says.
    fn half_width(self, difference: f64) -> Option<f64> {
        match self.deviation.filter(|&deviation| !is_agreed(deviation)) {
            Some(deviation) => Some(Z_95 * deviation / from_count(self.n_users).sqrt()),
            // A mean at the end of the range is a value that all its users share.
            None if self.value <= 0.0 || self.value >= 1.0 => {
                Some(half_width(self.value, self.n_users, end(difference)))
            }
            None => None,
        }
    }
}

/// The end of the range of a metric on the side of a difference.
fn end(difference: f64) -> f64 {
    if difference > 0.0 { 1.0 } else { 0.0 }
}

/// The standard deviation of the service's users from its figure, which is not reported. It is mostly a
/// matter of the figure itself: few hits, small spread. So it is taken from our model whose figure comes
/// nearest; where that is lower, the variance grows in proportion, as that of rare hits does. A model
/// that hits nobody says nothing of one that does.
pub(super) fn service_deviation(models: &[ModelResult], metric: &str, figure: f64) -> Option<f64> {
    let found = models.iter().filter_map(|model| {
        let n = from_count(n_users(model, metric));
        let value = *model.metrics.get(metric)?;
        let deviation = model.standard_errors.get(metric)? * n.sqrt();
        let is_of_use = figure <= 0.0 || (value > 0.0 && !is_agreed(deviation));
        is_of_use.then_some((value, deviation))
    });
    let distance = |(value, _): &(f64, f64)| (value - figure).abs();
    let nearest =
        found.reduce(|best, one| if distance(&one) < distance(&best) { one } else { best });
    nearest.map(|(value, deviation)| {
        let grown = if value > 0.0 && value < figure { figure / value } else { 1.0 };
        deviation * grown.sqrt()
    })
}

fn n_users(model: &ModelResult, metric: &str) -> usize {
    model.n_users_of.get(metric).copied().unwrap_or(model.n_users)
}

/// The farthest that the true mean of `model` can be from its figure towards the service's, at 95 %: 1.96 standard
/// errors, or where its users all have one value, what the users who were not drawn can make of it.
/// `None` for what has no standard error.
fn own_half_width(model: &ModelResult, metric: &str, value: f64, difference: f64) -> Option<f64> {
    let error = *model.standard_errors.get(metric)?;
    let n_users = n_users(model, metric);
    let is_agreed = is_agreed(error * from_count(n_users).sqrt());
    Some(if is_agreed { half_width(value, n_users, end(-difference)) } else { Z_95 * error })
}

pub(super) fn model_row(
    model: &ModelResult,
    metric: &str,
    service: ServiceFigure,
    convention: Convention,
) -> Option<ModelRow> {
    let value = *model.metrics.get(metric)?;
    let difference = value - service.value;
    let own = own_half_width(model, metric, value, difference);
    let noise = own.zip(service.half_width(difference)).map(|(own, theirs)| own.hypot(theirs));
    let is_ndcg = metric.starts_with(NDCG);
    let verdict = match noise {
        None if own.is_none() => Verdict::NotComparable,
        Some(_) if convention != Convention::Service && is_ndcg => Verdict::NotComparable,
        None => Verdict::CannotTell,
        Some(noise) if difference.abs() <= noise => Verdict::CannotTell,
        Some(_) if difference > 0.0 => Verdict::Better,
        Some(_) => Verdict::Worse,
    };
    let interval = model.intervals.get(metric).copied();
    let lift = (service.value > 0.0).then(|| difference / service.value);
    let cell = Cell { value, interval, difference, lift, noise, verdict };
    Some(ModelRow { name: model.title(), cell })
}

/// Tells whether all users of `model` have one value of `metric`.
pub(super) fn all_agree(model: &ModelResult, metric: &str) -> bool {
    let n_users = from_count(n_users(model, metric));
    model.standard_errors.get(metric).is_some_and(|error| is_agreed(error * n_users.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "precision_at_5";

    /// Standard deviation `error` · √100 over 100 users.
    fn model(value: f64, error: f64) -> ModelResult {
        ModelResult {
            name: "m".into(),
            metrics: [(KEY.to_owned(), value)].into(),
            standard_errors: [(KEY.to_owned(), error)].into(),
            n_users: 100,
            ..ModelResult::default()
        }
    }

    /// A figure of the service over 25 users.
    fn service(value: f64, deviation: Option<f64>) -> ServiceFigure {
        ServiceFigure { value, deviation, n_users: 25 }
    }

    #[test]
    fn a_difference_counts_when_it_exceeds_the_noise_of_both_test_sets() {
        let model = model(0.2, 0.01);
        let cell = |figure| {
            // Standard deviation 0.1 over 25 users.
            let row = model_row(&model, KEY, service(figure, Some(0.1)), Convention::Service);
            row.expect("the metric is there").cell
        };
        // 1.96 · √(0.01² + 0.02²) = 1.96 · 0.0223607
        assert!((cell(0.17).noise.expect("users") - 0.043_827).abs() < 1e-6);
        assert_eq!(cell(0.16).verdict, Verdict::CannotTell);
        assert_eq!(cell(0.156).verdict, Verdict::Better);
        assert_eq!(cell(0.244).verdict, Verdict::Worse);
        // 0.2 is a quarter more than 0.16; of nothing there is no share.
        assert!((cell(0.16).lift.expect("a figure") - 0.25).abs() < 1e-12);
        assert_eq!(cell(0.0).lift, None);
        let none = model_row(&model, "coverage", service(0.1, None), Convention::Service);
        assert_eq!(none, None);
    }

    #[test]
    fn users_who_all_agree_are_clear_only_beyond_what_other_users_could_make_of_it() {
        let cell = |value, figure: f64, deviation| {
            // Rounding leaves this much of no spread.
            let model = model(value, 1e-18);
            let row = model_row(&model, KEY, service(figure, deviation), Convention::Service);
            row.expect("the metric is there").cell
        };
        // 100 users of 0.2: up to 3.62 % could be others, of whom none is below 0 or above 1.
        let share = 1.0 - 0.025_f64.powf(0.01);
        let (above, below) = (cell(0.2, 0.19, Some(0.01)), cell(0.2, 0.21, Some(0.01)));
        let expected = |reach: f64| (share * reach).hypot(1.96 * 0.01 / 5.0);
        assert!((above.noise.expect("a bound") - expected(0.2)).abs() < 1e-12);
        assert!((below.noise.expect("a bound") - expected(0.8)).abs() < 1e-12);
        assert_eq!((above.verdict, below.verdict), (Verdict::Better, Verdict::CannotTell));
        assert_eq!(cell(0.2, 0.25, Some(0.01)).verdict, Verdict::Worse);
        // None of 25 users of the service had a hit: up to 13.7 % could have.
        let zero = cell(0.2, 0.0, Some(0.0));
        let of_25 = 1.0 - 0.025_f64.powf(0.04);
        assert!((zero.noise.expect("a bound") - of_25.hypot(share * 0.2)).abs() < 1e-12);
        assert_eq!(zero.verdict, Verdict::Better);
        assert_eq!(cell(0.1, 0.0, None).verdict, Verdict::CannotTell);
    }

    #[test]
    fn the_services_users_stray_as_those_of_the_nearest_model() {
        let models = [model(0.01, 0.001), model(0.3, 0.02), model(0.1, 0.03)];
        // 0.3 is nearer to 0.25 than 0.1 and 0.01: 0.02 · √100.
        let found = |figure| service_deviation(&models, KEY, figure).expect("three models");
        assert!((found(0.25) - 0.2).abs() < 1e-12);
        // 0.1 is nearest to 0.144 and lower: 0.3 · √1.44.
        assert!((found(0.144) - 0.36).abs() < 1e-12);
        assert_eq!(service_deviation(&[model(0.0, 0.0)], KEY, 0.25), None);
        let row = model_row(&models[0], KEY, service(0.25, None), Convention::Service);
        let row = row.expect("there");
        assert_eq!((row.cell.noise, row.cell.verdict), (None, Verdict::CannotTell));
        assert_eq!(service_deviation(&models, "coverage", 0.25), None);
    }
}
