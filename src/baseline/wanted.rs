//! The lists that are wanted.

/// The lists that are wanted of a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListsWanted {
    /// The number of items of a list.
    pub k: usize,
    /// True if items of the history are left out.
    pub leaves_out_seen: bool,
    /// The seed by which rows of one second are ordered.
    pub seed: u64,
}
