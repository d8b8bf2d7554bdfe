//! A history as a person reads it.

use rehearsal::metric::short_name;
use rehearsal::number::{grouped, p_value};
use rehearsal::past::{FigureKind, Ground, Moved, PastRun, RunHistory};

use crate::readable::{count, metric, percent, wrap, yielding_table};

/// Figures that did not move are not shown beyond so many: they are in the JSON.
const STILL_MAX: usize = 5;

/// The column of the best model.
const MODEL: usize = 5;

/// The meaning of the last column.
const NOISE: &str = "
noise: of data, the median of its earlier changes and some deviations on either
side; of fewer than six runs, a fifth of a count and 10 points of a share. Of a
metric, the p of no change by both standard errors, corrected for their number.
";

/// The runs, and what moved.
pub(super) fn text(history: &RunHistory, last: usize) -> String {
    let runs = &history.runs[history.runs.len().saturating_sub(last.max(1))..];
    let mut text = yielding_table(rows(runs), MODEL);
    if history.moved.is_empty() {
        text.push_str("\nOne run is kept: from the next one on, what moves is shown here.\n");
        return text;
    }
    let (drifts, still): (Vec<&Moved>, Vec<&Moved>) =
        history.moved.iter().partition(|one| one.is_drift);
    let before = &history.runs[history.runs.len() - 2];
    text.push('\n');
    if drifts.is_empty() {
        text.push_str(&wrap(
            &format!(
                "Nothing moved more than noise since {}; the largest changes:",
                shown_at(before)
            ),
            "",
        ));
    } else {
        text.push_str(&wrap(
            &format!(
                "{} moved more than noise since {}:",
                crate::readable::of(drifts.len(), "figure"),
                shown_at(before)
            ),
            "",
        ));
    }
    text.push_str("\n\n");
    let shown: Vec<&Moved> = if drifts.is_empty() { largest(still) } else { drifts };
    let mut changes =
        vec![["figure", "before", "now", "change", "noise"].map(String::from).to_vec()];
    changes.extend(shown.iter().map(|one| change(one)));
    text.push_str(&yielding_table(changes, 0));
    text.push_str(NOISE);
    text
}

/// Those of the largest change beside what is noise.
fn largest(mut still: Vec<&Moved>) -> Vec<&Moved> {
    let size = |one: &Moved| match one.ground {
        Ground::EarlierChanges { usual, bound } => (one.change - usual).abs() / bound,
        Ground::FewRuns { bound } => one.change.abs() / bound,
        Ground::StandardErrors { p } => 1.0 - p,
        Ground::Findings | Ground::NoNewerRow => -1.0,
    };
    still.sort_by(|left, right| size(right).total_cmp(&size(left)));
    still.truncate(STILL_MAX);
    still
}

/// A run in a row of the table.
fn rows(runs: &[PastRun]) -> Vec<Vec<String>> {
    let heading = ["run", "rows", "users", "items", "errors", "best model", "its NDCG@25"];
    let mut rows = vec![heading.map(String::from).to_vec()];
    for run in runs {
        let number =
            |name: &str| run.value(name).map_or_else(|| "–".to_owned(), |value| grouped(value, 0));
        let best = run.best_model.clone();
        let main = best.as_ref().and_then(|best| {
            run.value(&format!("eval.{best}.normalized_discounted_cumulative_gain_at_25"))
        });
        rows.push(vec![
            shown_at(run),
            number("stats.interactions"),
            number("stats.users"),
            number("stats.items"),
            number("validation.errors"),
            best.unwrap_or_else(|| "–".to_owned()),
            main.map_or_else(|| "–".to_owned(), metric),
        ]);
    }
    rows
}

/// A figure by a short name: that of a metric behind its model, that of data alone.
fn shown_figure(figure: &str) -> String {
    if let Some((model, key)) = figure.strip_prefix("eval.").and_then(|of| of.rsplit_once('.')) {
        return format!("{model} {}", short_name(key));
    }
    figure.trim_start_matches("stats.").to_owned()
}

/// The instant of a run, to the minute.
fn shown_at(run: &PastRun) -> String {
    let at = run.at.get(..16).unwrap_or(&run.at);
    at.replace('T', " ")
}

fn change(one: &Moved) -> Vec<String> {
    let value = |value: f64| match one.kind {
        Some(FigureKind::Count | FigureKind::Findings) => grouped(value, 0),
        Some(FigureKind::Instant) => instant(value),
        Some(FigureKind::Metric) => metric(value),
        Some(FigureKind::Share) | None => percent(value),
    };
    let changed = match one.kind {
        Some(FigureKind::Count) => format!("{} %", with_sign(100.0 * one.change.exp_m1(), 1)),
        Some(FigureKind::Findings) => with_sign(one.change, 0),
        Some(FigureKind::Instant) if one.change == 0.0 => "no newer row".to_owned(),
        Some(FigureKind::Instant) => format!("{} h", with_sign(one.change / 3_600.0, 0)),
        Some(FigureKind::Metric) => with_sign(one.change, 4),
        Some(FigureKind::Share) | None => format!("{} points", with_sign(100.0 * one.change, 2)),
    };
    vec![
        shown_figure(&one.figure),
        one.before.map_or_else(|| "–".to_owned(), value),
        one.kind.map_or_else(|| format!("≥ {}", value(one.now)), |_| value(one.now)),
        changed,
        noise(one),
    ]
}

/// The bound of noise, in words.
fn noise(one: &Moved) -> String {
    let is_count = one.kind == Some(FigureKind::Count);
    let size = |change: f64| if is_count { change.exp_m1() } else { change };
    // Shares differ by points, as the change beside it says.
    let unit = if is_count { " %" } else { "" };
    match one.ground {
        Ground::EarlierChanges { usual, bound } => {
            let low = size(usual - bound);
            let low = if one.kind.is_none() { low.max(0.0) } else { low };
            let high = size(usual + bound);
            format!("{}…{}{unit}", with_sign(100.0 * low, 1), with_sign(100.0 * high, 1))
        }
        Ground::FewRuns { bound } => format!("±{}{unit}", grouped(100.0 * size(bound), 0)),
        Ground::StandardErrors { p } => format!("p {}", p_value(p)),
        Ground::Findings => "no more".to_owned(),
        Ground::NoNewerRow => "newer".to_owned(),
    }
}

/// An instant in UTC, as a day.
fn instant(seconds: f64) -> String {
    let seconds = rehearsal::number::truncate_to_seconds(seconds);
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| count(usize::try_from(seconds).unwrap_or(0)),
        |at| at.strftime("%Y-%m-%d").to_string(),
    )
}

/// A difference with its sign; what rounds to nothing has none.
fn with_sign(value: f64, decimals: usize) -> String {
    let text = grouped(value, decimals);
    let is_zero = text.chars().all(|sign| matches!(sign, '0' | '.' | '-'));
    if is_zero {
        return text.trim_start_matches('-').to_owned();
    }
    if text.starts_with('-') { text } else { format!("+{text}") }
}
