//! The epochs of a model that learns in several passes over its data.

use std::ops::ControlFlow;

/// A pass over the training data that is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epoch {
    /// Its number, from 1.
    pub number: usize,
    /// The most passes that there will be.
    pub most: usize,
    /// The mean loss of its rows.
    pub loss: f64,
}

/// A function that is told of each epoch. If it breaks, learning ends with the best epoch so far.
pub type Watch<'w> = dyn FnMut(Epoch) -> ControlFlow<()> + 'w;
