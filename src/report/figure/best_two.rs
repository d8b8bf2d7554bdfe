//! The two best models, user by user.

use crate::experiment::BestTwo;
use crate::metric::short_name;
use crate::number::{from_count, thousands};
use crate::report::page_table::{Table, count, texts};

fn users(count: usize) -> String {
    format!("{} {}", thousands(count as u64), if count == 1 { "user" } else { "users" })
}

/// The sentence on who wins for how many.
pub(super) fn caption(two: &BestTwo) -> String {
    format!(
        "{} is better than {} for {}, worse for {}, and equal for {}, by {}. The further from the middle, the larger \
         the difference.",
        two.first,
        two.second,
        users(two.first_better),
        users(two.second_better),
        users(two.equal),
        short_name(&two.metric)
    )
}

/// The users of each bin, from the largest difference for the second to the largest for the first.
pub(super) fn table(two: &BestTwo) -> Table {
    let width = two.largest / from_count(two.first_bins.len().max(1));
    let bin = |name: &str, at: usize, users: usize| {
        let (from, to) = (from_count(at) * width, from_count(at + 1) * width);
        vec![format!("{name} by {from:.3} to {to:.3}"), count(users)]
    };
    let numbered = |bins: &'_ [usize]| bins.iter().copied().enumerate().collect::<Vec<_>>();
    let second = numbered(&two.second_bins).into_iter().rev();
    let first = numbered(&two.first_bins).into_iter();
    let mut rows: Vec<Vec<String>> =
        second.map(|(at, users)| bin(&two.second, at, users)).collect();
    rows.push(vec!["no difference".to_owned(), count(two.equal)]);
    rows.extend(first.map(|(at, users)| bin(&two.first, at, users)));
    Table { heading: texts(["better", "users"]), rows }
}
