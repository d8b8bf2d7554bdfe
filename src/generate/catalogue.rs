//! The films: their genres, years, identifiers, popularity and quality.

use super::community::{Memberships, memberships};
use super::config::Config;
use super::era::{entry_order, years};
use super::genre::GenreSet;
use super::genre_draw::genre_sets;
use super::identifier::identifiers;
use super::number::{real_length, single};
use super::popularity::{standing, wishes};
use super::random::Random;
use crate::normal::quantile;

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
        let place = 1.0 - (real_length(rank) + 0.5) / real_length(order.len());
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

#[cfg(test)]
mod tests {
    use super::super::number::index;
    use super::*;

    #[test]
    fn counts_are_exact_and_ids_rise() {
        for items in [1, 2, 50, 1_200] {
            let config = Config::new(40, items, u64::from(items) * 4, 5);
            let films = catalogue(&config);
            let rated = films.iter().filter(|film| film.rated).count();
            assert_eq!(films.len(), index(items));
            assert_eq!(rated, index(config.rated_items));
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
}
