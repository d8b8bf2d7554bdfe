//! Items that share users: `item-knn` and `sar`.

use super::error::ListsSqlError;
use super::parameters::Parameters;
use super::script::Script;
use super::single::{constant, fading, power, quotient, single, sum_in_order};
use super::tables::Tables;
use crate::transform::sql::SqlDialect;

/// The scores of `item-knn`: `user_id`, `i`, `score`.
pub(super) fn item_knn(
    script: &mut Script,
    tables: &Tables,
    parameters: Parameters<'_>,
) -> Result<String, ListsSqlError> {
    let why = "its weights rest on the number of all items; leave it at `none`";
    parameters.expect("weighting", "none", why)?;
    let keeps_of_target = parameters.word("keep") == "target";
    // x is the item whose neighbours are kept; the one asked about is the target.
    let (asked, other) = if keeps_of_target { ("nx", "ny") } else { ("ny", "nx") };
    let weights = Neighbours {
        with_itself: false,
        score: similarity(parameters, asked, other),
        k: parameters.whole("k"),
    }
    .keep(script, tables);
    let (from, to) = if keeps_of_target { ("y", "x") } else { ("x", "y") };
    let history = tables.newest_first(script);
    let weight = fading(script.dialect, parameters.real_single("half-life"), "newer");
    Ok(walked(script, &history, &weights, &Walked { from, to, weight: &weight, order: "newer" }))
}

/// The similarity of two items with `c` common users, of which the item asked about has `asked`.
fn similarity(parameters: Parameters<'_>, asked: &str, other: &str) -> String {
    let real = |key| parameters.real_single(key);
    let shrink = constant(real("shrink"));
    let root = |number: &str| single(&format!("sqrt(CAST({number} AS DOUBLE))"));
    let normal = parameters.word("normalize") == "true";
    match parameters.word("similarity") {
        "cosine" if normal => {
            quotient("c", &format!("({} * {} + {shrink})", root(asked), root(other)))
        }
        "asymmetric" if normal => {
            let (left, right) = (power(asked, real("alpha")), power(other, 1.0 - real("alpha")));
            quotient("c", &format!("({left} * {right} + {shrink})"))
        }
        "jaccard" => quotient("c", &format!("({asked} + {other} - c + {shrink})")),
        "dice" => quotient(
            &format!("({} * c)", constant(2.0)),
            &format!("({asked} + {other} + {shrink})"),
        ),
        "tversky" => {
            let (alpha, beta) = (constant(real("alpha")), constant(real("beta")));
            let below =
                format!("(c + {alpha} * ({asked} - c) + {beta} * ({other} - c) + {shrink})");
            quotient("c", &below)
        }
        _ => "c".to_owned(),
    }
}

/// The scores of `sar`.
pub(super) fn sar(script: &mut Script, tables: &Tables, parameters: Parameters<'_>) -> String {
    let similarity = match parameters.word("similarity") {
        "jaccard" => quotient("c", "(nx + ny - c)"),
        "lift" => quotient("c", "(nx * ny)"),
        _ => "c".to_owned(),
    };
    let least = parameters.whole("threshold").unwrap_or(1);
    let score = format!("CASE WHEN c >= {least} THEN {similarity} ELSE {} END", constant(0.0));
    let weights =
        Neighbours { with_itself: true, score, k: parameters.whole("k") }.keep(script, tables);
    let days = SqlDialect::number(parameters.real("days"));
    let age = "CAST(max(t) OVER (PARTITION BY user_id) - t AS DOUBLE) / 86400e0";
    let affinity = single(&format!("power(2e0, -({age}) / {days})"));
    let history = format!(
        "SELECT user_id, i, place, {affinity} AS affinity FROM ({}) AS ordered",
        tables.history_rows(script)
    );
    let walk = Walked { from: "x", to: "y", weight: "affinity", order: "place" };
    walked(script, &history, &weights, &walk)
}

