//! A month of a use case of a domain group, whose recommender is charged by users and hours.
//!
//! Requests are free up to a number an hour. Charged is the minimum that is provisioned or what is asked for,
//! whichever is more (API reference, `CreateRecommender`).

use super::estimate::Estimate;
use super::prices::{FreeTier, PriceList, Prices};
use super::recommender_prices::{RecommenderPrices, USERS_PER_UNIT};
use super::report::CostReport;
use super::usage::{Unpriced, Usage, provisioned};
use crate::number::{grouped, shown};

/// The cost of the month of `usage` where a recommender is charged by [`Usage::users`], by each list of `prices` that says all
/// that it rests on. Where none does, there is no estimate, and the report names what is unpriced with the keys that
/// would price it.
#[must_use]
pub fn estimate_by_recommenders(usage: Usage, basis: Vec<String>, prices: Prices) -> CostReport {
    let free = if usage.free_tier { prices.free_tier } else { FreeTier::default() };
    let mut estimates = Vec::new();
    let mut lacking = None;
    for list in prices.lists {
        let Some(by) = list.recommenders.clone() else { continue };
        match parts(&usage, &by) {
            Ok(parts) => estimates.push(one(&usage, list, parts, &free)),
            Err(unpriced) => {
                lacking.get_or_insert_with(|| (unpriced, at_most(&usage, &by, &list.name)));
            }
        }
    }
    let mut advice: Vec<String> = estimates.first().and_then(idle).into_iter().collect();
    let mut unpriced = Vec::new();
    if estimates.is_empty() {
        let (lacking, bound) = lacking.map_or_else(|| (all(&usage), None), |(a, b)| (a, Some(b)));
        unpriced = lacking;
        advice.extend(bound);
    }
    CostReport {
        free_tier: usage.free_tier.then_some(free),
        unpriced,
        advice,
        ..CostReport::new(usage, basis, estimates)
    }
}

/// The cost of users, and of requests beyond the free ones.
#[derive(Debug, Clone, Copy)]
struct Parts {
    users: f64,
    requests: f64,
}

/// The requests that are charged for in the month, the free ones among them.
fn asked(usage: &Usage) -> f64 {
    provisioned(usage).max(usage.requests)
}

fn parts(usage: &Usage, by: &RecommenderPrices) -> Result<Parts, Vec<Unpriced>> {
    let hours = usage.serving_hours;
    let is_whole = (usage.users % USERS_PER_UNIT).abs() < f64::EPSILON;
    let up = (usage.users / USERS_PER_UNIT).ceil() * USERS_PER_UNIT;
    let mut keys = Vec::new();
    if by.whole_units.is_none() && !is_whole {
        keys.push("recommenders.whole_units".to_owned());
    }
    let users = if by.whole_units == Some(true) { up } else { usage.users };
    let tier = by.tier_of(users);
    if let Err(limit) = tier {
        keys.push(format!("recommenders.user_tiers[{}].up_to", limit.0));
    }
    let asked = asked(usage);
    let free = match tier {
        Ok(tier) => by.user_tiers[tier].free_requests_per_hour,
        Err(_) => by.least_free(),
    };
    let beyond = (asked - free * hours).max(0.0);
    let mut unpriced = Vec::new();
    if !keys.is_empty() {
        unpriced.push(units(("users", "user-hours"), usage.users * hours, keys.join(", ")));
    }
    let requests = by.requests(beyond);
    if let (Err(limit), true) = (tier, beyond > 0.0) {
        // How many are free is not known either.
        let key = format!("recommenders.user_tiers[{}].up_to", limit.0);
        unpriced.push(units(("requests", "requests, the free ones among them"), asked, key));
    } else if let Err(limit) = requests {
        let key = format!("recommenders.request_tiers[{}].up_to", limit.0);
        unpriced.push(units(("requests", "requests beyond the free ones"), beyond, key));
    }
    match (by.users_an_hour(users), requests) {
        (Ok(an_hour), Ok(requests)) if unpriced.is_empty() => {
            Ok(Parts { users: an_hour * hours, requests })
        }
        _ => Err(unpriced),
    }
}

fn one(usage: &Usage, prices: PriceList, parts: Parts, free: &FreeTier) -> Estimate {
    let import = (usage.gigabytes - free.gigabytes).max(0.0) * prices.import_per_gb;
    let serving = parts.users + parts.requests;
    let total = import + serving;
    // What is provisioned is charged for without a request.
    let none_asked = Usage { requests: 0.0, ..*usage };
    let by = prices.recommenders.as_ref();
    let idle = by.and_then(|by| self::parts(&none_asked, by).ok());
    let idle = idle.map_or(0.0, |parts| parts.users + parts.requests);
    let idle_share = (total > 0.0 && usage.requests <= 0.0).then_some(idle / total);
    Estimate {
        prices,
        import,
        training: 0.0,
        serving,
        batch: None,
        total,
        idle,
        idle_share,
        as_batch: None,
    }
}

fn idle(estimate: &Estimate) -> Option<String> {
    let share = estimate.idle_percent()?;
    Some(format!(
        "{share} of the month, ${}, is paid for an idle recommender: no request is asked for, and it is charged for \
         its users all the same; stop it while it is not needed, which pauses the charge",
        grouped(estimate.idle, 2)
    ))
}

