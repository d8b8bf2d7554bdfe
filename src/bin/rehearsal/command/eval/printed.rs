//! An evaluation as a person reads it.

use std::fmt::Write as _;

use rehearsal::experiment::{
    EvalResult, MetricRecord, ModelResult, Timing, Timings, Versus, View, is_witness,
    ranked_models, winner,
};
use rehearsal::metric::{
    AVERAGE_POPULARITY, AVERAGE_PRECISION, AVERAGE_REWARDS, COVERAGE, Convention, DIVERSITY,
    EXPOSURE_GINI, HIT_RATE_5, HIT_RATE_25, MISCALIBRATION, NOVELTY, POPULARITY_LIFT, PRECISION_10,
    RECALL_5, RECALL_10, RECALL_25, RECIPROCAL_RANK, REPORTED, TREND_ACCURACY, WEIGHTED_NDCG_5,
    WEIGHTED_NDCG_10, WEIGHTED_NDCG_25, short_name,
};
use rehearsal::number::p_value;
use rehearsal::report::{
    across_protocols, caution_lines, cut_lines, data_line, disagreement, draw_sentence,
    protocol_words, tie_line, view_heading, winner_sentence,
};

use super::leaderboard::{cell, interval, is_segment, leaderboard};
use super::names::ShortNames;
use crate::output::Detail;
use crate::readable::{count, metric, table, wrap};

const SEGMENTS: [&str; 2] = ["hits_at_1_percent", "recall_at_1_percent"];

pub(super) fn text(result: &EvalResult, timings: Option<&Timings>, detail: Detail) -> String {
    let mut out = wrap(&data_line(result), "  ");
    out.push('\n');
    for line in caution_lines(result) {
        let _ = writeln!(out, "{}", wrap(&line, "  "));
    }
    let of_clean = timings.map(|timings| timings.clean.as_slice());
    if let Some(views) = &result.views {
        out.push_str(&view(&views.clean, of_clean, detail));
    }
    let of_first = timings.map(|timings| timings.models.as_slice());
    out.push_str(&view(result, of_first, detail));
    add(&mut out, &protocols(result));
    out
}

/// One view: how it cuts, its figures, and what they say.
fn view(result: &EvalResult, timings: Option<&[Timing]>, detail: Detail) -> String {
    let heading = wrap(&view_heading(result), "  ");
    let mut out = format!("\n{heading}\n");
    // The heading has the names; what they mean is for who asks.
    let is_said = |line: &String| {
        detail == Detail::Full
            || !["protocol:", "held out:", "convention:"].iter().any(|name| line.starts_with(name))
    };
    for line in cut_lines(result).iter().filter(|line| is_said(line)) {
        let _ = writeln!(out, "{}", wrap(&format!("  {line}"), "    "));
    }
    let (segments, models): (Vec<&ModelResult>, Vec<&ModelResult>) =
        result.models.iter().partition(|model| is_segment(model));
    let names = ShortNames::new(&models);
    if !models.is_empty() {
        add(&mut out, &leaderboard(result, &names, timings));
        add(&mut out, &findings(result));
        add(&mut out, &asked_for(&models, &names));
    }
    add(&mut out, &of_segments(&segments));
    if detail == Detail::Brief {
        // Whoever brings lists brings their ties too, and may know another rule for them.
        let brought: Vec<_> =
            models.iter().copied().filter(|model| model.lists.is_some()).collect();
        add(&mut out, &ties(result, &brought));
    }
    if detail == Detail::Full && !models.is_empty() {
        add(&mut out, &against_best(result, &names));
        add(&mut out, &conventions(result));
        add(&mut out, &ties(result, &models));
        add(&mut out, &beyond(&models, &names));
        add(&mut out, &intervals(&models, &names));
        add(&mut out, &service_sized(&models, &names));
        add(&mut out, &parts(&models, &result.metric()));
    }
    out
}

fn add(out: &mut String, section: &str) {
    if !section.is_empty() {
        out.push('\n');
        out.push_str(section);
    }
}

/// The sentences under a leaderboard; a winner is named on the clean view alone.
fn findings(result: &EvalResult) -> String {
    let is_clean = result.view == View::Clean;
    let lines = [
        is_clean.then(|| winner_sentence(result)).flatten(),
        draw_sentence(result),
        is_clean.then(|| disagreement(result)).flatten(),
    ];
    let wrapped = lines.into_iter().flatten().map(|line| wrap(&line, "  ") + "\n");
    wrapped.collect()
}

