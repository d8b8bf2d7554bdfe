//! The seconds within a session.

use super::calendar::SPAN_END;
use super::number::whole_seconds;
use super::random::Random;

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
        by_pages: bool,
        random: &mut Random,
    ) -> &[i64] {
        self.times.clear();
        let mut time = 0;
        while self.times.len() < count {
            let (group, median) = if by_pages {
                (1 + random.weighted(&PAGE_SIZES), PAGE_MEDIAN)
            } else {
                (1, MEDIAN)
            };
            let group = group.min(count - self.times.len());
            self.times.extend(std::iter::repeat_n(time, group));
            let pause = median * libm::exp(SPREAD * random.gaussian());
            time += 1 + whole_seconds(pause.min(LONGEST));
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

    #[test]
    fn moments_stay_in_the_window() {
        let mut random = Random::new(1, "test", 0);
        let mut moments = Moments::default();
        let times = moments.of(200, 1_000, Some(1_500), false, &mut random).to_vec();
        assert_eq!((times.len(), times[0]), (200, 1_000));
        assert!(times.is_sorted() && times[199] < 1_500);
        let late = moments.of(3, SPAN_END, None, false, &mut random);
        assert_eq!(late, [SPAN_END; 3]);
    }

    #[test]
    fn pages_share_their_second() {
        let mut random = Random::new(1, "test", 0);
        let mut moments = Moments::default();
        let times = moments.of(2_000, 0, None, true, &mut random);
        let shared = times.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert!((1_000..1_500).contains(&shared), "{shared}");
    }
}
