//! The cut through one user's rows, into history and held-out rows.

use std::collections::HashMap;

use super::hold_out::{Cut, HoldOut, RowOrder, Targets};
use crate::dataset::{Dataset, ItemIdx, UserIdx};
use crate::number::{from_count, round_to_count};
use crate::seed;

/// The rule for the end of a user's history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rule {
    /// Of n units those whose rank r from 1 has r > (1 − share) · n are held out: the newest share,
    /// rounded up, at least one.
    NewestShare(f64),
    /// The newest unit is held out.
    NewestOne,
    /// Rows from this instant on are held out.
    From(i64),
    /// Of n items a share, rounded up, is held out with all its rows, whenever they were.
    RandomShare { share: f64, seed: u64 },
    /// Rows of the second file are held out; those of the file `history` (or, without one, the
    /// first) are the history.
    Part {
        /// The file of histories, from 0.
        history: usize,
    },
}

/// A user's rows on both sides of the cut, in time order, ties as [`RowOrder`] says. Rows may be on
/// neither side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sides {
    pub(super) history: Vec<u32>,
    pub(super) held_out: Vec<u32>,
    /// True if there was something to hold out, but nothing of it is new.
    pub(super) has_nothing_new: bool,
    /// True if all answers share one second, so that items were drawn.
    pub(super) is_one_second: bool,
}

/// The number of the file of held-out rows, for a cut made elsewhere.
pub const HELD_OUT_PART: usize = 1;

/// Cuts users' rows in two.
#[derive(Debug)]
pub(super) struct Cutter<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) hold_out: HoldOut,
    pub(super) order: RowOrder,
    pub(super) targets: Targets,
    pub(super) rule: Rule,
}

/// The newest tenth of users' rows apart from the rest, as [`super::Protocol::Personalize`] cuts test
/// users.
#[derive(Debug)]
pub struct NewestTenth<'a>(Cutter<'a>);

impl<'a> NewestTenth<'a> {
    /// The cut `cut` of users of `dataset`. Where the data lacks a target event type, all rows are answers.
    #[must_use]
    pub fn new(dataset: &'a Dataset, cut: &Cut) -> Self {
        Self(Cutter {
            dataset,
            hold_out: cut.hold_out,
            order: cut.order,
            targets: Targets::of(dataset, &cut.target).unwrap_or_default(),
            rule: Rule::NewestShare(0.1),
        })
    }

    /// History and held-out rows of `rows`, which are one user's in time order; both in that order.
    /// Nothing is held out where there are fewer than two units.
    #[must_use]
    pub fn cut(&self, rows: &[u32]) -> (Vec<u32>, Vec<u32>) {
        let sides = self.0.sides(rows);
        (sides.history, sides.held_out)
    }
}

