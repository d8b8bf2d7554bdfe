//! Dated lists of prices, in TOML.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::limits::{is_amount, rise};
use super::recommender_prices::RecommenderPrices;

/// The shipped file, as it is written.
pub const SHIPPED: &str = include_str!("prices.toml");

/// The content of a file of prices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The amounts that cost nothing in each of an account's first two months.
    #[serde(default)]
    pub free_tier: FreeTier,
    /// The lists, the one to go by first.
    #[serde(rename = "list")]
    pub lists: Vec<PriceList>,
}

/// The amounts that cost nothing in a month.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreeTier {
    /// The GB imported.
    pub gigabytes: f64,
    /// The training hours.
    pub training_hours: f64,
    /// The number of recommendation requests.
    pub requests: f64,
}

/// A dated list of prices in US dollars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// The name by which the list is asked for.
    pub name: String,
    /// The date at which the prices held.
    pub date: String,
    /// The source of the prices.
    pub source: String,
    /// The price per GB imported.
    pub import_per_gb: f64,
    /// The price per training hour.
    pub training_per_hour: f64,
    /// The price per list of a batch job; none where it is not known.
    #[serde(default)]
    pub batch_per_list: Option<f64>,
    /// The price per segment of a batch segment job; none where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_per_segment: Option<f64>,
    /// The rule by which serving is charged.
    pub serving: Serving,
    /// The prices of recipes that are charged by interactions; none where they are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_interactions: Option<InteractionPrices>,
    /// The prices of the recipe that compares texts; none where they are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub semantic: Option<SemanticPrices>,
    /// The prices of recommenders of domain groups; none where they are not known, or nothing rests on them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommenders: Option<RecommenderPrices>,
}

/// The prices of recipes of the second generation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InteractionPrices {
    /// The price of training on a million interactions.
    pub per_million_interactions: f64,
    /// The price of a thousand requests.
    pub per_thousand_requests: f64,
    /// The price of a thousand lists of batch jobs; none where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_thousand_batch_lists: Option<f64>,
}

/// The prices of the recipe that compares texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SemanticPrices {
    /// The price per training hour.
    pub training_per_hour: f64,
    /// The rule by which serving is charged.
    pub serving: Serving,
    /// The price per list of a batch job; none where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_per_list: Option<f64>,
}

/// The rule by which serving is charged. Tiers rise; each holds up to its limit, the last without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "unit", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Serving {
    /// A charge by transactions per second × hours.
    TpsHour {
        /// The price per TPS-hour.
        tiers: Vec<Tier>,
    },
    /// A charge by requests.
    Request {
        /// The price per request.
        tiers: Vec<Tier>,
    },
}

/// A price that holds up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// The units per month up to which the price holds; none for the last tier.
    pub up_to: Option<f64>,
    /// The price per unit.
    pub price: f64,
}

/// The reason that a file of prices cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PricesError {
    /// A text that is not TOML of this form.
    #[error("{0}")]
    Form(String),
    /// A price or a limit that cannot be.
    #[error("list `{list}`: {problem}")]
    Price {
        /// The list.
        list: String,
        /// The fault.
        problem: String,
    },
    /// A file without a list.
    #[error("expected at least one `[[list]]`")]
    NoList,
    /// Two lists of one name.
    #[error("two lists are named `{0}`")]
    Twice(String),
}

impl Prices {
    /// Reads a file of prices.
    ///
    /// # Errors
    /// When it is not of the form of [`SHIPPED`], a price is not from 0 up, or tiers do not rise.
    pub fn parse(text: &str) -> Result<Self, PricesError> {
        let prices: Self =
            toml::from_str(text).map_err(|error| PricesError::Form(error.to_string()))?;
        if prices.lists.is_empty() {
            return Err(PricesError::NoList);
        }
        for (at, list) in prices.lists.iter().enumerate() {
            list.check()?;
            if prices.lists[..at].iter().any(|other| other.name == list.name) {
                return Err(PricesError::Twice(list.name.clone()));
            }
        }
        let FreeTier { gigabytes, training_hours, requests } = prices.free_tier;
        if ![gigabytes, training_hours, requests].into_iter().all(is_amount) {
            return Err(PricesError::Form("`free_tier`: expected amounts from 0 up".to_owned()));
        }
        Ok(prices)
    }

    /// The shipped prices.
    ///
    /// # Panics
    /// Never: a test reads the shipped file.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(SHIPPED).expect("a test reads the shipped file")
    }
}

