//! A data set from rows and items that no file holds.

use std::borrow::Cow;

use super::builder::Builder;
use super::interactions::Dataset;
use crate::source::personalize::{Interaction, Item};

/// A row for a data set in the making.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow<'a> {
    user_id: Cow<'a, str>,
    item_id: Cow<'a, str>,
    event_type: Cow<'a, str>,
    timestamp_s: i64,
    value: Option<f64>,
    reward: Option<f64>,
}

impl<'a> NewRow<'a> {
    /// An interaction of a user with an item, so many seconds after 1970-01-01 UTC.
    pub fn new(
        user_id: impl Into<Cow<'a, str>>,
        item_id: impl Into<Cow<'a, str>>,
        timestamp_s: i64,
    ) -> Self {
        let (user_id, item_id) = (user_id.into(), item_id.into());
        let (value, reward) = (None, None);
        Self { user_id, item_id, event_type: Cow::Borrowed(""), timestamp_s, value, reward }
    }

    /// The same with an event type.
    #[must_use]
    pub fn event_type(self, event_type: impl Into<Cow<'a, str>>) -> Self {
        Self { event_type: event_type.into(), ..self }
    }

    /// The same with an event value, such as a rating or a price. It is held in 32 bits.
    #[must_use]
    pub fn value(self, value: f64) -> Self {
        Self { value: Some(value), ..self }
    }

    /// The same with a reward: the worth of the interaction, at least 0. Where any row has one, rows without one are
    /// worth 0.
    #[must_use]
    pub fn reward(self, reward: f64) -> Self {
        Self { reward: Some(reward), ..self }
    }
}

/// User, item, seconds.
impl<'a, U: Into<Cow<'a, str>>, I: Into<Cow<'a, str>>> From<(U, I, i64)> for NewRow<'a> {
    fn from((user_id, item_id, timestamp_s): (U, I, i64)) -> Self {
        Self::new(user_id, item_id, timestamp_s)
    }
}

/// User, item, event type, seconds.
impl<'a, U, I, E> From<(U, I, E, i64)> for NewRow<'a>
where
    U: Into<Cow<'a, str>>,
    I: Into<Cow<'a, str>>,
    E: Into<Cow<'a, str>>,
{
    fn from((user_id, item_id, event_type, timestamp_s): (U, I, E, i64)) -> Self {
        Self::new(user_id, item_id, timestamp_s).event_type(event_type)
    }
}

/// An item of the catalogue of a data set in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem(Item);

impl NewItem {
    /// An item without properties.
    pub fn new(id: impl Into<String>) -> Self {
        let (title, genres, description) = (String::new(), String::new(), String::new());
        Self(Item { id: id.into(), title, genres, year: None, description })
    }

    /// The same with genres, joined by `|`.
    #[must_use]
    pub fn genres(self, genres: impl Into<String>) -> Self {
        Self(Item { genres: genres.into(), ..self.0 })
    }

    /// The same with a year.
    #[must_use]
    pub fn year(self, year: i32) -> Self {
        Self(Item { year: Some(year), ..self.0 })
    }

    /// The same with a description, of whose words content models learn.
    #[must_use]
    pub fn description(self, description: impl Into<String>) -> Self {
        Self(Item { description: description.into(), ..self.0 })
    }
}

/// A data set in the making: rows in any order, and the items of the catalogue.
#[derive(Default)]
pub struct DatasetBuilder {
    rows: Builder,
    items: Vec<NewItem>,
    has_rewards: bool,
}

impl Dataset {
    /// A data set in the making, of rows that need no file.
    ///
    /// ```
    /// use rehearsal::dataset::{Dataset, NewItem, NewRow};
    ///
    /// let dataset = Dataset::builder()
    ///     .interactions([("ann", "alien", 1), ("ann", "brazil", 2)])
    ///     .interaction(NewRow::new("bob", "alien", 3).event_type("watch").value(4.5))
    ///     .item(NewItem::new("brazil").genres("Drama|SF").year(1985))
    ///     .build();
    /// assert_eq!((dataset.n_rows(), dataset.users().len(), dataset.items().len()), (3, 2, 2));
    /// assert_eq!(dataset.event_value(2), Some(4.5));
    /// ```
    #[must_use]
    pub fn builder() -> DatasetBuilder {
        DatasetBuilder::default()
    }
}

