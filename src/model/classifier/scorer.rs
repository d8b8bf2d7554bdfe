//! The models: evidence on a pair, and a network that makes a score of it.

use serde::{Deserialize, Serialize};

use super::descent::DescentSettings;
use super::evidence::{self, Evidence, N_FEATURES};
use super::network::Network;
use super::sample::{self, DrawnExamples};
use crate::model::core::parameter::{Definition, SEED, Search, parameters, real, whole};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Shape, THREADS, Training,
};
use crate::model::parts::scorer::{Filled, Scorer, load};

/// A feed-forward network of one hidden layer over features of user, item, context and history.
///
/// Covington, Adams, Sargin 2016, "Deep neural networks for `YouTube` recommendations",
/// doi:10.1145/2959100.2959190, section 4 (ranking), with sampled negatives as in He et al. 2017,
/// doi:10.1145/3038912.3052569, section 3.1. Examples are events of training users after what they
/// had done before; what an example's own user adds to the statistics is taken off first, so that it
/// does not tell the answer.
pub(in crate::model) static CLASSIFIER: ModelKind = ModelKind {
    name: "classifier",
    family: ModelFamily::Classifier,
    summary: "A neural network that says how likely an item comes next.",
    equation: "score(u, j) = W₂ max(0, W₁ x(u, j) + b₁) + b₂, the logit of the chance; x: history size and \
               popularity, item users, trend and rating, hours since the last event, similarities of j \
               to the history (sum, largest, newest), transitions, genres, year, whether seen",
    source: "Covington et al. 2016, doi:10.1145/2959100.2959190, section 4; He et al. 2017, \
             doi:10.1145/3038912.3052569, section 3.1",
    cost: "time Σ over users of items² + samples · (history · neighbours + epochs · hidden)",
    is_fast: false,
    needs: None,
    method: Method::of::<ClassifierParameters>(),
    load: load::<Classifier>,
};

/// The same without a hidden layer.
pub(in crate::model) static LOGISTIC: ModelKind = ModelKind {
    name: "logistic",
    family: ModelFamily::Classifier,
    summary: "Logistic regression on the features of the classifier.",
    equation: "score(u, j) = w x(u, j) + b, the logit of the chance; x as for the classifier",
    source: "Richardson, Dominowska, Ragno 2007, doi:10.1145/1242572.1242643, section 4",
    cost: "time Σ over users of items² + samples · (history · neighbours + epochs)",
    is_fast: false,
    needs: None,
    method: Method::of::<LogisticParameters>(),
    load: load::<Classifier>,
};

const SAMPLES: Definition<usize> = whole(
    1..=100_000_000,
    8_000,
    Search::Fixed,
    "events that are learnt from, spread over the users",
);
const NEGATIVES: Definition<usize> = whole(
    1..=1_000,
    4,
    Search::Integer(1, 10),
    "items that did not come, for each that did; half drawn evenly, half as often as they occur",
);
const EPOCHS: Definition<usize> =
    whole(1..=10_000, 6, Search::LogInteger(2, 20), "passes over the examples");
const RATE: Definition<f64> =
    real(1e-6..=10.0, 0.005, Search::LogReal(0.001, 0.05), "size of a step (AdamW)");
const L2: Definition<f64> =
    real(0.0..=10.0, 1e-4, Search::LogReal(1e-6, 1e-2), "decay of the weights");

parameters! {
    /// Parameters of the network.
    pub(in crate::model) struct ClassifierParameters {
        hidden: usize =
            whole(1..=4_096, 32, Search::LogInteger(8, 128), "units of the hidden layer");
        samples: usize = SAMPLES;
        negatives: usize = NEGATIVES;
        epochs: usize = EPOCHS;
        rate: f64 = RATE;
        l2: f64 = L2;
        seed: u64 = SEED;
    }

    /// Parameters of the logistic regression.
    pub(in crate::model) struct LogisticParameters {
        samples: usize = SAMPLES;
        negatives: usize = NEGATIVES;
        epochs: usize = EPOCHS;
        rate: f64 = RATE;
        l2: f64 = L2;
        seed: u64 = SEED;
    }
}

impl Learn for ClassifierParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        memory(self.samples, self.negatives, shape)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        let &Self { hidden, samples, negatives, epochs, rate, l2, seed } = self;
        let settings = DescentSettings { hidden: Some(hidden), epochs, rate, l2, seed };
        fit(DrawnExamples { n_events: samples, n_negatives: negatives, seed }, &settings, training)
    }
}

impl Learn for LogisticParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        memory(self.samples, self.negatives, shape)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        let &Self { samples, negatives, epochs, rate, l2, seed } = self;
        let settings = DescentSettings { hidden: None, epochs, rate, l2, seed };
        fit(DrawnExamples { n_events: samples, n_negatives: negatives, seed }, &settings, training)
    }
}

fn memory(samples: usize, negatives: usize, shape: &Shape) -> u64 {
    let examples = (samples as u64).min(shape.pairs as u64) * (negatives as u64 + 1);
    let lists = shape.items as u64 * (evidence::NEIGHBOURS.min(shape.items) as u64 * 32 + 200);
    let views = 16 * shape.items as u64 * THREADS;
    let asked = views + shape.scores();
    lists + examples * N_FEATURES as u64 * 12 + shape.pairs as u64 * 24 + asked
}

fn fit(
    drawn: DrawnExamples,
    settings: &DescentSettings,
    training: &Training<'_>,
) -> Result<Box<dyn Save>, FitError> {
    let evidence = Evidence::of(training);
    let examples = sample::examples(training, &evidence, drawn);
    let network = Network::train(&examples, settings)?;
    Ok(Box::new(Filled::new(Classifier { evidence, network }, training)))
}

#[derive(Debug, Serialize, Deserialize)]
struct Classifier {
    evidence: Evidence,
    network: Network,
}

impl Scorer for Classifier {
    fn n_items(&self) -> usize {
        self.evidence.n_items()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        if request.history.is_empty() {
            return false;
        }
        let view = self.evidence.view(request.history);
        let mut features = [0.0_f32; N_FEATURES];
        let mut hidden = Network::room();
        for (item, score) in scores.iter_mut().enumerate() {
            view.features(item, &mut features);
            *score = self.network.logit(&features, &mut hidden);
        }
        true
    }

    fn is_evidence(&self) -> bool {
        false
    }

    fn is_sound(&self) -> bool {
        self.evidence.is_sound() && self.network.is_sound(N_FEATURES)
    }
}
