//! TF-IDF and BM25 for binary data, where vectors are documents and the columns that they share are
//! words.

use serde::{Deserialize, Serialize};

use crate::model::core::parameter::{Definition, Searched, parameters};
use crate::number::{from_count, single};

parameters! {
    /// The weight of a word.
    pub(in crate::model) enum Weighting {
        Even = "none",
        TfIdf = "tf-idf",
        Bm25 = "bm25",
    }
}

pub(super) const WEIGHTING: Definition<Weighting> = Weighting::parameter(
    Searched::Yes,
    "how much a common neighbour counts: all the same, ln(N / (1 + its degree)), or that with the \
     length of the vector, K1 1.2 and B 0.75",
);

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// The value of word w in document d is `word[w] · document[d]`.
///
/// Okapi BM25 of a binary matrix: `ln(N / (1 + n_w)) · (K1 + 1) / (K1 · (1 − B + B · length / mean
/// length) + 1)`, as in the evaluation framework of Ferrari Dacrema et al. 2021.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Weights {
    pub(super) word: Vec<f32>,
    pub(super) document: Vec<f32>,
    mean_length: f64,
    is_bm25: bool,
}

impl Weights {
    /// The weights from the number of documents of each word, and the length of each document;
    /// `n_documents` of them are there, others are empty.
    pub(super) fn of(
        weighting: Weighting,
        degrees: &[u32],
        lengths: &[u32],
        n_documents: usize,
    ) -> Self {
        let n = from_count(n_documents);
        let idf = |&degree: &u32| single((n / (1.0 + f64::from(degree))).ln());
        let word = match weighting {
            Weighting::TfIdf | Weighting::Bm25 => degrees.iter().map(idf).collect(),
            Weighting::Even => vec![1.0; degrees.len()],
        };
        let total: f64 = lengths.iter().map(|&length| f64::from(length)).sum();
        let mut weights = Self {
            word,
            document: Vec::new(),
            mean_length: (total / n.max(1.0)).max(f64::MIN_POSITIVE),
            is_bm25: weighting == Weighting::Bm25,
        };
        weights.document =
            lengths.iter().map(|&length| weights.of_length(f64::from(length))).collect();
        weights
    }

    /// The factor of a document of this length.
    pub(super) fn of_length(&self, length: f64) -> f32 {
        if !self.is_bm25 {
            return 1.0;
        }
        single((K1 + 1.0) / (K1 * (1.0 - B + B * length / self.mean_length) + 1.0))
    }
}