impl DatasetBuilder {
    /// Adds a row. Rows of one user and second keep the order in which they are added.
    #[must_use]
    pub fn interaction<'a>(mut self, row: impl Into<NewRow<'a>>) -> Self {
        self.push(&row.into());
        self
    }

    /// Adds rows.
    #[must_use]
    pub fn interactions<'a, R: Into<NewRow<'a>>>(
        mut self,
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        rows.into_iter().for_each(|row| self.push(&row.into()));
        self
    }

    /// Adds an item of the catalogue, which need not have a row.
    #[must_use]
    pub fn item(mut self, item: NewItem) -> Self {
        self.items.push(item);
        self
    }

    /// Adds items of the catalogue.
    #[must_use]
    pub fn items(mut self, items: impl IntoIterator<Item = NewItem>) -> Self {
        self.items.extend(items);
        self
    }

    /// The data set. Without rows it has no user, and nothing can be evaluated on it.
    #[must_use]
    pub fn build(mut self) -> Dataset {
        if self.has_rewards {
            self.rows.have_rewards();
        }
        if !self.items.is_empty() {
            let items: Vec<Item> = self.items.into_iter().map(|item| item.0).collect();
            self.rows.add_catalogue(&items);
        }
        self.rows.finish(None)
    }

    pub(super) fn push(&mut self, row: &NewRow<'_>) {
        self.has_rewards |= row.reward.is_some();
        if !row.event_type.is_empty() {
            self.rows.have_event_type();
        }
        self.rows.push(&Interaction {
            user_id: &row.user_id,
            item_id: &row.item_id,
            event_type: &row.event_type,
            event_value: row.value,
            timestamp_s: row.timestamp_s,
            reward: row.reward.unwrap_or(0.0),
            rest: 0,
        });
    }

    /// States that the rows have no time.
    #[cfg(feature = "frames")]
    pub(super) fn lack_time(&mut self) {
        self.rows.lack_time();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{ItemIdx, UserIdx};

    #[test]
    fn rows_keep_their_values_and_rewards_and_items_their_properties() {
        let dataset = Dataset::builder()
            .interactions([("b", "x", "view", 5), ("a", "y", "buy", 1)])
            .interaction(NewRow::new("a", "x", 1).value(2.5).reward(3.0))
            .items([NewItem::new("z").genres("A|B").year(1999), NewItem::new("x")])
            .build();
        assert_eq!((dataset.n_rows(), dataset.users().len(), dataset.items().len()), (3, 2, 3));
        assert_eq!(dataset.rows_of(UserIdx(0)), [1, 2], "equal seconds keep their order");
        assert_eq!([0, 1, 2].map(|row| dataset.reward(row)), [Some(0.0), Some(0.0), Some(3.0)]);
        assert_eq!((dataset.event_value(0), dataset.event_value(2)), (None, Some(2.5)));
        assert_eq!(dataset.event_types(), ["view", "buy", ""]);
        assert_eq!(dataset.items().id(2), "z");
        assert_eq!(dataset.years().map(|years| years[2]), Some(Some(1999)));
        assert_eq!(dataset.item(0), ItemIdx(0));
        assert_eq!(dataset.unlisted_items(), (1, 2));
    }

    #[test]
    fn rows_without_rewards_have_none() {
        let dataset = Dataset::builder().interaction(("a", "x", 1)).build();
        assert!(!dataset.has_rewards() && dataset.genres().is_none());
        assert_eq!(Dataset::builder().build().n_rows(), 0);
    }
}