/// The winner under each of several protocols.
fn protocols(result: &EvalResult) -> String {
    if result.other_protocols.is_empty() {
        return String::new();
    }
    let heading = ["first place by protocol", "users", "model", "value", "told from all others"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for one in std::iter::once(result).chain(&result.other_protocols) {
        let Some(clean) = one.clean() else { continue };
        let words = protocol_words(one.protocol.protocol);
        let name = words.split(',').next().unwrap_or_default().to_owned();
        let users = count(clean.protocol.users_tested);
        rows.push(match winner(clean) {
            Some(found) => {
                let told = if found.beats_all_others() { "yes" } else { "no" };
                vec![name, users, found.best, metric(found.value), told.to_owned()]
            }
            None => vec![name, users, "–".into(), String::new(), String::new()],
        });
    }
    let said = across_protocols(result).map(|line| wrap(&line, "  ") + "\n");
    table(&rows) + &said.unwrap_or_default()
}

/// Metrics that are there because the user asked for them.
fn asked_for(models: &[&ModelResult], names: &ShortNames) -> String {
    let asked =
        [&WEIGHTED_NDCG_5, &WEIGHTED_NDCG_10, &WEIGHTED_NDCG_25, &AVERAGE_REWARDS, &TREND_ACCURACY];
    columns(
        models,
        names,
        &asked.map(|metric| (metric.key.to_owned(), metric.short_name.to_owned())),
    )
}

/// A table of those columns that any model has.
fn columns(models: &[&ModelResult], names: &ShortNames, columns: &[(String, String)]) -> String {
    let there: Vec<&(String, String)> = columns
        .iter()
        .filter(|(key, _)| models.iter().any(|model| model.metrics.contains_key(key)))
        .collect();
    if there.is_empty() {
        return String::new();
    }
    let mut rows = vec![vec!["model".to_owned()]];
    rows[0].extend(there.iter().map(|(_, name)| name.clone()));
    for model in models {
        let mut row = vec![names.of(model)];
        row.extend(there.iter().map(|(key, _)| cell(model, key)));
        rows.push(row);
    }
    table(&rows)
}

fn beyond(models: &[&ModelResult], names: &ShortNames) -> String {
    let metrics = [
        &RECALL_5,
        &RECALL_10,
        &RECALL_25,
        &HIT_RATE_5,
        &HIT_RATE_25,
        &AVERAGE_PRECISION,
        &NOVELTY,
        &AVERAGE_POPULARITY,
        &POPULARITY_LIFT,
        &DIVERSITY,
        &MISCALIBRATION,
    ];
    let mut all: Vec<(String, String)> = metrics
        .iter()
        .map(|metric| (metric.key.to_owned(), metric.short_name.to_owned()))
        .collect();
    all.push((EXPOSURE_GINI.to_owned(), short_name(EXPOSURE_GINI)));
    columns(models, names, &all)
}

/// The best candidate against each other model, by the main metric.
fn against_best(result: &EvalResult, names: &ShortNames) -> String {
    let (candidates, witnesses) = ranked_models(result);
    let best = candidates.first().or(witnesses.first()).map(|model| model.title());
    let of_main = result.comparisons.iter().filter(|one| one.metric == result.main_metric);
    let all: Vec<&Versus> = of_main.collect();
    let (Some(best), false) = (best, all.is_empty()) else { return String::new() };
    let heading = [
        format!("{} of {} less that of", result.metric().short_name, names.of_title(&best)),
        "difference".into(),
        "95 % interval".into(),
        "p (Holm)".into(),
        "p (B–H)".into(),
        "Wilcoxon p".into(),
        "d".into(),
        "better / worse".into(),
        "could show".into(),
    ];
    let mut rows = vec![heading.to_vec()];
    let of_best = all.into_iter().filter(|one| one.better == best || one.worse == best);
    rows.extend(of_best.map(|one| versus_row(one, &best, names)));
    let note = format!(
        "p: paired randomisation, corrected over {} comparisons; d: effect size; could show: the \
         smallest true difference that this many users show in four of five cases",
        count(result.comparisons.len())
    );
    format!("{}{}\n", table(&rows), wrap(&note, "  "))
}

/// The row of a comparison with the best recommender, seen from it, also where it is the worse of the two.
fn versus_row(one: &Versus, best: &str, names: &ShortNames) -> Vec<String> {
    let turned = one.better != best;
    let other = names.of_title(if turned { &one.better } else { &one.worse });
    let paired = &one.paired;
    let sign = if turned { -1.0 } else { 1.0 };
    let interval = paired.interval.map_or_else(String::new, |interval| {
        let (low, high) =
            if turned { (-interval.high, -interval.low) } else { (interval.low, interval.high) };
        format!("{} to {}", metric(low), metric(high))
    });
    let (better, worse) =
        if turned { (paired.n_worse, paired.n_better) } else { (paired.n_better, paired.n_worse) };
    vec![
        other,
        metric(sign * paired.difference),
        interval,
        p_value(one.holm_p),
        p_value(one.benjamini_hochberg_p),
        paired.wilcoxon.map_or_else(|| "–".to_owned(), |test| p_value(test.p)),
        paired.effect_size.map_or_else(|| "–".to_owned(), |effect| format!("{:.2}", sign * effect)),
        format!("{} / {}", count(better), count(worse)),
        metric(paired.smallest_difference),
    ]
}

/// The table of the best model under each convention, and whether its lead is clear.
fn conventions(result: &EvalResult) -> String {
    if result.models.len() < 2 || result.conventions.is_empty() {
        return String::new();
    }
    let mut rows = vec![vec!["best by convention".to_owned()]];
    let mut keys: Vec<&str> = Vec::new();
    for one in &result.conventions {
        if !keys.contains(&one.metric.as_str()) {
            keys.push(&one.metric);
            let k = one.metric.rsplit('_').next().unwrap_or_default();
            rows[0].push(format!("ndcg@{k}"));
        }
    }
    for convention in Convention::ALL {
        let mut row = vec![convention.to_string()];
        row.extend(keys.iter().filter_map(|key| {
            let one = result
                .conventions
                .iter()
                .find(|one| one.convention == convention && one.metric == *key)?;
            let best = one.order.first()?;
            let sure = if one.beats_second { "clear" } else { "cannot be told" };
            Some(format!("{best} {} ({sure})", metric(one.values[best])))
        }));
        rows.push(row);
    }
    let apart = if result.models.iter().any(is_witness) {
        " (repeat-last is no recommender and stands apart)"
    } else {
        ""
    };
    let note = format!("figures of different conventions must not be compared{apart}");
    format!("{}{}\n", table(&rows), wrap(&note, "  "))
}

/// The lines on how far ties could move the headline figures.
fn ties(result: &EvalResult, models: &[&ModelResult]) -> String {
    let lines = models.iter().filter_map(|model| tie_line(result, model));
    lines.map(|line| wrap(&line, "  ") + "\n").collect()
}

fn of_segments(models: &[&ModelResult]) -> String {
    if models.is_empty() {
        return String::new();
    }
    let mut rows =
        vec![["segments", "queries", COVERAGE, "hits@1%", "recall@1%"].map(str::to_owned).to_vec()];
    for model in models {
        let mut row = vec![model.title(), count(model.n_users), cell(model, COVERAGE)];
        row.extend(SEGMENTS.map(|key| cell(model, key)));
        rows.push(row);
    }
    table(&rows)
}

fn intervals(models: &[&ModelResult], names: &ShortNames) -> String {
    let mut rows = vec![vec!["95 % intervals".to_owned()]];
    rows[0].extend(REPORTED.map(|metric| metric.short_name.to_owned()));
    for model in models {
        let mut row = vec![names.of(model)];
        row.extend(REPORTED.map(|reported| interval(model, reported.key)));
        rows.push(row);
    }
    table(&rows)
}

fn service_sized(models: &[&ModelResult], names: &ShortNames) -> String {
    let Some(users) =
        models.iter().find_map(|model| model.service_sized.as_ref()).map(|one| one.users)
    else {
        return String::new();
    };
    let mut rows = vec![vec!["model".to_owned()]];
    rows[0].extend(REPORTED.map(|metric| metric.short_name.to_owned()));
    for model in models {
        let mut row = vec![names.of(model)];
        row.extend(REPORTED.map(|reported| {
            let spread = model.service_sized.as_ref().and_then(|one| one.spread.get(reported.key));
            spread.map_or_else(
                || "–".to_owned(),
                |spread| format!("{}–{}", metric(spread.low), metric(spread.high)),
            )
        }));
        rows.push(row);
    }
    format!("95 of 100 test sets of {} users\n{}", count(users), table(&rows))
}

/// The figures for parts of the users and of the items; what a part is stands below.
fn parts(models: &[&ModelResult], main: &MetricRecord) -> String {
    let others = [&RECIPROCAL_RANK, &PRECISION_10, &RECALL_25, &HIT_RATE_25];
    let others = others.map(MetricRecord::new).into_iter().filter(|one| *one != *main);
    let shown: Vec<MetricRecord> = std::iter::once(main.clone()).chain(others).collect();
    let mut text = String::new();
    let mut explained: Vec<&str> = Vec::new();
    for model in models {
        let mut rows = vec![vec!["part".to_owned(), "users".to_owned()]];
        rows[0].extend(shown.iter().map(|one| one.short_name.clone()));
        for part in &model.segments {
            let name = part.group.split(':').next().unwrap_or_default();
            if name != part.group && !explained.contains(&part.group.as_str()) {
                explained.push(&part.group);
            }
            let mut row = vec![name.to_owned(), count(part.users)];
            row.extend(shown.iter().map(|one| {
                part.metrics.get(&one.key).map_or_else(|| "–".to_owned(), |&value| metric(value))
            }));
            rows.push(row);
        }
        let _ = writeln!(text, "{}, by parts of users and items\n{}", model.title(), table(&rows));
    }
    for line in explained {
        text.push_str(&wrap(line, "  "));
        text.push('\n');
    }
    text
}
