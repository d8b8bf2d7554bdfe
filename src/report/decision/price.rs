//! The monthly cost of the service, in words.

use crate::cost::CostReport;
use crate::number::{grouped, shown};

/// The cost of a month by the first price list; unknown where none was estimated.
pub(super) struct Price {
    total: Option<f64>,
    basis: String,
}

impl Price {
    /// The cost of this estimate.
    pub(super) fn of(cost: Option<&CostReport>) -> Self {
        let estimate = cost.and_then(|cost| cost.estimates.first());
        let basis = cost.zip(estimate).map_or_else(String::new, |(cost, estimate)| {
            let usage = &cost.usage;
            let of = |what: &str, dollars: f64| format!("{what} ${}", grouped(dollars, 2));
            let parts = [
                of("import", estimate.import),
                of("training", estimate.training),
                of("serving", estimate.serving),
            ];
            format!(
                "{}. It rests on {} trainings a month of {:.1} hours each, a campaign for {} that is up for {} \
                 hours, {} GB imported, and the price list {} of {}.",
                parts.join(", "),
                grouped(usage.trainings, 1),
                usage.training_hours,
                per_second(usage.tps),
                shown(usage.serving_hours),
                grouped(usage.gigabytes, 4),
                estimate.prices.name,
                estimate.prices.date
            )
        });
        Self { total: estimate.map(|estimate| estimate.total), basis }
    }

    /// Tells whether no cost was estimated.
    pub(super) const fn is_unknown(&self) -> bool {
        self.total.is_none()
    }

    /// The cost as a part of a sentence.
    pub(super) fn a_month(&self) -> String {
        self.total.map_or_else(
            || "an unknown amount a month".to_owned(),
            |total| format!("${} a month", grouped(total, 0)),
        )
    }

    /// The cost and what it rests on.
    pub(super) fn sentence(&self) -> String {
        match self.total {
            None => "Not estimated yet.".to_owned(),
            Some(total) => format!("About ${} a month: {}", grouped(total, 2), self.basis),
        }
    }
}

/// The requests that a campaign has to answer.
fn per_second(tps: f64) -> String {
    let noun = if (tps - 1.0).abs() < 1e-9 { "request" } else { "requests" };
    format!("{} {noun} a second", shown(tps))
}
