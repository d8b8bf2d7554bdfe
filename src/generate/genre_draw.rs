//! Drawing the genre sets of a catalogue.

use super::apportion::apportion;
use super::genre::{GENRES, GenreSet, TABLE};
use super::number::{index, real, real_length};
use super::random::Random;
use super::shape::{GENRES_PER_FILM, WITHOUT_GENRE};

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
    let mut left = TABLE.map(|genre| genre.1 * real(u64::from(items)));
    let affinity = affinities();
    let mut sets = vec![GenreSet::default(); index(items)];
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
    let floor = 1e-3 * real_length(size);
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

#[cfg(test)]
mod tests {
    use super::super::shape::FILMS;
    use super::*;

    #[test]
    fn shares_and_sizes_are_met() {
        let sets = genre_sets(9_742, 3);
        assert_eq!(sets.iter().filter(|set| set.is_empty()).count(), 34);
        assert_eq!(sets.iter().filter(|set| set.iter().count() == 1).count(), 2_817);
        for (genre, (name, share, _)) in TABLE.iter().enumerate() {
            let films = sets.iter().filter(|set| set.iter().any(|own| own == genre)).count();
            let found = real_length(films) / FILMS;
            assert!((found - share).abs() < 0.01, "{name}: {found} for {share}");
        }
    }
}
