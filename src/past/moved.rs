//! The change of a figure from one run to the next, held against noise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mix::{self, ITEM_MIX};
use super::noise::usual;
use super::run::{FigureKind, PastFigure, PastRun};
use crate::normal;
use crate::number::from_count;

/// The change of a count that is more than noise while there are too few runs to tell, as a share.
const COUNT_BOUND: f64 = 0.2;
/// The same of a share, as a difference; and of the item mix, as a distance.
const SHARE_BOUND: f64 = 0.1;
/// The least changes that are ever more than noise, of counts and of shares.
const FLOORS: (f64, f64) = (0.02, 0.02);
/// The least change of a count that is ever more than noise, in counts.
const STEP: f64 = 1.0;
/// The level at which a metric has moved, over all metrics that are compared.
const LEVEL: f64 = 0.05;

/// The ground on which a change is noise or more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Ground {
    /// The changes of earlier runs.
    EarlierChanges {
        /// Their median.
        usual: f64,
        /// The largest deviation from it that is noise.
        bound: f64,
    },
    /// A fixed bound, since there are too few runs.
    FewRuns {
        /// The largest change that is noise.
        bound: f64,
    },
    /// The standard errors of both means, corrected over all metrics (Holm 1979).
    StandardErrors {
        /// The p of no change.
        p: f64,
    },
    /// A rule that found nothing, or less, before.
    Findings,
    /// No newer row than before.
    NoNewerRow,
}

/// The change of a figure between two runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// The figure's name.
    pub figure: String,
    /// Its kind; none for the distance of the item mixes.
    pub kind: Option<FigureKind>,
    /// Its value in the earlier run; none if it has none there.
    pub before: Option<f64>,
    /// Its value in the later run.
    pub now: f64,
    /// The change: of a count its logarithm, of the item mix the least distance, else the difference.
    pub change: f64,
    /// The ground of the verdict.
    pub ground: Ground,
    /// True if it moved more than noise.
    pub is_drift: bool,
}

/// The figures of the last of `records`, which has one before it, beside those of the one before; drifts first, each group in
/// the order of names. Runs on the same data differ in metrics and findings alone.
pub(super) fn moved(records: &[PastRun]) -> Vec<Moved> {
    let [earlier @ .., last] = records else { return Vec::new() };
    let Some(before) = earlier.last() else { return Vec::new() };
    let is_new = !last.has_data_of(before);
    let mut all: Vec<Moved> = mix_moved(records).filter(|_| is_new).into_iter().collect();
    for (name, &figure) in &last.figures {
        if !is_new && !matches!(figure.kind, FigureKind::Metric | FigureKind::Findings) {
            continue;
        }
        let old = before.figures.get(name).copied();
        all.extend(one_moved(records, name, old, figure));
    }
    correct(&mut all);
    all.sort_by(|left, right| {
        (!left.is_drift, &left.figure).cmp(&(!right.is_drift, &right.figure))
    });
    all
}

fn one_moved(
    records: &[PastRun],
    name: &str,
    old: Option<PastFigure>,
    now: PastFigure,
) -> Option<Moved> {
    let kind = now.kind;
    let before = match kind {
        // A rule that is not named found nothing.
        FigureKind::Findings => Some(old.map_or(0.0, |old| old.value)),
        _ => old.map(|old| old.value),
    }?;
    let change = change(kind, before, now.value)?;
    let (ground, is_drift) = match kind {
        FigureKind::Findings => (Ground::Findings, change > 0.0),
        FigureKind::Instant => (Ground::NoNewerRow, change <= 0.0),
        FigureKind::Metric => {
            let errors = [old.and_then(|old| old.standard_error), now.standard_error];
            let p = p_of(change, errors)?;
            (Ground::StandardErrors { p }, p < LEVEL)
        }
        FigureKind::Count => {
            let (ground, is_apart) =
                against(records, name, change, (COUNT_BOUND.ln_1p(), FLOORS.0));
            // A whole number moves by one at least, which of a small one is a large share.
            (ground, is_apart && (now.value - before).abs() > STEP)
        }
        FigureKind::Share => against(records, name, change, (SHARE_BOUND, FLOORS.1)),
    };
    let figure = name.to_owned();
    Some(Moved {
        figure,
        kind: Some(kind),
        before: Some(before),
        now: now.value,
        change,
        ground,
        is_drift,
    })
}

/// The change of a figure: of a count the logarithm of the ratio, else the difference.
fn change(kind: FigureKind, before: f64, now: f64) -> Option<f64> {
    match kind {
        FigureKind::Count => (before > 0.0 && now > 0.0).then(|| (now / before).ln()),
        _ => Some(now - before),
    }
}

/// Holds a change against those of earlier runs, or against a bound while there are too few.
fn against(
    records: &[PastRun],
    name: &str,
    change_now: f64,
    (few, floor): (f64, f64),
) -> (Ground, bool) {
    let changes: Vec<f64> = steps(&records[..records.len() - 1])
        .filter_map(|(old, new)| {
            let (old, new) = (old.figures.get(name)?, new.figures.get(name)?);
            change(new.kind, old.value, new.value)
        })
        .collect();
    judged(&changes, change_now, (few, floor))
}

