//! A model's list for one user, with titles, as a person reads it.

mod examples;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use examples::{ExampleList, ExampleRule, Examples, example_user};

use crate::dataset::{Dataset, ItemIdx, UserIdx};
use crate::experiment::Seen;
use crate::model::{
    Event, FitError, ModelConfig, Recommend, Request, Save, Scored, Task, Training, event,
};
use crate::source::ReadError;
use crate::source::door::Origin;
use crate::source::personalize::read_items;
use crate::split::ordered_rows;

/// An item as a person reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TitledItem {
    /// The item's id.
    #[serde(rename = "itemId")]
    pub item_id: String,
    /// The model's score, on its own scale; none for an item of the history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
    /// The items of the history that added most to the score, largest first; empty where the model
    /// cannot say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Reason>,
    /// Title and genres, empty where the items file has none.
    pub metadata: ItemText,
}

/// An item of the history that speaks for another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The item's id.
    #[serde(rename = "itemId")]
    pub item_id: String,
    /// The item's part of everything that speaks for the recommended item.
    pub share: f32,
    /// The title, empty where the items file has none.
    pub title: String,
}

/// The text of an item in the items file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemText {
    /// The title.
    pub title: String,
    /// The genres, joined by `|`.
    pub genres: String,
}

/// A list in the shape of GetRecommendations' answer, with what it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recommendations {
    /// The version of the form, 1.
    pub schema_version: u32,
    /// SHA-256 of the interactions file.
    pub interactions_sha256: String,
    /// The user asked about; empty when a history or an item was.
    #[serde(rename = "userId")]
    pub user_id: String,
    /// The item asked about, if one was.
    #[serde(rename = "itemId", default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<String>,
    /// The model's name.
    pub model: String,
    /// Every parameter of the model.
    pub params: std::collections::BTreeMap<String, Value>,
    /// The rule on whether items of the history could be recommended.
    pub seen: Seen,
    /// The newest distinct items of the history, newest first, at most [`HISTORY_SHOWN`].
    pub history: Vec<TitledItem>,
    /// The list, best first.
    #[serde(rename = "itemList")]
    pub item_list: Vec<TitledItem>,
}

/// The number of items of the history that are shown.
pub const HISTORY_SHOWN: usize = 5;
/// The number of reasons that are given.
pub const REASONS_SHOWN: usize = 3;

/// Titles and genres by item id.
#[derive(Debug, Default)]
pub struct Titles(HashMap<String, ItemText>);

impl Titles {
    /// Reads an items file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read<'o>(origin: impl Into<Origin<'o>>) -> Result<Self, ReadError> {
        let text = |item: crate::source::personalize::Item| {
            (item.id, ItemText { title: item.title, genres: item.genres })
        };
        Ok(Self(read_items(origin)?.into_iter().map(text).collect()))
    }

    /// The title of an item, where the items file has one.
    #[must_use]
    pub fn title(&self, item_id: &str) -> Option<&str> {
        self.0.get(item_id).map(|text| &*text.title).filter(|title| !title.is_empty())
    }

    fn of(&self, dataset: &Dataset, item: ItemIdx, score: Option<f32>) -> TitledItem {
        let item_id = dataset.items().id(item.index()).to_owned();
        let metadata = self.0.get(&item_id).cloned().unwrap_or_default();
        TitledItem { item_id, score, because: Vec::new(), metadata }
    }

    fn reason(&self, dataset: &Dataset, part: Scored, total: f32) -> Reason {
        let item_id = dataset.items().id(part.item.index()).to_owned();
        let title = self.0.get(&item_id).map(|text| text.title.clone()).unwrap_or_default();
        Reason { item_id, share: part.score / total, title }
    }
}

/// The user, history or item that a list is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// A user of the data set, by everything they did.
    User(UserIdx),
    /// Somebody with this history, oldest first.
    History(Vec<Event>),
    /// Items like this one.
    SimilarTo(ItemIdx),
}

