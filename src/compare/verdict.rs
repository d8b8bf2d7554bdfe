//! What the difference between one of our figures and the service's is worth.

use super::comparison::{Cell, ModelRow, Verdict};
use crate::experiment::ModelResult;
use crate::metric::Convention;
use crate::number::from_count;

/// Two-sided 95 % of the normal distribution.
pub(super) const Z_95: f64 = 1.96;
/// How the service's keys of the one metric begin that the conventions define differently.
const NDCG: &str = "normalized_discounted_cumulative_gain";

/// How far users of the service stray from its figure is not reported. How far they do is mostly a
/// matter of the figure itself: few hits, small spread. So it is taken from our model whose figure
/// comes nearest; where that is lower, the variance grows in proportion, as that of rare hits does. A
/// model that hits nobody says nothing of one that does.
pub(super) fn service_deviation(models: &[ModelResult], metric: &str, figure: f64) -> Option<f64> {
    let found = models.iter().filter_map(|model| {
        let n = from_count(n_users(model, metric));
        let value = *model.metrics.get(metric)?;
        let deviation = model.standard_errors.get(metric)? * n.sqrt();
        let is_of_use = figure <= 0.0 || (value > 0.0 && deviation > 0.0);
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

pub(super) fn model_row(
    model: &ModelResult,
    metric: &str,
    figure: f64,
    service_error: Option<f64>,
    convention: Convention,
) -> Option<ModelRow> {
    let value = *model.metrics.get(metric)?;
    let difference = value - figure;
    let own = model.standard_errors.get(metric);
    let noise = own.zip(service_error).map(|(own, service)| Z_95 * own.hypot(service));
    let is_ndcg = metric.starts_with(NDCG);
    let verdict = match noise {
        None if own.is_none() => Verdict::NotComparable,
        Some(_) if convention != Convention::Service && is_ndcg => Verdict::NotComparable,
        // Users who all agree say nothing about how far a small sample strays.
        None | Some(0.0) => Verdict::CannotTell,
        Some(noise) if difference.abs() <= noise => Verdict::CannotTell,
        Some(_) if difference > 0.0 => Verdict::Better,
        Some(_) => Verdict::Worse,
    };
    let interval = model.intervals.get(metric).copied();
    let lift = (figure > 0.0).then(|| difference / figure);
    let cell = Cell { value, interval, difference, lift, noise, verdict };
    Some(ModelRow { name: model.title(), cell })
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

    #[test]
    fn a_difference_counts_when_it_exceeds_the_noise_of_both_test_sets() {
        let model = model(0.2, 0.01);
        let cell = |figure| {
            // Standard deviation 0.1 over 25 users.
            let row = model_row(&model, KEY, figure, Some(0.02), Convention::Service);
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
        assert_eq!(model_row(&model, "coverage", 0.1, None, Convention::Service), None);
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
        let row = model_row(&models[0], KEY, 0.25, None, Convention::Service).expect("there");
        assert_eq!((row.cell.noise, row.cell.verdict), (None, Verdict::CannotTell));
        assert_eq!(service_deviation(&models, "coverage", 0.25), None);
    }
}
