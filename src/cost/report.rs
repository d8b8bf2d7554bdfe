//! A month's usage and cost, as `cost.json` holds them.

use serde::{Deserialize, Serialize};

use super::prices::{FreeTier, PriceList};

/// An amount for which the list to go by has no price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unpriced {
    /// The part of the month: training or requests.
    pub what: String,
    /// The units to be paid in the month.
    pub amount: f64,
    /// The unit.
    pub unit: String,
    /// The key of a list of `--prices` that would price it.
    pub key: String,
}

/// The usage of a month; by default none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// The GB imported.
    pub gigabytes: f64,
    /// The billed hours of one training.
    pub training_hours: f64,
    /// The number of trainings in the month.
    pub trainings: f64,
    /// The transactions per second that are provisioned at least.
    pub tps: f64,
    /// The hours that the campaign is up.
    pub serving_hours: f64,
    /// The number of recommendations that are asked for.
    pub requests: f64,
    /// The number of lists of batch jobs.
    pub batch_lists: f64,
    /// The interactions that all trainings together are charged for, of recipes that are charged by them; else 0.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub interactions: f64,
    /// True if the free tier of an account's first two months is counted.
    pub free_tier: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_nothing(amount: &f64) -> bool {
    *amount == 0.0
}

/// The cost of a month by one price list, in US dollars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The list.
    pub prices: PriceList,
    /// The cost of imports.
    pub import: f64,
    /// The cost of training.
    pub training: f64,
    /// The cost of the campaign: of what is provisioned or what is asked for, whichever is more.
    pub serving: f64,
    /// The cost of batch jobs; none where the list has no price for them.
    pub batch: Option<f64>,
    /// The cost of all together.
    pub total: f64,
    /// The cost of the campaign when nobody asks it anything.
    pub idle: f64,
    /// The cost of the same recommendations as a batch job instead of the campaign; none without requests or
    /// without a price.
    pub as_batch: Option<f64>,
}

/// The content of `cost.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CostReport {
    /// The version of the form, 2.
    pub schema_version: u32,
    /// SHA-256 of the interactions file whose size or rows the amounts rest on; empty where they rest on none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub interactions_sha256: String,
    /// The recipe, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<String>,
    /// The usage of the month.
    pub usage: Usage,
    /// The amounts that cost nothing, where the free tier is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_tier: Option<FreeTier>,
    /// The sources of the amounts, in words.
    pub basis: Vec<String>,
    /// One estimate per price list, the one to go by first.
    pub estimates: Vec<Estimate>,
    /// The amounts that no list has a price for; there is no estimate then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unpriced: Vec<Unpriced>,
    /// The advice on what to do, by the first list.
    pub advice: Vec<String>,
}
