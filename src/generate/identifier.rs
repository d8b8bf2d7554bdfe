//! The identifiers of films: rising with gaps in movies.csv, distinct elsewhere.

use super::number::{index, real_length, short, whole};
use super::random::Random;

/// The curve from a film's place in the catalogue (0 to 1) to its identifier's place:
/// dense at first, sparse later, as measured.
const CURVE: [(f64, f64); 9] = [
    (0.0, 0.0),
    (0.205, 0.0105),
    (0.411, 0.0207),
    (0.54, 0.042),
    (0.565, 0.136),
    (0.667, 0.276),
    (0.821, 0.502),
    (0.924, 0.722),
    (1.0, 1.0),
];
/// The largest identifier per film in a catalogue of the measured size.
const STRETCH: f64 = 19.87;
/// The largest identifier, about, of larger catalogues, whose identifiers are denser.
const USUAL_LARGEST: f64 = 205_000.0;
/// The first digits in the links: a prime above any catalogue, below seven digits' end.
const IMDB_PRIME: u64 = 8_399_987;
/// The prime for the second link, likewise.
const TMDB_PRIME: u64 = 1_299_709;

/// Distinct identifiers from 1 on, rising, as many as there are films.
pub(super) fn identifiers(items: u32, seed: u64) -> Vec<u32> {
    let mut random = Random::new(seed, "identifiers", 0);
    let films = f64::from(items);
    let stretch = (USUAL_LARGEST / films).clamp(1.05, STRETCH);
    let places: Vec<f64> = (0..index(items))
        .map(|film| curve((real_length(film) + random.unit()) / films) * films * stretch)
        .collect();
    let mut last = 0;
    let mut ids = Vec::with_capacity(places.len());
    for place in places {
        let id = u32::try_from(whole(place)).unwrap_or(u32::MAX).max(last + 1);
        ids.push(id);
        last = id;
    }
    ids
}

fn curve(place: f64) -> f64 {
    let above = CURVE.partition_point(|point| point.0 <= place).clamp(1, CURVE.len() - 1);
    let ((x, y), (next_x, next_y)) = (CURVE[above - 1], CURVE[above]);
    y + (place - x) / (next_x - x) * (next_y - y)
}

/// The numbers a film has elsewhere, in links.csv.
pub(super) struct Links {
    seed: u64,
}

impl Links {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// A number below 8.4 million, distinct for every film.
    pub(super) fn imdb(&self, film: usize) -> u32 {
        self.spread(film, IMDB_PRIME, "imdb")
    }

    /// A number below 1.3 million, distinct for every film that has one.
    pub(super) fn tmdb(&self, film: usize) -> Option<u32> {
        let missing = Random::new(self.seed, "no tmdb", film).unit() < 0.0008;
        (!missing).then(|| self.spread(film, TMDB_PRIME, "tmdb"))
    }

    /// The place of a film among a prime number of places: a step by step walk around them meets each place once.
    fn spread(&self, film: usize, prime: u64, purpose: &str) -> u32 {
        let mut random = Random::new(self.seed, purpose, 0);
        let places = usize::try_from(prime - 1).unwrap_or(1);
        let step = 1 + random.below(places) as u64;
        let start = random.below(places) as u64;
        let place = (start + step * film as u64) % prime;
        short(usize::try_from(place).unwrap_or(0)) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_near_the_measured_one() {
        let ids = identifiers(9_742, 1);
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids[0] <= 3 && ids[9_741].abs_diff(193_609) < 3_000);
        assert!(ids[5_000].abs_diff(7_727) < 1_000);
    }

    #[test]
    fn links_are_distinct() {
        let prime = |n: u64| (2..3_000_u64).all(|d| !n.is_multiple_of(d));
        assert!(prime(IMDB_PRIME) && prime(TMDB_PRIME));
        let links = Links::new(1);
        let mut numbers: Vec<u32> = (0..5_000).map(|film| links.imdb(film)).collect();
        numbers.sort_unstable();
        assert!(numbers.is_sorted_by(|a, b| a < b));
        assert!(numbers[4_999] < 10_000_000);
    }
}
