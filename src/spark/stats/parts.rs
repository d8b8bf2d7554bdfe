//! The connected parts of the graph of users and items: each user takes the smallest number it can reach, in rounds.

use super::tables::{Tables, count};
use crate::number::ratio;
use crate::spark::error::SparkError;
use crate::stats::Components;

/// Finds the parts. A round lets each item take the smallest number among its users, each user that among its items, and
/// then the number of the user that this one names, so that long chains fold up.
pub(super) fn components(
    tables: &Tables<'_>,
    n_users: usize,
    n_items: usize,
) -> Result<Components, SparkError> {
    let name = |round: usize| format!("rehearsal_stats_part_{round}");
    tables.put(&name(0), &format!("SELECT u, u AS part FROM {}", Tables::USERS))?;
    let mut sum = sum_of(tables, &name(0))?;
    let mut last = 0;
    for round in 1.. {
        let before = name(round - 1);
        let smallest = format!(
            "SELECT pairs.u, min(reached.part) AS part FROM {pairs} AS pairs JOIN (\
             SELECT pairs.i, min(before.part) AS part FROM {pairs} AS pairs JOIN {before} AS before ON pairs.u = before.u \
             GROUP BY pairs.i) AS reached ON pairs.i = reached.i GROUP BY pairs.u",
            pairs = Tables::PAIRS
        );
        tables.put(
            &name(round),
            &format!(
                "WITH smallest AS ({smallest}) SELECT one.u, least(one.part, named.part) AS part \
             FROM smallest AS one JOIN smallest AS named ON one.part = named.u"
            ),
        )?;
        tables.free(&before)?;
        let now = sum_of(tables, &name(round))?;
        last = round;
        if now == sum {
            break;
        }
        sum = now;
    }
    let found = largest(tables, &name(last))?;
    tables.free(&name(last))?;
    let [parts, users, items] = found.map(count);
    Ok(Components {
        count: parts,
        largest_users_share: ratio(users, n_users),
        largest_items_share: ratio(items, n_items),
    })
}

/// The sum of the numbers, which falls in each round that changes one.
fn sum_of(tables: &Tables<'_>, name: &str) -> Result<i64, SparkError> {
    let [sum] = tables.numbers(&format!("SELECT coalesce(sum(part), 0) FROM {name}"))?;
    Ok(sum)
}

/// The number of parts, and the users and items of the one with the most users; of equals the one with the most items.
fn largest(tables: &Tables<'_>, name: &str) -> Result<[i64; 3], SparkError> {
    let users = format!("SELECT part, count(*) AS users FROM {name} GROUP BY part");
    let items = format!(
        "SELECT part, count(*) AS items FROM (SELECT pairs.i, min(parts.part) AS part FROM {} AS pairs \
         JOIN {name} AS parts ON pairs.u = parts.u GROUP BY pairs.i) GROUP BY part",
        Tables::PAIRS
    );
    tables.numbers(&format!(
        "SELECT count(*) OVER () AS parts, users, items FROM ({users}) AS users JOIN ({items}) AS items \
         ON users.part = items.part ORDER BY users DESC, items DESC LIMIT 1"
    ))
}
