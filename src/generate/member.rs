//! The users: how much they rate, since when, and with which habits and tastes.

use super::config::{
    Config, FEWEST_RATINGS, JOINED, PAGE_SHARE, SPAN_END, YEARS, start_of, years_in,
};
use super::genre::{COMMUNITIES, cumulated};
use super::random::{Random, apportion, saturating_lognormal};
use crate::number::{from_count, from_u64, single, to_index, truncate_to_seconds};

/// The communities one user takes part in.
pub(super) const THEMES: usize = 3;
/// The seconds for each rating that a user's joining leaves at least.
pub(super) const SECONDS_PER_RATING: i64 = 60;
/// The years after 1996 before which a user who joined rates in whole stars only.
const HALF_STARS_SINCE: usize = 7;
/// The share of existing films above which users who rate more join only later.
const EARLY_SHARE: f64 = 0.35;

/// The way in which a user's ratings come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RatingPace {
    /// One after the other.
    OneByOne,
    /// Several in one second, with the page that asks for them.
    ByPages,
}

/// The stars that a user gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stars {
    /// Whole stars alone.
    Whole,
    /// Half stars too.
    Half,
}

/// One user.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) ratings: u32,
    /// The first rating, in Unix seconds.
    pub(super) joined: i64,
    /// The first year (from 1996) in which enough films exist for all ratings.
    pub(super) needed_year: u8,
    pub(super) pace: RatingPace,
    pub(super) stars: Stars,
    /// The generosity of the user, about standard normal.
    pub(super) generosity: f32,
    /// The communities, the first one being the user's own.
    pub(super) themes: [u8; THEMES],
}

/// Draws the users in the order of their identifiers.
///
/// Joining time, habit and community follow low-discrepancy sequences along the ranks
/// of activity, so that the few users with most of the ratings are spread over all of
/// them under every seed.
pub(super) fn members(
    config: &Config,
    rated_by_year: &[u32; YEARS],
    community_shares: &[f64; COMMUNITIES],
) -> Vec<Member> {
    // The powers of the root of x⁴ = x + 1: the three-dimensional golden ratio.
    const STEPS: [f64; 2] = [0.819_172_513_396_164_4, 0.671_043_606_703_789_3];
    let mut random = Random::new(config.seed, "members", 0);
    let counts = ratings_per_user(config);
    let bounds = cumulated(community_shares);
    let offsets: [f64; 2] = std::array::from_fn(|_| random.unit());
    let mut habit = Dither::new(PAGE_SHARE, random.unit());
    let mut members: Vec<Member> = counts
        .into_iter()
        .enumerate()
        .map(|(rank, ratings)| {
            let place = |axis: usize| (offsets[axis] + STEPS[axis] * from_count(rank)).fract();
            let joined = joined(place(0), ratings, rated_by_year);
            Member {
                ratings,
                joined,
                needed_year: first_year_with(rated_by_year, 1.5 * f64::from(ratings)),
                pace: if habit.next(f64::from(ratings)) {
                    RatingPace::ByPages
                } else {
                    RatingPace::OneByOne
                },
                stars: if years_in(joined) < HALF_STARS_SINCE { Stars::Whole } else { Stars::Half },
                generosity: single(random.gaussian()),
                themes: themes(place(1), &bounds, &mut random),
            }
        })
        .collect();
    random.shuffle(&mut members);
    members
}

fn joined(place: f64, ratings: u32, rated_by_year: &[u32; YEARS]) -> i64 {
    let latest = SPAN_END - 86_400 - SECONDS_PER_RATING * i64::from(ratings);
    let total: f64 = JOINED.iter().sum();
    let mut left = place * total;
    let mut year = 0;
    while year + 1 < YEARS && left >= JOINED[year] {
        left -= JOINED[year];
        year += 1;
    }
    let within = (left / JOINED[year]).min(1.0);
    let first_year = usize::from(first_year_with(rated_by_year, f64::from(ratings) / EARLY_SHARE));
    let (first, length) = if year >= first_year {
        (start_of(year), start_of(year + 1) - start_of(year))
    } else {
        (start_of(first_year), SPAN_END - start_of(first_year))
    };
    let since = from_u64(length.unsigned_abs()) * within;
    (first + truncate_to_seconds(since)).min(latest).max(start_of(0))
}

/// The first year that has the wished number of rated films, or all of them.
fn first_year_with(rated_by_year: &[u32; YEARS], wished: f64) -> u8 {
    let all = f64::from(rated_by_year[YEARS - 1]);
    let found = rated_by_year.iter().position(|&count| f64::from(count) >= wished.min(all));
    u8::try_from(found.unwrap_or(YEARS - 1)).unwrap_or(0)
}

