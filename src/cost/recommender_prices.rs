//! The prices of recommenders, which a domain group's use cases are served by.
//!
//! Limits of tiers may be unknown: then what rests on them has no price.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::limits::{is_amount, rise};

/// The users that a price of a recommender is for.
pub(super) const USERS_PER_UNIT: f64 = 100e3;

/// The prices of a recommender by its users and hours, and of the requests beyond those that are free.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecommenderPrices {
    /// True if a begun 100,000 users is charged as a whole one; none where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole_units: Option<bool>,
    /// The prices of users. Tiers rise; the last has no limit.
    pub user_tiers: Vec<UserTier>,
    /// The prices of requests beyond the free ones. Tiers rise; the last has no limit.
    pub request_tiers: Vec<RequestTier>,
}

/// A price of users that holds up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserTier {
    /// The users up to which the price holds; none for the last tier, and where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<f64>,
    /// The price per 100,000 users and hour.
    pub price: f64,
    /// The requests of an hour that cost nothing.
    pub free_requests_per_hour: f64,
}

/// A price of requests that holds up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestTier {
    /// The requests a month up to which the price holds; none for the last tier, and where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<f64>,
    /// The price per request.
    pub price: f64,
}

/// A limit that is not known: the place of its tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnknownLimit(pub(super) usize);

impl RecommenderPrices {
    /// The fault of these prices, if there is one.
    pub(super) fn fault(&self) -> Option<String> {
        let users = self.user_tiers.iter().map(|tier| (tier.up_to, tier.price));
        let requests = self.request_tiers.iter().map(|tier| (tier.up_to, tier.price));
        let free = self.user_tiers.iter().all(|tier| is_amount(tier.free_requests_per_hour));
        tiers_fault("user_tiers", &users.collect::<Vec<_>>())
            .or_else(|| tiers_fault("request_tiers", &requests.collect::<Vec<_>>()))
            .or_else(|| {
                let text = "`recommenders.user_tiers`: expected `free_requests_per_hour` from 0 up";
                (!free).then(|| text.to_owned())
            })
    }

    /// The place of the tier that `users` fall into.
    pub(super) fn tier_of(&self, users: f64) -> Result<usize, UnknownLimit> {
        place(&self.user_tiers.iter().map(|tier| tier.up_to).collect::<Vec<_>>(), users)
    }

    /// The price of `users` in an hour: those of each tier at its own price.
    pub(super) fn users_an_hour(&self, users: f64) -> Result<f64, UnknownLimit> {
        let tiers: Vec<(Option<f64>, f64)> =
            self.user_tiers.iter().map(|tier| (tier.up_to, tier.price)).collect();
        Ok(priced(&tiers, users)? / USERS_PER_UNIT)
    }

    /// The price of `requests` beyond the free ones: those of each tier at its own price.
    pub(super) fn requests(&self, requests: f64) -> Result<f64, UnknownLimit> {
        let tiers: Vec<(Option<f64>, f64)> =
            self.request_tiers.iter().map(|tier| (tier.up_to, tier.price)).collect();
        priced(&tiers, requests)
    }

    /// The fewest free requests of an hour in any tier.
    pub(super) fn least_free(&self) -> f64 {
        let free = self.user_tiers.iter().map(|tier| tier.free_requests_per_hour);
        free.fold(f64::INFINITY, f64::min)
    }

    /// The dearest price of users and of requests.
    pub(super) fn dearest(&self) -> (f64, f64) {
        let users = self.user_tiers.iter().map(|tier| tier.price).fold(0.0, f64::max);
        let requests = self.request_tiers.iter().map(|tier| tier.price).fold(0.0, f64::max);
        (users, requests)
    }
}

fn tiers_fault(name: &str, tiers: &[(Option<f64>, f64)]) -> Option<String> {
    let limits: Vec<f64> = tiers.iter().filter_map(|(up_to, _)| *up_to).collect();
    let Some((last, _)) = tiers.last() else {
        return Some(format!("`recommenders.{name}`: expected at least one"));
    };
    if let Some((_, price)) = tiers.iter().find(|(_, price)| !is_amount(*price)) {
        return Some(format!("`recommenders.{name}`: expected a price from 0 up, found {price}"));
    }
    if last.is_some() {
        return Some(format!("`recommenders.{name}`: expected no limit `up_to` of the last"));
    }
    (!rise(&limits)).then(|| format!("`recommenders.{name}`: expected limits above 0 that rise"))
}

fn place(limits: &[Option<f64>], amount: f64) -> Result<usize, UnknownLimit> {
    let last = limits.len().saturating_sub(1);
    for (at, up_to) in limits.iter().enumerate().take(last) {
        match up_to {
            None => return Err(UnknownLimit(at)),
            Some(up_to) if amount <= *up_to => return Ok(at),
            Some(_) => {}
        }
    }
    Ok(last)
}

fn priced(tiers: &[(Option<f64>, f64)], amount: f64) -> Result<f64, UnknownLimit> {
    if amount <= 0.0 {
        return Ok(0.0);
    }
    let limits: Vec<Option<f64>> = tiers.iter().map(|(up_to, _)| *up_to).collect();
    let last = place(&limits, amount)?;
    let (mut below, mut price) = (0.0, 0.0);
    for (up_to, per_unit) in &tiers[..=last] {
        let up_to = up_to.unwrap_or(f64::INFINITY);
        price += (amount.min(up_to) - below) * per_unit;
        below = up_to;
    }
    Ok(price)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIERS: [(Option<f64>, f64); 3] = [(Some(10.0), 2.0), (None, 1.0), (None, 0.5)];

    #[test]
    fn a_price_is_known_as_far_as_the_limits_are() {
        assert_eq!(priced(&TIERS, 4.0), Ok(8.0));
        assert_eq!(priced(&TIERS, 10.0), Ok(20.0));
        assert_eq!(priced(&TIERS, 11.0), Err(UnknownLimit(1)));
        assert_eq!(priced(&TIERS[1..], 0.0), Ok(0.0));
        // One tier alone needs no limit.
        assert_eq!(priced(&TIERS[2..], 8.0), Ok(4.0));
        let known = [(Some(10.0), 2.0), (Some(20.0), 1.0), (None, 0.5)];
        assert_eq!(priced(&known, 30.0), Ok(35.0));
    }

    #[test]
    fn every_fault_is_named() {
        let fault = |tiers: &[(Option<f64>, f64)]| tiers_fault("user_tiers", tiers);
        assert_eq!(fault(&TIERS), None);
        let names = |tiers: &[(Option<f64>, f64)], text: &str| {
            assert!(fault(tiers).is_some_and(|fault| fault.ends_with(text)), "{text}");
        };
        names(&[], "expected at least one");
        names(&[(None, -1.0)], "expected a price from 0 up, found -1");
        names(&[(Some(1.0), 1.0)], "expected no limit `up_to` of the last");
        names(&[(Some(2.0), 1.0), (Some(2.0), 1.0), (None, 1.0)], "above 0 that rise");
    }
}
