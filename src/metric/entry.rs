//! A metric as an entry of the table.

use super::{Catalogue, Convention, Growth, Judged, LIST_LENGTH};
use crate::dataset::{Dataset, ItemIdx};

/// A metric of one user's list: an entry of [`super::ALL`], or one of your own, which
/// [`Scoring::own_metrics`](crate::experiment::Scoring::own_metrics) takes. Its mean, its standard error, its
/// interval and the comparisons of models by it stand in `eval.json` under [`Self::key`], and its values in the table of
/// users.
///
/// The larger of two means is the better one: comparisons say so of every metric, and so does the winner where it is
/// the main metric. Turn a metric of which less is better round, as the negative or one minus it.
///
/// ```
/// use rehearsal::experiment::Scoring;
/// use rehearsal::metric::{Formula, Metric};
///
/// /// The share of lists whose first item is a hit.
/// static FIRST_IS_HIT: Metric = Metric {
///     key: "first_is_hit",
///     short_name: "first",
///     definition: "1 if the first item was held out, else 0",
///     source: "our shop's dashboard",
///     formula: Formula::OfList(|list| Some(if list.judged.n_hits_at(1) == 1 { 1.0 } else { 0.0 })),
///     ..Metric::OWN
/// };
///
/// let scoring = Scoring { own_metrics: vec![&FIRST_IS_HIT], ..Scoring::default() };
/// ```
#[derive(Debug)]
pub struct Metric {
    /// The key in files: the service's own, or one in its style of small letters, digits and `_`.
    pub key: &'static str,
    /// The name in tables.
    pub short_name: &'static str,
    /// The last rank whose hit moves it, at most [`LIST_LENGTH`], which is always right: the range over ties is
    /// found among the ranks up to here, those up to 25 and those beyond.
    pub depth: usize,
    /// The formula in words, and what holds where something is missing. Entries that differ in their depth alone share
    /// one, in which K stands for it.
    pub definition: &'static str,
    /// The place that the definition is from.
    pub source: &'static str,
    /// True if Personalize reports it; false of one of your own.
    pub is_reported: bool,
    /// The data without which it is not told.
    pub needs: Needs,
    /// The value for one user.
    pub formula: Formula,
}

/// The value of a metric for one user; none for a user of whom it says nothing, who is then left out of the mean. A
/// value that is infinite or not a number ends the run with an error that names metric, user and model:
/// [`ratio`](crate::number::ratio) is 0 where there is nothing to divide by.
///
/// Users without held-out items are not tested, so that a formula always has something to find.
#[derive(Debug, Clone, Copy)]
pub enum Formula {
    /// A function of the ranks of the hits alone. Accuracy by item group and the inner search of
    /// [`tune`](crate::experiment::tune) ask for metrics of this kind.
    OfHits(fn(Judged, Convention) -> Option<f64>),
    /// A function of all that is known of the list.
    OfList(fn(&JudgedList<'_>) -> Option<f64>),
}

/// The data that a metric needs beside lists and held-out rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// No more.
    Nothing,
    /// Weights of event types.
    EventWeights,
    /// A reward of each row.
    Rewards,
    /// A window in which items grew.
    Growth,
    /// Rows to learn from, which say how popular items are.
    Training,
    /// Genres of the items.
    Genres,
}

/// The list of one test user, with all that a metric may look at.
#[derive(Debug, Clone, Copy)]
pub struct JudgedList<'a> {
    /// The ranks of the hits.
    pub judged: Judged,
    /// The places of the list, best first, at most 25; none for an item that the data does not know.
    pub places: &'a [Option<ItemIdx>],
    /// The listed items that the data knows, best first, at most 25.
    pub listed: &'a [ItemIdx],
    /// The distinct held-out items, rising.
    pub held_out: &'a [ItemIdx],
    /// The held-out rows, by number.
    pub held_out_rows: &'a [u32],
    /// The distinct items of the history, rising.
    pub history: &'a [ItemIdx],
    /// The data set, with the ids, years and genres of the items. Its rows are all rows, the held-out ones too.
    pub dataset: &'a Dataset,
    /// The training users of each item, and the genres.
    pub catalogue: Catalogue<'a>,
    /// The growth of items in the test window, where the protocol has one.
    pub growth: Option<&'a Growth>,
    /// The weight of each event type, by its number in the data set.
    pub event_weights: &'a [f64],
    /// The definition of NDCG that holds.
    pub convention: Convention,
}

/// Equal keys.
impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Metric {}

impl Metric {
    /// The fields that a metric of your own need not name: all 25 ranks, no further data. Its value is none.
    pub const OWN: Self = Self {
        key: "",
        short_name: "",
        depth: LIST_LENGTH,
        definition: "",
        source: "",
        is_reported: false,
        needs: Needs::Nothing,
        formula: Formula::OfHits(|_, _| None),
    };

    /// The value for one user, of a metric that depends on the ranks of the hits alone; `None` for others, and when
    /// the user has nothing to find.
    #[must_use]
    pub fn of_hits(&self, judged: Judged, convention: Convention) -> Option<f64> {
        match self.formula {
            Formula::OfHits(formula) => formula(judged, convention),
            Formula::OfList(_) => None,
        }
    }

    /// The value for one user.
    #[must_use]
    pub fn of_list(&self, list: &JudgedList<'_>) -> Option<f64> {
        match self.formula {
            Formula::OfHits(formula) => formula(list.judged, list.convention),
            Formula::OfList(formula) => formula(list),
        }
    }

    /// Tells whether its key is one that files can hold: small letters, digits and `_`.
    #[must_use]
    pub fn has_plain_key(&self) -> bool {
        let is_plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !self.key.is_empty() && self.key.bytes().all(is_plain)
    }
}

/// Makes one metric for each K of a family, whose formula names it.
macro_rules! at_k {
    (
        $(($name:ident, $k:literal)),+; $key:literal, $short_name:literal,
        $definition:expr, $source:expr, $is_reported:expr, $needs:expr, $depth:ident => $formula:expr
    ) => {
        $(
            #[doc = concat!("`", $key, "_at_", $k, "`.")]
            pub static $name: $crate::metric::Metric = $crate::metric::Metric {
                key: concat!($key, "_at_", $k),
                short_name: concat!($short_name, "@", $k),
                depth: $k,
                definition: $definition,
                source: $source,
                is_reported: $is_reported,
                needs: $needs,
                formula: {
                    const $depth: usize = $k;
                    $formula
                },
            };
        )+
    };
}
pub(super) use at_k;
