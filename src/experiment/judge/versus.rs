//! Comparisons of models with each other, and under each convention.

use super::tally::Finished;
use crate::experiment::result::{BestTwo, ConventionVerdict, LEVEL, Versus, WITNESS, is_witness};
use crate::experiment::scoring::Scoring;
use crate::metric::{
    Convention, Metric, NDCG_5, NDCG_10, NDCG_25, Paired, REPORTED, UserValues, benjamini_hochberg,
    holm, paired,
};

/// The largest number of models of which every pair is compared; of more, each is compared with the best by that
/// metric, and with the best that is no witness.
const ALL_PAIRS_MAX: usize = 8;
/// Compares the models by the metrics that Personalize reports, by the main one and by those of one's own.
pub(super) fn versus(
    models: &[Finished],
    metrics: &[&'static Metric],
    scoring: &Scoring,
) -> Vec<Versus> {
    let mut all = Vec::new();
    let main = Some(scoring.metric).filter(|metric| !REPORTED.contains(metric));
    let own = scoring.own_metrics.iter().copied().filter(|metric| *metric != scoring.metric);
    for metric in REPORTED.into_iter().chain(main).chain(own) {
        let Some(at) = metrics.iter().position(|&other| other == metric) else { continue };
        let order = order(models, |model| model.values.mean(at).0);
        for (better, worse) in pairs(models, &order) {
            let (first, second) = (&models[better], &models[worse]);
            let found = against(&first.values, &second.values, at, scoring);
            all.extend(found.map(|paired| Versus {
                metric: metric.key.to_owned(),
                better: first.result.title(),
                worse: second.result.title(),
                paired,
                holm_p: 1.0,
                benjamini_hochberg_p: 1.0,
            }));
        }
    }
    let p_values: Vec<f64> = all.iter().map(|one| one.paired.randomisation.p).collect();
    let corrected = holm(&p_values).into_iter().zip(benjamini_hochberg(&p_values));
    for (one, (holm_p, benjamini_hochberg_p)) in all.iter_mut().zip(corrected) {
        (one.holm_p, one.benjamini_hochberg_p) = (holm_p, benjamini_hochberg_p);
    }
    all
}

/// The pairs that are compared, better first.
fn pairs(models: &[Finished], order: &[usize]) -> Vec<(usize, usize)> {
    let is_first = |at: usize| {
        let is_candidate = |model: &usize| !is_witness(&models[*model].result);
        order.len() <= ALL_PAIRS_MAX || at == 0 || order.iter().position(is_candidate) == Some(at)
    };
    // A pair stands under its better model, so that those above the best candidate are paired with it too.
    let both = |at: usize| (at + 1..order.len()).map(move |below| (at, below));
    (0..order.len())
        .flat_map(both)
        .filter(|&(at, below)| is_first(at) || is_first(below))
        .map(|(at, below)| (order[at], order[below]))
        .collect()
}

/// Models from best to worst; equals as they stand.
fn order(models: &[Finished], value: impl Fn(&Finished) -> f64) -> Vec<usize> {
    let values: Vec<f64> = models.iter().map(value).collect();
    let mut order: Vec<usize> = (0..models.len()).collect();
    order.sort_by(|&left, &right| values[right].total_cmp(&values[left]));
    order
}

/// The two best candidates by the main metric, over the users who have a value under both.
pub(super) fn best_two(
    models: &[Finished],
    metrics: &[&'static Metric],
    scoring: &Scoring,
) -> Option<BestTwo> {
    let at = metrics.iter().position(|&metric| metric == scoring.metric)?;
    let mut order = order(models, |model| model.values.mean(at).0);
    order.retain(|&model| !is_witness(&models[model].result));
    let [first, second, ..] = order[..] else { return None };
    let (first, second) = (&models[first], &models[second]);
    let values: Vec<(f64, f64)> = in_both(&first.values, &second.values, at).collect();
    let titles = (first.result.title(), second.result.title());
    (!values.is_empty()).then(|| BestTwo::of(scoring.metric.key, titles, &values))
}

/// The values of the users who have one under both.
fn in_both<'v>(
    first: &'v UserValues,
    second: &'v UserValues,
    at: usize,
) -> impl Iterator<Item = (f64, f64)> + 'v {
    (0..first.n_users().min(second.n_users()))
        .filter_map(move |user| Some((first.get(user, at)?, second.get(user, at)?)))
}

/// The paired comparison over the users who have a value under both.
fn against(
    first: &UserValues,
    second: &UserValues,
    at: usize,
    scoring: &Scoring,
) -> Option<Paired> {
    let both: (Vec<f64>, Vec<f64>) = in_both(first, second, at).unzip();
    paired(&both.0, &both.1, scoring.seed, scoring.replicates)
}

/// NDCG at each of [`super::judge::CUTS`].
const BY_CUT: [&Metric; 3] = [&NDCG_5, &NDCG_10, &NDCG_25];

/// NDCG under every convention, with the verdict of each; nothing without a model.
pub(super) fn conventions(models: &[Finished], scoring: &Scoring) -> Vec<ConventionVerdict> {
    let mut all = Vec::new();
    let mut p_values = Vec::new();
    if models.is_empty() {
        return all;
    }
    for (at, (convention, ndcg)) in
        Convention::ALL.iter().flat_map(|&one| BY_CUT.map(move |ndcg| (one, ndcg))).enumerate()
    {
        let mut order = order(models, |model| model.by_convention.mean(at).0);
        if order.len() > 1 {
            order.retain(|&model| models[model].result.name != WITNESS);
        }
        if let [best, second, ..] = order[..] {
            let (best, second) = (&models[best].by_convention, &models[second].by_convention);
            // No interval is shown here.
            let scoring = Scoring { replicates: 0, ..scoring.clone() };
            p_values.extend(against(best, second, at, &scoring).map(|one| one.randomisation.p));
        }
        let title = |&model: &usize| models[model].result.title();
        all.push(ConventionVerdict {
            metric: ndcg.key.to_owned(),
            convention,
            values: models
                .iter()
                .map(|model| (model.result.title(), model.by_convention.mean(at).0))
                .collect(),
            order: order.iter().map(title).collect(),
            holm_p: None,
            beats_second: false,
        });
    }
    for (one, p) in all.iter_mut().zip(holm(&p_values)) {
        (one.holm_p, one.beats_second) = (Some(p), p < LEVEL);
    }
    all
}
