//! The rule for rows that agree in every column: one stays.

use super::super::record::Record;
use super::key::{Row, Widths};
use crate::transform::Keep;

/// The rule for equal rows.
#[derive(Debug, Clone)]
pub(super) struct Repeats {
    pub(super) widths: Widths,
    /// The tail that stands for each tail and for all that are equal to it.
    pub(super) same: Vec<u32>,
    /// The rule for rows of one second: the one with the smallest or the largest fraction stays.
    pub(super) keep: Keep,
}

impl Repeats {
    /// Leaves one of the equal rows among all records of some seconds, sorted.
    pub(super) fn drop_from(&self, records: &mut Vec<Record>) {
        let row = |record: Record| {
            let row = self.widths.row(record);
            Row { tail: self.same[row.tail as usize], ..row }
        };
        let mut rows: Vec<Row> = records.iter().map(|&record| row(record)).collect();
        let key = |row: &Row| (row.second, row.user, row.item, row.tail);
        rows.sort_unstable_by_key(|row| (key(row), row.fraction));
        if self.keep == Keep::Newest {
            rows.reverse();
        }
        rows.dedup_by_key(|row| key(row));
        records.clear();
        // A tail stands for others that have a number of the same width.
        records.extend(rows.into_iter().filter_map(|row| self.widths.record(row)));
        records.sort_unstable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::Unit;

    #[test]
    fn rows_of_one_second_and_equal_tails_stay_once() {
        let widths = Widths::of(Unit::Milliseconds);
        let record = |second, fraction, tail| {
            widths.record(Row { second, fraction, user: 1, item: 2, tail }).expect("it fits")
        };
        let rows = [record(5, 300, 1), record(5, 100, 0), record(5, 200, 2), record(6, 0, 0)];
        let kept = |keep| {
            let mut records = rows.to_vec();
            Repeats { widths, same: vec![0, 0, 2], keep }.drop_from(&mut records);
            records
        };
        assert_eq!(kept(Keep::Oldest), [record(5, 100, 0), record(5, 200, 2), record(6, 0, 0)]);
        assert_eq!(kept(Keep::Newest), [record(5, 200, 2), record(5, 300, 0), record(6, 0, 0)]);
    }
}
