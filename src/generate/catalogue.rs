//! The films: their genres, years, identifiers, popularity and quality.

use super::config::{Config, DECADES, FIRST_YEAR, YEARS, calendar_year};
use super::genre::{GenreSet, Memberships, TABLE, genre_sets, memberships};
use super::random::{Random, apportion, saturating_lognormal};
use crate::normal::quantile;
use crate::number::{from_count, from_u64, single, to_index, to_u32, truncate};

/// One film of the catalogue.
#[derive(Debug, Clone)]
pub(super) struct Film {
    /// The identifier in the files, rising with the position.
    pub(super) id: u32,
    /// The year of release, 1902 to 2018.
    pub(super) year: u16,
    pub(super) genres: GenreSet,
    /// The ratings wished for beyond the first one, if a user could rate twice; 0 only for films nobody rates.
    pub(super) wish: f64,
    /// True if the film has ratings at all.
    pub(super) rated: bool,
    /// The quality of the film as users find it, about standard normal.
    pub(super) quality: f32,
    pub(super) communities: Memberships,
}

/// The weight of popularity in the quality of a film.
const QUALITY_OF_POPULARITY: f64 = 0.4;

/// Draws the catalogue.
pub(super) fn catalogue(config: &Config) -> Vec<Film> {
    let genres = genre_sets(config.items, config.seed);
    let years = years(&genres, config.seed);
    let standing = standing(&genres, &years, config.seed);
    let order = entry_order(&years, config.seed);
    let ids = identifiers(config.items, config.seed);
    let wishes = wishes(config);
    let mut random = Random::new(config.seed, "films", 0);
    let film = |(&origin, id): (&usize, u32)| {
        let rank = standing[origin];
        let place = 1.0 - (from_count(rank) + 0.5) / from_count(order.len());
        let popularity = quantile(place);
        let own = libm::sqrt(1.0 - QUALITY_OF_POPULARITY * QUALITY_OF_POPULARITY);
        let quality = QUALITY_OF_POPULARITY * popularity + own * random.gaussian();
        Film {
            id,
            year: years[origin],
            genres: genres[origin],
            wish: wishes.get(rank).copied().unwrap_or(0.0),
            rated: rank < wishes.len(),
            quality: single(quality),
            communities: memberships(genres[origin], years[origin], &mut random),
        }
    };
    order.iter().zip(ids).map(film).collect()
}

/// The year of each film: the decades' counts exactly, old genres rather in old years.
pub(super) fn years(genres: &[GenreSet], seed: u64) -> Vec<u16> {
    let mut random = Random::new(seed, "years", 0);
    let weights = DECADES.map(|decade| decade.2);
    let total = genres.len() as u64;
    let mut years = Vec::with_capacity(genres.len());
    for (decade, count) in DECADES.iter().zip(apportion(&weights, total, &|_| total)) {
        let length = usize::from(decade.1 - decade.0 + 1);
        for _ in 0..count {
            // The larger of two draws leans to the later years, as growing output does.
            let first = random.below(length);
            let second = if decade.0 < 2010 { random.below(length) } else { 0 };
            years.push(decade.0 + u16::try_from(first.max(second)).unwrap_or(0));
        }
    }
    years.sort_unstable();
    let lateness: Vec<f64> = genres
        .iter()
        .map(|set| set.mean(|genre| TABLE[genre].2) + 14.0 * random.gaussian())
        .collect();
    let mut order: Vec<usize> = (0..genres.len()).collect();
    order.sort_by(|&a, &b| lateness[a].total_cmp(&lateness[b]).then(a.cmp(&b)));
    let mut assigned = vec![0; genres.len()];
    for (film, year) in order.into_iter().zip(years) {
        assigned[film] = year;
    }
    assigned
}

/// The films in the order they entered the catalogue: old ones at any time but rather
/// early, new ones in or soon after their year.
fn entry_order(years: &[u16], seed: u64) -> Vec<usize> {
    let mut random = Random::new(seed, "entries", 0);
    let entries: Vec<f64> = years
        .iter()
        .map(|&year| {
            let opened = f64::from(year.max(FIRST_YEAR));
            let delay = -libm::log(1.0 - random.unit());
            let patience = if year < FIRST_YEAR { 5.0 } else { 0.8 };
            opened + patience * delay
        })
        .collect();
    let mut order: Vec<usize> = (0..years.len()).collect();
    order.sort_by(|&a, &b| entries[a].total_cmp(&entries[b]).then(a.cmp(&b)));
    order
}

/// The rated films that exist by each year after 1996, the last year's count being all.
pub(super) fn rated_by_year(films: &[Film]) -> [u32; YEARS] {
    std::array::from_fn(|years_in| {
        let latest = calendar_year(years_in);
        to_u32(films.iter().filter(|film| film.rated && film.year <= latest).count())
    })
}

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
fn wishes(config: &Config) -> Vec<f64> {
    let rated = to_index(config.rated_items);
    let beyond = from_u64(config.ratings - u64::from(config.rated_items));
    let spread = SPREAD + SPREAD_GROWTH * libm::log(from_count(rated) / 9_724.0);
    let ceiling = (REACH * f64::from(config.users)).max(2.5 * beyond / from_count(rated));
    let mut wishes =
        saturating_lognormal(rated, spread.clamp(0.8, 4.0), ceiling.max(1.0), beyond.max(1e-6));
    wishes.reverse();
    wishes
}

/// The rank of each film by popularity, 0 for the most popular.
fn standing(genres: &[GenreSet], years: &[u16], seed: u64) -> Vec<usize> {
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
    let places: Vec<f64> = (0..to_index(items))
        .map(|film| curve((from_count(film) + random.unit()) / films) * films * stretch)
        .collect();
    let mut last = 0;
    let mut ids = Vec::with_capacity(places.len());
    for place in places {
        let id = u32::try_from(truncate(place)).unwrap_or(u32::MAX).max(last + 1);
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
        to_u32(usize::try_from(place).unwrap_or(0)) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::to_index;

    #[test]
    fn counts_are_exact_and_ids_rise() {
        for items in [1, 2, 50, 1_200] {
            let config = Config::new(40, items, u64::from(items) * 4, 5);
            let films = catalogue(&config);
            let rated = films.iter().filter(|film| film.rated).count();
            assert_eq!(films.len(), to_index(items));
            assert_eq!(rated, to_index(config.rated_items));
            assert!(films.is_sorted_by(|a, b| a.id < b.id));
            assert!(films.iter().all(|film| !film.rated || film.wish > 0.0));
        }
    }

    #[test]
    fn decades_are_met() {
        let films = catalogue(&Config::like("ml-latest-small").unwrap());
        let nineties = films.iter().filter(|film| film.year / 10 == 199).count();
        assert!(nineties.abs_diff(2_212) < 5);
        assert!(films.iter().all(|film| (1902..=2018).contains(&film.year)));
    }

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