/// The neighbours of items.
struct Neighbours {
    /// True if an item is its own neighbour.
    with_itself: bool,
    /// The score of `c` common users of `nx` and `ny`; neighbours without one above 0 are none.
    score: String,
    /// The number that is kept of each item.
    k: Option<u64>,
}

impl Neighbours {
    /// Keeps them: `x`, `y`, `score`.
    fn keep(&self, script: &mut Script, tables: &Tables) -> String {
        let pairs = script.keep(
            "pairs",
            format!(
                "SELECT DISTINCT given.user_id AS user_id, items.i AS i FROM {} AS given JOIN {} AS items \
                 ON given.item_id = items.item_id",
                tables.train, tables.items
            ),
        );
        // Both items have the same users in common: each pair is counted once, and then turned.
        let once = format!(
            "SELECT one.i AS low, other.i AS high, CAST(count(*) AS FLOAT) AS c FROM {pairs} AS one JOIN {pairs} AS other \
             ON one.user_id = other.user_id AND one.i < other.i GROUP BY one.i, other.i"
        );
        let itself = if self.with_itself {
            let items = &tables.items;
            format!(
                " UNION ALL SELECT i AS x, i AS y, CAST(n AS FLOAT) AS c FROM {items} WHERE n > 0"
            )
        } else {
            String::new()
        };
        let common = format!(
            "SELECT CASE WHEN turn = 0 THEN low ELSE high END AS x, CASE WHEN turn = 0 THEN high ELSE low END AS y, c \
             FROM ({once}) AS once CROSS JOIN (SELECT 0 AS turn UNION ALL SELECT 1 AS turn) AS turns{itself}"
        );
        let counted = format!(
            "SELECT x, y, c, CAST(items_x.n AS FLOAT) AS nx, CAST(items_y.n AS FLOAT) AS ny FROM ({common}) AS common \
             JOIN {items} AS items_x ON x = items_x.i JOIN {items} AS items_y ON y = items_y.i",
            items = tables.items
        );
        let scored = format!("SELECT x, y, {} AS score FROM ({counted}) AS counted", self.score);
        best_of_each(
            script,
            &format!("SELECT x, y, score FROM ({scored}) AS scored WHERE score > 0"),
            self.k,
        )
    }
}

/// Keeps the best of each `x` among rows with `x`, `y` and `score`; the smaller `y` goes first.
pub(super) fn best_of_each(script: &mut Script, scored: &str, k: Option<u64>) -> String {
    let k = k.unwrap_or(u64::MAX).min(i64::MAX.unsigned_abs());
    script.keep(
        "weights",
        format!(
            "SELECT x, y, score FROM (SELECT x, y, score, row_number() OVER (PARTITION BY x ORDER BY score DESC, y) AS place \
             FROM ({scored}) AS positive) AS placed WHERE place <= {k}"
        ),
    )
}

/// The way from a history over weights to scores.
pub(super) struct Walked<'w> {
    /// The side of a weight that stands in the history: `x` or `y`.
    pub(super) from: &'w str,
    /// The other side.
    pub(super) to: &'w str,
    /// The weight of a row of the history.
    pub(super) weight: &'w str,
    /// The column by which the rows of a history are summed up.
    pub(super) order: &'w str,
}

/// Keeps the scores of a history over weights: `user_id`, `i`, `score`.
pub(super) fn walked(
    script: &mut Script,
    history: &str,
    weights: &str,
    walk: &Walked<'_>,
) -> String {
    let Walked { from, to, weight, order } = walk;
    let score = sum_in_order(script.dialect, "part", order);
    script.keep(
        "scored",
        format!(
            "SELECT user_id, i, {score} AS score FROM (SELECT history.user_id AS user_id, weights.{to} AS i, {order}, \
             weight * weights.score AS part FROM (SELECT user_id, i, {order}, {weight} AS weight FROM ({history}) AS given) \
             AS history JOIN {weights} AS weights ON history.i = weights.{from}) AS parts GROUP BY user_id, i"
        ),
    )
}
