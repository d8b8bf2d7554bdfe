//! The growth of items in the test window, for trend accuracy.

use crate::dataset::{Dataset, Lookup};
use crate::metric::Growth;
use crate::number::to_u32;
use crate::split::{HELD_OUT_PART, Protocol};

/// Growth under `global-time`: rows from the cut on, and in as long a time before it. `None` under other
/// protocols, which have no window that all users share.
pub(in crate::experiment) fn of_protocol(dataset: &Dataset, protocol: Protocol) -> Option<Growth> {
    let Protocol::GlobalTime { cut_s } = protocol else { return None };
    let instants = (0..to_u32(dataset.n_rows())).map(|row| dataset.timestamp_s(row));
    let before = before(cut_s, instants.max()?);
    let n_items = dataset.items().len();
    let (mut earlier, mut later) = (vec![0; n_items], vec![0; n_items]);
    for row in 0..to_u32(dataset.n_rows()) {
        let (instant, item) = (dataset.timestamp_s(row), dataset.item(row).index());
        if instant >= cut_s {
            later[item] += 1;
        } else if before.contains(&instant) {
            earlier[item] += 1;
        }
    }
    Some(Growth::new(&earlier, &later))
}

/// Growth of a cut made elsewhere: the rows of `window`, and those of `dataset` that are not held out in
/// as long a time before. Items that `window` alone has grew too, though no list can be right about them.
pub(in crate::experiment) fn of_window(dataset: &Dataset, window: &Dataset) -> Option<Growth> {
    let instants = || (0..to_u32(window.n_rows())).map(|row| window.timestamp_s(row));
    let before = before(instants().min()?, instants().max()?);
    let known = Lookup::new(dataset.items());
    let n_known = dataset.items().len();
    let n_all = n_known + window.items().len();
    let (mut earlier, mut later) = (vec![0; n_all], vec![0; n_all]);
    let place: Vec<usize> = (0..window.items().len())
        .map(|item| known.find(window.items().id(item)).map_or(n_known + item, |at| at as usize))
        .collect();
    for row in 0..to_u32(window.n_rows()) {
        later[place[window.item(row).index()]] += 1;
    }
    for row in 0..to_u32(dataset.n_rows()) {
        let is_held_out = dataset.n_parts() == 1 || dataset.part(row) == HELD_OUT_PART;
        if !is_held_out && before.contains(&dataset.timestamp_s(row)) {
            earlier[dataset.item(row).index()] += 1;
        }
    }
    Some(Growth::new(&earlier, &later))
}

/// The time before `first_s` that is as long as that from it to `last_s`.
fn before(first_s: i64, last_s: i64) -> std::ops::Range<i64> {
    let length = last_s.saturating_sub(first_s).saturating_add(1);
    first_s.saturating_sub(length)..first_s
}
