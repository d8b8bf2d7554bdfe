//! The most popular items, the same for everybody.

use serde::{Deserialize, Serialize};

use super::{Recommend, Request, Scored, Training};
use crate::dataset::ItemIdx;
use crate::number::to_u32;

/// What makes an item popular.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Count {
    /// Its distinct users, as the service's Popularity-Count does. (Developer guide,
    /// "native-recipe-popularity".)
    #[default]
    Users,
    /// Its rows, as AWS's notebook does.
    Rows,
}

/// What becomes of the places that excluded items leave empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fill {
    /// The next candidates move up, and nothing else.
    #[default]
    Nothing,
    /// AWS's notebook: the user's seen items are taken from the candidates whatever was asked, and
    /// places still empty go to the most popular items that are not in the list, seen or not.
    Seen,
}

/// Items by popularity; ties go to the smaller item index. Only items of the training set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Popularity {
    /// What is counted. Default users.
    pub count: Count,
    /// Only this many of the most popular items are candidates. Default all.
    pub candidates: Option<usize>,
    /// What becomes of empty places. Default nothing.
    pub fill: Fill,
}

impl Popularity {
    /// Counts and sorts: O(rows + items · log items).
    #[must_use]
    pub fn fit(self, training: &Training<'_>) -> impl Recommend + use<> {
        let counts = match self.count {
            Count::Users => training.users_per_item(),
            Count::Rows => training.rows_per_item(),
        };
        let ranking = rank(&counts);
        let n_candidates = self.candidates.unwrap_or(ranking.len()).min(ranking.len());
        FittedPopularity { ranking, n_candidates, fill: self.fill }
    }
}

/// Items with a count above 0 by falling count, ties by index; the score is the count.
#[expect(clippy::cast_precision_loss, reason = "a score only ranks; counts beyond 2^24 may tie")]
pub(super) fn rank(counts: &[u32]) -> Vec<Scored> {
    let mut items: Vec<u32> = (0..to_u32(counts.len())).collect();
    items.retain(|&item| counts[item as usize] > 0);
    items.sort_by_key(|&item| std::cmp::Reverse(counts[item as usize]));
    let scored = |item: u32| Scored { item: ItemIdx(item), score: counts[item as usize] as f32 };
    items.into_iter().map(scored).collect()
}

struct FittedPopularity {
    ranking: Vec<Scored>,
    n_candidates: usize,
    fill: Fill,
}

impl Recommend for FittedPopularity {
    fn recommend(&self, request: &Request<'_>) -> Vec<Scored> {
        let candidates = self.ranking[..self.n_candidates].iter().copied();
        let allowed = candidates.filter(|scored| !request.excludes(scored.item));
        match self.fill {
            Fill::Nothing => allowed.take(request.k).collect(),
            Fill::Seen => {
                let seen = request.distinct_history();
                let unseen = allowed.filter(|scored| seen.binary_search(&scored.item).is_err());
                let mut list: Vec<Scored> = unseen.take(request.k).collect();
                fill_up(&mut list, &self.ranking, request);
                list
            }
        }
    }
}

/// Appends items of `ranking` that are neither in `list` nor excluded, until the list holds k.
pub(super) fn fill_up(list: &mut Vec<Scored>, ranking: &[Scored], request: &Request<'_>) {
    if list.len() >= request.k {
        return;
    }
    let mut listed: Vec<ItemIdx> = list.iter().map(|scored| scored.item).collect();
    listed.sort_unstable();
    let free = ranking.iter().filter(|scored| {
        listed.binary_search(&scored.item).is_err() && !request.excludes(scored.item)
    });
    list.extend(free.take(request.k - list.len()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;

    fn dataset() -> Dataset {
        Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "a", "", 2),
            ("1", "a", "", 3),
            ("1", "b", "", 4),
            ("2", "b", "", 5),
            ("2", "c", "", 6),
        ])
    }

    fn list(popularity: Popularity, request: &Request<'_>) -> Vec<u32> {
        let dataset = dataset();
        let rows: Vec<u32> = (0..6).collect();
        let model = popularity.fit(&Training::new(&dataset, &rows));
        model.recommend(request).iter().map(|scored| scored.item.0).collect()
    }

    const EVERYTHING: Request<'static> =
        Request { user_id: "1", history: &[], excluded: &[], k: 25 };

    #[test]
    fn users_count_once_and_rows_every_time() {
        assert_eq!(list(Popularity::default(), &EVERYTHING), [1, 0, 2]);
        let rows = Popularity { count: Count::Rows, ..Popularity::default() };
        assert_eq!(list(rows, &EVERYTHING), [0, 1, 2]);
    }

    #[test]
    fn seen_items_move_behind_the_candidates() {
        let rule = Popularity { candidates: Some(2), fill: Fill::Seen, ..Popularity::default() };
        let request = Request { history: &[ItemIdx(1)], ..EVERYTHING };
        assert_eq!(list(rule, &request), [0, 1, 2], "a stays, then b and c fill up");
        let excluding = Request { excluded: &[ItemIdx(1)], ..request };
        assert_eq!(list(rule, &excluding), [0, 2]);
    }
}
