//! Lists for users, as finished strings.

use serde::Serialize;

use crate::number::thousands;
use crate::recommend::{ExampleList, Reason, Recommendations, TitledItem};
use crate::report::page_table::{Table, texts};
use crate::text::capital;

/// The items of a list that the page shows.
const SHOWN: usize = 10;

/// The name of the table of a list that somebody asked for.
const ASKED: &str = "recommendations";

/// A list for one user.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct UserList {
    heading: String,
    history: Vec<String>,
    /// True if a rule chose the user, false if somebody asked.
    is_by_rule: bool,
    pub(super) table: Table,
    /// The file name of the table.
    #[serde(skip)]
    pub(super) name: &'static str,
}

/// The list of an example that a rule chose.
pub(super) fn example(example: &ExampleList) -> UserList {
    let rows = thousands(example.rows as u64);
    let rule = example.rule.words();
    let heading = format!(
        "{}: user {}, {rows} rows, by {}",
        capital(rule),
        example.list.user_id,
        model(&example.list)
    );
    let shown = example.list.item_list.len().min(SHOWN);
    user_list(heading, &example.list, shown, "recommendations-example")
}

/// The list that somebody asked for, whole.
pub(super) fn asked(list: &Recommendations) -> UserList {
    let heading = match (&list.item_id, list.user_id.as_str()) {
        (Some(item), _) => format!("Items like {item}, by {}", model(list)),
        (None, "") => format!("For the history that was given, by {}", model(list)),
        (None, user) => format!("User {user}, by {}", model(list)),
    };
    user_list(heading, list, list.item_list.len(), ASKED)
}

fn model(list: &Recommendations) -> String {
    crate::model::title(&list.model, &list.params)
}

fn user_list(
    heading: String,
    list: &Recommendations,
    shown: usize,
    name: &'static str,
) -> UserList {
    let rows = (1..).zip(&list.item_list).take(shown).map(|(rank, item): (usize, _)| {
        vec![
            rank.to_string(),
            title(item),
            item.metadata.genres.replace('|', ", "),
            item.because
                .iter()
                .filter(|one| one.share >= 0.005)
                .map(reason)
                .collect::<Vec<_>>()
                .join(", "),
            item.score.map_or_else(String::new, |score| format!("{score:.4}")),
        ]
    });
    let heading_row = texts(["rank", "title", "genres", "because of", "score"]);
    let table = Table { heading: heading_row, rows: rows.collect() };
    let is_by_rule = name != ASKED;
    UserList { heading, history: list.history.iter().map(title).collect(), is_by_rule, table, name }
}

fn title(item: &TitledItem) -> String {
    match item.metadata.title.as_str() {
        "" => format!("item {}", item.item_id),
        title => title.to_owned(),
    }
}

fn reason(reason: &Reason) -> String {
    let name = if reason.title.is_empty() { &reason.item_id } else { &reason.title };
    format!("{name} {:.0} %", 100.0 * reason.share)
}
