//! The distance of two item mixes of which only the items with the most rows are known.

use std::collections::{BTreeMap, BTreeSet};

use super::run::PastRun;
use crate::number::from_count;

/// The name of the distance among the figures that moved.
pub(super) const ITEM_MIX: &str = "item mix";

/// The least total variation distance, ½ Σ |p − q|, that the item mixes of two runs can have: an item that only one of
/// them names counts with what it has there beyond the most that the other can have of it. None where either names none.
pub(super) fn distance(left: &PastRun, right: &PastRun) -> Option<f64> {
    let (left, right) = (Shares::of(left)?, Shares::of(right)?);
    let items: BTreeSet<&str> = left.known.keys().chain(right.known.keys()).copied().collect();
    let (mut more, mut less) = (0.0, 0.0);
    for item in items {
        let apart = left.least_apart(&right, item);
        if apart > 0.0 { more += apart } else { less -= apart }
    }
    // What the named items have more, the others have less, at least.
    Some(f64::max(more, less))
}

/// Shares of all rows by item.
struct Shares<'r> {
    known: BTreeMap<&'r str, f64>,
    /// The most that an item without a name can have.
    unknown_most: f64,
}

impl<'r> Shares<'r> {
    fn of(record: &'r PastRun) -> Option<Self> {
        let rows = record.value("stats.interactions").filter(|&rows| rows > 0.0)?;
        let last = record.most_popular.last()?;
        let items = record.value("stats.items")?;
        let is_whole = from_count(record.most_popular.len()) >= items;
        let share = |count: usize| from_count(count) / rows;
        let named = record.most_popular.iter();
        let known = named.map(|one| (one.item.as_str(), share(one.interactions))).collect();
        let unknown_most = if is_whole { 0.0 } else { share(last.interactions) };
        Some(Self { known, unknown_most })
    }

    /// The difference of an item's shares that is sure, with its sign.
    fn least_apart(&self, other: &Self, item: &str) -> f64 {
        match (self.known.get(item), other.known.get(item)) {
            (Some(left), Some(right)) => left - right,
            (Some(left), None) => (left - other.unknown_most).max(0.0),
            (None, Some(right)) => (self.unknown_most - right).min(0.0),
            (None, None) => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::run::{FigureKind, PastFigure};
    use super::*;
    use crate::stats::PopularItem;

    fn record(rows: f64, items: f64, named: &[(&str, usize)]) -> PastRun {
        let figure = |value| PastFigure { kind: FigureKind::Count, value, standard_error: None };
        let popular =
            |&(item, interactions): &(&str, usize)| PopularItem { item: item.into(), interactions };
        PastRun {
            schema_version: 1,
            at: String::new(),
            data_sha256: String::new(),
            view: None,
            best_model: None,
            figures: [("stats.interactions", rows), ("stats.items", items)]
                .map(|(name, value)| (name.to_owned(), figure(value)))
                .into(),
            most_popular: named.iter().map(popular).collect(),
        }
    }

    #[test]
    fn of_wholly_known_mixes_it_is_the_distance() {
        let left = record(10.0, 2.0, &[("a", 6), ("b", 4)]);
        let right = record(10.0, 2.0, &[("c", 5), ("a", 5)]);
        // ½ (|0.6 − 0.5| + |0.4 − 0| + |0 − 0.5|)
        assert!((distance(&left, &right).expect("mixes") - 0.5).abs() < 1e-12);
        assert!(distance(&left, &left).expect("mixes").abs() < 1e-12);
        assert_eq!(distance(&left, &record(10.0, 2.0, &[])), None);
    }

    #[test]
    fn what_is_not_named_may_have_as_much_as_the_last_that_is() {
        let left = record(100.0, 50.0, &[("a", 30), ("b", 10)]);
        let right = record(100.0, 50.0, &[("c", 30), ("d", 5)]);
        // a has 0.30 and there at most 0.05, b 0.10 and at most 0.05: at least 0.25 + 0.05. c has at most 0.10 here.
        assert!((distance(&left, &right).expect("mixes") - 0.3).abs() < 1e-12);
    }
}
