//! Networks over the history: a transformer and a recurrent unit.
//!
//! Their layers are written out here, forward and backward, over `faer`'s products: of packed sequences each row is
//! needed, a step's gradients are added in a fixed order, and the softmax over all items never stands in memory whole.

mod adam;
mod attention;
mod batch;
mod columns;
mod curve;
mod dropout;
mod encoder;
mod feed_forward;
mod fitted;
mod gru;
pub(super) mod gru4rec;
mod judge;
mod layout;
mod lessons;
mod losses;
mod network;
mod networked;
mod norm;
mod packed;
mod product;
pub(super) mod sasrec;
mod settings;
mod tokens;
mod trainer;
mod transformer;

#[cfg(test)]
mod tests;
