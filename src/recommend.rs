//! A model's list for one user, with titles, as a person reads it.

use std::collections::HashMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::dataset::{Dataset, ItemIdx, UserIdx};
use crate::experiment::Seen;
use crate::model::{ModelConfig, Request, Training};
use crate::number::to_u32;
use crate::source::ReadError;
use crate::source::personalize::read_items;

/// An item as a person reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TitledItem {
    /// The item's id.
    #[serde(rename = "itemId")]
    pub item_id: String,
    /// The model's score, on its own scale; none for an item of the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    /// Title and genres, empty where the items file has none.
    pub metadata: ItemText,
}

/// What the items file says of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemText {
    /// The title.
    pub title: String,
    /// The genres, joined by `|`.
    pub genres: String,
}

/// A list in the shape of GetRecommendations' answer, with what it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recommendations {
    /// 1
    pub schema_version: u32,
    /// SHA-256 of the interactions that the model learnt from.
    pub interactions_sha256: String,
    /// The user asked about.
    #[serde(rename = "userId")]
    pub user_id: String,
    /// The model with its parameters.
    pub model: String,
    /// Every parameter of the model.
    pub params: std::collections::BTreeMap<String, Value>,
    /// Whether items of the history could be recommended.
    pub seen: Seen,
    /// The newest distinct items of the history, newest first, at most [`HISTORY_SHOWN`].
    pub history: Vec<TitledItem>,
    /// The list, best first.
    #[serde(rename = "itemList")]
    pub item_list: Vec<TitledItem>,
}

/// How much of the history is shown.
pub const HISTORY_SHOWN: usize = 5;

/// Titles and genres by item id.
#[derive(Debug, Default)]
pub struct Titles(HashMap<String, ItemText>);

impl Titles {
    /// Reads an items file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let text = |item: crate::source::personalize::Item| {
            (item.id, ItemText { title: item.title, genres: item.genres })
        };
        Ok(Self(read_items(path)?.into_iter().map(text).collect()))
    }

    fn of(&self, dataset: &Dataset, item: ItemIdx, score: Option<f32>) -> TitledItem {
        let item_id = dataset.items().id(item.index()).to_owned();
        let metadata = self.0.get(&item_id).cloned().unwrap_or_default();
        TitledItem { item_id, score, metadata }
    }
}

/// What is asked of [`recommend`].
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The user.
    pub user: UserIdx,
    /// The model.
    pub config: &'a ModelConfig,
    /// Whether items of the history may be recommended again.
    pub seen: Seen,
    /// Length of the list.
    pub k: usize,
}

/// The best items for a user, from a model that learns from every row of `dataset`, whose file has
/// the digest `interactions_sha256`.
#[must_use]
pub fn recommend(
    dataset: &Dataset,
    titles: &Titles,
    question: Question<'_>,
    interactions_sha256: String,
) -> Recommendations {
    let Question { user, config, seen, k } = question;
    let users = (0..to_u32(dataset.users().len())).map(UserIdx);
    let rows: Vec<u32> = users.flat_map(|user| dataset.rows_of(user)).copied().collect();
    let model = config.fit(&Training::new(dataset, &rows));
    let history: Vec<ItemIdx> =
        dataset.rows_of(user).iter().map(|&row| dataset.item(row)).collect();
    let user_id = dataset.users().id(user.index());
    let request = Request { user_id, history: &history, excluded: &[], k };
    let distinct = request.distinct_history();
    let excluded = if seen == Seen::Exclude { distinct.as_slice() } else { &[] };
    let list = model.recommend(&Request { excluded, ..request });
    let mut newest: Vec<ItemIdx> = Vec::new();
    for &item in history.iter().rev() {
        if newest.len() < HISTORY_SHOWN && !newest.contains(&item) {
            newest.push(item);
        }
    }
    Recommendations {
        schema_version: 1,
        interactions_sha256,
        user_id: user_id.to_owned(),
        model: config.name().to_owned(),
        params: config.params(),
        seen,
        history: newest.iter().map(|&item| titles.of(dataset, item, None)).collect(),
        item_list: list
            .iter()
            .map(|best| titles.of(dataset, best.item, Some(best.score)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seen_items_are_left_out_when_asked() {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "b", "", 2),
            ("2", "a", "", 1),
            ("2", "c", "", 2),
        ]);
        let config = ModelConfig::parse("item-knn").expect("known");
        let ids = |seen| -> Vec<String> {
            let question = Question { user: UserIdx(0), config: &config, seen, k: 25 };
            let found = recommend(&dataset, &Titles::default(), question, String::new());
            assert_eq!(found.history[0].item_id, "b", "newest first");
            found.item_list.into_iter().map(|item| item.item_id).collect()
        };
        assert_eq!(ids(Seen::Exclude), ["c"]);
        assert_eq!(ids(Seen::Include).len(), 3);
    }
}
