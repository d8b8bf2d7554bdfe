//! One table per set of the service's figures: each metric beside ours, and what the difference says.

use serde::{Deserialize, Serialize};

use super::diagnosis::{Diagnosis, diagnose};
use super::next_steps::next_steps;
use super::paired::PairedLists;
use super::same_data::{SameData, same_data};
use super::service_metrics::ServiceMetrics;
use super::simulation::Simulation;
use crate::experiment::{EvalResult, ModelResult, Purpose, WITNESS};
use crate::metric::{COVERAGE, Convention, Interval, Metric, REPORTED};
use crate::number::{from_count, thousands};

/// What `compare.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// 2
    pub schema_version: u32,
    /// One entry for each set of the service's figures.
    pub services: Vec<Beside>,
    /// Lists of the service against our models, user by user, where they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paired: Option<PairedLists>,
}

impl Comparison {
    /// The first set of the service's figures that was laid beside the `eval.json` of this digest,
    /// with that run.
    #[must_use]
    pub fn of(&self, eval_sha256: &str) -> Option<(&Beside, &Run)> {
        self.services.iter().find_map(|beside| {
            let run = beside.runs.iter().find(|run| run.eval_sha256 == eval_sha256)?;
            Some((beside, run))
        })
    }
}

/// One set of the service's figures beside our runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// What Personalize reported.
    pub service: ServiceMetrics,
    /// What the figures can have come from.
    pub diagnosis: Diagnosis,
    /// Users that the service's figures are taken to rest on.
    pub service_test_users: usize,
    /// Our runs, in the order given.
    pub runs: Vec<Run>,
    /// Where the service's figures fall among test sets of its size drawn from our users.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub simulations: Vec<Simulation>,
}

/// One of our runs beside the service's figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The file, as it was named.
    pub eval: String,
    /// SHA-256 of the `eval.json` that was compared.
    pub eval_sha256: String,
    /// The convention of our figures.
    pub convention: Convention,
    /// Users that our figures rest on.
    pub our_test_users: usize,
    /// Whether it is the same data.
    pub same_data: SameData,
    /// One row per metric that both have.
    pub rows: Vec<Row>,
    /// What the rows say of each model, in the order of the run.
    pub summaries: Vec<Summary>,
    /// What a reader must know before judging.
    pub cautions: Vec<String>,
    /// What would make the answer clearer, or what follows from it.
    #[serde(default)]
    pub next_steps: Vec<String>,
}

/// One metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The service's key.
    pub metric: String,
    /// The service's figure.
    pub service: f64,
    /// The standard deviation over users that the service's figure is taken to have: that of our
    /// model whose figure comes nearest, of equals the first; none where no model has one.
    pub service_deviation: Option<f64>,
    /// Ours, one per model.
    pub models: Vec<ModelRow>,
}

/// One model's figure beside the service's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRow {
    /// The model, with the parameters that are not the default ones.
    pub name: String,
    /// The figure and what it means.
    #[serde(flatten)]
    pub cell: Cell,
}

/// A figure and what it means beside the service's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Our figure.
    pub value: f64,
    /// Its 95 % interval over our test users; coverage has none.
    pub interval: Option<Interval>,
    /// Ours less the service's.
    pub difference: f64,
    /// The difference as a share of the service's figure; none where that is 0.
    pub lift: Option<f64>,
    /// 1.96 standard errors of the difference: the service's test set strays, and so does ours;
    /// coverage has none.
    pub noise: Option<f64>,
    /// What the difference says.
    pub verdict: Verdict,
}

/// What a difference says of our model against the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Ours is higher by more than the noise.
    Better,
    /// Ours is lower by more than the noise.
    Worse,
    /// With this many test users it cannot be told.
    CannotTell,
    /// The figures do not mean the same, as with coverage, which grows with the test set.
    NotComparable,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Better => "clearly better",
            Self::Worse => "clearly worse",
            Self::CannotTell => "cannot be told",
            Self::NotComparable => "not comparable",
        }
    }
}

