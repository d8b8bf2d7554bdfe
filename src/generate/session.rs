//! The times at which each user sits down to rate, and how long.

use super::apportion::apportion;
use super::calendar::{SPAN_END, start_of, years_in};
use super::member::{Member, SECONDS_PER_RATING};
use super::number::{index, real, real_length, short, whole_index, whole_seconds};
use super::random::Random;

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
    let count = (whole_index(drawn) + 1).min(most).min(index(ratings) / 3 + 1);
    let weights: Vec<f64> = (0..count)
        .map(|position| {
            let weight = libm::exp(1.2 * random.gaussian());
            // The first evening is the longest.
            if position == 0 { weight * 4.0 } else { weight }
        })
        .collect();
    let beyond = u64::from(ratings) - count as u64;
    let parts = apportion(&weights, beyond, &|_| beyond);
    parts.into_iter().map(|part| short(usize::try_from(part).unwrap_or(0)) + 1).collect()
}

/// Pauses that fit into the room; each at least the least one.
fn pauses(count: usize, room: i64, random: &mut Random) -> Vec<i64> {
    let drawn: Vec<f64> =
        (0..count).map(|_| MEDIAN_PAUSE * libm::exp(PAUSE_SPREAD * random.gaussian())).collect();
    let least = LEAST_PAUSE * i64::from(short(count));
    let free = real((room - least).max(0).unsigned_abs());
    let total: f64 = drawn.iter().sum();
    let factor = if total > free { free / total } else { 1.0 };
    drawn.into_iter().map(|pause| LEAST_PAUSE + whole_seconds(pause * factor)).collect()
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
    let room = real((latest - first).max(0).unsigned_abs());
    last.start = first + whole_seconds(room * random.unit());
}

/// The place of a session in the user's time: 0 for the first, 1 for the last.
pub(super) fn maturity(position: usize, sessions: usize) -> f64 {
    real_length(position) / real_length(sessions.saturating_sub(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(ratings: u32, joined: i64, needed_year: u8) -> Member {
        Member {
            ratings,
            joined,
            needed_year,
            rates_pages: false,
            whole_stars: false,
            generosity: 0.0,
            themes: [0, 1, 2],
        }
    }

    #[test]
    fn sizes_sum_and_times_rise_within_the_span() {
        for user in 0..300 {
            let ratings = 1 + short(user * user) / 30;
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
}
