//! Diversity: how unlike each other the items of a list are.

use super::{Formula, Metric, Needs};
use crate::dataset::{Genres, ItemIdx};
use crate::number::{from_count, ratio};

/// Mean distance of all pairs of the list, 1 − |A ∩ B| / |A ∪ B| of their genres, in [0, 1]. Items
/// without a genre are passed over; `None` when fewer than two remain.
///
/// Ziegler et al. 2005, "Improving recommendation lists through topic diversification",
/// doi:10.1145/1060745.1060754, eq. 5, there as a similarity, with the Jaccard index.
#[must_use]
pub fn intra_list_diversity(list: &[ItemIdx], genres: &Genres) -> Option<f64> {
    let known: Vec<&[u32]> =
        list.iter().map(|&item| genres.of(item)).filter(|genres| !genres.is_empty()).collect();
    let mut sum = 0.0;
    for (at, left) in known.iter().enumerate() {
        for right in &known[at + 1..] {
            let both = n_common(left, right);
            sum += 1.0 - ratio(both, left.len() + right.len() - both);
        }
    }
    let n_pairs = known.len() * known.len().saturating_sub(1) / 2;
    (n_pairs > 0).then(|| sum / from_count(n_pairs))
}

/// The number of numbers that two rising lists share.
fn n_common(left: &[u32], right: &[u32]) -> usize {
    let (mut at, mut n) = (0, 0);
    for &number in left {
        while right.get(at).is_some_and(|&other| other < number) {
            at += 1;
        }
        n += usize::from(right.get(at) == Some(&number));
    }
    n
}

/// [`intra_list_diversity`] of the 25.
pub static DIVERSITY: Metric = Metric {
    key: "intra_list_diversity_at_25",
    short_name: "diversity@25",
    definition: "mean over all pairs of listed items of 1 − shared genres ÷ genres of either; items without a genre are passed over. Needs an items file with GENRES",
    source: "Ziegler et al. 2005, doi:10.1145/1060745.1060754",
    needs: Needs::Genres,
    formula: Formula::OfList(|list| intra_list_diversity(list.listed, list.catalogue.genres?)),
    ..Metric::OWN
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_as_far_apart_as_their_genres() {
        let genres = Genres::new(&["Action|Comedy", "Comedy", "Drama", ""]);
        let list = [0, 1, 2, 3].map(ItemIdx);
        // 0–1: 1 − 1/2, 0–2: 1, 1–2: 1
        let found = intra_list_diversity(&list, &genres).expect("three items with genres");
        assert!((found - (0.5 + 1.0 + 1.0) / 3.0).abs() < 1e-12);
        assert_eq!(intra_list_diversity(&[ItemIdx(0), ItemIdx(3)], &genres), None);
    }
}
