//! The cost of a month by one price list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::prices::PriceList;
use super::usage::Usage;

/// The cost of a month by one price list, in US dollars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// The part of the total that is paid for capacity which nobody asks for; none without a campaign or a recommender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_share: Option<f64>,
    /// The cost of the same recommendations as a batch job instead of the campaign; none without requests or
    /// without a price.
    pub as_batch: Option<f64>,
}

impl Estimate {
    /// Tells whether every part of this usage has a price.
    #[must_use]
    pub fn is_complete(&self, usage: &Usage) -> bool {
        self.batch.is_some() || usage.batch_lists <= 0.0
    }

    /// The total, where every part of this usage has a price.
    #[must_use]
    pub fn known_total(&self, usage: &Usage) -> Option<f64> {
        self.is_complete(usage).then_some(self.total)
    }

    /// The part of the total that is paid for capacity which nobody asks for, in per cent; none without a campaign or a
    /// recommender. Nothing but the whole is called 100 %.
    #[must_use]
    pub fn idle_percent(&self) -> Option<String> {
        let share = self.idle_share?;
        let is_rounded_up = (0.995..1.0 - 1e-9).contains(&share);
        Some(if is_rounded_up { "over 99 %".to_owned() } else { format!("{:.0} %", share * 100.0) })
    }
}
