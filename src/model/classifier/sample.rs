//! Examples of the classifier: items that came next, and items that did not.

use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::evidence::{Evidence, N_FEATURES};
use crate::dataset::ItemIdx;
use crate::model::core::{Event, Request, Sequence, Training};
use crate::seed;

/// Features and answers, one after another.
#[derive(Debug, Default)]
pub(super) struct Examples {
    pub(super) features: Vec<f32>,
    /// The answers: 1 for an item that came, 0 for one that did not.
    pub(super) answers: Vec<f32>,
}

/// The examples that are drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct DrawnExamples {
    /// About so many events.
    pub(super) n_events: usize,
    /// Items that did not come, for each event.
    pub(super) n_negatives: usize,
    pub(super) seed: u64,
}

/// Everything that examples are drawn from.
struct ExampleSource<'s> {
    training: &'s Training<'s>,
    evidence: &'s Evidence,
    /// The items of the training set, most users first.
    ranked: Vec<ItemIdx>,
    drawn: DrawnExamples,
}

/// Examples of events that are spread over the users.
pub(super) fn examples(
    training: &Training<'_>,
    evidence: &Evidence,
    drawn: DrawnExamples,
) -> Examples {
    let sequences = training.sequences();
    let per_user = drawn.n_events.div_ceil(sequences.len().max(1)).max(1);
    let ranked = training.popular().iter().map(|scored| scored.item).collect();
    let source = ExampleSource { training, evidence, ranked, drawn };
    // Where users are many, only as many of them as are needed.
    let step = sequences.len().div_ceil(drawn.n_events.max(1)).max(1);
    let chosen: Vec<_> = sequences.iter().step_by(step).collect();
    let parts: Vec<Examples> =
        chosen.par_iter().map(|sequence| source.of_user(sequence, per_user)).collect();
    let mut all = Examples::default();
    for part in parts {
        all.features.extend(part.features);
        all.answers.extend(part.answers);
    }
    all
}

impl ExampleSource<'_> {
    /// Examples of `n_events` events of one user; none where they have no two items.
    fn of_user(&self, sequence: &Sequence, n_events: usize) -> Examples {
        let mut part = Examples::default();
        if sequence.items.len() < 2 {
            return part;
        }
        let id = self.training.dataset().users().id(sequence.user.index());
        let mut generator = seed::generator(self.drawn.seed, &format!("classifier {id}"));
        for _ in 0..n_events {
            let at = 1 + seed::below(&mut generator, sequence.items.len() - 1);
            self.add_event(sequence, at, &mut generator, &mut part);
        }
        part
    }

    /// The event at `at` of the sequence, after the items that do not come.
    fn add_event(
        &self,
        sequence: &Sequence,
        at: usize,
        generator: &mut Pcg64Mcg,
        part: &mut Examples,
    ) {
        let own = self.training.matrix().items_of(sequence.user);
        let history: Vec<Event> = sequence.items[..at]
            .iter()
            .zip(&sequence.times_s)
            .map(|(&item, &timestamp_s)| Event { item, event_type: 0, timestamp_s })
            .collect();
        let mut view = self.evidence.view(&history);
        let mut features = [0.0_f32; N_FEATURES];
        for number in 0..self.drawn.n_negatives {
            let item = self.negative(number, generator);
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

    /// Every other item is drawn evenly, the rest as often as they occur: as the items of rows of the training set.
    fn negative(&self, number: usize, generator: &mut Pcg64Mcg) -> ItemIdx {
        if number.is_multiple_of(2) {
            return self.ranked[seed::below(generator, self.ranked.len())];
        }
        let rows = self.training.rows();
        self.training.dataset().item(rows[seed::below(generator, rows.len())])
    }
}

impl Examples {
    fn push(&mut self, features: &[f32; N_FEATURES], answer: f32) {
        self.features.extend_from_slice(features);
        self.answers.push(answer);
    }
}
