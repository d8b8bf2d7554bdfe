//! Accuracy by parts of the users and of the items.

use crate::experiment::{EvalResult, ModelResult, View, ranked_models};
use crate::report::page_table::{Table, count};

/// The model beside the best two, which knows nothing of a user.
const PLAIN: &str = "popularity";

/// One division, by a few models.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Segments {
    /// The property that divides: `user activity` or `item popularity`.
    pub(in crate::report) by: String,
    /// The short name of the metric.
    pub(in crate::report) metric: String,
    /// The view that the figures are of.
    pub(in crate::report) view: View,
    /// The parts, each with the users that its figures rest on.
    pub(in crate::report) groups: Vec<(String, usize)>,
    /// The models, the best first, each with a figure for every part.
    pub(in crate::report) models: Vec<(String, Vec<Option<f64>>)>,
}

/// The divisions of the view that decides: the best two candidates and popularity.
pub(super) fn segments(eval: &EvalResult) -> Vec<Segments> {
    let eval = eval.clean().unwrap_or(eval);
    let (candidates, witnesses) = ranked_models(eval);
    let plain = witnesses.into_iter().filter(|model| model.name == PLAIN);
    let models: Vec<&ModelResult> = candidates.into_iter().take(2).chain(plain).collect();
    let Some(first) = models.first() else { return Vec::new() };
    let mut divisions: Vec<&str> = first.segments.iter().map(|one| one.by.as_str()).collect();
    divisions.dedup();
    divisions.into_iter().filter_map(|by| division(eval, &models, by)).collect()
}

fn division(eval: &EvalResult, models: &[&ModelResult], by: &str) -> Option<Segments> {
    let of = |model: &ModelResult| -> Vec<(String, usize, Option<f64>)> {
        let parts = model.segments.iter().filter(|one| one.by == by);
        let figure = |one: &crate::experiment::Segment| {
            (one.group.clone(), one.users, one.metrics.get(&eval.main_metric).copied())
        };
        parts.map(figure).collect()
    };
    let groups: Vec<(String, usize)> =
        of(models.first()?).into_iter().map(|(group, users, _)| (group, users)).collect();
    let figures = |model: &&ModelResult| {
        (model.title(), of(model).into_iter().map(|(_, _, figure)| figure).collect())
    };
    let models: Vec<(String, Vec<Option<f64>>)> = models.iter().map(figures).collect();
    let is_there = models.iter().flat_map(|(_, figures)| figures).any(Option::is_some);
    let metric = eval.metric().short_name;
    (is_there && groups.len() > 1).then(|| Segments {
        by: by.to_owned(),
        metric,
        view: eval.view,
        groups,
        models,
    })
}

impl Segments {
    /// The name of the picture's file.
    pub(super) fn name(&self) -> &'static str {
        if self.by == "user activity" { "segments-users" } else { "segments-items" }
    }

    pub(super) fn caption(&self) -> String {
        let what = if self.by == "user activity" {
            "Users by the rows of their history, in parts of about as many users; those of equal length stay together"
        } else {
            "Held-out items by their popularity in training; each user counts with the held-out items of the part alone"
        };
        format!("{} by {}. {what}.", self.metric, self.by)
    }

    pub(super) fn table(&self) -> Table {
        let mut heading = vec![self.by.clone(), "users".to_owned()];
        heading.extend(self.models.iter().map(|(name, _)| name.clone()));
        let rows = self.groups.iter().enumerate().map(|(at, (group, users))| {
            let mut row = vec![group.clone(), count(*users)];
            row.extend(self.models.iter().map(|(_, figures)| {
                let figure = figures.get(at).copied().flatten();
                figure.map_or_else(String::new, |figure| format!("{figure:.4}"))
            }));
            row
        });
        Table { heading, rows: rows.collect() }
    }
}
