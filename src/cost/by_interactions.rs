//! A month of a recipe of the second generation, whose training is charged by interactions.
//!
//! They are counted before any filter of event types or values (developer guide,
//! native-recipe-user-personalization-v2), and requests have a price of their own.

use super::estimate::Estimate;
use super::prices::{FreeTier, InteractionPrices, PriceList, Prices};
use super::report::CostReport;
use super::usage::{Unpriced, Usage};

/// The cost of the month of `usage` where training is charged by [`Usage::interactions`], by each list of `prices` that has
/// prices for it. Where none has, there is no estimate, and the report names what is unpriced: never are the prices of
/// another scheme taken.
#[must_use]
pub fn estimate_by_interactions(usage: Usage, basis: Vec<String>, prices: Prices) -> CostReport {
    let free = if usage.free_tier { prices.free_tier } else { FreeTier::default() };
    let mut estimates = Vec::new();
    let mut lacking = None;
    for list in prices.lists {
        let Some(by) = list.by_interactions else { continue };
        match batch(&usage, &by) {
            Ok(batch) => estimates.push(one(&usage, (list, by), batch, &free)),
            Err(unpriced) => {
                lacking.get_or_insert(vec![unpriced]);
            }
        }
    }
    let has_estimate = !estimates.is_empty();
    let unpriced = lacking.unwrap_or_else(|| all(&usage));
    CostReport {
        free_tier: usage.free_tier.then_some(free),
        unpriced: if has_estimate { Vec::new() } else { unpriced },
        ..CostReport::new(usage, basis, estimates)
    }
}

/// The cost of batch jobs; none without them.
fn batch(usage: &Usage, by: &InteractionPrices) -> Result<Option<f64>, Unpriced> {
    if usage.batch_lists <= 0.0 {
        return Ok(None);
    }
    let price = by.per_thousand_batch_lists.ok_or_else(|| unpriced_batch(usage))?;
    Ok(Some(usage.batch_lists / 1e3 * price))
}

fn one(
    usage: &Usage,
    (prices, by): (PriceList, InteractionPrices),
    batch: Option<f64>,
    free: &FreeTier,
) -> Estimate {
    let import = (usage.gigabytes - free.gigabytes).max(0.0) * prices.import_per_gb;
    let training = usage.interactions / 1e6 * by.per_million_interactions;
    let serving = usage.requests / 1e3 * by.per_thousand_requests;
    Estimate {
        total: import + training + serving + batch.unwrap_or(0.0),
        import,
        training,
        serving,
        batch,
        idle: 0.0,
        idle_share: None,
        as_batch: None,
        // Nothing rests on those of recommenders.
        prices: PriceList { recommenders: None, ..prices },
    }
}

fn amount(what: &str, amount: f64, unit: &str, key: &str) -> Unpriced {
    Unpriced {
        what: what.to_owned(),
        amount,
        unit: unit.to_owned(),
        key: format!("by_interactions.{key}"),
    }
}

fn unpriced_batch(usage: &Usage) -> Unpriced {
    amount("batch jobs", usage.batch_lists, "lists", "per_thousand_batch_lists")
}

/// The units where no list has prices.
fn all(usage: &Usage) -> Vec<Unpriced> {
    let mut all = vec![
        amount("training", usage.interactions, "interactions", "per_million_interactions"),
        amount("requests", usage.requests, "requests", "per_thousand_requests"),
    ];
    if usage.batch_lists > 0.0 {
        all.push(unpriced_batch(usage));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const USAGE: Usage = Usage {
        gigabytes: 2.0,
        training_hours: 0.0,
        trainings: 4.0,
        tps: 1.0,
        serving_hours: 720.0,
        requests: 10_000.0,
        batch_lists: 0.0,
        interactions: 2e6,
        users: 0.0,
        free_tier: false,
    };

    #[test]
    fn without_a_price_the_units_and_the_keys_are_named() {
        let report = estimate_by_interactions(USAGE, Vec::new(), Prices::shipped());
        assert!(report.estimates.is_empty());
        let found: Vec<(&str, f64)> =
            report.unpriced.iter().map(|one| (one.key.as_str(), one.amount)).collect();
        let wanted = [
            ("by_interactions.per_million_interactions", 2e6),
            ("by_interactions.per_thousand_requests", 10_000.0),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn with_prices_each_part_has_its_own() {
        let mut prices = Prices::shipped();
        let by = InteractionPrices {
            per_million_interactions: 3.0,
            per_thousand_requests: 0.15,
            per_thousand_batch_lists: None,
        };
        prices.lists[1].by_interactions = Some(by);
        let with_batch = Usage { batch_lists: 500.0, ..USAGE };
        let lacking = estimate_by_interactions(with_batch, Vec::new(), prices.clone());
        assert!(lacking.estimates.is_empty());
        let keys: Vec<&str> = lacking.unpriced.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, ["by_interactions.per_thousand_batch_lists"]);
        let report = estimate_by_interactions(USAGE, Vec::new(), prices);
        let [one] = &report.estimates[..] else { panic!("one list has prices: {report:?}") };
        // 2 GB at $0.05; 2 million at $3; 10 thousand at $0.15.
        assert!((one.import - 0.1).abs() < 1e-12 && (one.training - 6.0).abs() < 1e-12);
        assert!((one.serving - 1.5).abs() < 1e-12 && (one.total - 7.6).abs() < 1e-12);
        assert!(report.unpriced.is_empty());
    }
}
