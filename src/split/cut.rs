//! The cut through one user's rows: where the history ends.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::dataset::{Dataset, ItemIdx};
use crate::number::{from_count, round_to_count};

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

/// Where a user's history ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rule {
    /// Of n units those whose rank r from 1 has r > (1 − share) · n are held out: the newest share,
    /// rounded up, at least one.
    NewestShare(f64),
    /// The newest unit is held out.
    NewestOne,
    /// Rows from this instant on are held out.
    From(i64),
    /// Rows of the second file are held out; those of the file `history` (or, without one, the
    /// first) are the history.
    Part {
        /// The file of histories, from 0.
        history: usize,
    },
}

/// A user's rows on both sides of the cut, in time order, ties in file order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sides {
    pub(super) history: Vec<u32>,
    pub(super) held_out: Vec<u32>,
}

/// The number of the file of held-out rows, for a cut made elsewhere.
pub const HELD_OUT_PART: usize = 1;

/// Splits `rows`, which are one user's in time order (ties in file order), into history and
/// held-out rows.
///
/// Units are rows or groups, a group standing where its first row stands. With fewer than two units
/// a share or a newest one cannot be cut: everything is history. (AWS's notebook keeps
/// `rank(pct=True, method="first") <= 0.9`, amazon-personalize-samples,
/// `offline_performance_evaluation`: r > 0.9 n.)
#[must_use]
pub(super) fn cut(dataset: &Dataset, rows: &[u32], hold_out: HoldOut, rule: Rule) -> Sides {
    match rule {
        Rule::From(cut_s) => divide(rows, |row| dataset.timestamp_s(row) < cut_s),
        Rule::Part { history } => Sides {
            history: rows.iter().copied().filter(|&row| dataset.part(row) == history).collect(),
            held_out: rows
                .iter()
                .copied()
                .filter(|&row| dataset.part(row) == HELD_OUT_PART)
                .collect(),
        },
        Rule::NewestShare(share) => by_rank(dataset, rows, hold_out, |n| n_history(n, share)),
        Rule::NewestOne => by_rank(dataset, rows, hold_out, |n| n - 1),
    }
}

/// The newest tenth of one user's rows apart from the rest, as [`super::Protocol::Personalize`] cuts
/// test users: history and held-out rows, both in time order. Nothing is held out where there are
/// fewer than two units.
#[must_use]
pub fn newest_tenth(dataset: &Dataset, rows: &[u32], hold_out: HoldOut) -> (Vec<u32>, Vec<u32>) {
    let sides = cut(dataset, rows, hold_out, Rule::NewestShare(0.1));
    (sides.history, sides.held_out)
}

/// How many of `n` ranks r have r ≤ (1 − share) · n. A hair is added, since 0.9 · 10 need not be 9 in
/// binary.
fn n_history(n: usize, share: f64) -> usize {
    round_to_count(((1.0 - share) * from_count(n) + 1e-9).floor()).min(n - 1)
}

fn by_rank(
    dataset: &Dataset,
    rows: &[u32],
    hold_out: HoldOut,
    n_history: impl Fn(usize) -> usize,
) -> Sides {
    let units = match hold_out {
        HoldOut::Rows => (0..rows.len()).collect(),
        HoldOut::Items => groups(dataset, rows),
    };
    let n_units = units.iter().max().map_or(0, |&last| last + 1);
    if n_units < 2 {
        return Sides { history: rows.to_vec(), held_out: Vec::new() };
    }
    let n_history = n_history(n_units);
    let mut sides = Sides::default();
    for (&row, &unit) in rows.iter().zip(&units) {
        if unit < n_history { sides.history.push(row) } else { sides.held_out.push(row) }
    }
    sides
}

fn divide(rows: &[u32], is_history: impl Fn(u32) -> bool) -> Sides {
    let (history, held_out) = rows.iter().partition(|&&row| is_history(row));
    Sides { history, held_out }
}

/// The group of each row; groups are numbered from 0 in the order of their first rows.
fn groups(dataset: &Dataset, rows: &[u32]) -> Vec<usize> {
    let mut known: HashMap<(i64, ItemIdx), usize> = HashMap::new();
    let number = |&row: &u32| {
        let next = known.len();
        *known.entry((dataset.timestamp_s(row), dataset.item(row))).or_insert(next)
    };
    rows.iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::UserIdx;

    const TENTH: Rule = Rule::NewestShare(0.1);

    fn sizes(n: usize, rule: Rule) -> (usize, usize) {
        let rows: Vec<(&str, &str, &str, i64)> =
            (0..).take(n).map(|at| ("1", "a", "", at)).collect();
        let dataset = Dataset::from_rows(&rows);
        let sides = cut(&dataset, dataset.rows_of(UserIdx(0)), HoldOut::Rows, rule);
        (sides.history.len(), sides.held_out.len())
    }

    #[test]
    fn the_newest_tenth_is_rounded_up() {
        // r is held out when 10 r > 9 n: for n = 10 only r = 10, for n = 11 r = 10 and 11.
        assert_eq!(sizes(1, TENTH), (1, 0));
        assert_eq!(sizes(2, TENTH), (1, 1));
        assert_eq!(sizes(10, TENTH), (9, 1));
        assert_eq!(sizes(11, TENTH), (9, 2));
        assert_eq!(sizes(20, TENTH), (18, 2));
        assert_eq!(sizes(21, TENTH), (18, 3));
        for n in 2..2_000 {
            assert_eq!(sizes(n, TENTH).0, 9 * n / 10, "as whole numbers say, for {n}");
        }
        // A fifth of 10: ranks 9 and 10.
        assert_eq!(sizes(10, Rule::NewestShare(0.2)), (8, 2));
        assert_eq!(sizes(10, Rule::NewestOne), (9, 1));
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
        let of = |hold_out, rule| {
            let sides = cut(&dataset, rows, hold_out, rule);
            (sides.history, sides.held_out)
        };
        assert_eq!(of(HoldOut::Rows, TENTH), (vec![0, 1, 2], vec![3]));
        // Three groups: a, b (rows 1 and 3) and c (row 2); 9·3/10 = 2 of them are history.
        assert_eq!(of(HoldOut::Items, TENTH), (vec![0, 1, 3], vec![2]));
        assert_eq!(of(HoldOut::Items, Rule::NewestOne), (vec![0, 1, 3], vec![2]));
        assert_eq!(of(HoldOut::Rows, Rule::From(2)), (vec![0], vec![1, 2, 3]));
    }
}
