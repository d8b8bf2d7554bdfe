//! The number of the vectors' factors, and their memory.

use crate::model::core::Shape;
use crate::model::core::parameter::{Definition, Search, whole};

/// Length of the vectors of als and bpr.
pub(super) const FACTORS: Definition<usize> =
    whole(1..=4_096, 64, Search::LogInteger(8, 256), "length of the vectors");

/// Factors of users and items twice, and a batch of scores for each thread, in bytes.
pub(super) fn memory(factors: usize, shape: &Shape) -> u64 {
    let vectors = (shape.users + shape.items) as u64 * factors as u64 * 8;
    vectors + shape.scores() + shape.pairs as u64 * 8
}
