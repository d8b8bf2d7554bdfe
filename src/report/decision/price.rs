//! The monthly cost of the service, in words.

use crate::cost::{CostReport, Estimate, Usage};
use crate::number::{grouped, shown};

/// The cost of a month by the first price list; unknown where none was estimated.
pub(super) struct Price {
    total: Option<f64>,
    basis: String,
    /// The recipe, or the part of the month, that no list has all the prices for.
    unpriced: Option<String>,
}

impl Price {
    /// The cost of this estimate.
    pub(super) fn of(cost: Option<&CostReport>) -> Self {
        let estimate = cost.and_then(|cost| cost.estimates.first());
        let basis = cost.zip(estimate).map_or_else(String::new, |(cost, estimate)| {
            format!(
                "{}. It rests on {}, and the price list {} of {}.",
                parts(&cost.usage, estimate).join(", "),
                rests_on(&cost.usage),
                estimate.prices.name,
                estimate.prices.date
            )
        });
        let total = cost.zip(estimate).and_then(|(cost, one)| one.known_total(&cost.usage));
        let unpriced = cost.filter(|cost| !cost.unpriced.is_empty());
        let unpriced = unpriced.and_then(|cost| cost.recipe.clone());
        let batch = estimate.filter(|_| total.is_none()).map(|_| "batch jobs".to_owned());
        Self { total, basis, unpriced: unpriced.or(batch) }
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

/// The parts of the month with their costs.
fn parts(usage: &Usage, estimate: &Estimate) -> Vec<String> {
    let of = |what: &str, dollars: f64| format!("{what} ${}", grouped(dollars, 2));
    let import = of("import", estimate.import);
    if usage.users > 0.0 {
        return vec![import, of("recommender", estimate.serving)];
    }
    let mut parts =
        vec![import, of("training", estimate.training), of("serving", estimate.serving)];
    let batch = estimate.batch.filter(|batch| *batch > 0.0);
    parts.extend(batch.map(|batch| of("batch jobs", batch)));
    parts
}

/// The amounts that are charged for.
fn rests_on(usage: &Usage) -> String {
    let requests = grouped(usage.requests, 0);
    if usage.users > 0.0 {
        let (users, hours) = (grouped(usage.users, 0), shown(usage.serving_hours));
        return format!("{users} users in {hours} hours a month, {requests} requests");
    }
    if usage.interactions > 0.0 {
        let interactions = grouped(usage.interactions, 0);
        return format!("training by {interactions} interactions a month, {requests} requests");
    }
    format!(
        "{} trainings a month of {:.1} hours each, {}, {} GB imported",
        grouped(usage.trainings, 1),
        usage.training_hours,
        served(usage),
        grouped(usage.gigabytes, 4),
    )
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::{Prices, estimate, estimate_by_recommenders};

    #[test]
    fn what_is_not_known_is_said_and_no_figure_given() {
        let usage = Usage { users: 10.0, serving_hours: 720.0, ..Usage::default() };
        let report = estimate_by_recommenders(usage, Vec::new(), Prices::shipped());
        let report = CostReport { recipe: Some("aws-vod-top-picks".to_owned()), ..report };
        let price = Price::of(Some(&report));
        assert_eq!(
            price.sentence(),
            "Unknown: no price list has all the prices for aws-vod-top-picks."
        );
        assert_eq!(price.a_month(), "an unknown amount a month");
        let mut prices = Prices::shipped();
        prices.lists.iter_mut().for_each(|list| list.batch_per_list = None);
        let usage =
            Usage { batch_lists: 10.0, trainings: 1.0, training_hours: 1.0, ..Usage::default() };
        let report = estimate(usage, Vec::new(), prices);
        let sentence = Price::of(Some(&report)).sentence();
        assert_eq!(sentence, "Unknown: no price list has all the prices for batch jobs.");
    }

    #[test]
    fn a_recommender_says_its_users_and_hours() {
        let mut prices = Prices::shipped();
        let by = prices.lists[0].recommenders.as_mut().expect("shipped");
        by.whole_units = Some(true);
        by.user_tiers.truncate(1);
        let usage = Usage { users: 10.0, serving_hours: 720.0, ..Usage::default() };
        let report = estimate_by_recommenders(usage, Vec::new(), prices);
        assert_eq!(
            Price::of(Some(&report)).sentence(),
            "About $270.00 a month: import $0.00, recommender $270.00. It rests on 10 users in 720 hours a month, 0 requests, and \
             the price list current of 2026-07."
        );
    }
}
