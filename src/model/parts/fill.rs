//! Popular items behind a list that is too short.

use crate::dataset::ItemIdx;
use crate::model::core::{Request, Scored};

/// Appends items of `ranking` that are allowed and not in `list`, until the list holds k.
pub(in crate::model) fn fill_up(list: &mut Vec<Scored>, ranking: &[Scored], request: &Request<'_>) {
    if list.len() >= request.k {
        return;
    }
    let mut listed: Vec<ItemIdx> = list.iter().map(|scored| scored.item).collect();
    listed.sort_unstable();
    let free = ranking.iter().filter(|scored| {
        listed.binary_search(&scored.item).is_err() && request.allows(scored.item)
    });
    list.extend(free.take(request.k - list.len()));
}

/// Fills a list up like [`fill_up`], with scores below those of the list and below 0: users / (users of the most popular
/// + 1) − 1, less what the list's last is below 0.
pub(in crate::model) fn fill_up_below(
    list: &mut Vec<Scored>,
    ranking: &[Scored],
    request: &Request<'_>,
) {
    let n_listed = list.len();
    let least = list.last().map_or(0.0, |last| last.score.min(0.0));
    fill_up(list, ranking, request);
    let most = ranking.first().map_or(0.0, |popular| popular.score);
    for filled in &mut list[n_listed..] {
        filled.score = least + filled.score / (most + 1.0) - 1.0;
    }
}
