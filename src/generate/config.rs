//! The counts that are asked of a release, and its seed.

use super::number::{real, whole};
use super::shape::{FILMS, SIZES};
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
            rated_items: u32::try_from(whole(rated_items)).unwrap_or(items),
            ratings,
            tags: whole(real(ratings) * real(tags) / real(all_ratings) + 0.5),
            seed,
        }
    }

    /// The counts of a real release with seed 42; `None` for a name that is not in
    /// [`Config::LIKE_NAMES`].
    #[must_use]
    pub fn like(name: &str) -> Option<Self> {
        let &(_, users, items, rated_items, ratings, tags) =
            SIZES.iter().find(|size| size.0 == name)?;
        Some(Self { users, items, rated_items, ratings, tags, seed: 42 })
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
}
