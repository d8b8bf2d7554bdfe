//! The plan of an evaluation, in words, before the work.

use std::fmt::Write as _;

use rehearsal::dataset::Dataset;
use rehearsal::experiment::{Contestant, Experiment, View};
use rehearsal::memory::Room;
use rehearsal::model::{Shape, bytes};
use rehearsal::split::Protocol;

use crate::output::{Detail, Output};
use crate::readable::count;

/// From so many rows on the plan is printed.
const MANY_ROWS: usize = 5_000_000;

/// Says what is about to be done, where it may take long or is asked for.
pub(super) fn say(
    dataset: &Dataset,
    protocols: &[Protocol],
    views: &[(View, Experiment)],
    output: &Output,
) {
    if dataset.n_rows() >= MANY_ROWS || output.detail() == Detail::Full {
        for line in lines(dataset, protocols, views) {
            output.note(&line);
        }
    }
}

fn lines(dataset: &Dataset, protocols: &[Protocol], views: &[(View, Experiment)]) -> Vec<String> {
    let Some((_, first)) = views.first() else { return Vec::new() };
    let folds = |protocol: &Protocol| match protocol {
        Protocol::Personalize { folds, .. } => *folds,
        _ => 1,
    };
    let n_folds: usize = protocols.iter().map(folds).sum();
    let mut line = format!(
        "plan: {} interactions of {} users and {} items, about {} with what an evaluation notes of them; \
         models × folds × views: {} × {n_folds} × {}",
        count(dataset.n_rows()),
        count(dataset.users().len()),
        count(dataset.items().len()),
        bytes(dataset.bytes()),
        first.models.len(),
        views.len()
    );
    match first.cut.sample {
        Some(sample) => {
            let _ = write!(line, ", at most {} test users", count(sample.users));
        }
        None => line.push_str("; `--folds 1`, `--test-users N` and `--time-limit` make it shorter"),
    }
    let mut lines = vec![line];
    if let Some(room) = first.memory_limit {
        lines.push(memory(dataset, first, room));
    }
    lines
}

/// The most that each model takes: as if no pair of user and item had two rows.
fn memory(dataset: &Dataset, experiment: &Experiment, room: Room) -> String {
    let (rows, users, items) = (dataset.n_rows(), dataset.users().len(), dataset.items().len());
    let shape = Shape { users, items, rows, pairs: rows };
    let of = |one: &Contestant| {
        let needed = one.model().memory(&shape);
        let more = if needed > room.bytes { ", more than that" } else { "" };
        format!("{} {}{more}", one.text(), bytes(needed))
    };
    let each: Vec<String> = experiment.models.iter().map(of).collect();
    format!(
        "memory: a model may take {}, {}; at most they take: {}",
        bytes(room.bytes),
        if room.is_given() { room.name() } else { format!("{}, beside the data", room.name()) },
        each.join("; ")
    )
}
