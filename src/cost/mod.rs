//! Estimates what import, training and serving would cost in a month of 30 days.

mod by_interactions;
mod prices;
mod report;
mod training;

pub use by_interactions::estimate_by_interactions;
pub use prices::{
    FreeTier, InteractionPrices, PriceList, Prices, PricesError, SHIPPED, Serving, Tier,
};
pub use report::{CostReport, Estimate, Unpriced, Usage};
pub use training::estimated_hours;

use crate::number::{round_to_count, thousands};
use prices::tiered;

/// Days of a month.
pub const DAYS: f64 = 30.0;
/// Hours of a month.
pub const HOURS: f64 = 24.0 * DAYS;
const SECONDS_PER_HOUR: f64 = 3_600.0;

/// The cost of the month of `usage` by each list of `prices`, of which there is at least one.
#[must_use]
pub fn estimate(usage: Usage, basis: Vec<String>, prices: Prices) -> CostReport {
    let free = if usage.free_tier { prices.free_tier } else { FreeTier::default() };
    let estimates: Vec<Estimate> =
        prices.lists.into_iter().map(|list| one(&usage, &free, list)).collect();
    let advice = estimates.first().map_or_else(Vec::new, |first| advice(&usage, first));
    CostReport {
        schema_version: 2,
        interactions_sha256: String::new(),
        recipe: None,
        unpriced: Vec::new(),
        free_tier: usage.free_tier.then_some(free),
        usage,
        basis,
        estimates,
        advice,
    }
}

fn one(usage: &Usage, free: &FreeTier, prices: PriceList) -> Estimate {
    let beyond = |used: f64, free: f64| (used - free).max(0.0);
    let import = beyond(usage.gigabytes, free.gigabytes) * prices.import_per_gb;
    let hours = usage.training_hours * usage.trainings;
    let training = beyond(hours, free.training_hours) * prices.training_per_hour;
    let served = |requests| serving(usage, requests, free.requests, &prices.serving);
    let (serving, idle) = (served(usage.requests), served(0.0));
    let batch = match prices.batch_per_list {
        _ if usage.batch_lists <= 0.0 => Some(0.0),
        price => price.map(|price| usage.batch_lists * price),
    };
    let as_batch =
        prices.batch_per_list.filter(|_| usage.requests > 0.0).map(|price| usage.requests * price);
    let total = import + training + serving + batch.unwrap_or(0.0);
    Estimate { prices, import, training, serving, batch, total, idle, as_batch }
}

/// The cost of serving. Charged is what is provisioned or what is asked for, whichever is more, also when
/// nothing is asked (price page, old copy).
fn serving(usage: &Usage, requests: f64, free_requests: f64, serving: &Serving) -> f64 {
    if usage.tps <= 0.0 {
        // No campaign, which nobody can ask.
        return 0.0;
    }
    let provisioned = usage.tps * usage.serving_hours * SECONDS_PER_HOUR;
    let charged = (provisioned.max(requests) - free_requests).max(0.0);
    match serving {
        Serving::TpsHour { tiers } => tiered(charged / SECONDS_PER_HOUR, tiers),
        Serving::Request { tiers } => tiered(charged, tiers),
    }
}