impl PriceList {
    fn check(&self) -> Result<(), PricesError> {
        let wrong = |problem: String| PricesError::Price { list: self.name.clone(), problem };
        if let Some((name, price)) = self.prices().iter().find(|(_, price)| !is_amount(*price)) {
            return Err(wrong(format!("`{name}`: expected a price from 0 up, found {price}")));
        }
        let own = self.semantic.as_ref().map(|own| ("semantic.serving", &own.serving));
        for (name, serving) in std::iter::once(("tiers", &self.serving)).chain(own) {
            if let Some(fault) = serving.fault() {
                return Err(wrong(format!("`{name}`: {fault}")));
            }
        }
        let fault = self.recommenders.as_ref().and_then(RecommenderPrices::fault);
        fault.map_or(Ok(()), |fault| Err(wrong(fault)))
    }

    /// Every price but those of tiers, with its key.
    fn prices(&self) -> Vec<(&'static str, f64)> {
        let mut prices = vec![
            ("import_per_gb", self.import_per_gb),
            ("training_per_hour", self.training_per_hour),
        ];
        prices.extend(self.batch_per_list.map(|price| ("batch_per_list", price)));
        prices.extend(self.batch_per_segment.map(|price| ("batch_per_segment", price)));
        if let Some(by) = &self.by_interactions {
            prices.push(("by_interactions.per_million_interactions", by.per_million_interactions));
            prices.push(("by_interactions.per_thousand_requests", by.per_thousand_requests));
            let batch = by.per_thousand_batch_lists;
            prices.extend(batch.map(|price| ("by_interactions.per_thousand_batch_lists", price)));
        }
        if let Some(own) = &self.semantic {
            prices.push(("semantic.training_per_hour", own.training_per_hour));
            prices.extend(own.batch_per_list.map(|price| ("semantic.batch_per_list", price)));
        }
        prices
    }
}

impl Serving {
    /// The fault of its tiers, if there is one.
    fn fault(&self) -> Option<String> {
        let (Self::TpsHour { tiers } | Self::Request { tiers }) = self;
        if let Some(tier) = tiers.iter().find(|tier| !is_amount(tier.price)) {
            return Some(format!("expected a price from 0 up, found {}", tier.price));
        }
        let Some((last, others)) = tiers.split_last() else {
            return Some("expected at least one".to_owned());
        };
        if last.up_to.is_some() || others.iter().any(|tier| tier.up_to.is_none()) {
            return Some(
                "expected a limit `up_to` of each but the last, and none there".to_owned(),
            );
        }
        let limits: Vec<f64> = others.iter().filter_map(|tier| tier.up_to).collect();
        (!rise(&limits)).then(|| "expected limits above 0 that rise".to_owned())
    }
}

/// The price of `units`: each tier's units at its own price.
pub(super) fn tiered(units: f64, tiers: &[Tier]) -> f64 {
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

    #[test]
    fn each_tier_has_its_own_price() {
        let tiers = [Tier { up_to: Some(10.0), price: 2.0 }, Tier { up_to: None, price: 1.0 }];
        assert!((tiered(4.0, &tiers) - 8.0).abs() < 1e-12);
        assert!((tiered(15.0, &tiers) - 25.0).abs() < 1e-12);
    }

    #[test]
    fn the_shipped_prices_read() {
        let names: Vec<String> =
            Prices::shipped().lists.into_iter().map(|list| list.name).collect();
        assert_eq!(names, ["current", "tps-hour"]);
    }

    #[test]
    fn every_error_is_provoked() {
        let error = |text: &str| Prices::parse(text).expect_err("refused").to_string();
        let with = |from: &str, to: &str| error(&SHIPPED.replacen(from, to, 1));
        assert_eq!(error("list = []"), "expected at least one `[[list]]`");
        assert!(error("list = 3").contains("invalid type"));
        assert!(with("date =", "dated =").contains("unknown field `dated`"));
        assert_eq!(with("\"tps-hour\"", "\"current\""), "two lists are named `current`");
        assert_eq!(
            with("import_per_gb = 0.05", "import_per_gb = -0.05"),
            "list `current`: `import_per_gb`: expected a price from 0 up, found -0.05"
        );
        assert_eq!(
            with("price = 0.0000139", "price = nan"),
            "list `current`: `tiers`: expected a price from 0 up, found NaN"
        );
        assert_eq!(
            with("up_to = 72e6", "up_to = 720e6"),
            "list `current`: `tiers`: expected limits above 0 that rise"
        );
        assert_eq!(
            with("{ up_to = 72e6, price", "{ price"),
            "list `current`: `tiers`: expected a limit `up_to` of each but the last, and none there"
        );
        assert_eq!(
            with("price = 0.375", "price = -1"),
            "list `current`: `recommenders.user_tiers`: expected a price from 0 up, found -1"
        );
        assert_eq!(
            with("gigabytes = 20", "gigabytes = -1"),
            "`free_tier`: expected amounts from 0 up"
        );
    }
}