/// Runs beside the one before, but for those on the same data.
fn steps(records: &[PastRun]) -> impl Iterator<Item = (&PastRun, &PastRun)> {
    let pairs = records.windows(2).map(|pair| (&pair[0], &pair[1]));
    pairs.filter(|(old, new)| !new.has_data_of(old))
}

fn judged(changes: &[f64], now: f64, (few, floor): (f64, f64)) -> (Ground, bool) {
    match usual(changes, floor) {
        Some((usual, bound)) => {
            // What stands still has not moved, whatever it did before.
            (Ground::EarlierChanges { usual, bound }, now != 0.0 && (now - usual).abs() > bound)
        }
        None => (Ground::FewRuns { bound: few }, now.abs() > few),
    }
}

/// The distance of the item mixes, held against those of earlier runs.
fn mix_moved(records: &[PastRun]) -> Option<Moved> {
    let [earlier @ .., last] = records else { return None };
    let now = mix::distance(earlier.last()?, last)?;
    let earlier: Vec<f64> =
        steps(earlier).filter_map(|(old, new)| mix::distance(old, new)).collect();
    let (ground, is_apart) = judged(&earlier, now, (SHARE_BOUND, FLOORS.1));
    // Mixes that are nearer to one another than usual are no drift.
    let is_drift =
        is_apart && !matches!(ground, Ground::EarlierChanges { usual, .. } if now < usual);
    let figure = ITEM_MIX.to_owned();
    Some(Moved { figure, kind: None, before: None, now, change: now, ground, is_drift })
}

/// The p of no change between two means with these standard errors; none without both.
fn p_of(change: f64, errors: [Option<f64>; 2]) -> Option<f64> {
    let [before, now] = [errors[0]?, errors[1]?];
    let error = before.hypot(now);
    if error > 0.0 {
        return Some(normal::beyond(change / error));
    }
    Some(if change == 0.0 { 1.0 } else { 0.0 })
}

/// Corrects the p of all metrics for their number (Holm 1979).
fn correct(all: &mut [Moved]) {
    let mut metrics: Vec<(f64, usize)> = Vec::new();
    for (at, one) in all.iter().enumerate() {
        if let Ground::StandardErrors { p } = one.ground {
            metrics.push((p, at));
        }
    }
    metrics.sort_by(|left, right| left.0.total_cmp(&right.0));
    let n = metrics.len();
    let mut highest = 0.0_f64;
    for (rank, (p, at)) in metrics.into_iter().enumerate() {
        highest = highest.max(p * from_count(n - rank)).min(1.0);
        all[at].ground = Ground::StandardErrors { p: highest };
        all[at].is_drift = highest < LEVEL;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(figures: &[(&str, FigureKind, f64, Option<f64>)]) -> PastRun {
        let figure =
            |&(name, kind, value, standard_error): &(&str, FigureKind, f64, Option<f64>)| {
                (name.to_owned(), PastFigure { kind, value, standard_error })
            };
        PastRun {
            schema_version: 1,
            at: String::new(),
            data_sha256: String::new(),
            view: None,
            best_model: None,
            figures: figures.iter().map(figure).collect(),
            most_popular: Vec::new(),
        }
    }

    fn drifts(records: &[PastRun]) -> Vec<String> {
        moved(records).into_iter().filter(|one| one.is_drift).map(|one| one.figure).collect()
    }

    #[test]
    fn a_count_that_grows_as_ever_is_no_drift_and_one_that_halves_is() {
        let rows = |value| run(&[("stats.interactions", FigureKind::Count, value, None)]);
        let mut records: Vec<_> =
            [1000.0, 1010.0, 1021.0, 1031.0, 1041.0].into_iter().map(rows).collect();
        records.push(rows(1052.0));
        assert!(drifts(&records).is_empty());
        records[5] = rows(1100.0);
        assert_eq!(drifts(&records), ["stats.interactions"], "5.7 % after 1 % each time");
        assert!(
            drifts(&[rows(1000.0), rows(1100.0)]).is_empty(),
            "of two runs a tenth is not told"
        );
        assert_eq!(drifts(&[rows(1000.0), rows(500.0)]), ["stats.interactions"]);
    }

    #[test]
    fn a_metric_moves_by_its_standard_errors_corrected_for_their_number() {
        let metric = |a: f64, b: f64| {
            run(&[
                ("eval.a", FigureKind::Metric, a, Some(0.03)),
                ("eval.b", FigureKind::Metric, b, Some(0.03)),
            ])
        };
        // Both by 0.09 / (0.03 √2) = 2.12 deviations, p .034 each, .068 of two.
        assert!(drifts(&[metric(0.2, 0.2), metric(0.29, 0.29)]).is_empty());
        assert_eq!(drifts(&[metric(0.2, 0.2), metric(0.2, 0.4)]), ["eval.b"]);
    }

    #[test]
    fn a_new_finding_and_rows_that_are_no_newer_are_drifts() {
        let found = |rows: f64, last: f64| {
            run(&[
                ("validation.V301", FigureKind::Findings, rows, None),
                ("stats.span.last_s", FigureKind::Instant, last, None),
            ])
        };
        assert_eq!(drifts(&[found(2.0, 10.0), found(3.0, 20.0)]), ["validation.V301"]);
        assert_eq!(drifts(&[found(2.0, 10.0), found(0.0, 10.0)]), ["stats.span.last_s"]);
        assert!(drifts(&[found(2.0, 10.0)]).is_empty());
    }
}
