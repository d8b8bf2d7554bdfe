//! The wished popularity of each film.

use super::config::Config;
use super::genre::{GenreSet, TABLE};
use super::normal::saturating_lognormal;
use super::number::{index, real, real_length};
use super::random::Random;

/// The spread of popularity in a catalogue of the measured size: the standard deviation
/// of the logarithm of the wished ratings.
const SPREAD: f64 = 2.81;
/// The growth of the spread with the logarithm of the rated films: the real releases with
/// larger catalogues reach further into the obscure.
const SPREAD_GROWTH: f64 = 0.58;
/// The ceiling of a wish, per user. It lies above 1 because a wish is what would come
/// together if users could rate a film twice; that they cannot takes the top down to
/// about half of the users.
const REACH: f64 = 3.2;

/// The wished ratings beyond the first by rank of popularity, falling.
pub(super) fn wishes(config: &Config) -> Vec<f64> {
    let rated = index(config.rated_items);
    let beyond = real(config.ratings - u64::from(config.rated_items));
    let spread = SPREAD + SPREAD_GROWTH * libm::log(real_length(rated) / 9_724.0);
    let ceiling = (REACH * f64::from(config.users)).max(2.5 * beyond / real_length(rated));
    let mut wishes =
        saturating_lognormal(rated, spread.clamp(0.8, 4.0), ceiling.max(1.0), beyond.max(1e-6));
    wishes.reverse();
    wishes
}

/// The rank of each film by popularity, 0 for the most popular.
pub(super) fn standing(genres: &[GenreSet], years: &[u16], seed: u64) -> Vec<usize> {
    let mut random = Random::new(seed, "popularity", 0);
    let scores: Vec<f64> = genres
        .iter()
        .zip(years)
        .map(|(set, &year)| age_appeal(year) + genre_appeal(*set) + random.gaussian())
        .collect();
    let mut order: Vec<usize> = (0..genres.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    let mut ranks = vec![0; order.len()];
    for (rank, film) in order.into_iter().enumerate() {
        ranks[film] = rank;
    }
    ranks
}

fn age_appeal(year: u16) -> f64 {
    match year {
        0..1940 => -0.4,
        1940..1970 => -0.2,
        1970..1990 => 0.05,
        1990..2000 => 0.35,
        2000..2010 => 0.0,
        _ => -0.25,
    }
}

fn genre_appeal(set: GenreSet) -> f64 {
    if set.is_empty() {
        return -1.0;
    }
    // Documentaries find few viewers, films shown in IMAX many.
    set.mean(|genre| match TABLE[genre].0 {
        "Documentary" => -0.5,
        "IMAX" => 1.5,
        "Adventure" | "Sci-Fi" => 0.3,
        _ => 0.0,
    })
}
