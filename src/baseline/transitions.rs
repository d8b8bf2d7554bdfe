//! Transitions from item to item: `markov`.

use super::neighbours::{Walked, best_of_each, walked};
use super::parameters::Parameters;
use super::script::Script;
use super::single::{at_place, constant, fading, power, sum_in_order};
use super::tables::{Tables, in_order};
use super::wanted::ListsWanted;
use crate::transform::sql::SqlHash;

/// The scores of `markov`: `user_id`, `i`, `score`.
pub(super) fn markov(
    script: &mut Script,
    tables: &Tables,
    parameters: Parameters<'_>,
    wanted: &ListsWanted,
) -> String {
    let sequences = sequences(script, tables, wanted);
    let weights = weights(script, tables, parameters, &sequences);
    let weight = fading(script.dialect, parameters.real_single("half-life"), "newer");
    let walk = Walked { from: "x", to: "y", weight: &weight, order: "newer" };
    let history = tables.newest_first(script);
    walked(script, &history, &weights, &walk)
}

/// Keeps each training user's distinct items in the order of their first rows: the user's number `u` in the order of
/// ids, `i`, and `place`.
fn sequences(script: &mut Script, tables: &Tables, wanted: &ListsWanted) -> String {
    let dialect = script.dialect;
    let hash = SqlHash { dialect, seed: wanted.seed };
    let users = script.keep(
        "users",
        format!(
            "SELECT user_id, CAST(row_number() OVER (ORDER BY {}, user_id) AS BIGINT) AS u, {} AS h FROM (\
             SELECT DISTINCT user_id FROM {}) AS users",
            dialect.bytes("user_id"),
            hash.of_text("user_id"),
            tables.train
        ),
    );
    let first = format!(
        "SELECT users.u AS u, items.i AS i, min(given.t) AS t, max(users.h) AS user_h, max(items.h) AS item_h \
         FROM {} AS given JOIN {users} AS users ON given.user_id = users.user_id JOIN {} AS items \
         ON given.item_id = items.item_id GROUP BY users.u, items.i",
        tables.train, tables.items
    );
    let ordered = in_order(script, "u", &first);
    script.keep("sequences", ordered)
}

/// Keeps the transitions: `x`, `y`, `score`.
fn weights(
    script: &mut Script,
    tables: &Tables,
    parameters: Parameters<'_>,
    sequences: &str,
) -> String {
    let dialect = script.dialect;
    let window = parameters.whole("window").unwrap_or(1);
    let decay = parameters.real_single("decay");
    let steps = i32::try_from(window).unwrap_or(i32::MAX);
    let fading: Vec<f32> = (0..steps).map(|steps| decay.powi(steps)).collect();
    let near = format!(
        "SELECT one.u AS u, one.i AS earlier, other.i AS later, {} AS fade FROM {sequences} AS one JOIN {sequences} AS other \
         ON one.u = other.u AND other.place > one.place AND other.place - one.place <= {window}",
        at_place(dialect, &fading, "(other.place - one.place - 1)")
    );
    let near = script.keep("near", near);
    let backward = constant(parameters.real_single("backward"));
    let steps = format!(
        "SELECT u, earlier AS x, later AS y, fade AS step FROM {near} UNION ALL \
         SELECT u, later AS x, earlier AS y, {backward} * fade AS step FROM {near}"
    );
    let summed = format!(
        "SELECT x, y, {} AS total FROM ({steps}) AS steps WHERE step > 0 GROUP BY x, y",
        sum_in_order(dialect, "step", "u")
    );
    let power = |number: &str, key| power(number, -parameters.real_single(key));
    let scored = format!(
        "SELECT x, y, total * {} * {} AS score FROM ({summed}) AS summed JOIN {items} AS items_x ON x = items_x.i \
         JOIN {items} AS items_y ON y = items_y.i",
        power("items_x.n", "alpha"),
        power("items_y.n", "beta"),
        items = tables.items
    );
    best_of_each(script, &scored, parameters.whole("k"))
}
