//! An evaluation as a person reads it.

use std::fmt::Write as _;

use rehearsal::experiment::{EvalResult, ModelResult, Timings, Versus, WITNESS};
use rehearsal::metric::{COVERAGE, Convention, EXPOSURE_GINI, Metric, REPORTED};
use rehearsal::number::p_value;
use rehearsal::report::tie_line;

use crate::text::{count, metric, of, table};

/// The metric by which models are compared in the text.
const HEADLINE: Metric = Metric::Ndcg(10);
const SEGMENTS: [&str; 2] = ["hits_at_1_percent", "recall_at_1_percent"];

pub(super) fn text(result: &EvalResult, timings: Option<&Timings>, verbose: bool) -> String {
    let mut out = rehearsal::report::rests_on(result).join("\n");
    out.push_str("\n\n");
    let (segments, models): (Vec<&ModelResult>, Vec<&ModelResult>) =
        result.models.iter().partition(|model| model.metrics.contains_key(SEGMENTS[0]));
    if !models.is_empty() {
        out.push_str(&leaderboard(&models, timings));
        add(&mut out, &asked_for(&models));
        add(&mut out, &against_best(result));
        add(&mut out, &conventions(result));
        add(&mut out, &ties(&models));
    }
    add(&mut out, &of_segments(&segments));
    if verbose && !models.is_empty() {
        add(&mut out, &beyond(&models));
        add(&mut out, &intervals(&models));
        add(&mut out, &service_sized(&models));
        add(&mut out, &parts(&models));
    }
    out
}

fn add(out: &mut String, section: &str) {
    if !section.is_empty() {
        out.push('\n');
        out.push_str(section);
    }
}

fn cell(model: &ModelResult, key: &str) -> String {
    model.metrics.get(key).map_or_else(|| "–".to_owned(), |&value| metric(value))
}

fn leaderboard(models: &[&ModelResult], timings: Option<&Timings>) -> String {
    let mut heading = vec!["model".to_owned(), COVERAGE.to_owned()];
    heading.extend(REPORTED.map(Metric::short_name));
    heading.extend(timings.map(|_| "seconds".to_owned()));
    let mut rows = vec![heading];
    for (at, model) in models.iter().enumerate() {
        let mut row = vec![model.title(), cell(model, COVERAGE)];
        row.extend(REPORTED.map(|reported| cell(model, &reported.key())));
        let timing = timings.and_then(|timings| timings.models.get(at));
        row.extend(timing.map(|one| format!("{:.2}", one.fit_seconds + one.recommend_seconds)));
        rows.push(row);
    }
    let mut text = table(&rows);
    let short: usize = models.iter().map(|model| model.short_lists).sum();
    if short > 0 {
        let _ = writeln!(text, "{} with fewer than 25 items", of(short, "list"));
    }
    text
}

/// Metrics that are there because the user asked for them.
fn asked_for(models: &[&ModelResult]) -> String {
    let asked = [
        Metric::WeightedNdcg(5),
        Metric::WeightedNdcg(10),
        Metric::WeightedNdcg(25),
        Metric::AverageRewards,
        Metric::TrendAccuracy,
    ];
    columns(models, &asked.map(|metric| (metric.key(), metric.short_name())))
}

/// A table of those columns that any model has.
fn columns(models: &[&ModelResult], columns: &[(String, String)]) -> String {
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
        let mut row = vec![model.title()];
        row.extend(there.iter().map(|(key, _)| cell(model, key)));
        rows.push(row);
    }
    table(&rows)
}

fn beyond(models: &[&ModelResult]) -> String {
    let metrics = [
        Metric::Recall(5),
        Metric::Recall(10),
        Metric::Recall(25),
        Metric::HitRate(5),
        Metric::HitRate(25),
        Metric::AveragePrecision,
        Metric::Novelty,
        Metric::AveragePopularity,
        Metric::PopularityLift,
        Metric::Diversity,
        Metric::Miscalibration,
    ];
    let mut all: Vec<(String, String)> =
        metrics.iter().map(|metric| (metric.key(), metric.short_name())).collect();
    all.push((EXPOSURE_GINI.to_owned(), "gini@25".to_owned()));
    columns(models, &all)
}

