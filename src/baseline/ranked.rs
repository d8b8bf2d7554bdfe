//! The best of each user, and popular items behind them.

use super::script::Script;
use super::single::{constant, quotient, single};
use super::tables::Tables;
use super::wanted::ListsWanted;
use crate::transform::sql::SqlDialect;

/// The lists that lead from scores and from a ranking for everybody.
pub(super) struct Ranked<'r> {
    pub(super) tables: &'r Tables,
    pub(super) wanted: &'r ListsWanted,
    /// The ranking that fills lists up: `i`, `n`, `place`.
    pub(super) popular: &'r str,
    /// The scores of a model: `user_id`, `i`, `score`; none where the ranking is the list.
    pub(super) scored: Option<&'r str>,
}

impl Ranked<'_> {
    /// The query of the lists: `USER_ID`, `ITEM_ID`, `RANK` from 1, and `SCORE`.
    pub(super) fn query(&self, script: &mut Script) -> String {
        let seen = self.wanted.leaves_out_seen.then(|| self.seen(script));
        let best = self.scored.map(|scored| self.best(script, scored, seen.as_deref()));
        let filled = self.filled(script.dialect, best.as_deref(), seen.as_deref());
        let all = match &best {
            None => filled,
            Some(best) => format!("SELECT user_id, i, place, score FROM {best} UNION ALL {filled}"),
        };
        let quoted = |name| script.dialect.quoted(name);
        format!(
            "SELECT ranked.user_id AS {}, items.item_id AS {}, CAST(ranked.place AS INT) AS {}, ranked.score AS {} \
             FROM ({all}) AS ranked JOIN {} AS items ON ranked.i = items.i",
            quoted("USER_ID"),
            quoted("ITEM_ID"),
            quoted("RANK"),
            quoted("SCORE"),
            self.tables.items
        )
    }

    /// The distinct items of the histories: `user_id`, `i`.
    fn seen(&self, script: &mut Script) -> String {
        let Tables { history, asked, items, .. } = self.tables;
        script.keep(
            "seen",
            format!(
                "SELECT DISTINCT given.user_id AS user_id, items.i AS i FROM {history} AS given JOIN {asked} AS asked \
                 ON given.user_id = asked.user_id JOIN {items} AS items ON given.item_id = items.item_id"
            ),
        )
    }

    /// The best items by score: `user_id`, `i`, `place`, `score`.
    fn best(&self, script: &mut Script, scored: &str, seen: Option<&str>) -> String {
        let allowed = match seen {
            None => format!("SELECT user_id, i, score FROM {scored} WHERE score > 0"),
            Some(seen) => format!(
                "SELECT scored.user_id AS user_id, scored.i AS i, score FROM {scored} AS scored LEFT JOIN {seen} AS seen \
                 ON scored.user_id = seen.user_id AND scored.i = seen.i WHERE score > 0 AND seen.i IS NULL"
            ),
        };
        script.keep(
            "best",
            format!(
                "SELECT user_id, i, place, score FROM (SELECT user_id, i, score, CAST(row_number() OVER (\
                 PARTITION BY user_id ORDER BY score DESC, i) AS BIGINT) AS place FROM ({allowed}) AS allowed) AS placed \
                 WHERE place <= {}",
                self.wanted.k
            ),
        )
    }

    /// Popular items for the places that are left: of the ranking only so many are looked at as may be listed or left
    /// out already, and the places that are left.
    fn filled(&self, dialect: SqlDialect, best: Option<&str>, seen: Option<&str>) -> String {
        let k = self.wanted.k;
        let counted = |table: Option<&str>, name: &str| match table {
            None => String::new(),
            Some(table) => format!(
                " LEFT JOIN (SELECT user_id, count(*) AS n FROM {table} GROUP BY user_id) AS {name} \
                 ON asked.user_id = {name}.user_id"
            ),
        };
        let (listed, left_out) = (counted(best, "listed"), counted(seen, "left_out"));
        let n_of = |table: Option<&str>, name: &str| {
            table.map_or_else(|| "0".to_owned(), |_| format!("coalesce({name}.n, 0)"))
        };
        let n_listed = n_of(best, "listed");
        let open = format!(
            "SELECT asked.user_id AS user_id, {n_listed} AS n_listed, {} AS n_looked_at FROM {} AS asked{listed}{left_out} \
             WHERE {n_listed} < {k}",
            format_args!("{k} + {}", n_of(seen, "left_out")),
            self.tables.asked
        );
        let places = match dialect {
            SqlDialect::Spark => {
                "explode(sequence(CAST(1 AS BIGINT), CAST(n_looked_at AS BIGINT)))"
            }
            SqlDialect::Duckdb => "unnest(range(1, CAST(n_looked_at AS BIGINT) + 1))",
        };
        let absent = |table: Option<&str>, name: &str| match table {
            None => (String::new(), String::new()),
            Some(table) => (
                format!(
                    " LEFT JOIN {table} AS {name} ON looked_at.user_id = {name}.user_id AND popular.i = {name}.i"
                ),
                format!(" AND {name}.i IS NULL"),
            ),
        };
        let ((join_best, no_best), (join_seen, no_seen)) =
            (absent(best, "best"), absent(seen, "seen"));
        format!(
            "SELECT user_id, i, n_listed + place AS place, {} AS score FROM (\
             SELECT looked_at.user_id AS user_id, popular.i AS i, popular.n AS n, n_listed, row_number() OVER (\
             PARTITION BY looked_at.user_id ORDER BY popular.place) AS place FROM (\
             SELECT user_id, n_listed, {places} AS place FROM ({open}) AS open_lists) AS looked_at JOIN {popular} AS popular \
             ON looked_at.place = popular.place{join_best}{join_seen} WHERE 1 = 1{no_best}{no_seen}) AS further \
             WHERE n_listed + place <= {k}",
            self.score(best),
            popular = self.popular,
        )
    }

    /// The score of a popular item: its count where the ranking is the list, and a number below 0 behind a list.
    fn score(&self, best: Option<&str>) -> String {
        if best.is_none() {
            return single("n");
        }
        let most =
            format!("((SELECT CAST(max(n) AS FLOAT) FROM {}) + {})", self.popular, constant(1.0));
        format!("({} - {})", quotient(&single("n"), &most), constant(1.0))
    }
}
