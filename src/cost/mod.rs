//! Estimates what import, training and serving would cost in a month of 30 days.

mod advice;
mod by_interactions;
mod by_recommenders;
mod by_segments;
mod by_semantic;
mod campaign;
mod data;
mod estimate;
mod limits;
mod prices;
mod recommender_prices;
mod report;
mod side_by_side;
mod training;
mod usage;

pub use by_interactions::estimate_by_interactions;
pub use by_recommenders::{estimate_by_recommenders, recommender_basis};
pub use by_segments::estimate_by_segments;
pub use by_semantic::estimate_by_semantic;
pub use campaign::{estimate, with_batch_lists};
pub use data::{BatchLists, CostData};
pub use estimate::Estimate;
pub use prices::{
    FreeTier, InteractionPrices, PriceList, Prices, PricesError, SHIPPED, SemanticPrices, Serving,
    Tier,
};
pub use recommender_prices::{RecommenderPrices, RequestTier, UserTier};
pub use report::CostReport;
pub use side_by_side::{Cheapest, SideBySide, WhatIf};
pub use training::estimated_hours;
pub use usage::{DAYS, HOURS, Unpriced, Usage};