/// How many of the seven accuracy metrics say what of one model.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The model, with the parameters that are not the default ones.
    pub name: String,
    /// Metrics by which it is clearly better than the service.
    pub better: usize,
    /// Metrics by which it is clearly worse.
    pub worse: usize,
    /// Metrics by which it cannot be told.
    pub cannot_tell: usize,
}

/// One of our results, and where it was read.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// The file, as it was named.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// What stands in it.
    pub result: EvalResult,
}

/// Two-sided 95 % of the normal distribution.
const Z_95: f64 = 1.96;
/// How the service's keys of the one metric begin that the conventions define differently.
const NDCG: &str = "normalized_discounted_cumulative_gain";
/// The same where event types have weights.
const WEIGHTED_NDCG: &str = "normalized_discounted_cumulative_gain_with_event_weights";

/// Lays `service` beside every model of `runs`, of which there is at least one. `paired` says whether
/// lists are laid beside ours too, so that this need not be advised.
///
/// # Panics
/// Without a run.
#[must_use]
pub fn compare(service: ServiceMetrics, runs: &[Evaluated], paired: bool) -> Beside {
    let first = &runs.first().expect("at least one run").result.data;
    let around = service.circumstances(first.users, first.items);
    let diagnosis = diagnose(&service.metrics, service.rounding(), around);
    let service_test_users = diagnosis.test_users.likely.unwrap_or(1);
    let runs = runs
        .iter()
        .map(|run| beside(&service, &diagnosis, service_test_users, run, paired))
        .collect();
    Beside { service, diagnosis, service_test_users, runs, simulations: Vec::new() }
}

fn beside(
    service: &ServiceMetrics,
    diagnosis: &Diagnosis,
    service_test_users: usize,
    run: &Evaluated,
    paired: bool,
) -> Run {
    let eval = &run.result;
    let rows: Vec<Row> = metrics(service)
        .filter_map(|metric| {
            let figure = *service.metrics.get(&metric)?;
            let service_deviation = service_deviation(&eval.models, &metric, figure);
            let error = service_deviation
                .map(|deviation| deviation / from_count(service_test_users).sqrt());
            let row = |model| model_row(model, &metric, figure, error, eval.convention);
            let models: Vec<ModelRow> = eval.models.iter().filter_map(row).collect();
            let row = Row { metric, service: figure, service_deviation, models };
            (!row.models.is_empty()).then_some(row)
        })
        .collect();
    let coverage = service.metrics.get(COVERAGE).map(|&value| {
        (value, super::diagnosis::covered(value, service.coverage_half_width, eval.data.items))
    });
    let coverage = coverage.as_ref().map(|(value, found)| (*value, found));
    let same_data = same_data(&service.data, &eval.data, coverage);
    let summaries = eval.models.iter().map(|model| summary(&model.title(), &rows)).collect();
    let mut cautions = cautions(diagnosis, eval, service_test_users);
    cautions.extend(other_question(service, eval));
    let mut found = Run {
        eval: run.path.clone(),
        eval_sha256: run.sha256.clone(),
        convention: eval.convention,
        our_test_users: eval.protocol.users_tested,
        same_data,
        rows,
        summaries,
        cautions,
        next_steps: Vec::new(),
    };
    found.next_steps = next_steps(&found, diagnosis, eval, service.data.purpose, paired);
    found
}

/// Coverage, the seven of every recipe, then whatever else was reported.
fn metrics(service: &ServiceMetrics) -> impl Iterator<Item = String> {
    let mut all = vec![COVERAGE.to_owned()];
    all.extend(REPORTED.iter().map(|metric| metric.key()));
    let is_share =
        |key: &&String| service.metrics.get(*key).is_some_and(|one| (0.0..=1.0).contains(one));
    let is_reported =
        |key: &&String| key.starts_with(WEIGHTED_NDCG) || **key == Metric::AverageRewards.key();
    let others = service.metrics.keys().filter(is_reported).filter(is_share);
    let others: Vec<String> = others.filter(|key| !all.contains(key)).cloned().collect();
    all.into_iter().chain(others)
}

