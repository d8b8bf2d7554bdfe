//! A list for people.

use std::fmt::Write;

use rehearsal::experiment::Seen;
use rehearsal::recommend::{Recommendations, TitledItem};

use crate::readable::wrap;

/// The sentence on why a list is empty, and what would fill it.
pub(super) fn nothing(list: &Recommendations) -> String {
    let again = match (list.seen, &list.item_id) {
        (Seen::Exclude, None) => "; `--seen include` lists those of the history again",
        _ => "",
    };
    format!("nothing: {} knows no item beside those excluded{again}", list.model)
}

pub(super) fn text(list: &Recommendations) -> String {
    let mut out = match &list.item_id {
        Some(item) => format!("item {item}, model {}\n", list.model),
        None if list.user_id.is_empty() => format!("model {}\n", list.model),
        None => format!("user {}, model {}\n", list.user_id, list.model),
    };
    let heading = if list.item_id.is_some() { "which is:" } else { "newest in the history:" };
    let _ = writeln!(out, "{heading}");
    for item in &list.history {
        let _ = writeln!(out, "      {}", named(item));
    }
    let _ = writeln!(out, "{}", if list.item_id.is_some() { "similar:" } else { "recommended:" });
    if list.item_list.is_empty() {
        let _ = writeln!(out, "      {}", nothing(list));
    }
    for (rank, item) in (1..).zip(&list.item_list) {
        let line = format!("  {rank:>2}  {}  {:.4}", named(item), item.score.unwrap_or(0.0));
        let _ = writeln!(out, "{}", wrap(&line, "      "));
        if !item.because.is_empty() {
            let reason = |reason: &rehearsal::recommend::Reason| {
                let name = if reason.title.is_empty() { &reason.item_id } else { &reason.title };
                format!("{name} {:.0} %", 100.0 * reason.share)
            };
            let reasons: Vec<String> = item.because.iter().map(reason).collect();
            let _ = writeln!(out, "        because of {}", reasons.join(", "));
        }
    }
    out
}

fn named(item: &TitledItem) -> String {
    match (item.metadata.title.as_str(), item.metadata.genres.as_str()) {
        ("", _) => format!("item {}", item.item_id),
        (title, "") => title.to_owned(),
        (title, genres) => format!("{title} [{}]", genres.replace('|', ", ")),
    }
}
