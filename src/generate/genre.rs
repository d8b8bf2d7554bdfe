//! Genres, their sets per film, and the communities of taste.

use super::config::{GENRES_PER_FILM, WITHOUT_GENRE};
use super::random::{Random, apportion};
use crate::number::{from_count, from_u64, single, to_index};

/// The number of genres.
const GENRES: usize = 19;

/// The genres in the order they are listed, with the share of films that have each and
/// the years by which their films lie before or after the other ones.
pub(super) const TABLE: [(&str, f64, f64); GENRES] = [
    ("Action", 0.1876, 2.0),
    ("Adventure", 0.1296, 0.0),
    ("Animation", 0.0627, 4.0),
    ("Children", 0.0682, 0.0),
    ("Comedy", 0.3855, 0.0),
    ("Crime", 0.1231, 0.0),
    ("Documentary", 0.0452, 8.0),
    ("Drama", 0.4476, 0.0),
    ("Fantasy", 0.08, 1.0),
    ("Film-Noir", 0.0089, -60.0),
    ("Horror", 0.1004, 0.0),
    ("IMAX", 0.0162, 18.0),
    ("Musical", 0.0343, -20.0),
    ("Mystery", 0.0588, -4.0),
    ("Romance", 0.1638, -2.0),
    ("Sci-Fi", 0.1006, 1.0),
    ("Thriller", 0.1944, 1.0),
    ("War", 0.0392, -10.0),
    ("Western", 0.0171, -30.0),
];

/// A set of genres, one bit each in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct GenreSet(u32);

impl GenreSet {
    /// The positions of the genres in the set, rising.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        (0..GENRES).filter(move |genre| self.0 >> genre & 1 == 1)
    }

    /// Tells whether the film has no genre.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The mean of a value over the genres of the set; 0 for an empty set.
    pub(super) fn mean(self, value: impl Fn(usize) -> f64) -> f64 {
        let sum: f64 = self.iter().map(value).sum();
        sum / f64::from(self.0.count_ones().max(1))
    }

    /// The set and one more genre.
    pub(super) fn with(self, genre: usize) -> Self {
        Self(self.0 | 1 << genre)
    }
}

/// The set as it is written: names joined by `|`.
pub(super) fn listed(set: GenreSet) -> String {
    if set.is_empty() {
        return "(no genres listed)".to_owned();
    }
    let names: Vec<&str> = set.iter().map(|genre| TABLE[genre].0).collect();
    names.join("|")
}

/// Pairs that meet more (or less) often than chance, and how much.
const PAIRS: [(usize, usize, f64); 34] = [
    (0, 1, 3.0),
    (0, 5, 1.8),
    (0, 15, 2.5),
    (0, 16, 2.0),
    (0, 11, 4.0),
    (0, 14, 0.5),
    (0, 7, 0.6),
    (1, 2, 3.0),
    (1, 3, 3.5),
    (1, 8, 4.0),
    (1, 15, 2.5),
    (1, 11, 4.0),
    (2, 3, 8.0),
    (2, 8, 2.5),
    (2, 10, 0.2),
    (2, 7, 0.4),
    (3, 8, 3.0),
    (3, 4, 1.4),
    (3, 10, 0.1),
    (3, 16, 0.1),
    (4, 14, 1.8),
    (4, 16, 0.35),
    (4, 12, 1.4),
    (5, 16, 2.5),
    (5, 13, 2.0),
    (5, 9, 8.0),
    (7, 14, 1.4),
    (7, 17, 2.5),
    (7, 10, 0.4),
    (8, 12, 1.4),
    (10, 16, 2.5),
    (10, 15, 2.0),
    (13, 16, 2.5),
    (15, 16, 1.5),
];
/// The index of the genre of documentaries, and its low affinity to all others: a documentary is
/// rarely anything else, too.
const DOCUMENTARY: usize = 6;
const DOCUMENTARY_WITH_OTHERS: f64 = 0.15;

/// The genre sets of a catalogue, in random order; the histogram of set sizes is met by
/// the largest remainder, the shares of the genres closely.
pub(super) fn genre_sets(items: u32, seed: u64) -> Vec<GenreSet> {
    let mut random = Random::new(seed, "genres", 0);
    let mut weights = GENRES_PER_FILM.to_vec();
    weights.push(WITHOUT_GENRE);
    let counts = apportion(&weights, u64::from(items), &|_| u64::from(items));
    let mut left = TABLE.map(|genre| genre.1 * from_u64(u64::from(items)));
    let affinity = affinities();
    let mut sets = vec![GenreSet::default(); to_index(items)];
    let mut position = 0;
    // The large sets first, so that those of one genre can use up what is left.
    for size in (1..=GENRES_PER_FILM.len()).rev() {
        for _ in 0..counts[size - 1] {
            sets[position] = draw_set(size, &mut left, &affinity, &mut random);
            position += 1;
        }
    }
    random.shuffle(&mut sets);
    sets
}

fn draw_set(
    size: usize,
    left: &mut [f64; GENRES],
    affinity: &[[f64; GENRES]; GENRES],
    random: &mut Random,
) -> GenreSet {
    let mut set = GenreSet::default();
    let floor = 1e-3 * from_count(size);
    for _ in 0..size {
        let mut weights = left.map(|quota| quota.max(floor));
        for genre in set.iter() {
            for (weight, factor) in weights.iter_mut().zip(&affinity[genre]) {
                *weight *= factor;
            }
            weights[genre] = 0.0;
        }
        let genre = random.weighted(&weights);
        left[genre] -= 1.0;
        set = set.with(genre);
    }
    set
}

fn affinities() -> [[f64; GENRES]; GENRES] {
    let mut affinity = [[1.0; GENRES]; GENRES];
    for (first, second, factor) in PAIRS {
        affinity[first][second] = factor;
        affinity[second][first] = factor;
    }
    for row in &mut affinity {
        row[DOCUMENTARY] = DOCUMENTARY_WITH_OTHERS;
    }
    affinity[DOCUMENTARY] = [DOCUMENTARY_WITH_OTHERS; GENRES];
    affinity
}

/// The number of communities.
pub(super) const COMMUNITIES: usize = 14;
/// The communities one film can belong to.
const MEMBERSHIPS: usize = 3;

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
        sum += if total > 0.0 { share / total } else { 1.0 / from_count(COMMUNITIES) };
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::super::config::FILMS;
    use super::*;

    #[test]
    fn lists_in_the_usual_form() {
        assert_eq!(listed(GenreSet::default()), "(no genres listed)");
        assert_eq!(listed(GenreSet::default().with(4).with(0)), "Action|Comedy");
    }

    #[test]
    fn shares_and_sizes_are_met() {
        let sets = genre_sets(9_742, 3);
        assert_eq!(sets.iter().filter(|set| set.is_empty()).count(), 34);
        assert_eq!(sets.iter().filter(|set| set.iter().count() == 1).count(), 2_817);
        for (genre, (name, share, _)) in TABLE.iter().enumerate() {
            let films = sets.iter().filter(|set| set.iter().any(|own| own == genre)).count();
            let found = from_count(films) / FILMS;
            assert!((found - share).abs() < 0.01, "{name}: {found} for {share}");
        }
    }

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
