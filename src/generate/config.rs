//! The counts asked of a release, the measured figures that it follows, and the span of its years.

use crate::number::{from_u64, to_u32, truncate, truncate_to_index};
use crate::param::{InvalidParam, at_least, within};

/// The most films a release can have: the drawing tables grow with films × years.
pub const MOST_ITEMS: u32 = 1_000_000;
/// The most tags one user can put on one film.
pub const MOST_TAGS_PER_RATING: u64 = 8;

/// The counts of a synthetic release, all of which are met exactly, and its seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Users, each with at least one rating.
    pub users: u32,
    /// Films in the catalogue, at most [`MOST_ITEMS`].
    pub items: u32,
    /// Films that have at least one rating.
    pub rated_items: u32,
    /// Ratings: distinct pairs of a user and a film.
    pub ratings: u64,
    /// Tags, at most [`MOST_TAGS_PER_RATING`] for each rating; 0 for none.
    pub tags: u64,
    /// The seed: the same one gives the same bytes, on any machine and any number of threads.
    pub seed: u64,
}

impl Default for Config {
    /// The counts of ml-latest-small with seed 42.
    fn default() -> Self {
        Self::of(&SIZES[0])
    }
}

impl Config {
    /// The names that [`Config::like`] knows.
    pub const LIKE_NAMES: &[&str] = &[SIZES[0].0, SIZES[1].0, SIZES[2].0];

    /// Counts of one's own; the rated films and the tags follow by the proportions of
    /// ml-latest-small.
    #[must_use]
    pub fn new(users: u32, items: u32, ratings: u64, seed: u64) -> Self {
        let (_, _, _, rated, all_ratings, tags) = SIZES[0];
        let rated_items = (f64::from(items) * f64::from(rated) / FILMS + 0.5).min(f64::from(items));
        Self {
            users,
            items,
            rated_items: u32::try_from(truncate(rated_items)).unwrap_or(items),
            ratings,
            tags: truncate(from_u64(ratings) * from_u64(tags) / from_u64(all_ratings) + 0.5),
            seed,
        }
    }

    /// The counts of a real release with seed 42; `None` for a name that is not in
    /// [`Config::LIKE_NAMES`].
    #[must_use]
    pub fn like(name: &str) -> Option<Self> {
        SIZES.iter().find(|size| size.0 == name).map(Self::of)
    }

    fn of(&(_, users, items, rated_items, ratings, tags): &Size) -> Self {
        Self { users, items, rated_items, ratings, tags, seed: 42 }
    }

    /// Refuses counts that no release can have.
    pub(super) fn check(&self) -> Result<(), InvalidParam> {
        at_least("users", self.users, &1)?;
        within("items", self.items, &1, &MOST_ITEMS)?;
        within("rated_items", self.rated_items, &1, &self.items)?;
        let (users, rated) = (u64::from(self.users), u64::from(self.rated_items));
        let refuse = |expected: String| Err(InvalidParam::new("ratings", &self.ratings, expected));
        if self.ratings < users.max(rated) {
            return refuse(format!(
                "at least {}: one for each of {users} users and {rated} rated items",
                users.max(rated)
            ));
        }
        if self.ratings > users * rated {
            return refuse(format!(
                "at most {}: {users} users can rate each of {rated} items once",
                users * rated
            ));
        }
        let most_tags = self.ratings.saturating_mul(MOST_TAGS_PER_RATING);
        within("tags", self.tags, &0, &most_tags)?;
        Ok(())
    }
}

/// Counts of one release: name, users, films, rated films, ratings, tags.
type Size = (&'static str, u32, u32, u32, u64, u64);

/// The releases that can be imitated by name.
const SIZES: [Size; 3] = [
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
    to_u32(truncate_to_index(share + 0.5)).min(items)
}

/// The first second of the span: 1996-03-29 00:00:00.
pub(super) const SPAN_START: i64 = 828_057_600;
/// The last second of the span: 2018-09-24 14:27:30.
pub(super) const SPAN_END: i64 = 1_537_799_250;
/// The year of the first second.
pub(super) const FIRST_YEAR: u16 = 1996;
/// The years the span touches.
pub(super) const YEARS: usize = 23;

/// The Unix second at which each year begins; one more for the end of the last.
const YEAR_STARTS: [i64; YEARS + 1] = year_starts();

const fn year_starts() -> [i64; YEARS + 1] {
    let mut starts = [820_454_400; YEARS + 1];
    let mut position = 1;
    while position <= YEARS {
        // 1996 is position 0, so every fourth position is the year after a leap year's start.
        let days = if (position - 1).is_multiple_of(4) { 366 } else { 365 };
        starts[position] = starts[position - 1] + days * 86_400;
        position += 1;
    }
    starts
}

/// The years since 1996 at a moment of the span: 0 to 22.
pub(super) fn years_in(time: i64) -> usize {
    YEAR_STARTS.partition_point(|&start| start <= time).saturating_sub(1).min(YEARS - 1)
}

/// The first second of the span in a year counted from 1996.
pub(super) fn start_of(years_in: usize) -> i64 {
    YEAR_STARTS[years_in.min(YEARS)].clamp(SPAN_START, SPAN_END)
}

/// The calendar year that lies so many years after 1996.
pub(super) fn calendar_year(years_in: usize) -> u16 {
    FIRST_YEAR + u16::try_from(years_in).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_exactly_its_names() {
        for name in Config::LIKE_NAMES {
            assert_eq!(Config::like(name).unwrap().check(), Ok(()));
        }
        assert_eq!(Config::like("ml-100k"), None);
    }

    #[test]
    fn proportions_follow_the_small_release() {
        let small = Config::like("ml-latest-small").unwrap();
        assert_eq!(Config::default(), small);
        assert_eq!(Config::new(610, 9_742, 100_836, 42), small);
        assert_eq!(Config::new(1, 1, 1, 0).rated_items, 1);
    }

    #[test]
    fn impossible_counts_are_refused() {
        let name = |config: Config| config.check().unwrap_err().name;
        assert_eq!(name(Config::new(0, 10, 100, 1)), "users");
        assert_eq!(name(Config::new(10, 0, 100, 1)), "items");
        assert_eq!(name(Config::new(10, 50, 49, 1)), "ratings");
        assert_eq!(name(Config::new(10, 50, 501, 1)), "ratings");
        assert_eq!(name(Config::new(100, 50, 99, 1)), "ratings");
        let many_tags = Config { tags: 801, ..Config::new(10, 50, 100, 1) };
        assert_eq!(name(many_tags), "tags");
    }

    #[test]
    fn years_begin_where_they_should() {
        assert_eq!(years_in(SPAN_START), 0);
        assert_eq!(years_in(SPAN_END), 22);
        assert_eq!(start_of(1), 852_076_800);
        assert_eq!(years_in(946_684_799), 3);
        assert_eq!(years_in(946_684_800), 4);
        assert_eq!(start_of(22), 1_514_764_800);
        assert_eq!(start_of(23), SPAN_END);
    }
}
