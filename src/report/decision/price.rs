//! The monthly cost of the service, in words.

use crate::cost::{CostReport, Usage};
use crate::number::{grouped, shown};

/// The cost of a month by the first price list; unknown where none was estimated.
pub(super) struct Price {
    total: Option<f64>,
    basis: String,
    /// The recipe that no list has prices for.
    unpriced: Option<String>,
}

impl Price {
    /// The cost of this estimate.
    pub(super) fn of(cost: Option<&CostReport>) -> Self {
        let estimate = cost.and_then(|cost| cost.estimates.first());
        let basis = cost.zip(estimate).map_or_else(String::new, |(cost, estimate)| {
            let usage = &cost.usage;
            let of = |what: &str, dollars: f64| format!("{what} ${}", grouped(dollars, 2));
            let mut parts = vec![
                of("import", estimate.import),
                of("training", estimate.training),
                of("serving", estimate.serving),
            ];
            parts.extend(estimate.batch.filter(|batch| *batch > 0.0).map(|batch| of("batch jobs", batch)));
            if usage.users > 0.0 {
                return format!(
                    "{}. It rests on {} users in {} hours a month, {} requests, and the price list {} of {}.",
                    [parts.remove(0), of("recommender", estimate.serving)].join(", "),
                    grouped(usage.users, 0),
                    shown(usage.serving_hours),
                    grouped(usage.requests, 0),
                    estimate.prices.name,
                    estimate.prices.date
                );
            }
            if usage.interactions > 0.0 {
                return format!(
                    "{}. It rests on training by {} interactions a month, {} requests, and the price list {} of {}.",
                    parts.join(", "),
                    grouped(usage.interactions, 0),
                    grouped(usage.requests, 0),
                    estimate.prices.name,
                    estimate.prices.date
                );
            }
            format!(
                "{}. It rests on {} trainings a month of {:.1} hours each, {}, {} GB imported, and the price list {} of {}.",
                parts.join(", "),
                grouped(usage.trainings, 1),
                usage.training_hours,
                served(usage),
                grouped(usage.gigabytes, 4),
                estimate.prices.name,
                estimate.prices.date
            )
        });
        let unpriced = cost.filter(|cost| !cost.unpriced.is_empty());
        let unpriced = unpriced.and_then(|cost| cost.recipe.clone());
        let total = cost.zip(estimate).and_then(|(cost, one)| one.known_total(&cost.usage));
        Self { total, basis, unpriced }
    }

    /// Tells whether no cost was estimated.
    pub(super) const fn is_unknown(&self) -> bool {
        self.total.is_none() && self.unpriced.is_none()
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
        match (self.total, &self.unpriced) {
            (None, Some(recipe)) => {
                format!("Unknown: no price list has all the prices for {recipe}.")
            }
            (None, None) => "Not estimated yet.".to_owned(),
            (Some(total), _) => format!("About ${} a month: {}", grouped(total, 2), self.basis),
        }
    }
}

/// The campaign and the batch jobs.
fn served(usage: &Usage) -> String {
    let noun = if (usage.tps - 1.0).abs() < 1e-9 { "request" } else { "requests" };
    let campaign = if usage.tps > 0.0 {
        let (tps, hours) = (shown(usage.tps), shown(usage.serving_hours));
        format!("a campaign for {tps} {noun} a second that is up for {hours} hours")
    } else {
        "no campaign".to_owned()
    };
    if usage.batch_lists > 0.0 {
        return format!("{campaign}, {} lists of batch jobs", grouped(usage.batch_lists, 0));
    }
    campaign
}
