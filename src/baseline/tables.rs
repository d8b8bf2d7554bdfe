//! The tables that all lists rest on.

use super::script::Script;
use super::sources::ListSources;
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::transform::sql::{SqlHash, SqlRows};

/// The names of the tables that all lists rest on. Items have numbers `i` in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tables {
    /// Training rows: `user_id`, `item_id`, `t`.
    pub(super) train: String,
    /// The rows of histories, alike.
    pub(super) history: String,
    /// Users who get a list: `user_id`, and, where rows have an order, the hash `h`.
    pub(super) asked: String,
    /// Items: `item_id`, `i`, their training users `n` and rows `m`, and the hash `h` alike.
    pub(super) items: String,
}

impl Tables {
    /// Makes them; with the hashes by which rows of one second are ordered, where a model looks at that order.
    pub(super) fn make(script: &mut Script, sources: &ListSources, hash: Option<SqlHash>) -> Self {
        let train = script.keep("train", given(&sources.train));
        let history = match &sources.history {
            Some(rows) => script.keep("history", given(rows)),
            None => train.clone(),
        };
        let held_out = sources.held_out.as_ref();
        let tested = held_out.map(|rows| script.keep("held_out", given(rows)));
        let hash =
            |id: &str| hash.map_or_else(String::new, |hash| format!(", {} AS h", hash.of_text(id)));
        let asked = script.keep(
            "asked",
            format!(
                "SELECT user_id{} FROM (SELECT DISTINCT user_id FROM {}) AS users",
                hash("user_id"),
                tested.as_ref().unwrap_or(&history)
            ),
        );
        let further = if history == train {
            String::new()
        } else {
            let text = script.dialect.type_name(&polars::prelude::DataType::String);
            format!(" UNION ALL SELECT item_id, CAST(NULL AS {text}) AS user_id FROM {history}")
        };
        let items = script.keep(
            "items",
            format!(
                "SELECT item_id, CAST(row_number() OVER (ORDER BY {}, item_id) AS BIGINT) AS i, n, m{} FROM (\
                 SELECT item_id, count(DISTINCT user_id) AS n, count(user_id) AS m FROM (\
                 SELECT item_id, user_id FROM {train}{further}) AS both_rows GROUP BY item_id) AS items",
                script.dialect.bytes("item_id"),
                hash("item_id")
            ),
        );
        Self { train, history, asked, items }
    }

    /// The rows of the histories of those who are asked about: `user_id`, `i`, `t`, and the place among the user's rows
    /// `place`, rising with time.
    pub(super) fn history_rows(&self, script: &Script) -> String {
        let rows = format!(
            "SELECT asked.user_id AS user_id, items.i AS i, given.t AS t, asked.h AS user_h, items.h AS item_h \
             FROM {} AS given JOIN {} AS asked ON given.user_id = asked.user_id JOIN {} AS items \
             ON given.item_id = items.item_id",
            self.history, self.asked, self.items
        );
        in_order(script, "user_id", &rows)
    }

    /// The distinct items of these histories: `user_id`, `i`, and the number of those whose newest row is newer.
    pub(super) fn newest_first(&self, script: &Script) -> String {
        let newest = format!(
            "SELECT user_id, i, max(t) AS t, max(user_h) AS user_h, max(item_h) AS item_h FROM (\
             SELECT asked.user_id AS user_id, items.i AS i, given.t AS t, asked.h AS user_h, items.h AS item_h \
             FROM {} AS given JOIN {} AS asked ON given.user_id = asked.user_id JOIN {} AS items \
             ON given.item_id = items.item_id) AS history_rows GROUP BY user_id, i",
            self.history, self.asked, self.items
        );
        format!(
            "SELECT user_id, i, count(*) OVER (PARTITION BY user_id) - place AS newer FROM ({}) AS placed",
            in_order(script, "user_id", &newest)
        )
    }
}

/// Rows with their place among those of one user, from 1: by time, those of one second by the hash of user, second and
/// item.
pub(super) fn in_order(script: &Script, user: &str, rows: &str) -> String {
    let dialect = script.dialect;
    let drawn = SqlHash::of_words(dialect, ["user_h", &dialect.word_of("t"), "item_h"]);
    format!(
        "SELECT {user}, i, t, CAST(row_number() OVER (PARTITION BY {user} ORDER BY t, {}, i) AS BIGINT) AS place \
         FROM (SELECT {user}, i, t, {drawn} AS drawn FROM ({rows}) AS hashed) AS drawn_rows",
        dialect.word_order("drawn")
    )
}

/// The rows of a table by our columns.
fn given(rows: &SqlRows) -> String {
    let dialect = rows.dialect();
    let quoted = |name: &str| dialect.quoted(name);
    let time = if rows.has(TIMESTAMP) { quoted(TIMESTAMP) } else { "CAST(0 AS BIGINT)".to_owned() };
    format!(
        "{}SELECT {} AS user_id, {} AS item_id, {time} AS t FROM {}",
        rows.with_parts(),
        quoted(USER_ID),
        quoted(ITEM_ID),
        rows.name()
    )
}
