//! What the times of the rows say of their order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::timeline::Order;
use crate::dataset::Dataset;
use crate::number::ratio;

/// How far the times put the rows in an order.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct RecordedTime {
    /// Rows that share their user and second with a row of another item or event type.
    pub unordered_rows: usize,
    /// The same as a share of all rows.
    pub unordered_share: f64,
    /// Whether all rows have one time.
    pub is_constant: bool,
    /// Whether the times rise by one and the same step from row to row, over all users: a row counter.
    pub is_row_number: bool,
    /// Neither of the two.
    pub is_recorded: bool,
}

/// Of fewer rows an even step may be chance.
const COUNTED_ROWS_MIN: usize = 10;

impl RecordedTime {
    pub(super) fn new(dataset: &Dataset, order: &Order, unordered_rows: usize) -> Self {
        let n_rows = dataset.n_rows();
        let step = step(dataset, order);
        let is_constant = step == Some(0);
        let is_row_number = n_rows >= COUNTED_ROWS_MIN && step.is_some_and(|step| step > 0);
        Self {
            unordered_rows,
            unordered_share: ratio(unordered_rows, n_rows),
            is_constant,
            is_row_number,
            is_recorded: !is_constant && !is_row_number,
        }
    }
}

/// The one difference between neighbours in the order of time; none where there are several, or one row.
fn step(dataset: &Dataset, order: &Order) -> Option<i64> {
    let instant = |at| dataset.timestamp_s(order.row(at));
    let difference = |at: usize| instant(at).checked_sub(instant(at - 1));
    let first = (dataset.n_rows() > 1).then(|| difference(1)).flatten()?;
    (2..dataset.n_rows()).all(|at| difference(at) == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(times: &[i64]) -> RecordedTime {
        let rows: Vec<_> = times.iter().map(|&at| ("u", "i", "", at)).collect();
        let dataset = Dataset::from_rows(&rows);
        RecordedTime::new(&dataset, &Order::of(&dataset), 0)
    }

    #[test]
    fn one_time_and_a_row_counter_are_no_record() {
        assert!(time(&[7, 7, 7]).is_constant);
        let counted: Vec<i64> = (0..20).map(|row| 1_600_000_000 + 60 * row).collect();
        assert!(time(&counted).is_row_number);
        let backwards: Vec<i64> = counted.iter().rev().copied().collect();
        assert!(time(&backwards).is_row_number, "whatever the order of the file");
        assert!(time(&counted[..5]).is_recorded, "five rows may be so by chance");
        let with_gap: Vec<i64> = counted.iter().filter(|&&at| at % 7 != 0).copied().collect();
        assert!(time(&with_gap).is_recorded);
        assert!(time(&[i64::MIN, i64::MAX]).is_recorded && time(&[7]).is_recorded);
    }
}
