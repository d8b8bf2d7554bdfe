//! Charts of the service's figures among test sets of its size, drawn from our users.

use super::metric::panels_of;
use super::panel::{Marks, Panel, Panels};
use crate::compare::{Beside, Simulated, Simulation};
use crate::experiment::MAIN_METRIC;
use crate::metric::{Metric, REPORTED};
use crate::number::thousands;

/// The caption: what the picture shows, in words.
pub(super) fn caption(beside: &Beside) -> String {
    let Some(first) = beside.simulations.first() else { return String::new() };
    format!(
        "{} test sets of {} users, drawn from the {} that we tested: the bar is the middle half of \
         their figures, the thin line the middle 95 %, the line across it our figure over all users. \
         The dashed line is Personalize ({}).",
        thousands(first.draws as u64),
        thousands(first.users as u64),
        thousands(first.of as u64),
        beside.service.name
    )
}

/// The metric that decides in the run that was laid beside, as far as the service reports it.
fn main_metric(beside: &Beside) -> Metric {
    let key = beside.runs.first().map(|run| run.main_metric.as_str());
    let reported = REPORTED.into_iter().find(|metric| Some(metric.key().as_str()) == key);
    reported.unwrap_or(MAIN_METRIC)
}

pub(super) fn panels(beside: &Beside) -> Panels {
    let simulations = &beside.simulations;
    let heading = simulations.first().map_or_else(String::new, |first| {
        format!(
            "{} test sets of {} of our {} users: middle half and middle 95 %",
            thousands(first.draws as u64),
            thousands(first.users as u64),
            thousands(first.of as u64)
        )
    });
    Panels {
        heading,
        names: simulations.iter().map(|one| one.model.clone()).collect(),
        metrics: panels_of(main_metric(beside)).map(|metric| panel(simulations, metric)).into(),
    }
}

fn panel(simulations: &[Simulation], metric: Metric) -> Panel {
    let key = metric.key();
    let found: Vec<Option<&Simulated>> = simulations
        .iter()
        .map(|one| one.figures.iter().find(|figure| figure.metric == key))
        .collect();
    let marks = found.iter().map(|figure| {
        let figure = (*figure)?;
        // Halves lie between the whole percentiles.
        let between = |at: usize| {
            let pair = figure.percentiles.get(at).zip(figure.percentiles.get(at + 1))?;
            Some(f64::midpoint(*pair.0, *pair.1))
        };
        let quarter = |at: usize| figure.percentiles.get(at).copied();
        Some(Marks {
            bar: quarter(25).zip(quarter(75))?,
            whisker: between(2).zip(between(97)),
            tick: Some(figure.ours),
        })
    });
    Panel {
        title: metric.short_name(),
        marks: marks.collect(),
        service: found.iter().flatten().next().map(|figure| figure.service),
    }
}
