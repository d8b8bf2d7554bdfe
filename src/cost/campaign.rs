//! A month of a recipe that is charged by training hours and by what its campaign is provisioned for.

use super::advice::advice;
use super::data::BatchLists;
use super::estimate::Estimate;
use super::prices::{FreeTier, PriceList, Prices, Serving, tiered};
use super::report::CostReport;
use super::usage::{SECONDS_PER_HOUR, Usage, provisioned};

/// The cost of the month of `usage` by each list of `prices`, of which there is at least one.
#[must_use]
pub fn estimate(usage: Usage, basis: Vec<String>, prices: Prices) -> CostReport {
    let free = if usage.free_tier { prices.free_tier } else { FreeTier::default() };
    let estimates: Vec<Estimate> =
        prices.lists.into_iter().map(|list| one(&usage, &free, list)).collect();
    let advice = estimates.first().map_or_else(Vec::new, |first| advice(&usage, first, None));
    CostReport {
        free_tier: usage.free_tier.then_some(free),
        advice,
        ..CostReport::new(usage, basis, estimates)
    }
}

/// The report with a batch job that makes these lists after each training as another way, and the advice anew.
#[must_use]
pub fn with_batch_lists(report: CostReport, lists: BatchLists) -> CostReport {
    let first = report.estimates.first();
    let advice = first.map(|first| advice(&report.usage, first, Some(&lists)));
    let advice = advice.unwrap_or_else(|| report.advice.clone());
    CostReport { advice, batch_instead: Some(lists), ..report }
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
    let unused = 1.0 - (usage.requests / provisioned(usage)).min(1.0);
    let idle_share = (serving > 0.0).then_some(serving * unused / total);
    // Nothing rests on them.
    let prices = PriceList { recommenders: None, ..prices };
    Estimate { prices, import, training, serving, batch, total, idle, idle_share, as_batch }
}

/// The cost of serving. Charged is what is provisioned or what is asked for, whichever is more, also when
/// nothing is asked (price page, old copy).
fn serving(usage: &Usage, requests: f64, free_requests: f64, serving: &Serving) -> f64 {
    if usage.tps <= 0.0 {
        // No campaign, which nobody can ask.
        return 0.0;
    }
    let charged = (provisioned(usage).max(requests) - free_requests).max(0.0);
    match serving {
        Serving::TpsHour { tiers } => tiered(charged / SECONDS_PER_HOUR, tiers),
        Serving::Request { tiers } => tiered(charged, tiers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::usage::HOURS;

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
        users: 0.0,
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
            estimate(usage, Vec::new(), Prices::shipped()).advice.join("\n")
        };
        assert!(of(100e3).contains("a batch job") && of(100e3).contains("$6.70 against $144.12"));
        assert!(of(10e6).contains("the campaign, $556.00 against $670.00"));
    }

    #[test]
    fn the_part_of_the_month_that_is_paid_for_idling_is_told() {
        let of = |requests| {
            let usage =
                Usage { tps: 1.0, trainings: 0.0, gigabytes: 0.0, requests, ..WORKED_EXAMPLE };
            estimate(usage, Vec::new(), Prices::shipped())
        };
        let share = |requests| of(requests).estimates[0].idle_share.expect("a campaign");
        // 1 TPS for 720 hours is 2,592,000 requests, and nothing else is paid.
        assert!((share(0.0) - 1.0).abs() < 1e-12);
        assert!((share(648e3) - 0.75).abs() < 1e-12);
        assert!(share(2_592e3).abs() < 1e-12 && share(9e6).abs() < 1e-12);
        assert!(of(648e3).advice[0].starts_with("75 % of the month, $108.09, is paid for an idle"));
        let trained = Usage { tps: 1.0, trainings: 0.01, ..WORKED_EXAMPLE };
        let [trained, _] = by(trained);
        assert_eq!(trained.idle_percent().as_deref(), Some("over 99 %"));
        assert!(!of(9e6).advice[0].contains("idle"));
        let none = Usage { tps: 0.0, ..WORKED_EXAMPLE };
        assert_eq!(estimate(none, Vec::new(), Prices::shipped()).estimates[0].idle_share, None);
    }

    #[test]
    fn a_batch_job_for_everybody_is_another_way() {
        let usage = Usage { tps: 1.0, ..WORKED_EXAMPLE };
        let report = estimate(usage, Vec::new(), Prices::shipped());
        let report = with_batch_lists(report, BatchLists { whose: "user".to_owned(), each: 100 });
        // 100 · 30 · $0.000067
        let wanted = "a batch job for each of 100 users after each of 30 trainings, 3,000 lists, costs $0.20 against $144.12 for \
                      the campaign";
        assert_eq!(report.advice[1], wanted);
    }
}
