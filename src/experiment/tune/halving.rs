//! Successive halving: many candidates on few users, few on many.

use super::trial::Trial;

/// The number of candidates of which one goes on to the next rung.
const KEEP_ONE_OF: usize = 3;
/// Inner test users of the first rung; each further rung has three times as many.
const FIRST_RUNG: usize = 60;

/// The sizes of the rungs for `n_candidates` and an inner cut of `n_users`: candidates and inner test
/// users, the last rung with all users.
pub(super) fn rungs(n_candidates: usize, n_users: usize) -> Vec<(usize, usize)> {
    let (mut candidates, mut users) = (n_candidates.max(1), FIRST_RUNG.min(n_users));
    let mut rungs = Vec::new();
    loop {
        if candidates == 1 || users == n_users {
            rungs.push((candidates, n_users));
            return rungs;
        }
        rungs.push((candidates, users));
        candidates = candidates.div_ceil(KEEP_ONE_OF);
        users = (users * KEEP_ONE_OF).min(n_users);
    }
}

/// The candidates of `trials` that go on: the best third, ties to the earlier draw; failures never.
pub(super) fn best(trials: &[Trial], keep: usize) -> Vec<usize> {
    let mut order: Vec<usize> =
        (0..trials.len()).filter(|&at| trials[at].value.is_some()).collect();
    let value = |at: usize| trials[at].value.unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|&left, &right| value(right).total_cmp(&value(left)).then(left.cmp(&right)));
    order.truncate(keep);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rungs_shrink_as_users_grow() {
        assert_eq!(rungs(27, 1_000), [(27, 60), (9, 180), (3, 540), (1, 1_000)]);
        assert_eq!(rungs(5, 40), [(5, 40)]);
        assert_eq!(rungs(1, 400), [(1, 400)]);
    }

    #[test]
    fn the_best_go_on_and_ties_go_to_the_earlier() {
        let trial =
            |value| Trial { model: String::new(), users: 1, value, failure: None, seconds: 0.0 };
        let trials = [Some(0.1), Some(0.3), None, Some(0.3)].map(trial);
        assert_eq!(best(&trials, 2), [1, 3]);
        assert_eq!(best(&trials, 9), [1, 3, 0]);
    }
}
