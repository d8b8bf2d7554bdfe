//! Item-to-item weights by regression of each item on all others.

pub(super) mod ease;
mod head;
pub(super) mod slim;
