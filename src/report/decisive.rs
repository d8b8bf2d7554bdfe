//! The figures of the picture that heads the page: every model, and the service, on one axis.

use super::inputs::Inputs;
use super::page_table::{Table, texts};
use crate::compare::{PairedLists, Run, Sameness};
use crate::experiment::{EvalResult, ModelResult, View, is_witness, ranked_models};
use crate::metric::{Interval, RECIPROCAL_RANK};
use crate::number::thousands;

/// The most models that are shown, the best first.
const MODELS_MAX: usize = 12;

/// The figures of one metric, a row each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decisive {
    /// The metric and what the figures rest on.
    pub(super) heading: String,
    /// The rows, the highest clean figure first.
    pub(super) rows: Vec<DecisiveRow>,
}

/// A model, or the service.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DecisiveRow {
    /// Its name.
    pub(super) name: String,
    /// The mean in the clean view; none of a service that only reports the leaking one.
    pub(super) clean: Option<f64>,
    /// The 95 % interval of it.
    pub(super) interval: Option<Interval>,
    /// The mean in the service view, whose cut leaks, by the same definition.
    pub(super) leaking: Option<f64>,
    /// True for Personalize.
    pub(super) is_service: bool,
    /// True for a model that only shows what figures are worth.
    pub(super) is_witness: bool,
}

impl Decisive {
    /// The picture in words: the three highest rows and the service.
    pub(super) fn caption(&self) -> String {
        let told = |row: &DecisiveRow| match (row.clean, row.leaking) {
            (Some(clean), _) => format!("{} {clean:.4}", row.name),
            (None, leaking) => {
                format!("{} {:.4} on a cut that leaks", row.name, leaking.unwrap_or(0.0))
            }
        };
        let first = self.rows.iter().filter(|row| !row.is_service).take(3);
        let rows: Vec<String> =
            first.chain(self.rows.iter().filter(|row| row.is_service)).map(told).collect();
        format!("{}. Highest: {}.", self.heading, rows.join(", "))
    }

    /// The numbers of the picture.
    pub(super) fn table(&self) -> Table {
        let figure =
            |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.4}"));
        let row = |row: &DecisiveRow| {
            let interval = row.interval.map_or_else(String::new, |interval| {
                format!("{:.4} to {:.4}", interval.low, interval.high)
            });
            vec![row.name.clone(), figure(row.clean), interval, figure(row.leaking)]
        };
        let heading = texts(["model", "clean view", "95 % interval", "service view"]);
        Table { heading, rows: self.rows.iter().map(row).collect() }
    }
}

#[cfg(feature = "charts")]
impl DecisiveRow {
    /// The ends of what the leaking view adds to the clean figure; none where it adds nothing, or where there is no clean
    /// figure to add to.
    pub(super) fn leak(&self) -> Option<(f64, f64)> {
        let clean = self.clean?;
        self.leaking.filter(|&leaking| leaking > clean).map(|leaking| (clean, leaking))
    }
}

/// The figures; none without a clean view.
pub(super) fn decisive(inputs: &Inputs) -> Option<Decisive> {
    let eval = inputs.eval.as_ref()?;
    let clean = eval.clean()?;
    let comparison = inputs.comparison.as_ref();
    let lists = comparison.and_then(|comparison| comparison.deciding_lists(&inputs.eval_sha256));
    let run = comparison.and_then(|comparison| comparison.of(&inputs.eval_sha256));
    let is_comparable = |run: &&Run| run.same_data.verdict != Sameness::Differs;
    let reported = run.map(|(_, run)| run).filter(is_comparable).filter(|_| lists.is_none());
    // The one accuracy metric that all conventions define alike.
    let key = reported.map_or(clean.main_metric.as_str(), |_| RECIPROCAL_RANK.key);
    let mut rows = models(eval, clean, key);
    rows.extend(lists.and_then(|lists| of_lists(lists, key)));
    rows.extend(reported.and_then(|run| of_metrics(run, key)));
    rows.sort_by(|left, right| figure(right).total_cmp(&figure(left)));
    Some(Decisive { heading: heading(clean, key), rows })
}

/// The figure by which rows are ordered.
fn figure(row: &DecisiveRow) -> f64 {
    row.clean.or(row.leaking).unwrap_or(0.0)
}

fn heading(clean: &EvalResult, key: &str) -> String {
    let n_candidates = ranked_models(clean).0.len();
    let of_all = if n_candidates > MODELS_MAX {
        format!(", the best {MODELS_MAX} of {n_candidates} models")
    } else {
        String::new()
    };
    format!(
        "{}, {} test users, clean view, 95 % interval{of_all}",
        crate::metric::short_name(key),
        thousands(clean.protocol.users_tested as u64)
    )
}

/// The best models, and all witnesses.
fn models(eval: &EvalResult, clean: &EvalResult, key: &str) -> Vec<DecisiveRow> {
    let (candidates, witnesses) = ranked_models(clean);
    let service = eval.service().filter(|_| eval.view == View::Service);
    let value = |model: &ModelResult| model.metrics.get(key).copied().unwrap_or(0.0);
    let mut candidates = candidates;
    candidates.sort_by(|left, right| value(right).total_cmp(&value(left)));
    let row = |model: &ModelResult| DecisiveRow {
        name: model.title(),
        clean: model.metrics.get(key).copied(),
        interval: model.intervals.get(key).copied(),
        leaking: service.and_then(|service| leaking(service, clean, &model.title(), key)),
        is_service: false,
        is_witness: is_witness(model),
    };
    candidates.into_iter().take(MODELS_MAX).chain(witnesses).map(row).collect()
}

/// The figure of the service view by the definition of the clean one.
pub(super) fn leaking(
    service: &EvalResult,
    clean: &EvalResult,
    title: &str,
    key: &str,
) -> Option<f64> {
    let is_same = |one: &&crate::experiment::ConventionVerdict| {
        one.metric == key && one.convention == clean.convention
    };
    if let Some(verdict) = service.conventions.iter().find(is_same) {
        return verdict.values.get(title).copied();
    }
    let model = service.models.iter().find(|model| model.title() == title)?;
    let has_conventions = service.conventions.iter().any(|one| one.metric == key);
    (!has_conventions).then(|| model.metrics.get(key).copied()).flatten()
}

/// The service by its lists on the clean cut.
fn of_lists(lists: &PairedLists, key: &str) -> Option<DecisiveRow> {
    let rows = lists.rows.iter().filter(|row| row.metric == key);
    let best = rows.max_by(|left, right| left.lists_mean.total_cmp(&right.lists_mean))?;
    Some(DecisiveRow {
        name: "Personalize".to_owned(),
        clean: Some(best.lists_mean),
        interval: best.lists_interval,
        leaking: None,
        is_service: true,
        is_witness: false,
    })
}

/// The service by its reported metrics, which rest on a cut that leaks.
fn of_metrics(run: &Run, key: &str) -> Option<DecisiveRow> {
    let row = run.rows.iter().find(|row| row.metric == key)?;
    Some(DecisiveRow {
        name: "Personalize, as reported".to_owned(),
        clean: None,
        interval: None,
        leaking: Some(row.service),
        is_service: true,
        is_witness: false,
    })
}
