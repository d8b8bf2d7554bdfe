//! The event types in an order that no order of the rows changes.

use crate::dataset::Dataset;
use crate::number::to_u32;

/// The event types by the instants of their first rows, equals by name; without a time all are equals.
#[derive(Debug)]
pub(crate) struct Kinds {
    /// The types with their rows, rows without one under an empty name.
    pub(crate) rows: Vec<(String, usize)>,
    /// The place of each type among `rows`, by the data set's number of the type.
    pub(crate) place: Vec<usize>,
}

impl Kinds {
    pub(super) fn of(dataset: &Dataset) -> Self {
        let names = dataset.event_types();
        let mut found = vec![(i64::MAX, 0_usize); names.len()];
        for row in 0..to_u32(dataset.n_rows()) {
            let (first, rows) = &mut found[dataset.event(row) as usize];
            *first = dataset.timestamp_s(row).min(*first);
            *rows += 1;
        }
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by_key(|&kind| (found[kind].0, &names[kind]));
        let mut place = vec![0; names.len()];
        for (at, &kind) in order.iter().enumerate() {
            place[kind] = at;
        }
        let rows = order.into_iter().map(|kind| (names[kind].clone(), found[kind].1)).collect();
        Self { rows, place }
    }

    /// Marks by the data set's numbers, in the order of the places.
    pub(super) fn by_place(&self, marks: &[bool]) -> Vec<bool> {
        let mut by_place = vec![false; self.place.len()];
        for (&place, &mark) in self.place.iter().zip(marks) {
            by_place[place] = mark;
        }
        by_place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_come_by_their_first_instants_then_by_name() {
        let rows = [("u", "a", "c", 5), ("u", "a", "b", 5), ("v", "a", "a", 9), ("v", "a", "c", 9)];
        let kinds = Kinds::of(&Dataset::from_rows(&rows));
        let names: Vec<&str> = kinds.rows.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["b", "c", "a"]);
        assert_eq!(kinds.place, [1, 0, 2]);
        assert_eq!(kinds.by_place(&[true, false, false]), [false, true, false]);
    }
}