fn themes(place: f64, bounds: &[f64; COMMUNITIES], random: &mut Random) -> [u8; THEMES] {
    let at = |place: f64| bounds.partition_point(|&bound| bound <= place).min(COMMUNITIES - 1);
    let mut themes = [at(place); THEMES];
    for theme in 1..THEMES {
        let drawn = at(random.unit());
        // A theme twice would only be a stronger taste, but variety is wanted.
        let mut community = drawn;
        while themes[..theme].contains(&community) {
            community = (community + 1) % COMMUNITIES;
        }
        themes[theme] = community;
    }
    themes.map(|community| u8::try_from(community).unwrap_or(0))
}

/// The spread of what a user rates beyond the minimum: the standard deviation of its
/// logarithm.
const SPREAD: f64 = 1.615;
/// The share of the rated films that even the most active user hardly reaches.
const REACH: f64 = 0.4;

/// The ratings of each user, falling; they sum to the configured ratings, each within
/// 1 and the rated films, and at least 20 where the average allows it.
fn ratings_per_user(config: &Config) -> Vec<u32> {
    let users = to_index(config.users);
    let rated = u64::from(config.rated_items);
    let average = config.ratings / u64::from(config.users);
    let fewest = fewest(average).min(rated);
    let beyond = config.ratings - fewest * u64::from(config.users);
    // A ceiling below the average could not be met at all.
    let ceiling =
        (REACH * from_u64(rated)).max(2.5 * from_u64(beyond) / from_count(users)).max(1.0);
    let mut weights = saturating_lognormal(users, SPREAD, ceiling, from_u64(beyond));
    weights.reverse();
    let parts = apportion(&weights, beyond, &|_| rated - fewest);
    parts.into_iter().map(|part| u32::try_from(fewest + part).unwrap_or(u32::MAX)).collect()
}

/// The minimum for an average: 20, or half the average where that is too much.
fn fewest(average: u64) -> u64 {
    if average >= FEWEST_RATINGS { FEWEST_RATINGS } else { (average / 2).max(1) }
}

/// Chooses members one by one so that the chosen ones' ratings keep to a share.
///
/// A coin per member would not do: the few most active ones decide the share.
struct Dither {
    share: f64,
    /// The ratings still owed to the share; before the first member, a fraction of that
    /// member's ratings.
    owed: f64,
    begun: bool,
}

impl Dither {
    /// `start` in `0.0..1.0` decides where the first choice falls.
    pub(super) fn new(share: f64, start: f64) -> Self {
        Self { share, owed: start - 0.5, begun: false }
    }

    /// Tells whether the next member, with so many ratings, is chosen.
    pub(super) fn next(&mut self, weight: f64) -> bool {
        if !self.begun {
            self.begun = true;
            self.owed *= weight;
        }
        self.owed += self.share * weight;
        let chosen = self.owed >= 0.5 * weight;
        if chosen {
            self.owed -= weight;
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::to_u32;

    #[test]
    fn active_users_join_when_there_is_enough_to_rate() {
        let by_year = std::array::from_fn(|year| 100 + 40 * to_u32(year));
        assert_eq!(first_year_with(&by_year, 100.0), 0);
        assert_eq!(first_year_with(&by_year, 141.0), 2);
        assert_eq!(first_year_with(&by_year, 9e9), 22);
        assert_eq!(years_in(joined(0.0, 300, &by_year)), 19);
    }

    #[test]
    fn sums_are_exact_and_bounds_hold() {
        let shapes = [(610, 9_742, 100_836), (20, 50, 400), (1, 50, 50), (5, 10, 50), (9, 9, 9)];
        for (users, items, ratings) in shapes {
            let config = Config::new(users, items, ratings, 1);
            let counts = ratings_per_user(&config);
            let average = ratings / u64::from(users);
            assert_eq!(counts.iter().map(|&count| u64::from(count)).sum::<u64>(), ratings);
            assert!(counts.iter().all(|&count| count <= config.rated_items));
            assert!(counts.iter().all(|&count| u64::from(count) >= fewest(average)));
        }
    }

    #[test]
    fn dithering_keeps_the_share() {
        let mut habit = Dither::new(0.25, 0.3);
        let weights: Vec<f64> = (1..400).rev().map(f64::from).collect();
        let chosen: f64 = weights.iter().filter(|&&weight| habit.next(weight)).sum();
        let share = chosen / weights.iter().sum::<f64>();
        assert!((share - 0.25).abs() < 0.01, "{share}");
    }
}
