//! Live recommendations.

use aws_sdk_personalizeruntime::Client;

use super::client::{Service, ServiceRefusal};
use crate::aws::{BoundedBodies, settings};

/// A recommended item.
#[derive(Debug, Clone, PartialEq)]
pub struct RecommendedItem {
    /// The item.
    pub item: String,
    /// Its score, where the recipe gives one.
    pub score: Option<f64>,
    /// The service's reasons, such as `Exploration`.
    pub reasons: Vec<String>,
}

/// The user or the item that a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'a> {
    /// A user.
    User(&'a str),
    /// An item, for recipes of related items.
    Item(&'a str),
}

/// A list of the service.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommended {
    /// The items, best first.
    pub items: Vec<RecommendedItem>,
    /// The service's own name for the list, with which clicks on it are told.
    pub id: Option<String>,
}

impl Service {
    /// Asks a campaign or a recommender for `n` items.
    ///
    /// # Errors
    /// When the service refuses.
    pub fn recommend(
        &self,
        arn: &str,
        asked: Asked<'_>,
        n: u16,
    ) -> Result<Recommended, ServiceRefusal> {
        let settings = self.runtime.block_on(settings(self.access()));
        let mut config = aws_sdk_personalizeruntime::config::Builder::from(&settings);
        if let Some(endpoint) = &self.access().endpoint_url {
            config = config.endpoint_url(endpoint);
        }
        let client = Client::from_conf(config.interceptor(BoundedBodies).build());
        let request = client.get_recommendations().num_results(n.into());
        let request = match asked {
            Asked::User(user) => request.user_id(user),
            Asked::Item(item) => request.item_id(item),
        };
        let request = if arn.contains(":recommender/") {
            request.recommender_arn(arn)
        } else {
            request.campaign_arn(arn)
        };
        let answer = self.runtime.block_on(request.send());
        let answer = answer.map_err(|error| ServiceRefusal::of("GetRecommendations", &error))?;
        let item = |one: aws_sdk_personalizeruntime::types::PredictedItem| RecommendedItem {
            item: one.item_id.unwrap_or_default(),
            score: one.score,
            reasons: one.reason.unwrap_or_default(),
        };
        let items = answer.item_list.unwrap_or_default().into_iter().map(item).collect();
        Ok(Recommended { items, id: answer.recommendation_id })
    }
}
