//! The metrics of every model as bars.

use super::panel::{Marks, Panel, Panels};
use crate::compare::{Beside, Run};
use crate::experiment::{EvalResult, MAIN_METRIC};
use crate::metric::Metric;
use crate::number::thousands;

/// The panels of the metric chart: the main metric first, then two that say other things.
pub(super) fn panels_of(main: Metric) -> [Metric; 3] {
    let beside = [Metric::ReciprocalRank, Metric::Precision(25), MAIN_METRIC];
    let mut others = beside.into_iter().filter(|&one| one != main);
    let mut next = || others.next().unwrap_or(MAIN_METRIC);
    [main, next(), next()]
}

pub(super) fn panels(eval: &EvalResult, beside: Option<(&Beside, &Run)>) -> Panels {
    let heading = format!(
        "Mean over {} test users, convention {}, with 95 % intervals",
        thousands(eval.protocol.users_tested as u64),
        eval.convention
    );
    Panels {
        heading,
        names: eval.models.iter().map(crate::experiment::ModelResult::title).collect(),
        metrics: panels_of(eval.metric()).map(|metric| panel(eval, beside, metric)).into(),
    }
}

fn panel(eval: &EvalResult, beside: Option<(&Beside, &Run)>, metric: Metric) -> Panel {
    let key = metric.key();
    let service = beside.and_then(|(_, run)| run.rows.iter().find(|row| row.metric == key));
    let marks = eval.models.iter().map(|model| {
        let value = model.metrics.get(&key).copied().unwrap_or(0.0);
        let whisker = model.intervals.get(&key).map(|interval| (interval.low, interval.high));
        Some(Marks { bar: (0.0, value), whisker, tick: None })
    });
    Panel {
        title: metric.short_name(),
        marks: marks.collect(),
        service: service.map(|row| row.service),
    }
}
