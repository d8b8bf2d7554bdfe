//! The base of the service's evaluation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::distribution::Quantiles;
use crate::dataset::service_test_users;
use crate::number::{from_count, ratio, round_to_count};

/// The base of the service's evaluation: it tests a tenth of the users and hides the newest
/// tenth of their interactions.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Evaluation")]
pub struct EvaluationBase {
    /// Users with two interactions or more; others have nothing to hide.
    pub users_with_two: usize,
    /// A tenth of the users, at least one: a test set of the service holds so many.
    pub test_users: usize,
    /// Share of the users who have two interactions or more.
    #[serde(default)]
    pub testable_share: f64,
    /// Rows that a test user hides, at the median of users with two or more.
    pub held_out_rows_median: f64,
    /// The step by which one more user with a hit at rank 1 moves the mean reciprocal rank: 1 ÷ those of the test
    /// users who have something to hide.
    pub one_user_moves_mrr: f64,
}

impl EvaluationBase {
    /// By rows per user, rising.
    pub(super) fn of(per_user: &[usize]) -> Self {
        let with_two = &per_user[per_user.partition_point(|&rows| rows < 2)..];
        let share = ratio(with_two.len(), per_user.len());
        let test_users = service_test_users(per_user.len());
        let tested = round_to_count(share * from_count(test_users));
        let held_out: Vec<usize> = with_two.iter().map(|&rows| rows - 9 * rows / 10).collect();
        Self {
            users_with_two: with_two.len(),
            test_users,
            testable_share: share,
            held_out_rows_median: Quantiles::of(&held_out, from_count).p50,
            one_user_moves_mrr: ratio(1, tested),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_set_has_one_size_and_users_with_one_row_cannot_be_tested() {
        let rows: Vec<usize> = [vec![1; 30], vec![2; 10]].concat();
        let found = EvaluationBase::of(&rows);
        assert_eq!((found.test_users, service_test_users(40)), (4, 4));
        assert!((found.testable_share - 0.25).abs() < 1e-12);
        assert!((found.one_user_moves_mrr - 1.0).abs() < 1e-12);
    }
}