impl Cutter<'_> {
    /// Splits `rows`, which are one user's in time order, into history and held-out rows.
    ///
    /// Units are answers, or groups of them, a group standing where its first row stands. The history is
    /// all that stands before the first held-out answer; what stands behind it and is no answer is in
    /// neither. With fewer than two units a share or a newest one cannot be cut unless other rows stand
    /// before: everything is history. (AWS's notebook keeps `rank(pct=True, method="first") <= 0.9`,
    /// amazon-personalize-samples, `offline_performance_evaluation`: r > 0.9 n.)
    #[must_use]
    pub(super) fn sides(&self, rows: &[u32]) -> Sides {
        let dataset = self.dataset;
        let mut sides = match self.rule {
            Rule::From(cut_s) => self.divide(rows, |row| dataset.timestamp_s(row) < cut_s),
            Rule::Part { history } => Sides {
                history: rows.iter().copied().filter(|&row| dataset.part(row) == history).collect(),
                held_out: self.answers(rows, |row| dataset.part(row) == HELD_OUT_PART),
                ..Sides::default()
            },
            Rule::RandomShare { share, seed } => self.drawn_items(rows, share, seed),
            Rule::NewestShare(share) => self.by_rank(rows, |n| n_history(n, share), share),
            Rule::NewestOne => self.by_rank(rows, |n| n - 1, 0.0),
        };
        self.keep_new(&mut sides);
        sides
    }

    fn answers(&self, rows: &[u32], keeps: impl Fn(u32) -> bool) -> Vec<u32> {
        let is_answer = |row: &u32| self.targets.has(self.dataset, *row) && keeps(*row);
        rows.iter().copied().filter(is_answer).collect()
    }

    fn divide(&self, rows: &[u32], is_history: impl Fn(u32) -> bool) -> Sides {
        Sides {
            history: rows.iter().copied().filter(|&row| is_history(row)).collect(),
            held_out: self.answers(rows, |row| !is_history(row)),
            ..Sides::default()
        }
    }

    fn by_rank(&self, rows: &[u32], n_history: impl Fn(usize) -> usize, share: f64) -> Sides {
        match self.order {
            RowOrder::Drawn(seed) => self.between_seconds(rows, n_history, share, seed),
            RowOrder::File if self.targets.is_all() => self.between_units(rows, n_history),
            RowOrder::File => self.before_targets(rows, n_history),
        }
    }

    /// Cuts between units: any two rows can be parted, unless they are of one group.
    fn between_units(&self, rows: &[u32], n_history: impl Fn(usize) -> usize) -> Sides {
        let units = self.units(rows);
        let n_units = units.iter().max().map_or(0, |&last| last + 1);
        if n_units < 2 {
            return Sides { history: rows.to_vec(), ..Sides::default() };
        }
        let n_history = n_history(n_units);
        let mut sides = Sides::default();
        for (&row, &unit) in rows.iter().zip(&units) {
            if unit < n_history { sides.history.push(row) } else { sides.held_out.push(row) }
        }
        sides
    }

    fn units(&self, rows: &[u32]) -> Vec<usize> {
        match self.hold_out {
            HoldOut::Items => groups(self.dataset, rows),
            _ => (0..rows.len()).collect(),
        }
    }

    /// The ranks count answers alone; the history is what stands before the first held-out one.
    fn before_targets(&self, rows: &[u32], n_history: impl Fn(usize) -> usize) -> Sides {
        let answers = self.answers(rows, |_| true);
        let units = self.units(&answers);
        let Some(&last) = units.iter().max() else {
            return Sides { history: rows.to_vec(), ..Sides::default() };
        };
        let n_history = n_history(last + 1);
        let held_out: Vec<u32> = answers
            .iter()
            .zip(&units)
            .filter(|&(_, &unit)| unit >= n_history)
            .map(|(&row, _)| row)
            .collect();
        let first = held_out.first();
        let before = rows.iter().copied().take_while(|row| Some(row) != first);
        Sides { history: before.collect(), held_out, ..Sides::default() }
    }

    /// The cut falls on the boundary between two seconds that is nearest to the rank; of two equally near
    /// ones `seed` draws. Without a boundary a share of the items is drawn.
    fn between_seconds(
        &self,
        rows: &[u32],
        n_history: impl Fn(usize) -> usize,
        share: f64,
        seed: u64,
    ) -> Sides {
        let answers = self.answers(rows, |_| true);
        let instant = |row: u32| self.dataset.timestamp_s(row);
        let (Some(&oldest), false) = (rows.first(), answers.is_empty()) else {
            return Sides { history: rows.to_vec(), ..Sides::default() };
        };
        // Something must have been before, of whatever type.
        let is_boundary = |&at: &usize| match at {
            0 => instant(oldest) < instant(answers[0]),
            _ => instant(answers[at - 1]) < instant(answers[at]),
        };
        let rank = n_history(answers.len());
        let nearest = (0..answers.len()).filter(is_boundary).map(|at| at.abs_diff(rank)).min();
        let Some(distance) = nearest else {
            // Nothing was before the one second of the answers, and what comes later is not shown.
            let n_up_to = rows.partition_point(|&row| instant(row) <= instant(answers[0]));
            return Sides {
                is_one_second: true,
                ..self.drawn_items(&rows[..n_up_to], share, seed)
            };
        };
        let near: Vec<usize> = [rank.checked_sub(distance), Some(rank + distance)]
            .into_iter()
            .flatten()
            .filter(|&at| at < answers.len() && is_boundary(&at))
            .collect();
        let name = self.user_name(rows);
        let draw = seed::below(&mut seed::generator(seed, &format!("cut {name}")), near.len());
        // With distance 0 both are the same.
        let cut_s = instant(answers[near[draw]]);
        self.divide(rows, |row| instant(row) < cut_s)
    }

    /// A share of the items of all answers, rounded up, at least one, is held out with all answers; the
    /// history is the rows of all other items.
    fn drawn_items(&self, rows: &[u32], share: f64, seed: u64) -> Sides {
        let dataset = self.dataset;
        let mut items: Vec<ItemIdx> =
            self.answers(rows, |_| true).iter().map(|&row| dataset.item(row)).collect();
        items.sort_unstable();
        items.dedup();
        let is_alone = self.targets.is_all() && items.len() < 2;
        if items.is_empty() || is_alone {
            return Sides { history: rows.to_vec(), ..Sides::default() };
        }
        let n_held_out = (items.len() - n_history(items.len(), share)).max(1);
        let name = self.user_name(rows);
        let id = |item: ItemIdx| dataset.items().id(item.index());
        items
            .sort_by_cached_key(|&item| (seed::hash(seed, &format!("{name}\n{}", id(item))), item));
        items.truncate(n_held_out);
        items.sort_unstable();
        let is_kept = |row: u32| items.binary_search(&dataset.item(row)).is_err();
        self.divide(rows, is_kept)
    }

    fn user_name(&self, rows: &[u32]) -> &str {
        let user = rows.first().map_or(UserIdx(0), |&row| self.dataset.user(row));
        self.dataset.users().id(user.index())
    }

    /// Drops held-out rows of items that the history has.
    fn keep_new(&self, sides: &mut Sides) {
        let dataset = self.dataset;
        let counts = |row: &u32| match self.hold_out {
            HoldOut::Rows | HoldOut::Items => false,
            HoldOut::NewItems => true,
            HoldOut::NewTargetItems => self.targets.has(dataset, *row),
        };
        let mut known: Vec<ItemIdx> =
            sides.history.iter().filter(|row| counts(row)).map(|&row| dataset.item(row)).collect();
        known.sort_unstable();
        let before = sides.held_out.len();
        sides.held_out.retain(|&row| known.binary_search(&dataset.item(row)).is_err());
        sides.has_nothing_new = before > 0 && sides.held_out.is_empty();
    }
}

/// Counts those of `n` ranks r that have r ≤ (1 − share) · n. A hair is added, since 0.9 · 10 need not be 9 in
/// binary.
fn n_history(n: usize, share: f64) -> usize {
    round_to_count(((1.0 - share) * from_count(n) + 1e-9).floor()).min(n - 1)
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
mod tests;