/// The question put to [`recommend`].
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The user, history or item that the list is for.
    pub query: Query,
    /// The model's name and parameters.
    pub config: &'a ModelConfig,
    /// The rule on whether items of the history may be recommended again.
    pub seen: Seen,
    /// The length of the list.
    pub k: usize,
}

/// A model that learns from every row of `dataset`, for `task`.
///
/// # Errors
/// When it cannot be fitted.
pub fn fit_all(
    dataset: &Dataset,
    config: &ModelConfig,
    task: Task,
) -> Result<Box<dyn Save>, FitError> {
    let rows = ordered_rows(dataset, task.cut.order);
    config.fit(&Training::new(dataset, &rows).for_task(task))
}

/// The list that `model` gives; the interactions file has the digest `interactions_sha256`.
#[must_use]
pub fn recommend(
    dataset: &Dataset,
    titles: &Titles,
    model: &dyn Recommend,
    question: &Question<'_>,
    interactions_sha256: String,
) -> Recommendations {
    let (user_id, history) = match &question.query {
        Query::User(user) => {
            let rows = dataset.rows_of(*user).iter();
            (dataset.users().id(user.index()), rows.map(|&row| event(dataset, row)).collect())
        }
        Query::History(history) => ("", history.clone()),
        Query::SimilarTo(item) => ("", vec![Event::from(*item)]),
    };
    let request = Request::new(user_id, &history, question.k);
    let is_similar = matches!(question.query, Query::SimilarTo(_));
    let excluded = if is_similar || question.seen == Seen::Exclude {
        request.distinct_history()
    } else {
        Vec::new()
    };
    let list = model.recommend(&Request { excluded: &excluded, ..request });
    let mut newest = request.newest_first();
    newest.truncate(HISTORY_SHOWN);
    let item = |best: &Scored| {
        let reasons = if is_similar { Vec::new() } else { model.why(&request, best.item) };
        let total: f32 = reasons.iter().map(|reason| reason.score).sum();
        let shown = reasons.iter().take(REASONS_SHOWN);
        TitledItem {
            because: shown.map(|&part| titles.reason(dataset, part, total)).collect(),
            ..titles.of(dataset, best.item, Some(best.score))
        }
    };
    Recommendations {
        schema_version: 1,
        interactions_sha256,
        user_id: user_id.to_owned(),
        item_id: match question.query {
            Query::SimilarTo(item) => Some(dataset.items().id(item.index()).to_owned()),
            _ => None,
        },
        model: question.config.name().to_owned(),
        params: question.config.params(),
        seen: question.seen,
        history: newest.iter().map(|&item| titles.of(dataset, item, None)).collect(),
        item_list: list.iter().map(item).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(query: &Query, seen: Seen) -> Vec<String> {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "b", "", 2),
            ("2", "a", "", 1),
            ("2", "c", "", 2),
        ]);
        let config = ModelConfig::parse("item-knn").expect("known");
        let model = fit_all(&dataset, &config, Task::default()).expect("fits");
        let question = Question { query: query.clone(), config: &config, seen, k: 25 };
        let found =
            recommend(&dataset, &Titles::default(), model.as_ref(), &question, String::new());
        for item in &found.item_list {
            let total: f32 = item.because.iter().map(|reason| reason.share).sum();
            assert!(item.because.is_empty() || (total - 1.0).abs() < 1e-6, "{item:?}");
        }
        found.item_list.into_iter().map(|item| item.item_id).collect()
    }

    #[test]
    fn seen_items_are_left_out_when_asked() {
        let user = Query::User(UserIdx(0));
        assert_eq!(ids(&user, Seen::Exclude), ["c"]);
        assert_eq!(ids(&user, Seen::Include).len(), 3);
        let history = Query::History(vec![ItemIdx(1).into()]);
        assert_eq!(ids(&history, Seen::Exclude), ["a", "c"]);
        assert_eq!(ids(&Query::SimilarTo(ItemIdx(2)), Seen::Include), ["a", "b"]);
    }
}
