//! The similarity of two vectors.

use serde::{Deserialize, Serialize};

use crate::model::core::parameter::{
    Definition, Search, Searched, parameters, real_f32, true_flag,
};

/// A similarity of sparse vectors x and y, from x·y, |x|² and |y|².
///
/// Of the sets (Jaccard, Dice, Tversky) and of co-occurrence only whether a value is there counts, so
/// that x·y is the size of the intersection and |x|² that of x. Ferrari Dacrema, Boglio, Cremonesi,
/// Jannach 2021, "A troubling analysis of reproducibility and progress in recommender systems
/// research", doi:10.1145/3434185, section 3.2, with h the shrinkage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Similarity {
    form: Form,
    shrink: f32,
    normalize: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Form {
    Cosine,
    Asymmetric { alpha: f32 },
    Jaccard,
    Dice,
    Tversky { alpha: f32, beta: f32 },
    CoOccurrence,
}

parameters! {
    /// The formula of a similarity.
    pub(in crate::model) enum Formula {
        Cosine = "cosine",
        Asymmetric = "asymmetric",
        Jaccard = "jaccard",
        Dice = "dice",
        Tversky = "tversky",
        CoOccurrence = "co-occurrence",
    }
}

pub(super) const SHRINK: Definition<f32> = real_f32(
    0.0..=f64::INFINITY,
    10.0,
    Search::LogReal(0.1, 1_000.0),
    "holds down similarities that rest on little",
);

pub(super) const SIMILARITY: Definition<Formula> = Formula::parameter(
    Searched::Yes,
    "cosine x·y/(|x||y| + shrink); asymmetric x·y/(|x|^2α |y|^2(1−α) + shrink); jaccard \
     c/(n + m − c + shrink); dice 2c/(n + m + shrink); tversky c/(c + α(n − c) + β(m − c) + shrink); \
     co-occurrence c; x the vector asked about",
);

pub(super) const ALPHA: Definition<f32> =
    real_f32(0.0..=2.0, 0.5, Search::Real(0.0, 2.0), "α of asymmetric and tversky");

pub(super) const BETA: Definition<f32> =
    real_f32(0.0..=2.0, 0.5, Search::Real(0.0, 2.0), "β of tversky");

pub(super) const NORMALIZE: Definition<bool> =
    true_flag(Searched::Yes, "whether cosine and asymmetric divide at all");

/// The parameters of a similarity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SimilarityParameters {
    pub(super) formula: Formula,
    pub(super) alpha: f32,
    pub(super) beta: f32,
    pub(super) shrink: f32,
    pub(super) normalize: bool,
}

impl From<SimilarityParameters> for Similarity {
    fn from(parameters: SimilarityParameters) -> Self {
        let SimilarityParameters { formula, alpha, beta, shrink, normalize } = parameters;
        let form = match formula {
            Formula::Cosine => Form::Cosine,
            Formula::Asymmetric => Form::Asymmetric { alpha },
            Formula::Jaccard => Form::Jaccard,
            Formula::Dice => Form::Dice,
            Formula::Tversky => Form::Tversky { alpha, beta },
            Formula::CoOccurrence => Form::CoOccurrence,
        };
        Self { form, shrink, normalize }
    }
}

impl Similarity {
    /// Tells whether values count, or only that they are there.
    pub(super) fn uses_values(self) -> bool {
        matches!(self.form, Form::Cosine | Form::Asymmetric { .. })
    }

    /// The two lengths of a vector, from its squared length: the factor of x's side and of y's side of the denominator.
    pub(super) fn lengths(self, squared: f32) -> (f32, f32) {
        match self.form {
            Form::Cosine => (squared.sqrt(), squared.sqrt()),
            Form::Asymmetric { alpha } => (squared.powf(alpha), squared.powf(1.0 - alpha)),
            Form::Jaccard | Form::Dice | Form::Tversky { .. } | Form::CoOccurrence => {
                (squared, squared)
            }
        }
    }

    /// The similarity from x·y, the first of x's lengths and the second of y's.
    pub(super) fn of(self, dot: f32, left: f32, right: f32) -> f32 {
        match self.form {
            Form::Cosine | Form::Asymmetric { .. } if self.normalize => {
                dot / (left * right + self.shrink)
            }
            Form::Cosine | Form::Asymmetric { .. } | Form::CoOccurrence => dot,
            Form::Jaccard => dot / (left + right - dot + self.shrink),
            Form::Dice => 2.0 * dot / (left + right + self.shrink),
            Form::Tversky { alpha, beta } => {
                dot / (dot + alpha * (left - dot) + beta * (right - dot) + self.shrink)
            }
        }
    }
}
