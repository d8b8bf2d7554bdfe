//! Figures that no lists whatever can give.

use super::pattern::{DEPTHS, Definition, Discount, FIGURES, Hidden, Ideal};
use super::programme::{Known, Range, conflict};
use crate::metric::REPORTED;
use crate::number::{from_count, shown};

/// The faults of these figures that no definition explains, in words; empty when there are none.
pub(super) fn contradictions(known: &Known) -> Vec<String> {
    let mut all = precisions(known);
    if all.is_empty() {
        all.extend(reciprocal_rank(known));
    }
    all
}

/// The contradictions among precisions: hits only grow with the depth, and by no more than the places that are added.
fn precisions(known: &Known) -> Vec<String> {
    let mut all = Vec::new();
    let there: Vec<(usize, usize, Range)> = DEPTHS
        .into_iter()
        .enumerate()
        .filter_map(|(at, depth)| Some((4 + at, depth, known[4 + at]?)))
        .collect();
    for pair in there.windows(2) {
        let [(first, short, shorter), (second, long, longer)] = pair else { continue };
        let (from, to) = (from_count(*short), from_count(*long));
        let names = [*first, *second].map(|figure| REPORTED[figure].short_name);
        let values = [*shorter, *longer].map(|range| shown(f64::midpoint(range.low, range.high)));
        let least = shorter.low * from / to;
        let most = (shorter.high * from + (to - from)) / to;
        if longer.high < least {
            all.push(format!(
                "{} {} leaves at least {} for {}, since a longer list keeps its hits; reported {}",
                names[0],
                values[0],
                shown(least),
                names[1],
                values[1]
            ));
        } else if longer.low > most {
            all.push(format!(
                "{} {} allows at most {} for {}, since only {} places are added; reported {}",
                names[0],
                values[0],
                shown(most),
                names[1],
                long - short,
                values[1]
            ));
        }
    }
    all
}

/// The contradiction between the first hit's rank and the hits, if there is one: the same under every definition.
fn reciprocal_rank(known: &Known) -> Option<String> {
    let mut without_ndcg = *known;
    without_ndcg[1..4].fill(None);
    let any = Definition {
        discount: Discount::Documented,
        ideal: Ideal::WholeList,
        hidden: Hidden::Several,
    };
    let conflict = conflict(any, &without_ndcg).ok().filter(|conflict| !conflict.is_empty())?;
    let figures: Vec<String> = (0..FIGURES)
        .filter(|figure| conflict.contains(figure))
        .filter_map(|figure| {
            let range = without_ndcg[figure]?;
            let value = shown(f64::midpoint(range.low, range.high));
            Some(format!("{} {value}", REPORTED[figure].short_name))
        })
        .collect();
    Some(format!("no lists give {} together", figures.join(" and ")))
}
