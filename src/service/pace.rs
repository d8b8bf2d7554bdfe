//! The pace of waiting.

use std::time::Duration;

/// The pace of asking for a state, and the longest wait for one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The pause between two questions.
    pub pause: Duration,
    /// The longest wait for a step.
    pub limit: Duration,
}
