//! Columns whose cells are written as they stand, so that a row's tail need not hold them.
//!
//! A price or a duration has as many values as there are items or rows. As part of the tail each would be a text with
//! a number of its own; where no step looks at the column, the cell is copied to the output instead, and the tail has
//! a gap for it. A cell that is not written as it stands (`7.50`, an empty one) makes its row's tail one without gaps.

use super::plan::{Role, TablePlan};
use crate::column::{EVENT_TYPE, EVENT_VALUE};
use crate::source::mapped::Cells;
use crate::transform::Step;

/// A gap in a tail; in the text of a row the number of the column stands behind it.
pub(super) const GAP: u8 = 0x1E;

/// The most gaps of a tail.
const GAPS_MAX: usize = 64;

/// A column of the tail that may have gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Straight {
    /// Its place among the columns of the tail.
    pub(super) at: usize,
    /// Its place among the mapped columns.
    pub(super) column: usize,
}

/// The columns of a tail that may have gaps: none where rows are put in order, since rows are then kept as numbers.
pub(super) fn columns(plan: &TablePlan, tail: &[usize], cells: &Cells<'_>) -> Vec<Straight> {
    if plan.is_sorted() {
        return Vec::new();
    }
    let seen = seen_by_steps(plan);
    let is_seen = |name: &str| seen.iter().any(|seen| seen.eq_ignore_ascii_case(name));
    tail.iter()
        .enumerate()
        .map(|(at, &column)| Straight { at, column })
        .filter(|one| cells.may_stay(one.column) && !is_seen(cells.name(one.column)))
        .take(GAPS_MAX)
        .collect()
}

/// The columns that a step looks at or makes, and the one whose values are counted.
fn seen_by_steps(plan: &TablePlan) -> Vec<String> {
    let mut seen = vec![EVENT_TYPE.to_owned()];
    let of_tails = plan.steps.iter().zip(&plan.roles).filter(|(_, role)| **role == Role::Tail);
    for (step, _) in of_tails {
        match step {
            Step::Filter(filter) => seen.extend(filter.when.columns()),
            Step::EventValue(value) => seen.extend([value.from.clone(), EVENT_VALUE.to_owned()]),
            Step::EventType(events) => {
                seen.extend(events.events.iter().flat_map(|rule| rule.when.columns()));
            }
            // These look at event types alone, or at none.
            _ => {}
        }
    }
    seen
}

/// Appends the text of a row's part, with the row's `cells` in its gaps; without cells there are no gaps.
pub(super) fn fill(part: &[u8], cells: &[&str], text: &mut Vec<u8>) {
    let mut rest = part;
    while !cells.is_empty()
        && let Some(at) = rest.iter().position(|&byte| byte == GAP)
        && let Some(cell) = rest.get(at + 1).and_then(|&nth| cells.get(usize::from(nth)))
    {
        text.extend_from_slice(&rest[..at]);
        text.extend_from_slice(cell.as_bytes());
        rest = &rest[at + 2..];
    }
    text.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_in_any_order() {
        let part = [b"a,", &[GAP, 1][..], b",", &[GAP, 0], b",b"].concat();
        let mut text = Vec::new();
        fill(&part, &["7.5", "x"], &mut text);
        assert_eq!(text, b"a,x,7.5,b");
        text.clear();
        fill(&[b'a', GAP, 0], &[], &mut text);
        assert_eq!(text, [b'a', GAP, 0]);
    }
}
