//! The number of users that the service tests.

use crate::number::{from_count, round_to_count};

/// The number of users in a test set of the service for `n` users: a tenth, rounded, at least one. (Developer guide,
/// "working-with-training-metrics".)
#[must_use]
pub fn service_test_users(n: usize) -> usize {
    round_to_count(0.1 * from_count(n)).max(1)
}
