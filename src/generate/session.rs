//! The sessions of a user: when they begin, the seconds within them, and what they are about.

use super::config::{SPAN_END, start_of, years_in};
use super::member::{Member, RatingPace, SECONDS_PER_RATING, THEMES};
use super::random::{Random, apportion};
use crate::number::{
    from_count, from_u64, to_index, to_u32, truncate_to_index, truncate_to_seconds,
};

/// The least pause between two sessions, in seconds.
const LEAST_PAUSE: i64 = 6 * 3_600;
/// The median of what a pause lasts beyond that, in seconds.
const MEDIAN_PAUSE: f64 = 5.0 * 86_400.0;
/// The standard deviation of the logarithm of a pause.
const PAUSE_SPREAD: f64 = 2.0;
/// The ratings of a user with two sessions in the mean.
const RATINGS_OF_TWO: f64 = 80.0;
/// The exponent by which sessions grow with the ratings, and the standard deviation of the
/// logarithm of their number among users with the same ratings.
const GROWTH: f64 = 1.65;
const COUNT_SPREAD: f64 = 1.5;

/// One session: a start in Unix seconds and the ratings planned for it, at least 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub(super) start: i64,
    pub(super) size: u32,
}

/// The sessions of a user, in the order of time; never empty, sizes summing to the
/// user's ratings.
pub(super) fn sessions(member: &Member, user: usize, seed: u64) -> Vec<Session> {
    let mut random = Random::new(seed, "sessions", user);
    let ratings = SECONDS_PER_RATING * i64::from(member.ratings);
    let room = (SPAN_END - ratings - member.joined).max(0);
    let most = usize::try_from(room / LEAST_PAUSE).unwrap_or(0) + 1;
    let sizes = sizes(member.ratings, most, &mut random);
    let pauses = pauses(sizes.len() - 1, room, &mut random);
    let mut start = member.joined;
    let mut sessions = Vec::with_capacity(sizes.len());
    for (position, size) in sizes.into_iter().enumerate() {
        sessions.push(Session { start, size });
        let pause = pauses.get(position).copied().unwrap_or(0);
        start += SECONDS_PER_RATING * i64::from(size) + pause;
    }
    delay_last(&mut sessions, member, &mut random);
    sessions
}

fn sizes(ratings: u32, most: usize, random: &mut Random) -> Vec<u32> {
    let mean = libm::pow(f64::from(ratings) / RATINGS_OF_TWO, GROWTH);
    let drawn =
        mean * libm::exp(COUNT_SPREAD * (random.gaussian() - 0.5 * COUNT_SPREAD)) + random.unit();
    let count = (truncate_to_index(drawn) + 1).min(most).min(to_index(ratings) / 3 + 1);
    let weights: Vec<f64> = (0..count)
        .map(|position| {
            let weight = libm::exp(1.2 * random.gaussian());
            // The first evening is the longest.
            if position == 0 { weight * 4.0 } else { weight }
        })
        .collect();
    let beyond = u64::from(ratings) - count as u64;
    let parts = apportion(&weights, beyond, &|_| beyond);
    parts.into_iter().map(|part| to_u32(usize::try_from(part).unwrap_or(0)) + 1).collect()
}

/// Pauses that fit into the room; each at least the least one.
fn pauses(count: usize, room: i64, random: &mut Random) -> Vec<i64> {
    let drawn: Vec<f64> =
        (0..count).map(|_| MEDIAN_PAUSE * libm::exp(PAUSE_SPREAD * random.gaussian())).collect();
    let least = LEAST_PAUSE * i64::from(to_u32(count));
    let free = from_u64((room - least).max(0).unsigned_abs());
    let total: f64 = drawn.iter().sum();
    let factor = if total > free { free / total } else { 1.0 };
    drawn.into_iter().map(|pause| LEAST_PAUSE + truncate_to_seconds(pause * factor)).collect()
}

/// Moves the last session to where enough films exist for all the user's ratings.
fn delay_last(sessions: &mut [Session], member: &Member, random: &mut Random) {
    let needed = usize::from(member.needed_year);
    let Some(last) = sessions.last_mut() else {
        return;
    };
    if years_in(last.start) >= needed {
        return;
    }
    let first = start_of(needed);
    let latest = SPAN_END - SECONDS_PER_RATING * i64::from(member.ratings);
    let room = from_u64((latest - first).max(0).unsigned_abs());
    last.start = first + truncate_to_seconds(room * random.unit());
}

/// The place of a session in the user's time: 0 for the first, 1 for the last.
pub(super) fn maturity(position: usize, sessions: usize) -> f64 {
    from_count(position) / from_count(sessions.saturating_sub(1).max(1))
}

