//! A model of lists that the caller already has.

use std::collections::HashMap;

use super::core::{Fit, FitError, Recommend, Request, Scored, Training};
use crate::dataset::ItemIdx;
use crate::number::single_count;

/// Ranked lists by user id, best item first, so that they can be evaluated beside models.
///
/// Items that the data does not have, and those that may not be recommended, are passed over; a user without a list
/// gets none. Lists that are to be scored exactly as they were delivered go through
/// [`crate::experiment::score_lists`].
///
/// ```
/// use rehearsal::dataset::Dataset;
/// use rehearsal::experiment::{Contestant, Experiment};
/// use rehearsal::model::UserLists;
/// use rehearsal::split::Protocol;
///
/// let rows = [("ann", "x", 1), ("ann", "y", 2), ("bob", "y", 1), ("bob", "x", 2)];
/// let dataset = Dataset::builder().interactions(rows).build();
/// let lists = UserLists::new([("ann", vec!["y", "x"]), ("bob", vec!["z", "x"])]);
/// let experiment = Experiment {
///     protocol: Protocol::LeaveLastOne,
///     ..Experiment::of([Contestant::new("of the shop", lists)])
/// };
/// let found = experiment.run(&dataset)?.result;
/// // `z` is unknown, so that both have their answer in the first place.
/// assert!(found.models[0].metrics["mean_reciprocal_rank_at_25"] > 0.999);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserLists(HashMap<String, Vec<String>>);

impl UserLists {
    /// A list of item ids for each user id; of a user who is named twice the last.
    #[must_use]
    pub fn new<U: Into<String>, I: Into<String>>(
        lists: impl IntoIterator<Item = (U, Vec<I>)>,
    ) -> Self {
        let list =
            |(user, items): (U, Vec<I>)| (user.into(), items.into_iter().map(Into::into).collect());
        Self(lists.into_iter().map(list).collect())
    }
}

/// The lists under the numbers of a data set.
struct Numbered(HashMap<String, Vec<ItemIdx>>);

impl Fit for UserLists {
    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Recommend>, FitError> {
        let items = training.dataset().items();
        let numbered = |(user, list): (&String, &Vec<String>)| {
            let list = list.iter().filter_map(|id| items.find(id).map(ItemIdx)).collect();
            (user.clone(), list)
        };
        Ok(Box::new(Numbered(self.0.iter().map(numbered).collect())))
    }

    fn learns_from_a_set(&self) -> bool {
        true
    }
}

impl Recommend for Numbered {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        requests.iter().map(|request| self.list(request)).collect()
    }
}

impl Numbered {
    fn list(&self, request: &Request<'_>) -> Vec<Scored> {
        let given = self.0.get(request.user_id).map_or(&[][..], Vec::as_slice);
        let mut list: Vec<Scored> = Vec::with_capacity(request.k.min(given.len()));
        for &item in given.iter().filter(|&&item| request.allows(item)) {
            if list.len() < request.k && list.iter().all(|scored| scored.item != item) {
                // Scores fall with the rank, so that nothing is a tie.
                let score = -single_count(list.len());
                list.push(Scored { item, score });
            }
        }
        list
    }
}
