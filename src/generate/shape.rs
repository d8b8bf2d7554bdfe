//! The measured figures of real `MovieLens` releases that the synthetic ones follow.

use super::number::{short, whole_index};

/// Counts of one release: name, users, films, rated films, ratings, tags.
pub(super) type Size = (&'static str, u32, u32, u32, u64, u64);

/// The releases that can be imitated by name.
pub(super) const SIZES: [Size; 3] = [
    ("ml-latest-small", 610, 9_742, 9_724, 100_836, 3_683),
    ("ml-1m", 6_040, 3_883, 3_706, 1_000_209, 0),
    ("ml-25m", 162_541, 62_423, 59_047, 25_000_095, 1_093_360),
];

/// The films behind every histogram over films below.
pub(super) const FILMS: f64 = 9_742.0;

/// Ratings by value: 0.5, 1.0, … 5.0.
pub(super) const RATINGS: [f64; 10] =
    [1370.0, 2811.0, 1791.0, 7551.0, 5550.0, 20047.0, 13136.0, 26818.0, 8551.0, 13211.0];

/// Films with 1, 2, … 5 genres and with more; those without any are left out.
pub(super) const GENRES_PER_FILM: [f64; 6] = [2817.0, 3218.0, 2338.0, 987.0, 271.0, 77.0];
/// Films without a genre.
pub(super) const WITHOUT_GENRE: f64 = 34.0;
/// Films whose title has no year.
pub(super) const WITHOUT_YEAR: f64 = 12.0;
/// Films whose title spans two years.
pub(super) const SPANNING_YEARS: f64 = 1.0;
/// Films whose title has quotation marks; somewhat more than in the real releases,
/// because readers of the file should meet them.
pub(super) const QUOTED: f64 = 8.0;

/// Films by decade, the first entry from 1902 to 1919 and the last to 2018.
pub(super) const DECADES: [(u16, u16, f64); 11] = [
    (1902, 1919, 10.0),
    (1920, 1929, 37.0),
    (1930, 1939, 136.0),
    (1940, 1949, 197.0),
    (1950, 1959, 279.0),
    (1960, 1969, 401.0),
    (1970, 1979, 500.0),
    (1980, 1989, 1177.0),
    (1990, 1999, 2212.0),
    (2000, 2009, 2850.0),
    (2010, 2018, 1931.0),
];

/// Users by the year of their first rating, from 1996 on.
pub(super) const JOINED: [f64; 23] = [
    97.0, 27.0, 9.0, 26.0, 48.0, 20.0, 14.0, 20.0, 11.0, 24.0, 23.0, 22.0, 22.0, 21.0, 15.0, 22.0,
    25.0, 13.0, 8.0, 47.0, 32.0, 35.0, 29.0,
];

/// The share of users who write tags.
pub(super) const TAGGERS: f64 = 58.0 / 610.0;
/// The fewest ratings of a user, where the average allows it.
pub(super) const FEWEST_RATINGS: u64 = 20;
/// The share of ratings by users who rate page by page, many in the same second.
pub(super) const PAGE_SHARE: f64 = 0.255;

/// The number of a catalogue's films with a feature that so many of the measured ones have.
pub(super) fn proportional(items: u32, of_measured: f64) -> u32 {
    let share = f64::from(items) * of_measured / FILMS;
    short(whole_index(share + 0.5)).min(items)
}
