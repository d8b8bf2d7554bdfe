//! The order of rows, as far as their times say it.

use super::Dataset;
use crate::number::to_u32;

/// The kinds of time that a data set can record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// No time: the file has none.
    Absent,
    /// No time: all rows have the same one.
    Constant,
    /// The number of the row: sorted, the times rise by one and the same step over all users.
    Counter,
    /// The instant at which something happened.
    Recorded,
}

/// The least number of rows of a counter: with fewer, an even step may be chance.
const COUNTED_ROWS_MIN: usize = 10;

/// The step of a counter of so many rows, if its first and last number are these; none if there can be no such counter.
pub(crate) fn even_step(first: i128, last: i128, n_rows: usize) -> Option<i128> {
    if n_rows < COUNTED_ROWS_MIN {
        return None;
    }
    let n_steps = i128::try_from(n_rows - 1).ok()?;
    let step = (last - first) / n_steps;
    (step != 0 && step * n_steps == last - first).then_some(step)
}

impl Dataset {
    /// Tells what the times of the rows record.
    #[must_use]
    pub fn clock(&self) -> Clock {
        if !self.has_time {
            return Clock::Absent;
        }
        let instants = || (0..to_u32(self.n_rows())).map(|row| i128::from(self.timestamp_s(row)));
        let (Some(first), Some(last)) = (instants().min(), instants().max()) else {
            return Clock::Recorded;
        };
        let n_rows = self.n_rows();
        if first == last && n_rows > 1 {
            return Clock::Constant;
        }
        let Some(step) = even_step(first, last, n_rows) else { return Clock::Recorded };
        // Each place of the even row is taken once.
        let mut is_taken = vec![false; n_rows];
        let take = |at: i128| {
            let place = usize::try_from((at - first) / step).unwrap_or(usize::MAX);
            (at - first) % step == 0
                && is_taken.get_mut(place).is_some_and(|taken| !std::mem::replace(taken, true))
        };
        if instants().all(take) { Clock::Counter } else { Clock::Recorded }
    }

    /// Tells whether the file has a time.
    #[must_use]
    pub fn has_time(&self) -> bool {
        self.has_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(times: &[i64]) -> Clock {
        let rows: Vec<_> = times.iter().map(|&at| ("u", "i", "", at)).collect();
        Dataset::from_rows(&rows).clock()
    }

    #[test]
    fn one_time_and_a_row_counter_are_no_record() {
        assert_eq!(clock(&[7, 7, 7]), Clock::Constant);
        let counted: Vec<i64> = (0..20).map(|row| 1_600_000_000 + 60 * row).collect();
        assert_eq!(clock(&counted), Clock::Counter);
        let backwards: Vec<i64> = counted.iter().rev().copied().collect();
        assert_eq!(clock(&backwards), Clock::Counter, "whatever the order of the file");
        assert_eq!(clock(&counted[..5]), Clock::Recorded, "five rows may be so by chance");
        let with_gap: Vec<i64> = counted.iter().filter(|&&at| at % 7 != 0).copied().collect();
        assert_eq!(clock(&with_gap), Clock::Recorded);
        assert_eq!(clock(&[i64::MIN, i64::MAX]), Clock::Recorded);
        assert_eq!(clock(&[7]), Clock::Recorded);
    }
}
