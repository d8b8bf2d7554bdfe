//! A month's usage, and the units that have no price.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days of a month.
pub const DAYS: f64 = 30.0;
/// Hours of a month.
pub const HOURS: f64 = 24.0 * DAYS;
/// Seconds of an hour.
pub(super) const SECONDS_PER_HOUR: f64 = 3_600.0;

/// An amount for which the list to go by has no price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unpriced {
    /// The part of the month: training, requests, users or batch jobs.
    pub what: String,
    /// The units to be paid in the month.
    pub amount: f64,
    /// The unit.
    pub unit: String,
    /// The key, or keys between commas, of a list of `--prices` that would price it.
    pub key: String,
}

/// The usage of a month; by default none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// The users that a recommender is charged for; else 0.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub users: f64,
    /// True if the free tier of an account's first two months is counted.
    pub free_tier: bool,
}

impl Usage {
    /// Tells whether it is of a recipe that has a campaign: one that is charged neither by interactions nor by users.
    #[must_use]
    pub fn is_of_campaign(&self) -> bool {
        self.interactions <= 0.0 && self.users <= 0.0
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_nothing(amount: &f64) -> bool {
    *amount == 0.0
}

/// The requests that the minimum throughput allows in the hours that it is up.
pub(super) fn provisioned(usage: &Usage) -> f64 {
    usage.tps * usage.serving_hours * SECONDS_PER_HOUR
}
