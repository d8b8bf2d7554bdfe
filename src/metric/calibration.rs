//! Calibration: how well a list keeps the proportions of the user's taste.

use super::{Formula, Metric, Needs};
use crate::dataset::{Genres, ItemIdx};
use crate::number::from_count;

/// The share of the history's distribution that is mixed into the list's, so that no share is zero.
const ALPHA: f64 = 0.01;

/// The Kullback–Leibler divergence, in nats, of the list's genres from the history's: 0 when both
/// have the same proportions. `None` when either has no item with a genre.
///
/// p(g) is the mean over the items of the history, each with an equal share of every genre of its
/// own; q(g) the same over the list; then Σ p ln(p / ((1 − α) q + α p)) with α = 0.01. Steck 2018,
/// "Calibrated recommendations", doi:10.1145/3240323.3240372, eqs. 2, 3, 6 and 7 with equal weights.
#[must_use]
pub fn miscalibration(list: &[ItemIdx], history: &[ItemIdx], genres: &Genres) -> Option<f64> {
    let wanted = distribution(history, genres)?;
    let given = distribution(list, genres)?;
    let mut at = 0;
    let terms = wanted.iter().map(|&(genre, p)| {
        while given.get(at).is_some_and(|&(other, _)| other < genre) {
            at += 1;
        }
        let q = given.get(at).filter(|&&(other, _)| other == genre).map_or(0.0, |&(_, q)| q);
        p * libm::log(p / ((1.0 - ALPHA) * q + ALPHA * p))
    });
    // Rounding may leave a hair below zero where both are equal.
    Some(terms.sum::<f64>().max(0.0))
}

/// Genres with their shares, by genre.
fn distribution(items: &[ItemIdx], genres: &Genres) -> Option<Vec<(u32, f64)>> {
    let known: Vec<&[u32]> =
        items.iter().map(|&item| genres.of(item)).filter(|genres| !genres.is_empty()).collect();
    let mut parts: Vec<(u32, f64)> = known
        .iter()
        .flat_map(|genres| genres.iter().map(|&genre| (genre, 1.0 / from_count(genres.len()))))
        .collect();
    // Stable, so that equal genres are summed in the order of the items.
    parts.sort_by_key(|&(genre, _)| genre);
    let mut shares: Vec<(u32, f64)> = Vec::new();
    for (genre, part) in parts {
        match shares.last_mut() {
            Some((last, sum)) if *last == genre => *sum += part,
            _ => shares.push((genre, part)),
        }
    }
    let n = from_count(known.len());
    (!known.is_empty()).then(|| shares.into_iter().map(|(genre, sum)| (genre, sum / n)).collect())
}

/// [`miscalibration`] of the 25.
pub static MISCALIBRATION: Metric = Metric {
    key: "miscalibration_at_25",
    short_name: "miscalibration@25",
    definition: "Kullback–Leibler divergence of the list's genres from the history's, in nats, α = 0.01; 0 is calibrated. Needs an items file with GENRES",
    source: "Steck 2018, doi:10.1145/3240323.3240372",
    needs: Needs::Genres,
    formula: Formula::OfList(|list| {
        miscalibration(list.listed, list.history, list.catalogue.genres?)
    }),
    ..Metric::OWN
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_proportions_are_calibrated_and_others_diverge() {
        let genres = Genres::new(&["Action", "Drama", "Action|Drama", ""]);
        let items = |list: &[u32]| list.iter().map(|&item| ItemIdx(item)).collect::<Vec<_>>();
        let of =
            |list: &[u32], history: &[u32]| miscalibration(&items(list), &items(history), &genres);
        assert!(of(&[2], &[0, 1]).expect("known") < 1e-12);
        // p = (1/2, 1/2), q = (1, 0): ½ ln(½ / (0.99 + 0.005)) + ½ ln(½ / 0.005)
        let expected = 0.5 * (0.5_f64 / 0.995).ln() + 0.5 * (0.5_f64 / 0.005).ln();
        assert!((of(&[0, 3], &[2]).expect("known") - expected).abs() < 1e-12);
        assert_eq!(of(&[3], &[0]), None);
        assert_eq!(of(&[0], &[]), None);
    }
}
