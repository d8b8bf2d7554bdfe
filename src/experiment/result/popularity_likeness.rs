//! The likeness of a model's lists to the popularity ranking.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::shown;

/// The overlap from which lists are said to be popularity in disguise: half of the weight of their ranks.
pub const DISGUISE: f64 = 0.5;

/// The likeness of a model's lists to the popularity ranking of the training set, whatever they hit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct PopularityLikeness {
    /// The number of items that count as the most popular: 100, or a tenth of the items with training rows where that is fewer, but 25
    /// at least. Ties of their training users go to the smaller item.
    pub most_popular: usize,
    /// All users with a list.
    pub all: LikenessPart,
    /// Users by the length of their history, as the segments by activity have them.
    pub by_activity: Vec<LikenessPart>,
}

/// The likeness for a part of the users.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct LikenessPart {
    /// The part.
    pub group: String,
    /// Users with a list that is not empty.
    pub users: usize,
    /// Share of the listed items that are among the most popular; mean over users.
    pub popular_share: f64,
    /// Rank-biased overlap (p = 0.9) of the list and the popularity ranking, without the items of the user's history that
    /// the list does not have; mean over users.
    pub overlap: f64,
    /// Distinct lists for each hundred users: 100 when no two users have the same list.
    pub distinct_lists_per_100: f64,
    /// Share of the listed items that the user's history has; mean over users.
    pub had_share: f64,
}

impl LikenessPart {
    /// Tells whether the lists are popularity in disguise.
    #[must_use]
    pub fn is_disguise(&self) -> bool {
        self.users > 0 && self.overlap >= DISGUISE
    }
}

impl PopularityLikeness {
    /// A sentence that says for whom the lists are popularity in disguise, if they are for anybody.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        let named: Vec<&LikenessPart> =
            self.by_activity.iter().filter(|part| part.is_disguise()).collect();
        let whom = if self.all.is_disguise() && named.len() == self.by_activity.len() {
            "everybody".to_owned()
        } else if named.is_empty() {
            return None;
        } else {
            let groups: Vec<&str> = named.iter().map(|part| part.group.as_str()).collect();
            format!("users with a {}", groups.join(" and with a "))
        };
        let worst = if named.len() == 1 { named[0] } else { &self.all };
        Some(format!(
            "its lists are popularity in disguise for {whom}: their overlap with the popularity ranking is {} (of 1), {:.0} % \
             of the listed items are among the {} most popular, and a hundred users have {:.0} different lists",
            shown(worst.overlap),
            worst.popular_share * 100.0,
            self.most_popular,
            worst.distinct_lists_per_100,
        ))
    }
}