fn advice(usage: &Usage, estimate: &Estimate) -> Vec<String> {
    let dollars = |amount: f64| format!("${amount:.2}");
    let mut all = Vec::new();
    if estimate.idle > 0.0 {
        all.push(format!(
            "the campaign costs {} when nobody asks it anything: it is charged for {} TPS in each of \
             {} hours; delete it when it is not needed",
            dollars(estimate.idle),
            usage.tps,
            usage.serving_hours
        ));
    }
    if let Some(batch) = estimate.as_batch {
        let asked = thousands(round_to_count(usage.requests) as u64);
        let way = if usage.tps <= 0.0 {
            format!("without a campaign a batch job, {}", dollars(batch))
        } else if batch <= estimate.serving {
            let serving = dollars(estimate.serving);
            format!(
                "a batch job, if recommendations may be hours old, {} against {serving}",
                dollars(batch)
            )
        } else {
            format!("the campaign, {} against {}", dollars(estimate.serving), dollars(batch))
        };
        all.push(format!("cheapest for {asked} recommendations: {way}"));
    }
    let parts = [
        ("training", estimate.training),
        ("the campaign", estimate.serving),
        ("batch jobs", estimate.batch.unwrap_or(0.0)),
        ("import", estimate.import),
    ];
    let (what, most) = parts
        .into_iter()
        .reduce(|most, one| if one.1 > most.1 { one } else { most })
        .unwrap_or_default();
    if most > 0.0 {
        let share = most / estimate.total * 100.0;
        all.push(format!("most of it, {share:.0} %, is {what}"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0.005 GB, half of 2 × 10 hours a day for 30 days, 2 TPS for 720 hours.
    const WORKED_EXAMPLE: Usage = Usage {
        gigabytes: 0.005,
        training_hours: 10.0,
        trainings: 30.0,
        tps: 2.0,
        serving_hours: HOURS,
        requests: 0.0,
        batch_lists: 0.0,
        interactions: 0.0,
        free_tier: false,
    };

    fn by(usage: Usage) -> [Estimate; 2] {
        let report = estimate(usage, Vec::new(), Prices::shipped());
        report.estimates.try_into().expect("two lists")
    }

    #[test]
    fn the_worked_example_comes_to_360_dollars_by_the_old_prices() {
        let [current, old] = by(WORKED_EXAMPLE);
        // 0.005 · 0.05, 300 · 0.24, 1,440 · 0.20
        assert!((old.import - 0.000_25).abs() < 1e-12);
        assert!((old.training - 72.0).abs() < 1e-9);
        assert!((old.serving - 288.0).abs() < 1e-9);
        assert!((old.total - 360.0).abs() < 0.005);
        // 1,440 · 3,600 requests at $0.0556 per 1,000.
        assert!((current.serving - 5_184.0 * 0.0556).abs() < 1e-9);
        // Nobody asks anything: the whole of it is idle.
        assert!((current.idle - current.serving).abs() < 1e-12);
    }

    /// The fact sheet: 1 TPS is 86,400 recommendations a day, about $144 in 30 days.
    #[test]
    fn an_idle_campaign_of_one_transaction_a_second() {
        let [current, old] = by(Usage { tps: 1.0, ..WORKED_EXAMPLE });
        assert!((current.idle - 2_592.0 * 0.0556).abs() < 1e-9);
        assert!((old.idle - 144.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_asked_counts_where_it_is_more_than_what_is_provisioned() {
        // 1 TPS for 720 hours is 2,592,000 requests.
        let of = |requests| by(Usage { tps: 1.0, requests, ..WORKED_EXAMPLE });
        assert!((of(1e6)[0].serving - of(0.0)[0].serving).abs() < 1e-12);
        assert!((of(3e6)[0].serving - 3_000.0 * 0.0556).abs() < 1e-9);
        // 3,000,000 / 3,600 TPS-hours at $0.20.
        assert!((of(3e6)[1].serving - 3e6 / 3_600.0 * 0.2).abs() < 1e-9);
        // As a batch job 3,000 · $0.067.
        assert!((of(3e6)[0].as_batch.expect("a price") - 201.0).abs() < 1e-9);
        assert_eq!(of(0.0)[0].as_batch, None);
    }

    #[test]
    fn the_free_tier_is_taken_off_once() {
        let usage = Usage { gigabytes: 25.0, free_tier: true, tps: 1.0, ..WORKED_EXAMPLE };
        let [current, _] = by(usage);
        // 5 GB, 200 hours, 2,592,000 − 180,000 requests.
        assert!((current.import - 0.25).abs() < 1e-12);
        assert!((current.training - 48.0).abs() < 1e-9);
        assert!((current.serving - 2_412.0 * 0.0556).abs() < 1e-9);
    }

    #[test]
    fn the_cheapest_way_is_named() {
        let of = |requests| {
            let usage = Usage { tps: 1.0, requests, ..WORKED_EXAMPLE };
            estimate(usage, Vec::new(), Prices::shipped()).advice[1].clone()
        };
        assert!(of(100e3).contains("a batch job") && of(100e3).contains("$6.70 against $144.12"));
        assert!(of(10e6).contains("the campaign, $556.00 against $670.00"));
    }
}
