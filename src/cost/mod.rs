//! What import, training and serving would cost in a month.

use serde::{Deserialize, Serialize};

/// A dated list of prices in US dollars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// What it is asked for by.
    pub name: String,
    /// Where the prices come from.
    pub source: String,
    /// Per GB imported.
    pub import_per_gb: f64,
    /// Per training hour.
    pub training_per_hour: f64,
    /// How serving is charged.
    pub serving: Serving,
}

/// How serving is charged. Tiers rise; each holds up to its limit, the last without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "unit", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Serving {
    /// By transactions per second × hours.
    TpsHour {
        /// Price per TPS-hour.
        tiers: Vec<Tier>,
    },
    /// By requests.
    Request {
        /// Price per request.
        tiers: Vec<Tier>,
    },
}

/// A price that holds up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Units per month up to which the price holds; none for the last tier.
    pub up_to: Option<f64>,
    /// Price per unit.
    pub price: f64,
}

/// What is used in a month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// GB imported.
    pub gigabytes: f64,
    /// Billed hours of one training.
    pub training_hours: f64,
    /// Trainings in the month.
    pub trainings: f64,
    /// Transactions per second that are provisioned.
    pub tps: f64,
    /// Hours that the campaign is up.
    pub serving_hours: f64,
}

/// What a month would cost by one list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The list.
    pub prices: PriceList,
    /// Imports, in US dollars.
    pub import: f64,
    /// Training.
    pub training: f64,
    /// Serving.
    pub serving: f64,
    /// All together.
    pub total: f64,
}

/// What `cost.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CostReport {
    /// 1
    pub schema_version: u32,
    /// What is used in a month.
    pub usage: Usage,
    /// One estimate per price list, the current one first.
    pub estimates: Vec<Estimate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceFile {
    list: Vec<PriceList>,
}

/// The shipped price lists, the current one first.
///
/// # Panics
/// Never: a test reads the shipped file.
#[must_use]
pub fn shipped_prices() -> Vec<PriceList> {
    let file: PriceFile =
        toml::from_str(include_str!("prices.toml")).expect("a test reads the shipped file");
    file.list
}

/// The month of `usage` by each of `prices`.
#[must_use]
pub fn estimate(usage: Usage, prices: Vec<PriceList>) -> CostReport {
    let one = |prices: PriceList| {
        let import = usage.gigabytes * prices.import_per_gb;
        let training = usage.training_hours * usage.trainings * prices.training_per_hour;
        let serving = serving(&usage, &prices.serving);
        Estimate { import, training, serving, total: import + training + serving, prices }
    };
    CostReport { schema_version: 1, usage, estimates: prices.into_iter().map(one).collect() }
}

const SECONDS_PER_HOUR: f64 = 3_600.0;

fn serving(usage: &Usage, serving: &Serving) -> f64 {
    let tps_hours = usage.tps * usage.serving_hours;
    match serving {
        Serving::TpsHour { tiers } => tiered(tps_hours, tiers),
        Serving::Request { tiers } => tiered(tps_hours * SECONDS_PER_HOUR, tiers),
    }
}

/// Each tier's units at its own price.
fn tiered(units: f64, tiers: &[Tier]) -> f64 {
    let (mut below, mut price) = (0.0, 0.0);
    for tier in tiers {
        let up_to = tier.up_to.unwrap_or(f64::INFINITY);
        price += (units.min(up_to) - below).max(0.0) * tier.price;
        below = up_to;
    }
    price
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
        serving_hours: 720.0,
    };

    #[test]
    fn the_worked_example_comes_to_360_dollars_by_the_old_prices() {
        let report = estimate(WORKED_EXAMPLE, shipped_prices());
        let old =
            report.estimates.iter().find(|one| one.prices.name == "tps-hour").expect("shipped");
        // 0.005 · 0.05, 300 · 0.24, 1,440 · 0.20
        assert!((old.import - 0.000_25).abs() < 1e-12);
        assert!((old.training - 72.0).abs() < 1e-9);
        assert!((old.serving - 288.0).abs() < 1e-9);
        assert!((old.total - 360.0).abs() < 0.005);
        // 1,440 · 3,600 requests at $0.0556 per 1,000.
        let current = &report.estimates[0];
        assert!((current.serving - 5_184.0 * 0.0556).abs() < 1e-9);
    }

    #[test]
    fn each_tier_has_its_own_price() {
        let tiers = [Tier { up_to: Some(10.0), price: 2.0 }, Tier { up_to: None, price: 1.0 }];
        assert!((tiered(4.0, &tiers) - 8.0).abs() < 1e-12);
        assert!((tiered(15.0, &tiers) - 25.0).abs() < 1e-12);
    }
}
