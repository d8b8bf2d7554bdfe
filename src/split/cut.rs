//! The cut through one user's rows: the newest tenth is held out.

use serde::{Deserialize, Serialize};

use crate::dataset::{Dataset, ItemIdx};

/// What the ranks of the cut count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HoldOut {
    /// Rows, as the service and AWS's own notebook do. Two rows of one rating can then fall on both
    /// sides of the cut.
    #[default]
    Rows,
    /// Groups of rows with the same user, item and timestamp, which are never torn apart.
    Items,
}

/// Splits `rows`, which are one user's in time order (ties in file order), into history and
/// held-out rows.
///
/// Of n units (rows or groups, a group standing where its first row stands) those whose rank r
/// from 1 has 10·r > 9·n are held out: the newest tenth, rounded up, at least one. (AWS's notebook
/// keeps `rank(pct=True, method="first") <= 0.9`, amazon-personalize-samples,
/// `offline_performance_evaluation`.)
/// With fewer than two units nothing can be cut: everything is history.
#[must_use]
pub(super) fn cut(dataset: &Dataset, rows: &[u32], hold_out: HoldOut) -> (Vec<u32>, Vec<u32>) {
    let units = match hold_out {
        HoldOut::Rows => (0..rows.len()).collect(),
        HoldOut::Items => groups(dataset, rows),
    };
    let n_units = units.iter().max().map_or(0, |&last| last + 1);
    if n_units < 2 {
        return (rows.to_vec(), Vec::new());
    }
    let n_history = 9 * n_units / 10;
    let (mut history, mut held_out) = (Vec::new(), Vec::new());
    for (&row, &unit) in rows.iter().zip(&units) {
        if unit < n_history { history.push(row) } else { held_out.push(row) }
    }
    (history, held_out)
}

/// The group of each row; groups are numbered from 0 in the order of their first rows.
fn groups(dataset: &Dataset, rows: &[u32]) -> Vec<usize> {
    let mut numbers = Vec::with_capacity(rows.len());
    let mut second: Vec<(ItemIdx, usize)> = Vec::new();
    let (mut now, mut next) = (None, 0);
    for &row in rows {
        let timestamp = dataset.timestamp_s(row);
        if now != Some(timestamp) {
            now = Some(timestamp);
            second.clear();
        }
        let item = dataset.item(row);
        let known = second.iter().find(|(other, _)| *other == item).map(|&(_, number)| number);
        let number = known.unwrap_or_else(|| {
            second.push((item, next));
            next += 1;
            next - 1
        });
        numbers.push(number);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::UserIdx;

    fn sizes(n: usize) -> (usize, usize) {
        let rows: Vec<(&str, &str, &str, i64)> =
            (0..).take(n).map(|at| ("1", "a", "", at)).collect();
        let dataset = Dataset::from_rows(&rows);
        let (history, held_out) = cut(&dataset, dataset.rows_of(UserIdx(0)), HoldOut::Rows);
        (history.len(), held_out.len())
    }

    #[test]
    fn the_newest_tenth_is_rounded_up() {
        // r is held out when 10 r > 9 n: for n = 10 only r = 10, for n = 11 r = 10 and 11.
        assert_eq!(sizes(1), (1, 0));
        assert_eq!(sizes(2), (1, 1));
        assert_eq!(sizes(10), (9, 1));
        assert_eq!(sizes(11), (9, 2));
        assert_eq!(sizes(20), (18, 2));
        assert_eq!(sizes(21), (18, 3));
    }

    #[test]
    fn twin_rows_stay_together_when_items_are_held_out() {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "click", 1),
            ("1", "b", "click", 2),
            ("1", "c", "click", 2),
            ("1", "b", "watch", 2),
        ]);
        let rows = dataset.rows_of(UserIdx(0));
        assert_eq!(cut(&dataset, rows, HoldOut::Rows), (vec![0, 1, 2], vec![3]));
        // Three groups: a, b (rows 1 and 3) and c (row 2); 9·3/10 = 2 of them are history.
        assert_eq!(cut(&dataset, rows, HoldOut::Items), (vec![0, 1, 3], vec![2]));
    }
}
