//! The figures of a run that its history keeps.

use std::collections::BTreeMap;

use super::error::PastError;
use super::run::{FigureKind, PastFigure, PastRun, VERSION};
use crate::experiment::{EvalResult, winner};
use crate::number::{from_count, from_seconds, from_u64, ratio};
use crate::rule::Severity;
use crate::stats::Stats;
use crate::validate::Report as Validation;

/// The results of a run, as far as they are there.
#[derive(Debug, Clone, Default)]
pub struct RunResults {
    /// The statistics.
    pub stats: Option<Stats>,
    /// The findings of the linter.
    pub validation: Option<Validation>,
    /// The evaluation.
    pub eval: Option<EvalResult>,
}

type Figures = BTreeMap<String, PastFigure>;

impl RunResults {
    /// The record of the run, made at `at`.
    ///
    /// # Errors
    /// When no result is there.
    pub fn record(&self, at: &str) -> Result<PastRun, PastError> {
        let mut figures = Figures::new();
        if let Some(stats) = &self.stats {
            of_stats(stats, &mut figures);
        }
        if let Some(validation) = &self.validation {
            of_validation(validation, &mut figures);
        }
        // The view that cannot leak is the one that decides, here as everywhere.
        let decisive = self.eval.as_ref().map(|eval| eval.clean().unwrap_or(eval));
        if let Some(eval) = decisive {
            of_eval(eval, &mut figures);
        }
        if figures.is_empty() {
            return Err(PastError::Nothing);
        }
        let of_stats = self.stats.as_ref().map(|stats| stats.file.sha256.clone());
        let of_eval = || Some(self.eval.as_ref()?.data.interactions.as_ref()?.sha256.clone());
        Ok(PastRun {
            schema_version: VERSION,
            at: at.to_owned(),
            data_sha256: of_stats.or_else(of_eval).unwrap_or_default(),
            view: decisive.map(|eval| eval.view),
            best_model: decisive.and_then(winner).map(|winner| winner.best),
            figures,
            most_popular: self
                .stats
                .as_ref()
                .map(|stats| stats.most_popular.clone())
                .unwrap_or_default(),
        })
    }
}

fn put(figures: &mut Figures, name: &str, kind: FigureKind, value: f64) {
    figures.insert(name.to_owned(), PastFigure { kind, value, standard_error: None });
}

fn of_stats(stats: &Stats, figures: &mut Figures) {
    use FigureKind::{Count, Instant, Share};

    let rows = stats.interactions;
    let counts = [("interactions", rows), ("users", stats.users), ("items", stats.items)];
    for (name, count) in counts {
        put(figures, &format!("stats.{name}"), Count, from_count(count));
    }
    let shares = [
        ("density", Some(stats.density)),
        ("repeat_share", Some(stats.repeat_share)),
        ("duplicate_share", Some(ratio(stats.duplicates, rows))),
        ("head_share.top_1_percent", Some(stats.head_share.top_1_percent)),
        ("per_user.gini", Some(stats.per_user.gini)),
        ("per_item.gini", Some(stats.per_item.gini)),
        ("largest.user_share", Some(stats.largest.user_share)),
        ("largest.item_share", Some(stats.largest.item_share)),
        ("cold_items_newest_tenth", stats.cold_items_newest_tenth),
        ("cold_users_newest_tenth", stats.cold_users_newest_tenth),
    ];
    for (name, share) in shares {
        if let Some(share) = share {
            put(figures, &format!("stats.{name}"), Share, share);
        }
    }
    put(figures, "stats.per_user.p50", Count, stats.per_user.p50);
    for (event_type, count) in &stats.event_types {
        put(figures, &format!("stats.event_share.{event_type}"), Share, ratio(*count, rows));
    }
    if let Some(span) = &stats.span {
        put(figures, "stats.span.last_s", Instant, from_seconds(span.last_s));
    }
}

/// The findings of each rule over all files, but for advice.
fn of_validation(validation: &Validation, figures: &mut Figures) {
    let errors = from_count(validation.summary.errors);
    put(figures, "validation.errors", FigureKind::Findings, errors);
    for found in validation.violations.iter().filter(|found| found.severity != Severity::Advice) {
        let name = format!("validation.{}", found.code);
        let before = figures.get(&name).map_or(0.0, |figure| figure.value);
        put(figures, &name, FigureKind::Findings, before + from_u64(found.count));
    }
}

/// The metrics that Personalize reports and the main one, of each model, by the view that decides.
fn of_eval(eval: &EvalResult, figures: &mut Figures) {
    for model in &eval.models {
        for metric in [eval.main_metric.as_str(), "mean_reciprocal_rank_at_25", "coverage"] {
            let Some(&value) = model.metrics.get(metric) else { continue };
            let standard_error = model.standard_errors.get(metric).copied();
            let name = format!("eval.{}.{metric}", model.title());
            let kind =
                if standard_error.is_some() { FigureKind::Metric } else { FigureKind::Share };
            figures.insert(name, PastFigure { kind, value, standard_error });
        }
    }
}
