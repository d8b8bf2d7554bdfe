//! Item-to-item weights by regression of each item on all others.

pub(super) mod ease;
mod head;
mod inverse;
pub(super) mod slim;
