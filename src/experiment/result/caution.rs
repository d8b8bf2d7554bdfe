//! Properties of data that make its figures mean less than they seem to, in words.

use crate::dataset::Dataset;
use crate::text::{shorten, stands_for_no_id};

/// Sentences without their full stops; none where nothing is odd.
pub(super) fn cautions(dataset: &Dataset) -> Vec<String> {
    let mut all = Vec::new();
    let is_nothing =
        |name: &String| name.trim().is_empty() || stands_for_no_id(name.trim().as_bytes());
    if dataset.has_event_type() && dataset.event_types().iter().all(is_nothing) {
        all.push(
            "no row has an event type but an empty one or a word for nothing: no figure tells one kind of event \
             from another, and the service finds no event of the type that a solution asks for"
                .to_owned(),
        );
    }
    let user = dataset.suspect_user();
    all.extend(user.map(|(user, share)| {
        let id = dataset.users().id(user.index());
        most("user", id, share, "a bot or a test account", "that one user")
    }));
    let item = dataset.suspect_item();
    all.extend(item.map(|(item, share)| {
        let id = dataset.items().id(item.index());
        most("item", id, share, "a placeholder or a default", "that one item")
    }));
    all
}

fn most(what: &str, id: &str, share: f64, cause: &str, it: &str) -> String {
    format!(
        "{what} `{}` has {:.2} % of all rows, most likely {cause}: what models learn, and what is popular, \
         is of {it} first; the data card of `stats` has the command that takes it out",
        shorten(id, 60),
        share * 100.0
    )
}
