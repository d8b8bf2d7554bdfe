//! Statistics as a person reads them.

use std::fmt::Write as _;

use rehearsal::number::{grouped, shown};
use rehearsal::stats::{Advice, Against, Check, Distribution, MergedPart, Stats};

use crate::readable::{count, percent, table, wrap};

/// The most event types that are listed: more are only counted, since a column of ids was taken for one, most likely.
const EVENT_TYPES_MAX: usize = 20;

fn fact(name: &str, value: String) -> Vec<String> {
    vec![name.to_owned(), value]
}

/// The text of a figure; a dash for one that needs a time which the data does not have.
fn told<T>(figure: Option<T>, text: impl FnOnce(T) -> String) -> String {
    figure.map_or_else(|| "–".to_owned(), text)
}

pub(super) fn text(stats: &Stats) -> String {
    let mut heading = vec![fact(&stats.file.path, String::new())];
    heading.extend(facts(stats));
    for (name, rows) in stats.event_types.iter().take(EVENT_TYPES_MAX) {
        heading.push(fact(&format!("event type {name}"), count(*rows)));
    }
    if let Some(more) = stats.event_types.len().checked_sub(EVENT_TYPES_MAX).filter(|&n| n > 0) {
        heading.push(fact("further event types", count(more)));
    }
    let over_time = match &stats.drift {
        Some(drift) => {
            let drift = wrap(&format!("drift: {}", drift.advice), "  ");
            format!("{}\n{drift}\n", timeline(stats))
        }
        None => "The data has no time: no sessions, months, drift or cold items.\n".to_owned(),
    };
    let parts = if stats.parts.is_empty() { String::new() } else { parts(&stats.parts) + "\n" };
    let distributions = distributions(stats);
    format!("{}\n{distributions}\n{over_time}\n{parts}{}", table(&heading), card(&stats.card))
}

/// The figures of one file, in the order in which two are laid side by side.
fn facts(stats: &Stats) -> Vec<Vec<String>> {
    let mut facts = of_rows(stats);
    facts.extend(over_time(stats));
    facts
}

/// The figures of the rows, and of how unevenly users and items share them.
fn of_rows(stats: &Stats) -> Vec<Vec<String>> {
    let funnel = stats.funnel.as_ref();
    vec![
        fact("interactions", count(stats.interactions)),
        fact("users", count(stats.users)),
        fact("items", count(stats.items)),
        fact("distinct user–item pairs", count(stats.distinct_pairs)),
        fact("repeated pairs", count(stats.repeats)),
        fact("exact duplicates", count(stats.duplicates)),
        fact("twins of one second", told(stats.twins, count)),
        fact(
            "pairs with several event types in a session",
            told(funnel, |funnel| count(funnel.pairs)),
        ),
        fact("rows without an order within their second", count(stats.time.unordered_rows)),
        fact("share of the user with the most rows", percent(stats.largest.user_share)),
        fact("share of the item with the most rows", percent(stats.largest.item_share)),
        fact("density", percent(stats.density)),
        fact("sparsity", percent(stats.sparsity)),
        fact("share of the top 1 % of items", percent(stats.head_share.top_1_percent)),
        fact("share of the top 5 %", percent(stats.head_share.top_5_percent)),
        fact("share of the top 20 %", percent(stats.head_share.top_20_percent)),
        fact("items that share the last fifth of rows", percent(stats.long_tail_share)),
    ]
}

/// The figures of how users and items come and go, and of what an evaluation would rest on.
fn over_time(stats: &Stats) -> Vec<Vec<String>> {
    let (span, drift) = (stats.span.as_ref(), stats.drift.as_ref());
    let sessions = stats.sessions.as_ref();
    let gap = sessions
        .map_or_else(String::new, |of| format!(" (a gap of {} minutes ends one)", of.gap_s / 60));
    let minutes = format!("sessions{gap}");
    vec![
        fact("cold items in the newest tenth", told(stats.cold_items_newest_tenth, percent)),
        fact("cold users in the newest tenth", told(stats.cold_users_newest_tenth, percent)),
        fact("first day", told(span, |span| span.first_day.clone())),
        fact("last day", told(span, |span| span.last_day.clone())),
        fact("interactions per month", {
            told(span, |span| grouped(span.interactions_per_month, 1))
        }),
        fact(&minutes, told(sessions, |sessions| count(sessions.count))),
        fact("rows per session, median and mean", {
            told(sessions, |of| {
                format!("{} and {}", grouped(of.rows.p50, 0), grouped(of.rows.mean, 1))
            })
        }),
        fact("days between sessions, median", {
            told(sessions, |of| grouped(of.between_s.p50 / 86_400.0, 1))
        }),
        fact("connected components", count(stats.components.count)),
        fact("users in the largest", percent(stats.components.largest_users_share)),
        fact("users in a test set of the service", count(stats.evaluation.test_users)),
        fact("one user more with a hit moves mrr@25 by", {
            format!("{:.4}", stats.evaluation.one_user_moves_mrr)
        }),
        fact("item mix moved between tenths of the rows", told(drift, |of| percent(of.mean))),
        fact("of that by chance", told(drift, |of| percent(of.by_chance))),
    ]
}

