//! Values at places among sorted ones, found by counting: each round counts finer steps around the places.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::Tables;
use crate::spark::error::SparkError;

/// The parts into which a step is cut in each round.
const PARTS: i64 = 512;

/// The value at a place among sorted ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) value: i64,
    /// Values that are smaller.
    pub(super) before: u64,
}

/// The values at `places` (from 0) among the sorted numbers `column` of `table`, which lie from `first` to `last`.
pub(super) fn at_places(
    tables: &Tables<'_>,
    (table, column): (&str, &str),
    (first, last): (i64, i64),
    places: &[u64],
) -> Result<BTreeMap<u64, Placed>, SparkError> {
    let mut width = 1;
    while width <= last.saturating_sub(first) {
        width *= PARTS;
    }
    // By place: the step that it lies in, and the values before that step.
    let mut found: BTreeMap<u64, (i64, u64)> =
        places.iter().map(|&place| (place, (0, 0))).collect();
    while width > 1 {
        let finer = width / PARTS;
        let steps: BTreeSet<i64> = found.values().map(|&(step, _)| step).collect();
        let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
        let counted = tables.columns::<2>(&format!(
            "SELECT ({column} - {first}) div {finer} AS step, count(*) FROM {table} \
             WHERE {column} IS NOT NULL AND ({column} - {first}) div {width} IN ({}) GROUP BY 1 ORDER BY 1",
            steps.join(", ")
        ))?;
        for (&place, (step, before)) in &mut found {
            (*step, *before) = finer_step(&counted, *step, *before, place);
        }
        width = finer;
    }
    let placed = |(place, (step, before))| (place, Placed { value: first + step, before });
    Ok(found.into_iter().map(placed).collect())
}

/// The finer step that a place lies in, and the values before it, from the counts of all finer steps, rising.
fn finer_step(counted: &[[i64; 2]], step: i64, mut before: u64, place: u64) -> (i64, u64) {
    let within = counted.iter().filter(|[finer, _]| finer / PARTS == step);
    let mut last = step * PARTS;
    for &[finer, count] in within {
        last = finer;
        let count = count.unsigned_abs();
        if before + count > place {
            break;
        }
        before += count;
    }
    (last, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_in_the_step_that_counts_past_it() {
        // Step 1 is cut into 512 to 1023; three values before it.
        let counted = [[2, 3], [512, 2], [600, 4], [700, 1]];
        assert_eq!(finer_step(&counted, 1, 3, 3), (512, 3));
        assert_eq!(finer_step(&counted, 1, 3, 5), (600, 5));
        assert_eq!(finer_step(&counted, 1, 3, 8), (600, 5));
        assert_eq!(finer_step(&counted, 1, 3, 9), (700, 9));
    }
}
