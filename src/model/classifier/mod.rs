//! A classifier of the next event: the probability of an item from what is known of user, item,
//! context and history.

mod descent;
mod evidence;
mod layers;
mod network;
mod sample;

use serde::{Deserialize, Serialize};

use super::parameter::{Parameter, SEED, Search, integer_parameter, real_parameter};
use super::parts::scorer::{Filled, Scorer, load};
use super::{Family, FitError, Kind, Request, Shape, THREADS, Training, Values};
use descent::Settings;
use evidence::{Evidence, N_FEATURES};
use network::Network;

const SAMPLES: Parameter = integer_parameter(
    "samples",
    (1, 100_000_000),
    8_000,
    Search::Fixed,
    "events that are learnt from, spread over the users",
);
const NEGATIVES: Parameter = integer_parameter(
    "negatives",
    (1, 1_000),
    4,
    Search::Integer(1, 10),
    "items that did not come, for each that did; half drawn evenly, half as often as they occur",
);
const EPOCHS: Parameter = integer_parameter(
    "epochs",
    (1, 10_000),
    6,
    Search::LogInteger(2, 20),
    "passes over the examples",
);
const RATE: Parameter = real_parameter(
    "rate",
    (1e-6, 10.0),
    0.005,
    Search::LogReal(0.001, 0.05),
    "size of a step (AdamW)",
);
const L2: Parameter =
    real_parameter("l2", (0.0, 10.0), 1e-4, Search::LogReal(1e-6, 1e-2), "decay of the weights");

/// A feed-forward network of one hidden layer over features of user, item, context and history.
///
/// Covington, Adams, Sargin 2016, "Deep neural networks for `YouTube` recommendations",
/// doi:10.1145/2959100.2959190, section 4 (ranking), with sampled negatives as in He et al. 2017,
/// doi:10.1145/3038912.3052569, section 3.1. Examples are events of training users after what they
/// had done before; what an example's own user adds to the statistics is taken off first, so that it
/// does not tell the answer.
pub(super) static CLASSIFIER: Kind = Kind {
    name: "classifier",
    family: Family::Classifier,
    summary: "A neural network that says how likely an item comes next.",
    equation: "score(u, j) = W₂ max(0, W₁ x(u, j) + b₁) + b₂, the logit of the chance; x: history size and \
               popularity, item users, trend and rating, hours since the last event, similarities of j \
               to the history (sum, largest, newest), transitions, genres, year, whether seen",
    source: "Covington et al. 2016, doi:10.1145/2959100.2959190, section 4; He et al. 2017, \
             doi:10.1145/3038912.3052569, section 3.1",
    cost: "time Σ over users of items² + samples · (history · neighbours + epochs · hidden)",
    is_fast: false,
    needs: None,
    parameters: &[
        integer_parameter(
            "hidden",
            (1, 4_096),
            32,
            Search::LogInteger(8, 128),
            "units of the hidden layer",
        ),
        SAMPLES,
        NEGATIVES,
        EPOCHS,
        RATE,
        L2,
        SEED,
    ],
    memory,
    work: |_, _| 0,
    fit: |values, training| Ok(Box::new(Filled::new(fit(values, training)?, training))),
    load: load::<Classifier>,
};

/// The same without a hidden layer.
pub(super) static LOGISTIC: Kind = Kind {
    name: "logistic",
    family: Family::Classifier,
    summary: "Logistic regression on the features of the classifier.",
    equation: "score(u, j) = w x(u, j) + b, the logit of the chance; x as for the classifier",
    source: "Richardson, Dominowska, Ragno 2007, doi:10.1145/1242572.1242643, section 4",
    cost: "time Σ over users of items² + samples · (history · neighbours + epochs)",
    is_fast: false,
    needs: None,
    parameters: &[SAMPLES, NEGATIVES, EPOCHS, RATE, L2, SEED],
    memory,
    work: |_, _| 0,
    fit: |values, training| Ok(Box::new(Filled::new(fit(values, training)?, training))),
    load: load::<Classifier>,
};

fn memory(values: &Values, shape: &Shape) -> u64 {
    let examples =
        values.integer("samples").min(shape.pairs as u64) * (values.integer("negatives") + 1);
    let lists = shape.items as u64 * (evidence::NEIGHBOURS.min(shape.items) as u64 * 32 + 200);
    let views = 16 * shape.items as u64 * THREADS;
    let asked = views + shape.scores();
    lists + examples * N_FEATURES as u64 * 12 + shape.pairs as u64 * 24 + asked
}

fn fit(values: &Values, training: &Training<'_>) -> Result<Classifier, FitError> {
    let evidence = Evidence::of(training);
    let seed = values.integer("seed");
    let examples = sample::examples(
        training,
        &evidence,
        values.size("samples"),
        values.size("negatives"),
        seed,
    );
    let settings = Settings {
        // A model without the parameter has no hidden layer.
        hidden: values.get("hidden").map(|_| values.size("hidden")),
        epochs: values.size("epochs"),
        rate: values.real("rate"),
        l2: values.real("l2"),
        seed,
    };
    let network = Network::train(&examples, &settings)?;
    Ok(Classifier { evidence, network })
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