fn distributions(stats: &Stats) -> String {
    let heading = [
        "", "min", "10 %", "25 %", "50 %", "75 %", "90 %", "99 %", "max", "mean", "Gini", "= 1",
        "= 2", "< 5",
    ];
    let row = |name: &str, of: &Distribution| -> Vec<String> {
        let quantiles = [of.min, of.p10, of.p25, of.p50, of.p75, of.p90, of.p99, of.max];
        let mut cells = vec![name.to_owned()];
        cells.extend(quantiles.map(|value| grouped(value, 0)));
        cells.push(grouped(of.mean, 1));
        cells.push(format!("{:.3}", of.gini));
        cells.extend([of.with_1, of.with_2, of.below_5].map(count));
        cells
    };
    let rows = [
        heading.map(str::to_owned).to_vec(),
        row("per user", &stats.per_user),
        row("per item", &stats.per_item),
    ];
    table(&rows)
}

fn timeline(stats: &Stats) -> String {
    let heading = [
        "a tenth of the rows each",
        "to",
        "rows of new items",
        "rows of new users",
        "item mix moved by",
    ];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for bucket in &stats.timeline {
        rows.push(vec![
            format!("from {}", bucket.first_day),
            bucket.last_day.clone(),
            percent(bucket.cold_item_rows),
            percent(bucket.cold_user_rows),
            bucket.drift.map_or_else(|| "–".to_owned(), percent),
        ]);
    }
    table(&rows)
}

/// The parts of a merge, each beside the one before.
fn parts(parts: &[MergedPart]) -> String {
    let heading = [
        "parts in the order of time",
        "first day",
        "last day",
        "rows",
        "rows of new items",
        "rows of new users",
        "item mix moved by",
    ];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for part in parts {
        let previous = part.against_previous.as_ref();
        rows.push(vec![
            match &part.files[..] {
                [file] => file.path.clone(),
                files => format!("{} files", files.len()),
            },
            told(part.first_day.clone(), |day| day),
            told(part.last_day.clone(), |day| day),
            count(part.interactions),
            told(previous, |of| percent(1.0 - of.rows_of_known_items)),
            told(previous, |of| percent(1.0 - of.rows_of_known_users)),
            told(previous, |of| percent(of.item_mix_distance)),
        ]);
    }
    table(&rows)
}

fn card(checks: &[Check]) -> String {
    let mut rows = vec![["data card", "value", "wanted", ""].map(str::to_owned).to_vec()];
    for Check { figure, value, demand, met, .. } in checks {
        let verdict = if *met { "ok" } else { "poor" };
        rows.push(vec![figure.clone(), shown(*value), demand.clone(), verdict.to_owned()]);
    }
    let mut text = table(&rows);
    for Check { figure, why, advice, .. } in checks.iter().filter(|check| !check.met) {
        let _ = writeln!(text, "{}", wrap(&format!("{figure}: {why}"), "  "));
        for Advice { to, command } in advice {
            let _ = writeln!(text, "{}\n    {command}", wrap(&format!("  to {to}:"), "    "));
        }
    }
    text
}

pub(super) fn side_by_side(found: &Against) -> String {
    let mut rows = vec![vec![
        "stats".to_owned(),
        found.first.file.path.clone(),
        found.second.file.path.clone(),
    ]];
    for (left, right) in facts(&found.first).into_iter().zip(facts(&found.second)) {
        rows.push(vec![left[0].clone(), left[1].clone(), right[1].clone()]);
    }
    let mut types: Vec<&str> = Vec::new();
    let both = found.first.event_types.iter().chain(&found.second.event_types);
    for (name, _) in both {
        if !types.contains(&name.as_str()) {
            types.push(name);
        }
    }
    for name in types.into_iter().take(EVENT_TYPES_MAX) {
        let of = |stats: &Stats| {
            let rows = stats.event_types.iter().find(|(other, _)| other == name);
            rows.map_or_else(|| "–".to_owned(), |(_, rows)| count(*rows))
        };
        rows.push(vec![format!("event type {name}"), of(&found.first), of(&found.second)]);
    }
    let shared = [
        vec!["in common".to_owned(), String::new()],
        fact("users in both", count(found.users_in_both)),
        fact("items in both", count(found.items_in_both)),
        fact("rows of the second with items of the first", percent(found.rows_of_known_items)),
        fact("rows of the second with users of the first", percent(found.rows_of_known_users)),
        fact("distance of the item mixes", percent(found.item_mix_distance)),
    ];
    format!("{}\n{}", table(&rows), table(&shared))
}
