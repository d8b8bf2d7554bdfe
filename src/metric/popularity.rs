//! Novelty and popularity bias: how far lists hold items that everybody knows.

use super::catalogue::Catalogue;
use super::{Formula, Metric, Needs};
use crate::dataset::ItemIdx;
use crate::number::{from_count, ratio};

impl Catalogue<'_> {
    /// The share of the training users who have the item, at least that of one user: an item that
    /// nobody has is as rare as one that one user has.
    fn share(&self, item: ItemIdx) -> f64 {
        ratio(self.users_per_item[item.index()].max(1) as usize, self.n_users.max(1))
    }

    fn share_as_is(&self, item: ItemIdx) -> f64 {
        ratio(self.users_per_item[item.index()] as usize, self.n_users)
    }
}

/// Mean self-information −log2 p of the listed items, in bits, where p is the share of the training
/// users who have the item (an item that no one has counts as one user's). `None` for an empty list.
///
/// Zhou et al. 2010, "Solving the apparent diversity-accuracy dilemma of recommender systems",
/// doi:10.1073/pnas.1000488107, "surprisal".
#[must_use]
pub fn novelty(list: &[ItemIdx], catalogue: &Catalogue<'_>) -> Option<f64> {
    mean(list, |item| 0.0 - libm::log2(catalogue.share(item)))
}

/// Mean share of the training users who have the listed items, in [0, 1]. `None` for an empty list.
///
/// Abdollahpouri, Burke, Mobasher 2019, "Managing popularity bias in recommender systems with
/// personalized re-ranking", arXiv:1901.07555, "average recommendation popularity", there in users.
#[must_use]
pub fn average_popularity(list: &[ItemIdx], catalogue: &Catalogue<'_>) -> Option<f64> {
    mean(list, |item| catalogue.share_as_is(item))
}

/// The popularity lift of a list: the mean popularity of its items less that of the history's
/// distinct items, over the latter. 0 when both are alike, 1 when the list is twice as popular.
/// `None` when either is empty or nobody has the history's items.
///
/// Abdollahpouri et al. 2020, "The connection between popularity bias, calibration, and fairness in
/// recommendation", doi:10.1145/3383313.3418487, "popularity lift", there over groups of users.
#[must_use]
pub fn popularity_lift(
    list: &[ItemIdx],
    history: &[ItemIdx],
    catalogue: &Catalogue<'_>,
) -> Option<f64> {
    let before = average_popularity(history, catalogue).filter(|&popularity| popularity > 0.0)?;
    Some((average_popularity(list, catalogue)? - before) / before)
}

fn mean(list: &[ItemIdx], of: impl Fn(ItemIdx) -> f64) -> Option<f64> {
    let sum: f64 = list.iter().map(|&item| of(item)).sum();
    (!list.is_empty()).then(|| sum / from_count(list.len()))
}

/// [`novelty`] of the 25.
pub static NOVELTY: Metric = Metric {
    key: "novelty_at_25",
    short_name: "novelty@25",
    definition: "mean of −log2(share of the training users who have the item), in bits; an item that no one has counts as one user's",
    source: "Zhou et al. 2010, doi:10.1073/pnas.1000488107",
    needs: Needs::Training,
    formula: Formula::OfList(|list| novelty(list.listed, &list.catalogue)),
    ..Metric::OWN
};

/// [`average_popularity`] of the 25.
pub static AVERAGE_POPULARITY: Metric = Metric {
    key: "average_popularity_at_25",
    short_name: "popularity@25",
    definition: "mean share of the training users who have the item",
    source: "Abdollahpouri et al. 2019, arXiv:1901.07555",
    needs: Needs::Training,
    formula: Formula::OfList(|list| average_popularity(list.listed, &list.catalogue)),
    ..Metric::OWN
};

/// [`popularity_lift`] of the 25.
pub static POPULARITY_LIFT: Metric = Metric {
    key: "popularity_lift_at_25",
    short_name: "lift@25",
    definition: "(mean popularity of the list − that of the user's history) ÷ that of the history; 0 is no bias",
    source: "Abdollahpouri et al. 2020, doi:10.1145/3383313.3418487",
    needs: Needs::Training,
    formula: Formula::OfList(|list| popularity_lift(list.listed, list.history, &list.catalogue)),
    ..Metric::OWN
};

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOGUE: Catalogue<'static> =
        Catalogue { users_per_item: &[8, 4, 1, 0], n_users: 8, genres: None };

    fn close(found: Option<f64>, expected: f64) {
        let found = found.expect("not empty");
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    #[test]
    fn rare_items_are_news() {
        // −log2 of 8/8, 4/8 and 1/8: (0 + 1 + 3) / 3
        close(novelty(&[0, 1, 2].map(ItemIdx), &CATALOGUE), 4.0 / 3.0);
        close(novelty(&[ItemIdx(3)], &CATALOGUE), 3.0);
        assert_eq!(novelty(&[], &CATALOGUE), None);
    }

    #[test]
    fn popularity_is_a_share_of_users_and_its_lift_a_ratio() {
        close(average_popularity(&[0, 1, 3].map(ItemIdx), &CATALOGUE), (1.0 + 0.5 + 0.0) / 3.0);
        // The history has 1/2, the list 1.
        close(popularity_lift(&[ItemIdx(0)], &[ItemIdx(1)], &CATALOGUE), 1.0);
        assert_eq!(popularity_lift(&[ItemIdx(0)], &[ItemIdx(3)], &CATALOGUE), None);
        assert_eq!(popularity_lift(&[ItemIdx(0)], &[], &CATALOGUE), None);
    }
}
