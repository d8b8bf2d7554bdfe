//! Users and items as vectors.

pub(super) mod als;
mod als_descent;
mod als_solve;
pub(super) mod bpr;
mod bpr_epoch;
pub(super) mod nmf;
pub(super) mod pure_svd;

use super::parameter::{Parameter, Search, integer_parameter};
use super::{Shape, Values};

/// Length of the vectors of als and bpr.
const FACTORS: Parameter = integer_parameter(
    "factors",
    (1, 4_096),
    64,
    Search::LogInteger(8, 256),
    "length of the vectors",
);

/// Factors of users and items twice, and a batch of scores for each thread.
fn memory(values: &Values, shape: &Shape) -> u64 {
    let vectors = (shape.users + shape.items) as u64 * values.integer("factors") * 8;
    vectors + shape.scores() + shape.pairs as u64 * 8
}