/// The bound that holds whatever the limits are.
fn at_most(usage: &Usage, by: &RecommenderPrices, list: &str) -> String {
    let (user, request) = by.dearest();
    let users = (usage.users / USERS_PER_UNIT).ceil() * user * usage.serving_hours;
    let beyond = (asked(usage) - by.least_free() * usage.serving_hours).max(0.0);
    format!(
        "no estimate, but a bound by the prices `{list}`: at most ${} beside the import, were every user in the dearest tier \
         and a begun 100,000 a whole one",
        grouped(users + beyond * request, 2)
    )
}

/// The units where no list has any price of recommenders.
fn all(usage: &Usage) -> Vec<Unpriced> {
    vec![
        units(
            ("users", "user-hours"),
            usage.users * usage.serving_hours,
            "recommenders.user_tiers".to_owned(),
        ),
        units(
            ("requests", "requests, the free ones among them"),
            asked(usage),
            "recommenders.request_tiers".to_owned(),
        ),
    ]
}

fn units((what, unit): (&str, &str), amount: f64, key: String) -> Unpriced {
    Unpriced { what: what.to_owned(), amount, unit: unit.to_owned(), key }
}

/// The users and hours of a recommender, in words.
#[must_use]
pub fn recommender_basis(usage: &Usage) -> String {
    format!(
        "recommender: {} users in each of {} hours, and {} requests, as provisioned or as asked for, whichever is more; its training \
         is taken to be in the price, for no note names another",
        grouped(usage.users, 0),
        shown(usage.serving_hours),
        grouped(asked(usage), 0)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const USAGE: Usage = Usage {
        gigabytes: 2.0,
        training_hours: 0.0,
        trainings: 0.0,
        tps: 1.0,
        serving_hours: 720.0,
        requests: 0.0,
        batch_lists: 0.0,
        interactions: 0.0,
        users: 250e3,
        free_tier: false,
    };

    fn known() -> Prices {
        let mut prices = Prices::shipped();
        let by = prices.lists[0].recommenders.as_mut().expect("shipped");
        by.whole_units = Some(false);
        for (tier, limit) in by.user_tiers.iter_mut().zip([100e3, 1e6, 10e6]) {
            tier.up_to = Some(limit);
        }
        by.request_tiers[0].up_to = Some(1e6);
        prices
    }

    fn estimated(usage: Usage, prices: Prices) -> Estimate {
        let report = estimate_by_recommenders(usage, Vec::new(), prices);
        let [one] = &report.estimates[..] else { panic!("one list has the prices: {report:?}") };
        one.clone()
    }

    fn keys(usage: Usage, prices: Prices) -> Vec<String> {
        let report = estimate_by_recommenders(usage, Vec::new(), prices);
        assert!(report.estimates.is_empty());
        report.unpriced.into_iter().map(|one| one.key).collect()
    }

    #[test]
    fn users_are_charged_by_the_hour_tier_by_tier() {
        let one = estimated(USAGE, known());
        // 1 · $0.375 and 1.5 · $0.045, each for 720 hours; 2 GB at $0.05.
        let users = 720.0 * (0.375 + 1.5 * 0.045);
        assert!((one.serving - users).abs() < 1e-9 && (one.total - users - 0.1).abs() < 1e-9);
        assert!((one.idle - users).abs() < 1e-9);
        let mut prices = known();
        prices.lists[0].recommenders.as_mut().expect("shipped").whole_units = Some(true);
        let one = estimated(USAGE, prices);
        assert!((one.serving - 720.0 * (0.375 + 2.0 * 0.045)).abs() < 1e-9);
    }

    #[test]
    fn requests_beyond_the_free_ones_are_charged() {
        let of = |requests| estimated(Usage { requests, ..USAGE }, known()).serving;
        // 6,000 an hour are free in the second tier, which is 4,320,000 a month.
        assert!((of(4_320e3) - of(0.0)).abs() < 1e-9);
        assert!((of(4_321e3) - of(0.0) - 0.0833).abs() < 1e-9);
        let beyond = Usage { requests: 4_320e3 + 1_000_001.0, ..USAGE };
        assert_eq!(keys(beyond, known()), ["recommenders.request_tiers[1].up_to"]);
        // What is provisioned counts as if it were asked for: 7,200 an hour.
        let provisioned = estimated(Usage { tps: 2.0, ..USAGE }, known()).serving - of(0.0);
        assert!((provisioned - 1_200.0 * 720.0 * 0.000_083_3).abs() < 1e-9);
    }

    #[test]
    fn what_is_not_known_is_named_and_bounded() {
        let shipped = Prices::shipped;
        let users = "recommenders.whole_units, recommenders.user_tiers[0].up_to";
        assert_eq!(keys(USAGE, shipped()), [users]);
        let tier = "recommenders.user_tiers[0].up_to";
        assert_eq!(keys(Usage { requests: 9e6, users: 1e5, ..USAGE }, shipped()), [tier, tier]);
        let mut none = shipped();
        none.lists.iter_mut().for_each(|list| list.recommenders = None);
        let whole = ["recommenders.user_tiers", "recommenders.request_tiers"];
        assert_eq!(keys(USAGE, none), whole);
        let report = estimate_by_recommenders(USAGE, Vec::new(), shipped());
        // 3 · $0.375 · 720
        assert!(report.advice[0].contains("at most $810.00"), "{:?}", report.advice);
        let bounded = estimated(USAGE, known()).serving;
        assert!(bounded <= 810.0, "{bounded}");
    }
}