/// The shares of the user's themes in a session, from the first one (`maturity` 0) to the
/// last (1): the second theme gives way to the third, because tastes drift.
pub(super) fn theme_weights(maturity: f64) -> [f64; THEMES] {
    let shift = 0.16 * maturity;
    [0.6, 0.28 - shift, 0.12 + shift]
}

/// The mean of the shares of each theme over a user's time.
pub(super) fn mean_theme_weights() -> [f64; THEMES] {
    let (early, late) = (theme_weights(0.0), theme_weights(1.0));
    std::array::from_fn(|theme| early[theme].midpoint(late[theme]))
}

/// The weights of 1, 2, … 7 ratings that a page brings in the same second.
const PAGE_SIZES: [f64; 7] = [0.25, 0.25, 0.2, 0.15, 0.1, 0.03, 0.02];
/// The median pause between two ratings in seconds, and between two pages.
const MEDIAN: f64 = 11.0;
const PAGE_MEDIAN: f64 = 35.0;
/// The standard deviation of the logarithm of the pauses, and the longest pause.
const SPREAD: f64 = 1.1;
const LONGEST: f64 = 1_500.0;

/// Draws the moments of ratings; its memory is reused from session to session.
#[derive(Default)]
pub(super) struct Moments {
    times: Vec<i64>,
}

impl Moments {
    /// `count` moments from `start` on, not falling, all before the next session and
    /// within the span.
    pub(super) fn of(
        &mut self,
        count: usize,
        start: i64,
        next: Option<i64>,
        pace: RatingPace,
        random: &mut Random,
    ) -> &[i64] {
        self.times.clear();
        let mut time = 0;
        while self.times.len() < count {
            let (group, median) = match pace {
                RatingPace::ByPages => (1 + random.weighted(&PAGE_SIZES), PAGE_MEDIAN),
                RatingPace::OneByOne => (1, MEDIAN),
            };
            let group = group.min(count - self.times.len());
            self.times.extend(std::iter::repeat_n(time, group));
            let pause = median * libm::exp(SPREAD * random.gaussian());
            time += 1 + truncate_to_seconds(pause.min(LONGEST));
        }
        let window = (next.unwrap_or(SPAN_END + 1) - 1 - start).max(0);
        self.squeeze(window);
        for time in &mut self.times {
            *time += start;
        }
        &self.times
    }

    /// Shortens all pauses alike if the session would last too long.
    fn squeeze(&mut self, window: i64) {
        let length = self.times.last().copied().unwrap_or(0);
        if length > window {
            for time in &mut self.times {
                *time = *time * window / length;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::member::Stars;

    fn member(ratings: u32, joined: i64, needed_year: u8) -> Member {
        Member {
            ratings,
            joined,
            needed_year,
            pace: RatingPace::OneByOne,
            stars: Stars::Half,
            generosity: 0.0,
            themes: [0, 1, 2],
        }
    }

    #[test]
    fn sizes_sum_and_times_rise_within_the_span() {
        for user in 0..300 {
            let ratings = 1 + to_u32(user * user) / 30;
            let joined = SPAN_END - 86_400 * 40 - 60 * i64::from(ratings);
            let drawn = sessions(&member(ratings, joined, 0), user, 7);
            assert_eq!(drawn.iter().map(|session| session.size).sum::<u32>(), ratings);
            assert!(drawn.windows(2).all(|pair| {
                pair[1].start >= pair[0].start + 60 * i64::from(pair[0].size) + LEAST_PAUSE
            }));
            let last = drawn.last().unwrap();
            assert!(last.start + 60 * i64::from(last.size) <= SPAN_END);
        }
    }

    #[test]
    fn the_last_session_waits_for_films() {
        let drawn = sessions(&member(300, start_of(0), 20), 1, 7);
        assert!(years_in(drawn.last().unwrap().start) >= 20);
    }

    #[test]
    fn weights_sum_to_one_at_any_time() {
        for weights in [theme_weights(0.0), theme_weights(1.0), mean_theme_weights()] {
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn moments_stay_in_the_window() {
        let mut random = Random::new(1, "test", 0);
        let mut moments = Moments::default();
        let times = moments.of(200, 1_000, Some(1_500), RatingPace::OneByOne, &mut random).to_vec();
        assert_eq!((times.len(), times[0]), (200, 1_000));
        assert!(times.is_sorted() && times[199] < 1_500);
        let late = moments.of(3, SPAN_END, None, RatingPace::OneByOne, &mut random);
        assert_eq!(late, [SPAN_END; 3]);
    }

    #[test]
    fn pages_share_their_second() {
        let mut random = Random::new(1, "test", 0);
        let mut moments = Moments::default();
        let times = moments.of(2_000, 0, None, RatingPace::ByPages, &mut random);
        let shared = times.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert!((1_000..1_500).contains(&shared), "{shared}");
    }
}
