//! The two encoders of sequences.

use serde::{Deserialize, Serialize};

use super::dropout::Dropout;
use super::feed_forward::Linear;
use super::gru::{Gru, GruTrace};
use super::layout::{Layout, Part};
use super::norm::Norm;
use super::packed::Packed;
use super::settings::{Body, NeuralSettings};
use super::transformer::{Block, Transformer, TransformerTrace};

/// An encoder: rows in, rows out, each of which knows its own sequence up to itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Encoder {
    Transformer(Transformer),
    Recurrent(Gru),
}

/// The values of a forward pass that the backward pass needs.
pub(super) enum EncoderTrace {
    Transformer(TransformerTrace),
    Recurrent(GruTrace),
}

impl Encoder {
    pub(super) fn new(layout: &mut Layout, settings: &NeuralSettings) -> Self {
        let width = settings.width;
        match settings.body {
            Body::Attention { blocks, heads } => {
                Self::Transformer(Transformer::new(layout, width, blocks, heads))
            }
            Body::Recurrent => Self::Recurrent(Gru::new(layout, width)),
        }
    }

    /// The matrices of its layers.
    pub(super) fn layers(&self) -> Vec<Part> {
        match self {
            Self::Transformer(transformer) => {
                let of_block = |block: &Block| {
                    let layers = &block.layers;
                    [block.attention.weights, layers.first.weights, layers.second.weights]
                };
                transformer.blocks.iter().flat_map(of_block).collect()
            }
            Self::Recurrent(gru) => vec![gru.input.weights, gru.state],
        }
    }

    /// Tells whether it is what [`Self::new`] would lay out anywhere within `n` parameters.
    pub(super) fn is_sound(&self, width: usize, n: usize) -> bool {
        let has = |part: &Part, rows: usize, columns: usize| {
            (part.rows(), part.columns()) == (rows, columns) && part.range().end <= n
        };
        let norm = |norm: &Norm| has(&norm.gain, 1, width) && has(&norm.shift, 1, width);
        let linear = |linear: &Linear, outputs: usize| {
            has(&linear.weights, width, outputs) && has(&linear.bias, 1, outputs)
        };
        match self {
            Self::Transformer(transformer) => {
                let block = |block: &Block| {
                    let heads = block.attention.heads;
                    heads > 0
                        && width.is_multiple_of(heads)
                        && has(&block.attention.weights, width, 3 * width)
                        && norm(&block.before_attention)
                        && norm(&block.before_layers)
                        && linear(&block.layers.first, width)
                        && linear(&block.layers.second, width)
                };
                transformer.blocks.iter().all(block) && norm(&transformer.last)
            }
            Self::Recurrent(gru) => {
                linear(&gru.input, 3 * width)
                    && has(&gru.state, width, 3 * width)
                    && has(&gru.state_bias, 1, width)
            }
        }
    }

    /// Sets the gains to 1.
    pub(super) fn start(&self, values: &mut [f32]) {
        let Self::Transformer(transformer) = self else { return };
        for block in &transformer.blocks {
            block.before_attention.start(values);
            block.before_layers.start(values);
        }
        transformer.last.start(values);
    }

    pub(super) fn forward(
        &self,
        values: &[f32],
        packed: &Packed,
        input: Vec<f32>,
        dropout: &mut Dropout,
    ) -> (Vec<f32>, EncoderTrace) {
        match self {
            Self::Transformer(transformer) => {
                let (output, trace) = transformer.forward(values, packed, input, dropout);
                (output, EncoderTrace::Transformer(trace))
            }
            Self::Recurrent(gru) => {
                let (output, trace) = gru.forward(values, packed, input);
                (output, EncoderTrace::Recurrent(trace))
            }
        }
    }

    /// The gradient by the input; adds those of its parameters.
    ///
    /// # Panics
    /// When the trace is of the other encoder.
    pub(super) fn backward(
        &self,
        values: &[f32],
        packed: &Packed,
        trace: &EncoderTrace,
        error: Vec<f32>,
        gradient: &mut [f32],
    ) -> Vec<f32> {
        match (self, trace) {
            (Self::Transformer(transformer), EncoderTrace::Transformer(trace)) => {
                transformer.backward(values, packed, trace, error, gradient)
            }
            (Self::Recurrent(gru), EncoderTrace::Recurrent(trace)) => {
                gru.backward(values, packed, trace, &error, gradient)
            }
            _ => unreachable!("a trace comes from the encoder that it goes back through"),
        }
    }
}
