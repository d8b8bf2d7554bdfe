//! A row in 16 bytes: second, fraction, user, item and tail, from the highest bits down.

use super::super::record::Record;
use crate::instant::Unit;

/// Bits of a second of its own.
const SECOND: u32 = 32;

/// The bits of each part of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Widths {
    fraction: u32,
    user: u32,
    item: u32,
    tail: u32,
}

/// The parts of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) second: u32,
    /// The fraction, in the unit of the timestamps.
    pub(super) fraction: u32,
    pub(super) user: u32,
    pub(super) item: u32,
    pub(super) tail: u32,
}

impl Widths {
    /// The widths for timestamps of `unit`: a finer one leaves less for the numbers.
    pub(super) const fn of(unit: Unit) -> Self {
        let (fraction, user, item, tail) = match unit {
            Unit::Auto | Unit::Seconds | Unit::Iso8601 => (0, 32, 32, 32),
            Unit::Milliseconds => (10, 30, 28, 28),
            Unit::Microseconds => (20, 28, 25, 23),
            Unit::Nanoseconds => (30, 24, 22, 20),
        };
        Self { fraction, user, item, tail }
    }

    /// The bits above the user: rows that agree in them are of one second and fraction.
    pub(super) const fn moment_bits(self) -> u32 {
        SECOND + self.fraction
    }

    /// The bits of the second: rows that agree in them may be repeats of each other.
    pub(super) const fn second_bits() -> u32 {
        SECOND
    }

    /// Tells whether rows have a fraction of a second.
    pub(super) const fn has_fraction(self) -> bool {
        self.fraction > 0
    }

    /// Tells whether so many tails have numbers.
    pub(super) fn has_tail(self, n_tails: usize) -> bool {
        n_tails as u64 <= 1 << self.tail
    }

    /// The row as a number that sorts as its parts do; none where a number is too large for its part.
    pub(super) fn record(self, row: Row) -> Option<Record> {
        let fits = |number: u32, bits: u32| bits == 32 || number >> bits == 0;
        let all =
            fits(row.user, self.user) && fits(row.item, self.item) && fits(row.tail, self.tail);
        let mut key = u128::from(row.second);
        for (number, bits) in [
            (row.fraction, self.fraction),
            (row.user, self.user),
            (row.item, self.item),
            (row.tail, self.tail),
        ] {
            key = key << bits | u128::from(number);
        }
        all.then_some(Record(key))
    }

    /// The parts of a record again.
    #[expect(clippy::cast_possible_truncation, reason = "each part is cut out by its width")]
    pub(super) fn row(self, record: Record) -> Row {
        let cut = |shift: u32, bits: u32| ((record.0 >> shift) & ((1 << bits) - 1)) as u32;
        Row {
            second: (record.0 >> (128 - SECOND)) as u32,
            fraction: cut(self.user + self.item + self.tail, self.fraction),
            user: cut(self.item + self.tail, self.user),
            item: cut(self.tail, self.item),
            tail: cut(0, self.tail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_record_holds_its_parts_and_sorts_by_them(
            parts: [(u32, u32, u32, u32, u32); 2],
            unit in prop::sample::select(vec![
                Unit::Seconds, Unit::Milliseconds, Unit::Microseconds, Unit::Nanoseconds,
            ]),
        ) {
            let widths = Widths::of(unit);
            let per_second = u32::try_from(unit.per_second()).expect("a billion");
            let rows = parts.map(|(second, fraction, user, item, tail)| Row {
                second,
                fraction: fraction % per_second,
                user: user % (1 << 24),
                item: item % (1 << 22),
                tail: tail % (1 << 20),
            });
            let records = rows.map(|row| widths.record(row).expect("it fits"));
            prop_assert_eq!(records.map(|record| widths.row(record)), rows);
            let key = |row: Row| (row.second, row.fraction, row.user, row.item, row.tail);
            prop_assert_eq!(records[0].cmp(&records[1]), key(rows[0]).cmp(&key(rows[1])));
            prop_assert_eq!(
                records[0].0 >> (128 - widths.moment_bits()) == records[1].0 >> (128 - widths.moment_bits()),
                (rows[0].second, rows[0].fraction) == (rows[1].second, rows[1].fraction)
            );
        }
    }

    #[test]
    fn a_number_that_is_too_large_has_no_record() {
        let row = Row { second: 1, fraction: 0, user: 1 << 28, item: 0, tail: 0 };
        assert!(Widths::of(Unit::Seconds).record(row).is_some());
        assert!(Widths::of(Unit::Microseconds).record(row).is_none());
    }
}
