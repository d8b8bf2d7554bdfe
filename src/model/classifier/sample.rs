//! Examples of the classifier: items that came next, and items that did not.

use rayon::prelude::*;

use super::evidence::{Evidence, N_FEATURES};
use crate::dataset::ItemIdx;
use crate::model::{Event, Request, Training};
use crate::seed;

/// Features and answers, one after another.
#[derive(Debug, Default)]
pub(super) struct Examples {
    pub(super) features: Vec<f32>,
    /// The answers: 1 for an item that came, 0 for one that did not.
    pub(super) answers: Vec<f32>,
}

/// About `n_events` events with `n_negatives` items each that did not come.
pub(super) fn examples(
    training: &Training<'_>,
    evidence: &Evidence,
    n_events: usize,
    n_negatives: usize,
    seed_number: u64,
) -> Examples {
    let sequences = training.sequences();
    let per_user = n_events.div_ceil(sequences.len().max(1)).max(1);
    let dataset = training.dataset();
    // Rows of the training set by item: drawing one evenly draws an item as often as it occurs.
    let rows = training.rows();
    let ranked: Vec<ItemIdx> = training.popular().iter().map(|scored| scored.item).collect();
    // Where users are many, only as many of them as are needed.
    let step = sequences.len().div_ceil(n_events.max(1)).max(1);
    let chosen: Vec<_> = sequences.iter().step_by(step).collect();
    let parts: Vec<Examples> = chosen
        .par_iter()
        .map(|sequence| {
            let mut part = Examples::default();
            let id = dataset.users().id(sequence.user.index());
            let mut generator = seed::generator(seed_number, &format!("classifier {id}"));
            let own = training.matrix().items_of(sequence.user);
            for _ in 0..per_user {
                if sequence.items.len() < 2 {
                    break;
                }
                let at = 1 + seed::below(&mut generator, sequence.items.len() - 1);
                let history: Vec<Event> = sequence.items[..at]
                    .iter()
                    .zip(&sequence.times_s)
                    .map(|(&item, &timestamp_s)| Event { item, event_type: 0, timestamp_s })
                    .collect();
                let mut view = evidence.view(&history);
                let mut features = [0.0_f32; N_FEATURES];
                for number in 0..n_negatives {
                    let item = if number % 2 == 0 {
                        ranked[seed::below(&mut generator, ranked.len())]
                    } else {
                        dataset.item(rows[seed::below(&mut generator, rows.len())])
                    };
                    if own.binary_search(&item.0).is_err() {
                        view.features(item.index(), &mut features);
                        part.push(&features, 0.0);
                    }
                }
                let came = sequence.items[at];
                let newest = Request::new("", &history, 0).newest_first();
                view.without_own(came, &newest);
                view.features(came.index(), &mut features);
                part.push(&features, 1.0);
            }
            part
        })
        .collect();
    let mut all = Examples::default();
    for part in parts {
        all.features.extend(part.features);
        all.answers.extend(part.answers);
    }
    all
}

impl Examples {
    fn push(&mut self, features: &[f32; N_FEATURES], answer: f32) {
        self.features.extend_from_slice(features);
        self.answers.push(answer);
    }
}
