//! Communities of taste and how much each film belongs to them.

use super::genre::{GENRES, GenreSet};
use super::number::{real_length, single};
use super::random::Random;

/// The number of communities.
pub(super) const COMMUNITIES: usize = 14;
/// The communities one film can belong to.
pub(super) const MEMBERSHIPS: usize = 3;

/// The weight of chance, besides the genres, in the communities of a film: with 0 the
/// communities would be mere genres, which no real audience is.
const CHANCE: f64 = 0.9;
/// The sharpness with which a film belongs to its first community rather than its others.
const SHARPNESS: f64 = 1.3;

/// The taste of a community: weights of genres (the others weigh 0), and the year around
/// which its films lie, if it cares.
struct Profile {
    likes: &'static [(usize, f64)],
    year: Option<f64>,
}

const fn profile(likes: &'static [(usize, f64)]) -> Profile {
    Profile { likes, year: None }
}

const fn profile_of(likes: &'static [(usize, f64)], year: f64) -> Profile {
    Profile { likes, year: Some(year) }
}

const PROFILES: [Profile; COMMUNITIES] = [
    profile_of(&[(0, 3.0), (1, 3.0), (15, 1.5), (11, 3.0), (8, 1.0)], 2008.0),
    profile_of(&[(0, 3.0), (16, 1.5), (5, 1.5), (1, 1.5)], 1992.0),
    profile(&[(5, 3.0), (16, 2.5), (13, 3.0), (9, 2.0)]),
    profile_of(&[(7, 3.0), (17, 2.0), (14, 0.5)], 2000.0),
    profile_of(&[(7, 2.0), (14, 2.0), (12, 2.5), (9, 4.0), (18, 2.0)], 1955.0),
    profile(&[(14, 3.5), (4, 1.5), (7, 1.0)]),
    profile_of(&[(3, 4.0), (2, 3.5), (12, 2.0), (8, 1.5), (1, 1.0)], 1998.0),
    profile(&[(10, 5.0), (16, 1.0), (13, 0.5)]),
    profile_of(&[(4, 3.5)], 1990.0),
    profile_of(&[(4, 3.0), (14, 0.5), (0, 0.5), (5, 0.5)], 2009.0),
    profile(&[(15, 4.5), (8, 1.0), (0, 0.5)]),
    profile(&[(6, 5.0), (7, 1.0), (17, 1.0)]),
    profile(&[(8, 4.0), (2, 2.5), (1, 1.5)]),
    profile_of(&[(17, 3.0), (18, 4.0), (0, 1.5), (7, 1.0)], 1975.0),
];

/// A film's communities, the strongest first, with shares that sum to 1.
pub(super) type Memberships = [(u8, f32); MEMBERSHIPS];

/// Draws the communities of a film from its genres and its year.
pub(super) fn memberships(genres: GenreSet, year: u16, random: &mut Random) -> Memberships {
    let mut scores: Vec<(usize, f64)> = PROFILES
        .iter()
        .enumerate()
        .map(|(community, profile)| {
            let liking = genres.mean(|genre| weight(profile, genre));
            let era = profile.year.map_or(0.0, |centre| closeness(f64::from(year) - centre));
            (community, liking + era + CHANCE * random.gumbel())
        })
        .collect();
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    let best = scores[0].1;
    let strength = |position: usize| libm::exp(SHARPNESS * (scores[position].1 - best));
    let total: f64 = (0..MEMBERSHIPS).map(strength).sum();
    std::array::from_fn(|position| {
        let community = u8::try_from(scores[position].0).unwrap_or(0);
        (community, single(strength(position) / total))
    })
}

fn weight(profile: &Profile, genre: usize) -> f64 {
    debug_assert!(genre < GENRES);
    profile.likes.iter().find(|like| like.0 == genre).map_or(0.0, |like| like.1)
}

/// The closeness of two years: from 1 at the centre down to −1 some decades away.
fn closeness(years: f64) -> f64 {
    2.0 * libm::exp(-years * years / 450.0) - 1.0
}

/// The share of each community in the films' weight, cumulated: rising to 1.
pub(super) fn cumulated(shares: &[f64; COMMUNITIES]) -> [f64; COMMUNITIES] {
    let total: f64 = shares.iter().sum();
    let mut sum = 0.0;
    shares.map(|share| {
        sum += if total > 0.0 { share / total } else { 1.0 / real_length(COMMUNITIES) };
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_sum_to_one_and_fall() {
        let mut random = Random::new(1, "test", 0);
        for year in 1930..2018 {
            let own = memberships(GenreSet::default(), year, &mut random);
            let sum: f32 = own.iter().map(|membership| membership.1).sum();
            assert!((sum - 1.0).abs() < 1e-5);
            assert!(own.is_sorted_by(|a, b| a.1 >= b.1));
        }
    }
}
