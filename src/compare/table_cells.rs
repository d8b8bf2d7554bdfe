//! The tables of a comparison as strings, for terminals and pages alike.

use super::figures::{ModelRow, Row, Verdict};
use super::paired::PairedRow;
use crate::metric::short_name;
use crate::number::{p_value, signed, thousands};

/// The heading over [`metric_cells`].
pub const METRIC_HEADING: [&str; 9] = [
    "metric",
    "model",
    "Personalize",
    "ours",
    "95 % interval",
    "difference",
    "lift",
    "noise",
    "verdict",
];

/// The cells on one model's figure beside the service's. What is not comparable has neither lift nor noise.
#[must_use]
pub fn metric_cells(row: &Row, model: &ModelRow) -> [String; 9] {
    let cell = &model.cell;
    let compared = cell.verdict != Verdict::NotComparable;
    let interval = cell.interval.map(|ends| format!("{:.4}–{:.4}", ends.low, ends.high));
    let lift = cell.lift.filter(|_| compared).map(|lift| format!("{:+.0} %", lift * 100.0));
    let noise = cell.noise.filter(|_| compared).map(|noise| format!("±{noise:.4}"));
    [
        short_name(&row.metric),
        model.name.clone(),
        format!("{:.4}", row.service),
        format!("{:.4}", cell.value),
        interval.unwrap_or_default(),
        signed(cell.difference),
        lift.unwrap_or_default(),
        noise.unwrap_or_default(),
        cell.verdict.words().to_owned(),
    ]
}

/// The heading over [`paired_cells`].
pub const PAIRED_HEADING: [&str; 11] = [
    "metric",
    "lists",
    "model",
    "theirs",
    "ours",
    "users",
    "difference",
    "two means",
    "paired",
    "p (Holm)",
    "verdict",
];

/// The cells on one set of lists against one model.
#[must_use]
pub fn paired_cells(row: &PairedRow) -> [String; 11] {
    [
        short_name(&row.metric),
        row.lists.clone(),
        row.model.clone(),
        format!("{:.4}", row.lists_mean),
        format!("{:.4}", row.model_mean),
        thousands(row.paired.n_users as u64),
        signed(row.paired.difference),
        format!("±{:.4}", row.unpaired_noise),
        format!("±{:.4}", row.paired_noise),
        p_value(row.holm_p),
        row.verdict.words().to_owned(),
    ]
}
