//! The domain of the service that event types and items fit.

use super::proposal::{Proposal, ProposedTable};
use super::sample::Sample;
use super::words::words;
use crate::column::{CREATION_TIMESTAMP, EVENT_TYPE, GENRES};
use crate::schema::{DatasetType, Domain};

/// A domain's spelling of an event, and words that tables have for it.
const VIEW: (&str, &[&str]) = ("View", &["view", "viewed", "pageview", "pv", "detail"]);
const PURCHASE: (&str, &[&str]) = (
    "Purchase",
    &["purchase", "purchased", "buy", "bought", "order", "ordered", "checkout", "transaction"],
);
const WATCH: (&str, &[&str]) = ("Watch", &["watch", "watched", "play", "played", "stream"]);
const CLICK: (&str, &[&str]) = ("Click", &["click", "clicked"]);

const NO_TYPES: &str =
    "No column tells the type of an event, which the domains of the service ask for.";

/// Finds the domain, and says why it is that one.
pub(super) fn find(own: &Sample, proposal: &mut Proposal) {
    let types = proposal.tables.first().and_then(|table| theirs(table, EVENT_TYPE));
    let types = types.and_then(|name| own.column(name));
    let Some(types) = types else {
        NO_TYPES.clone_into(&mut proposal.domain_evidence);
        return;
    };
    let spelled = |events: [(&str, &[&str]); 2]| -> Vec<(String, String)> {
        let renamed = events.iter().filter_map(|(ours, known)| {
            let is_it = |value: &&String| {
                let all = words(value);
                all.iter().any(|word| known.contains(&word.as_str()))
                    && !all.iter().any(|word| word == "cart" || word == "started")
            };
            let theirs = types.values.iter().find(is_it)?;
            Some((theirs.trim().to_owned(), (*ours).to_owned()))
        });
        renamed.collect()
    };
    let (shop, video) = (spelled([VIEW, PURCHASE]), spelled([WATCH, CLICK]));
    let (shop_items, video_items) = (["PRICE", "CATEGORY_L1"], [GENRES, CREATION_TIMESTAMP]);
    let (domain, renamed, needed) = match (shop.len(), video.first()) {
        (2, _) => (Domain::Ecommerce, shop, shop_items),
        (_, Some((_, event))) if event == WATCH.0 => (Domain::VideoOnDemand, video, video_items),
        _ => {
            proposal.domain_evidence = format!(
                "The event types ({}) are of no domain of the service: a shop has View and Purchase, films have Watch.",
                types.examples(6)
            );
            return;
        }
    };
    let items = proposal.tables.iter().find(|table| table.dataset == DatasetType::Items);
    let lacks: Vec<&str> = needed
        .into_iter()
        .filter(|ours| items.is_some_and(|items| theirs(items, ours).is_none()))
        .collect();
    if lacks.is_empty() {
        proposal.domain = domain;
        let pairs: Vec<String> =
            renamed.iter().map(|(theirs, ours)| format!("`{theirs}` is its {ours}")).collect();
        proposal.domain_evidence =
            format!("The event types fit this domain of the service: {}.", pairs.join(", "));
        proposal.renamed = renamed.into_iter().filter(|(theirs, ours)| theirs != ours).collect();
    } else {
        let types = types.examples(6);
        proposal.domain_evidence =
            format!("The event types ({types}) would fit {}.", but(domain, &lacks, items));
    }
}

/// The domain with the columns that its items would need, in words.
fn but(domain: Domain, lacks: &[&str], items: Option<&ProposedTable>) -> String {
    let unread = lacks.iter().any(|ours| items.is_some_and(|items| is_unread(items, ours)));
    let why = if unread {
        "which no column holds in a form that is read (see `# unsure:` there)"
    } else {
        "which no column holds"
    };
    format!("`{}`, but items of that domain need {}, {why}", domain.name(), lacks.join(" and "))
}

/// Tells whether a column of ours may be there, but not in a form that is read.
fn is_unread(table: &ProposedTable, ours: &str) -> bool {
    table.columns.iter().any(|one| one.ours == ours && one.theirs.is_none())
}

/// The table's name for a column of ours.
fn theirs<'t>(table: &'t ProposedTable, ours: &str) -> Option<&'t str> {
    table.columns.iter().find(|one| one.ours == ours)?.theirs.as_deref()
}
