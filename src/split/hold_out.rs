//! The rows held out, the rows that are answers, and the order in which rows of one second stand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;
use crate::dataset::{Dataset, ItemIdx};

/// The units that the ranks of the cut count, and the rows behind it that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HoldOut {
    /// Rows, as the service and AWS's own notebook do. Two rows of one rating can then fall on both
    /// sides of the cut.
    #[default]
    Rows,
    /// Groups of rows with the same user, item and timestamp, which are never torn apart.
    Items,
    /// Rows, of which only those count whose item has no row of any event type in the history.
    NewItems,
    /// Rows, of which only those count whose item has no row of a target event type in the history.
    /// Without a target the same as [`Self::NewItems`].
    NewTargetItems,
}

choices! {
    HoldOut {
        Rows = "rows": "Rows, as the service does",
        Items = "items": "Rows grouped by user, item and timestamp",
        NewItems = "new-items": "Items of which the history has no row of any type",
        NewTargetItems = "new-target-items":
            "Items of which the history has no row of a target type",
    }
}

/// The order of rows of one user that have the same timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowOrder {
    /// As in the file.
    #[default]
    File,
    /// They are a set: the cut never falls between them, and models see them in an order that this seed
    /// draws. The draw depends on user, item, event type and timestamp alone, so that the order of the
    /// file has no part in it.
    Drawn(u64),
}

/// The users of a cut who are tested, where not all are: the first ones by the hash of seed and id, by which folds are
/// dealt too. The rows to learn from are those of the cut without a sample, so that each user's values are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    /// The most users that are tested, over all folds.
    pub users: usize,
    /// The seed of the order.
    pub seed: u64,
}

/// The rows that are held out, the order in which rows of one second stand, and the users tested where not all are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Cut {
    /// The units that the ranks count.
    pub hold_out: HoldOut,
    /// Event types whose rows are answers; the ranks count them alone. Empty: all rows are answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<String>,
    /// The order of rows with the same timestamp.
    #[serde(default, skip_serializing_if = "is_file")]
    pub order: RowOrder,
    /// The users tested; without it all who can be cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
}

fn is_file(order: &RowOrder) -> bool {
    *order == RowOrder::File
}

impl From<HoldOut> for Cut {
    fn from(hold_out: HoldOut) -> Self {
        Self { hold_out, ..Self::default() }
    }
}

impl Cut {
    /// The cut of the clean view: new items, and rows of one second as a set.
    #[must_use]
    pub fn clean(seed: u64) -> Self {
        let order = RowOrder::Drawn(seed);
        Self { hold_out: HoldOut::NewItems, order, ..Self::default() }
    }

    /// The same with all users who can be cut.
    #[must_use]
    pub fn of_all_users(&self) -> Self {
        Self { sample: None, ..self.clone() }
    }
}

/// The items of the history that may be recommended again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// All items, as the service seems to do.
    #[default]
    Include,
    /// None. Held-out items that are in the history too can then never be hit; they stay in the truth
    /// and are counted.
    Exclude,
    /// The items without a row of a target event type in the history: what was viewed may be bought.
    ExcludeTarget,
}

choices! {
    Seen {
        Include = "include",
        Exclude = "exclude",
        ExcludeTarget = "exclude-target": "Exclude items of which the history has a row of a target type",
    }
}

/// The rows that count as answers, by event type; all of them by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Targets {
    /// True for each target event type, by its number; empty when all rows are answers.
    is_target: Vec<bool>,
}

impl Targets {
    /// The event types `names` of `dataset`; all of them when `names` is empty.
    ///
    /// # Errors
    /// The first name that the data does not have.
    pub fn of(dataset: &Dataset, names: &[String]) -> Result<Self, String> {
        if names.is_empty() {
            return Ok(Self { is_target: Vec::new() });
        }
        let known = dataset.event_types();
        if let Some(missing) = names.iter().find(|name| !known.contains(name)) {
            return Err(missing.clone());
        }
        Ok(Self { is_target: known.iter().map(|name| names.contains(name)).collect() })
    }

    /// Tells whether all rows are answers.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.is_target.is_empty()
    }

    /// Tells whether row `row` is an answer.
    #[must_use]
    pub fn has(&self, dataset: &Dataset, row: u32) -> bool {
        self.is_target.get(dataset.event(row) as usize).copied().unwrap_or(self.is_all())
    }

    /// The distinct items of `history`, rising, that may not be recommended again.
    #[must_use]
    pub fn excluded(&self, dataset: &Dataset, history: &[u32], seen: Seen) -> Vec<ItemIdx> {
        let keeps = |row: &&u32| match seen {
            Seen::Include => false,
            Seen::Exclude => true,
            Seen::ExcludeTarget => self.has(dataset, **row),
        };
        let rows = history.iter().filter(keeps);
        let mut items: Vec<ItemIdx> = rows.map(|&row| dataset.item(row)).collect();
        items.sort_unstable();
        items.dedup();
        items
    }
}
