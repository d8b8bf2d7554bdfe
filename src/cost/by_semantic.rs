//! A month of the recipe that compares texts, whose training and campaign have prices of their own.

use super::campaign::estimate;
use super::prices::{PriceList, Prices};
use super::report::CostReport;
use super::usage::{Unpriced, Usage, provisioned};

/// The cost of the month of `usage` by each list of `prices` that has prices for it. Where none has, there is no estimate, and
/// the report names what is unpriced.
#[must_use]
pub fn estimate_by_semantic(usage: Usage, basis: Vec<String>, prices: Prices) -> CostReport {
    let lists = prices.lists.into_iter().filter_map(|list| {
        let own = list.semantic.clone()?;
        Some(PriceList {
            training_per_hour: own.training_per_hour,
            batch_per_list: own.batch_per_list,
            serving: own.serving,
            ..list
        })
    });
    let report = estimate(usage, basis, Prices { lists: lists.collect(), ..prices });
    if !report.estimates.is_empty() {
        return report;
    }
    let amount = |what: &str, amount: f64, unit: &str, key: &str| Unpriced {
        what: what.to_owned(),
        amount,
        unit: unit.to_owned(),
        key: format!("semantic.{key}"),
    };
    let requests = provisioned(&usage).max(usage.requests);
    let mut unpriced = vec![
        amount("training", usage.trainings, "trainings", "training_per_hour"),
        amount("campaign", requests, "requests", "serving"),
    ];
    if usage.batch_lists > 0.0 {
        unpriced.push(amount("batch jobs", usage.batch_lists, "lists", "batch_per_list"));
    }
    CostReport { unpriced, ..report }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::prices::{SemanticPrices, Serving, Tier};

    const USAGE: Usage = Usage {
        gigabytes: 0.0,
        training_hours: 2.0,
        trainings: 3.0,
        tps: 1.0,
        serving_hours: 10.0,
        requests: 0.0,
        batch_lists: 0.0,
        interactions: 0.0,
        users: 0.0,
        free_tier: false,
    };

    #[test]
    fn it_has_prices_of_its_own_or_none() {
        let report = estimate_by_semantic(USAGE, Vec::new(), Prices::shipped());
        assert!(report.estimates.is_empty());
        let found: Vec<(&str, f64)> =
            report.unpriced.iter().map(|one| (one.key.as_str(), one.amount)).collect();
        assert_eq!(found, [("semantic.training_per_hour", 3.0), ("semantic.serving", 36_000.0)]);
        let mut prices = Prices::shipped();
        let serving = Serving::TpsHour { tiers: vec![Tier { up_to: None, price: 0.1 }] };
        prices.lists[0].semantic =
            Some(SemanticPrices { training_per_hour: 1.0, serving, batch_per_list: None });
        let report = estimate_by_semantic(USAGE, Vec::new(), prices);
        let [one] = &report.estimates[..] else { panic!("one list has the prices") };
        assert!((one.total - 7.0).abs() < 1e-12);
    }
}
