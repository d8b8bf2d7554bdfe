//! The years in which films were released, and the order in which they entered the catalogue.

use super::apportion::apportion;
use super::calendar::{FIRST_YEAR, YEARS, calendar_year};
use super::catalogue::Film;
use super::genre::{GenreSet, TABLE};
use super::number::short;
use super::random::Random;
use super::shape::DECADES;

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
pub(super) fn entry_order(years: &[u16], seed: u64) -> Vec<usize> {
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
        short(films.iter().filter(|film| film.rated && film.year <= latest).count())
    })
}