/// How far users of the service stray from its figure is not reported. How far they do is mostly a
/// matter of the figure itself: few hits, small spread. So it is taken from our model whose figure
/// comes nearest; where that is lower, the variance grows in proportion, as that of rare hits does. A
/// model that hits nobody says nothing of one that does.
fn service_deviation(models: &[ModelResult], metric: &str, figure: f64) -> Option<f64> {
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

fn model_row(
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

fn summary(name: &str, rows: &[Row]) -> Summary {
    let mut summary = Summary { name: name.to_owned(), ..Summary::default() };
    for row in rows.iter().filter(|row| REPORTED.iter().any(|metric| metric.key() == row.metric)) {
        let Some(model) = row.models.iter().find(|model| model.name == name) else { continue };
        match model.cell.verdict {
            Verdict::Better => summary.better += 1,
            Verdict::Worse => summary.worse += 1,
            Verdict::CannotTell => summary.cannot_tell += 1,
            Verdict::NotComparable => {}
        }
    }
    summary
}

impl Summary {
    /// In a phrase.
    #[must_use]
    pub fn sentence(&self) -> String {
        let parts: Vec<String> = [
            (self.better, "clearly better"),
            (self.worse, "clearly worse"),
            (self.cannot_tell, "cannot be told"),
        ]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{what} by {n}"))
        .collect();
        let n = self.better + self.worse + self.cannot_tell;
        if n == 0 {
            return format!("{}: no metric can be compared", self.name);
        }
        format!("{}: of {n} metrics {}", self.name, parts.join(", "))
    }
}

impl Run {
    /// The answer in a sentence: whom the service clearly beats, by whom it is beaten, and from whom it
    /// cannot be told. A model of which not all metrics say the same stands with `mixed`.
    #[must_use]
    pub fn bottom_line(&self) -> String {
        let mut groups: [(&str, Vec<&str>); 4] = [
            ("clearly better than", Vec::new()),
            ("clearly worse than", Vec::new()),
            ("cannot be told from", Vec::new()),
            ("mixed against", Vec::new()),
        ];
        for one in &self.summaries {
            let at = match (one.worse, one.better, one.cannot_tell) {
                (0, 0, 0) => continue,
                (_, 0, 0) => 0,
                (0, _, 0) => 1,
                (0, 0, _) => 2,
                _ => 3,
            };
            groups[at].1.push(&one.name);
        }
        let parts: Vec<String> = groups
            .into_iter()
            .filter(|(_, models)| !models.is_empty())
            .map(|(what, models)| format!("{what} {}", models.join(", ")))
            .collect();
        match &parts[..] {
            [] => "Personalize cannot be compared with these models".to_owned(),
            parts => format!("Personalize: {}", parts.join("; ")),
        }
    }

    /// The recommender with the most metrics in its favour, then the fewest against it, then the
    /// highest NDCG@10; of equals the one that was asked for first. The witness of leaks stands
    /// apart.
    #[must_use]
    pub fn best(&self) -> Option<&Summary> {
        let key = Metric::Ndcg(10).key();
        let figure = |summary: &Summary| {
            let row = self.rows.iter().find(|row| row.metric == key);
            row.and_then(|row| row.models.iter().find(|model| model.name == summary.name))
                .map_or(0.0, |model| model.cell.value)
        };
        let is_above = |one: &Summary, other: &Summary| {
            let order = (one.better, std::cmp::Reverse(one.worse))
                .cmp(&(other.better, std::cmp::Reverse(other.worse)));
            order.then(figure(one).total_cmp(&figure(other))).is_gt()
        };
        let is_compared = |one: &&Summary| one.better + one.worse + one.cannot_tell > 0;
        let recommenders =
            self.summaries.iter().filter(|one| one.name != WITNESS).filter(is_compared);
        recommenders.reduce(|best, one| if is_above(one, best) { one } else { best })
    }
}

fn cautions(diagnosis: &Diagnosis, eval: &EvalResult, n_service: usize) -> Vec<String> {
    let mut cautions = Vec::new();
    cautions.extend(diagnosis.contradictions.iter().map(|text| format!("Impossible: {text}.")));
    if diagnosis.no_definition_fits() && diagnosis.contradictions.is_empty() {
        cautions
            .push("No definition of NDCG that we know gives these figures together.".to_owned());
    }
    cautions.push(format!(
        "The service's figures are taken to rest on {} test users, ours on {}. A difference within the \
         noise cannot be told: 1.96 standard errors of the difference, where the service's users are \
         taken to stray as those of our model whose figure comes nearest. Where nothing differs, 1 in \
         20 verdicts is clear by chance.",
        thousands(n_service as u64),
        thousands(eval.protocol.users_tested as u64)
    ));
    if eval.convention != Convention::Service {
        cautions.push(format!(
            "Our figures follow the convention `{}`; the service's follow `service`: their NDCG \
             must not be compared.",
            eval.convention
        ));
    }
    if eval.protocol.leaks.newest_item_held_out > 0 {
        cautions.push(format!(
            "For {} of {} test users the newest visible item is held out too: `repeat-last` shows \
             how much that alone gives. `--hold-out items` is the clean way.",
            eval.protocol.leaks.newest_item_held_out, eval.protocol.users_tested
        ));
    }
    cautions.push(
        "Coverage is bounded by 25 × test users ÷ items and grows with the test set; it is shown, \
         not compared."
            .to_owned(),
    );
    cautions
}

/// A recipe that answers another question than our models were asked.
fn other_question(service: &ServiceMetrics, eval: &EvalResult) -> Option<String> {
    let asked = service.data.purpose.filter(|&purpose| purpose != eval.protocol.purpose)?;
    let words = |purpose| match purpose {
        Purpose::Recommend => "recommend items to users",
        Purpose::SimilarItems => "find items like an item",
        Purpose::ReRank => "put given items in order",
    };
    let option = match asked {
        Purpose::Recommend => "",
        Purpose::SimilarItems => "; `eval baselines --purpose similar-items` comes nearest",
        Purpose::ReRank => "; `eval baselines --purpose re-rank` comes nearest",
    };
    Some(format!(
        "Not the same question: the service's recipe was asked to {}, our models to {}{option}.",
        words(asked),
        words(eval.protocol.purpose)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Sameness;

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

    #[test]
    fn the_best_has_most_in_its_favour() {
        let summary = |name: &str, better, worse| Summary {
            name: name.to_owned(),
            better,
            worse,
            cannot_tell: 7 - better - worse,
        };
        let run = |summaries| Run {
            eval: String::new(),
            eval_sha256: String::new(),
            convention: Convention::Service,
            our_test_users: 1,
            same_data: SameData { verdict: Sameness::Unknown, checks: Vec::new() },
            rows: Vec::new(),
            summaries,
            cautions: Vec::new(),
            next_steps: Vec::new(),
        };
        let all = vec![
            summary(WITNESS, 7, 0),
            summary("a", 3, 1),
            summary("b", 3, 0),
            summary("c", 3, 0),
        ];
        assert_eq!(run(all).best().map(|best| best.name.clone()), Some("b".to_owned()));
        assert_eq!(run(vec![summary(WITNESS, 7, 0)]).best(), None);
        let mut all = vec![summary("a", 0, 7), summary("b", 7, 0), summary("c", 0, 0)];
        all.extend([summary("d", 1, 1), summary("e", 0, 7)]);
        assert_eq!(
            run(all).bottom_line(),
            "Personalize: clearly better than a, e; clearly worse than b; cannot be told from c; mixed \
             against d"
        );
        let sentence = summary("a", 3, 1).sentence();
        assert_eq!(
            sentence,
            "a: of 7 metrics clearly better by 3, clearly worse by 1, cannot be told by 3"
        );
    }
}