/// The best recommender against each other model, by the headline metric.
fn against_best(result: &EvalResult) -> String {
    let key = HEADLINE.key();
    let all: Vec<&Versus> = result.comparisons.iter().filter(|one| one.metric == key).collect();
    let recommenders: Vec<String> = result
        .models
        .iter()
        .filter(|model| model.name != WITNESS)
        .map(ModelResult::title)
        .collect();
    let is_best = |name: &&String| {
        all.iter().all(|one| one.worse != **name || !recommenders.contains(&one.better))
    };
    let Some(best) = recommenders.iter().find(is_best).filter(|_| !all.is_empty()) else {
        return String::new();
    };
    let heading = [
        format!("{} of {best} less that of", HEADLINE.short_name()),
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
    for one in all {
        if one.better == *best {
            rows.push(versus_row(one, &one.worse, false));
        } else if one.worse == *best {
            rows.push(versus_row(one, &one.better, true));
        }
    }
    format!(
        "{}p: paired randomisation, corrected over {} comparisons; d: effect size; could show: the \
         smallest true difference that this many users show in four of five cases\n",
        table(&rows),
        count(result.comparisons.len())
    )
}

/// A comparison as a row; `turned` when the best recommender is the worse of the two.
fn versus_row(one: &Versus, other: &str, turned: bool) -> Vec<String> {
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
        other.to_owned(),
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

/// Which model is best under each convention, and whether that is clear.
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
            let sure = if one.is_clear { "clear" } else { "cannot be told" };
            Some(format!("{best} {} ({sure})", metric(one.values[best])))
        }));
        rows.push(row);
    }
    let apart = if result.models.iter().any(|model| model.name == WITNESS) {
        " (repeat-last is no recommender and stands apart)"
    } else {
        ""
    };
    format!("{}figures of different conventions must not be compared{apart}\n", table(&rows))
}

/// How far ties could move the headline figures.
fn ties(models: &[&ModelResult]) -> String {
    models.iter().filter_map(|model| tie_line(model)).map(|line| line + "\n").collect()
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

fn intervals(models: &[&ModelResult]) -> String {
    let mut rows = vec![vec!["95 % intervals".to_owned()]];
    rows[0].extend(REPORTED.map(Metric::short_name));
    for model in models {
        let mut row = vec![model.title()];
        row.extend(REPORTED.map(|reported| {
            model.intervals.get(&reported.key()).map_or_else(
                || "–".to_owned(),
                |interval| format!("{}–{}", metric(interval.low), metric(interval.high)),
            )
        }));
        rows.push(row);
    }
    table(&rows)
}

fn service_sized(models: &[&ModelResult]) -> String {
    let Some(users) =
        models.iter().find_map(|model| model.service_sized.as_ref()).map(|one| one.users)
    else {
        return String::new();
    };
    let mut rows = vec![vec![format!("95 of 100 test sets of {} users", count(users))]];
    rows[0].extend(REPORTED.map(Metric::short_name));
    for model in models {
        let mut row = vec![model.title()];
        row.extend(REPORTED.map(|reported| {
            let spread =
                model.service_sized.as_ref().and_then(|one| one.spread.get(&reported.key()));
            spread.map_or_else(
                || "–".to_owned(),
                |spread| format!("{}–{}", metric(spread.low), metric(spread.high)),
            )
        }));
        rows.push(row);
    }
    table(&rows)
}

/// The figures for parts of the users and of the items.
fn parts(models: &[&ModelResult]) -> String {
    let shown = [
        Metric::ReciprocalRank,
        Metric::Ndcg(10),
        Metric::Precision(10),
        Metric::Recall(25),
        Metric::HitRate(25),
    ];
    let mut text = String::new();
    for model in models {
        let mut rows = vec![vec![format!("parts of {}", model.title()), "users".to_owned()]];
        rows[0].extend(shown.map(Metric::short_name));
        for part in &model.segments {
            let mut row = vec![part.group.clone(), count(part.users)];
            row.extend(shown.map(|one| {
                part.metrics.get(&one.key()).map_or_else(|| "–".to_owned(), |&value| metric(value))
            }));
            rows.push(row);
        }
        text.push_str(&table(&rows));
        text.push('\n');
    }
    text
}
