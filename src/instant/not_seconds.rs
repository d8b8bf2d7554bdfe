//! Numbers in a column of seconds that cannot be seconds.

use super::{Unit, to_iso};
use crate::column::{SECONDS_END, TIMESTAMP};
use crate::number::thousands;
use crate::text::shell_word;

/// Rows whose time cannot be in seconds, as it lies 3,000 years and more away: milliseconds or finer, most
/// likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotSeconds {
    /// The number of such rows.
    pub rows: usize,
    /// The number of rows in all.
    pub of: usize,
    /// The first of their times.
    pub example: i64,
}

impl NotSeconds {
    /// The rows among `instants`, one a row, that cannot be in seconds; none where all can.
    ///
    /// ```
    /// use rehearsal::instant::NotSeconds;
    /// assert_eq!(NotSeconds::among([5, -1, 1_600_000_000].into_iter()), None);
    /// let found = NotSeconds::among([5, 1_600_000_000_000].into_iter()).expect("one");
    /// assert_eq!((found.rows, found.of, found.example), (1, 2, 1_600_000_000_000));
    /// ```
    #[must_use]
    pub fn among(instants: impl Iterator<Item = i64>) -> Option<Self> {
        let (mut rows, mut of, mut example) = (0, 0, None);
        for instant in instants {
            of += 1;
            if instant.unsigned_abs() >= SECONDS_END.unsigned_abs() {
                rows += 1;
                example = example.or(Some(instant));
            }
        }
        example.map(|example| Self { rows, of, example })
    }
}

impl NotSeconds {
    /// Says what is wrong with the interactions file at `path` and what to do, as a sentence.
    #[must_use]
    pub fn sentence(&self, path: &str) -> String {
        let Self { rows, of, example } = *self;
        let unit = Unit::of(example);
        let moment = to_iso(example.div_euclid(unit.per_second()));
        let [rows, of] = [rows, of].map(|count| thousands(count as u64));
        format!(
            "`{path}`: {rows} of {of} rows have a {TIMESTAMP} that cannot be seconds since 1970, such as \
             {example} (in {}: {moment}); what rests on time, such as sessions, months and cuts, is wrong; \
             `rehearsal prep interactions --input {} --timestamp-unit auto --run rehearsal-run-seconds` \
             writes seconds",
            unit.name(),
            shell_word(path)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_the_likely_unit() {
        let said = |instant: i64| {
            let found = NotSeconds::among([instant].into_iter());
            found.map_or_else(String::new, |found| found.sentence("my file.csv"))
        };
        assert!(said(1_600_000_000_000).contains("(in milliseconds: 2020-09-13T12:26:40Z)"));
        assert!(said(i64::MIN).contains("such as -9223372036854775808 (in nanoseconds: 1677-"));
        assert!(said(i64::MAX).contains("--input 'my file.csv' --timestamp-unit auto"));
        assert_eq!(said(SECONDS_END - 1), "");
    }
}
