//! The distance of random tenths, to which whole sessions are dealt by the same rule as here.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::{Tables, count};
use crate::number::from_count;
use crate::spark::error::SparkError;
use crate::stats::{BUCKETS, chance_pairs, share_apart};

/// The mean distance of the tenths' item mixes.
pub(super) fn by_chance(tables: &Tables<'_>, n_items: usize) -> Result<f64, SparkError> {
    let (n_pairs, dealt) = (chance_pairs(n_items), "rehearsal_stats_dealt");
    tables.put(dealt, &dealt_rows(2 * n_pairs))?;
    let pairs: Vec<(usize, usize)> = (0..n_pairs).map(|pair| (2 * pair, 2 * pair + 1)).collect();
    let distances = distances(tables, (dealt, "tenth"), &pairs)?;
    tables.free(dealt)?;
    Ok(distances.iter().sum::<f64>() / from_count(n_pairs))
}

/// Rows of each item and tenth, of the first `n` tenths.
fn dealt_rows(n: usize) -> String {
    // Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195: its mixer.
    let x = "x ^ shiftrightunsigned(x, 30)".to_owned();
    let steps = [
        ("u * 4294967296 + s + 1".to_owned(), 0x9E37_79B9_7F4A_7C15),
        (x.clone(), 0xBF58_476D_1CE4_E5B9),
        (x.replace("30", "27"), 0x94D0_49BB_1331_11EB),
    ];
    // Grouping keeps one product from being written into the next, where it would occur many times over.
    let sessions = format!("(SELECT DISTINCT u, s, CAST(0 AS BIGINT) AS x FROM {})", Tables::ROWS);
    let mixed = steps.iter().fold(sessions, |from, (factor, by)| {
        let product = wrapped_product("x", *by);
        format!(
            "(SELECT u, s, min({product}) AS x FROM (SELECT u, s, {factor} AS x FROM {from}) GROUP BY u, s)"
        )
    });
    // 2^64 leaves 6 when it is divided by 10: what a sign takes away from the number without one.
    let tenth = format!("pmod(pmod(x, {BUCKETS}) + CASE WHEN x < 0 THEN 6 ELSE 0 END, {BUCKETS})");
    format!(
        "SELECT rows.i, dealt.tenth, count(*) AS n FROM {} AS rows JOIN (\
         SELECT u, s, {tenth} AS tenth FROM (SELECT u, s, x ^ shiftrightunsigned(x, 31) AS x FROM {mixed})) AS dealt \
         ON rows.u = dealt.u AND rows.s = dealt.s WHERE dealt.tenth < {n} GROUP BY rows.i, dealt.tenth",
        Tables::ROWS
    )
}

/// The product of a column and a number modulo 2^64, from products of 16 and 32 bits, since one that overflows is an error
/// in SQL. The column occurs several times, so that it should be one that is there.
fn wrapped_product(x: &str, by: u64) -> String {
    let (high, low) = (by >> 32, by & 0xFFFF_FFFF);
    let limb = |at: u32| format!("(shiftrightunsigned({x}, {at}) & 65535)");
    // Of a product with 32 bits of `x` from `at` on, the lowest 32 bits.
    let lowest = |at: u32, by: u64| {
        let (first, second) = (limb(at), limb(at + 16));
        format!("(({first} * {by} + shiftleft(({second} * {by}) & 65535, 16)) & 4294967295)")
    };
    let (first, second) = (limb(0), limb(16));
    let sum = format!("({first} * {low} + shiftleft(({second} * {low}) & 65535, 16))");
    let above = format!(
        "shiftrightunsigned({sum}, 32) + shiftrightunsigned({second} * {low}, 16) + {} + {}",
        lowest(0, high),
        lowest(32, low)
    );
    format!("(shiftleft({above}, 32) | ({sum} & 4294967295))")
}

/// The distances of the item mixes of pairs of groups of `table`, which has the rows `n` of each item and group.
pub(super) fn distances(
    tables: &Tables<'_>,
    (table, group): (&str, &str),
    pairs: &[(usize, usize)],
) -> Result<Vec<f64>, SparkError> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let totals = tables
        .columns::<2>(&format!("SELECT {group}, sum(n) FROM {table} GROUP BY {group}"))?
        .into_iter()
        .map(|[group, rows]| (count(group), rows))
        .collect::<BTreeMap<_, _>>();
    let total = |one: usize| totals.get(&one).copied().unwrap_or(0);
    let groups: BTreeSet<usize> = pairs.iter().flat_map(|&(left, right)| [left, right]).collect();
    let of = |one: &usize| format!("sum(CASE WHEN {group} = {one} THEN n ELSE 0 END) AS n{one}");
    let apart = |&(left, right): &(usize, usize)| {
        let (n_left, n_right) = (total(left), total(right));
        format!("coalesce(sum(abs(n{left} * {n_right} - n{right} * {n_left})), 0)")
    };
    let rows = tables.session().rows(&format!(
        "SELECT {} FROM (SELECT {} FROM {table} GROUP BY i)",
        pairs.iter().map(apart).collect::<Vec<_>>().join(", "),
        groups.iter().map(of).collect::<Vec<_>>().join(", ")
    ))?;
    let found = pairs.iter().enumerate().map(|(at, &(left, right))| {
        let apart = rows.whole(at)?.first().map_or(0, |apart| apart.unsigned_abs());
        let totals = (total(left).unsigned_abs(), total(right).unsigned_abs());
        Ok(share_apart(u128::from(apart), totals))
    });
    found.collect()
}
