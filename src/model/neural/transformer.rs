//! Blocks of attention and feed-forward layers.

use serde::{Deserialize, Serialize};

use super::attention::{Attention, AttentionTrace};
use super::dropout::{self, Dropout};
use super::feed_forward::FeedForward;
use super::layout::Layout;
use super::norm::{Norm, NormTrace};
use super::packed::Packed;
use crate::model::parts::vector::axpy;

/// The encoder of SASRec: blocks, then a last normalisation.
///
/// Each block is `x + dropout(g(norm(x)))` for attention, then for the feed-forward layers (Kang and McAuley 2018,
/// section III-C).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Transformer {
    pub(super) blocks: Vec<Block>,
    pub(super) last: Norm,
}

/// One block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    pub(super) before_attention: Norm,
    pub(super) attention: Attention,
    pub(super) before_layers: Norm,
    pub(super) layers: FeedForward,
}

/// The values of a forward pass that the backward pass needs.
#[derive(Debug)]
pub(super) struct TransformerTrace {
    blocks: Vec<BlockTrace>,
    last: NormTrace,
}

#[derive(Debug)]
struct BlockTrace {
    first_norm: NormTrace,
    attended: Vec<f32>,
    attention: AttentionTrace,
    attention_mask: Option<Vec<f32>>,
    second_norm: NormTrace,
    fed: Vec<f32>,
    between: Vec<f32>,
    layers_mask: Option<Vec<f32>>,
}

impl Transformer {
    pub(super) fn new(layout: &mut Layout, width: usize, n_blocks: usize, heads: usize) -> Self {
        let mut block = || Block {
            before_attention: Norm::new(layout, width),
            attention: Attention::new(layout, width, heads),
            before_layers: Norm::new(layout, width),
            layers: FeedForward::new(layout, width),
        };
        let blocks = (0..n_blocks).map(|_| block()).collect();
        Self { blocks, last: Norm::new(layout, width) }
    }

    /// The encoded rows of `input`.
    pub(super) fn forward(
        &self,
        values: &[f32],
        packed: &Packed,
        mut rows: Vec<f32>,
        dropout: &mut Dropout,
    ) -> (Vec<f32>, TransformerTrace) {
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            blocks.push(block.forward(values, packed, &mut rows, dropout));
        }
        let (output, last) = self.last.forward(values, &rows);
        (output, TransformerTrace { blocks, last })
    }

    /// The gradient by the input; adds those of all layers.
    pub(super) fn backward(
        &self,
        values: &[f32],
        packed: &Packed,
        trace: &TransformerTrace,
        mut error: Vec<f32>,
        gradient: &mut [f32],
    ) -> Vec<f32> {
        self.last.backward(values, &trace.last, &mut error, gradient);
        for (block, trace) in self.blocks.iter().zip(&trace.blocks).rev() {
            block.backward(values, packed, trace, &mut error, gradient);
        }
        error
    }
}

impl Block {
    fn forward(
        &self,
        values: &[f32],
        packed: &Packed,
        rows: &mut [f32],
        dropout: &mut Dropout,
    ) -> BlockTrace {
        let (attended, first_norm) = self.before_attention.forward(values, rows);
        let (mut output, attention) = self.attention.forward(values, packed, &attended, dropout);
        let attention_mask = dropout.mask(output.len());
        dropout::apply(attention_mask.as_ref(), &mut output);
        axpy(1.0, &output, rows);
        let (fed, second_norm) = self.before_layers.forward(values, rows);
        let (mut output, between) = self.layers.forward(values, &fed);
        let layers_mask = dropout.mask(output.len());
        dropout::apply(layers_mask.as_ref(), &mut output);
        axpy(1.0, &output, rows);
        BlockTrace {
            first_norm,
            attended,
            attention,
            attention_mask,
            second_norm,
            fed,
            between,
            layers_mask,
        }
    }

    /// Turns the gradient by the block's output into that by its input.
    fn backward(
        &self,
        values: &[f32],
        packed: &Packed,
        trace: &BlockTrace,
        error: &mut [f32],
        gradient: &mut [f32],
    ) {
        let mut inner = error.to_vec();
        dropout::apply(trace.layers_mask.as_ref(), &mut inner);
        let between = (&trace.fed[..], &trace.between[..]);
        let mut inner = self.layers.backward(values, between, &inner, gradient);
        self.before_layers.backward(values, &trace.second_norm, &mut inner, gradient);
        axpy(1.0, &inner, error);
        let mut inner = error.to_vec();
        dropout::apply(trace.attention_mask.as_ref(), &mut inner);
        let passed = (&trace.attended[..], &trace.attention);
        let mut inner = self.attention.backward(values, packed, passed, &inner, gradient);
        self.before_attention.backward(values, &trace.first_norm, &mut inner, gradient);
        axpy(1.0, &inner, error);
    }
}
