//! The users tested where not all are.

use super::hold_out::Sample;
use crate::dataset::{Dataset, UserIdx};
use crate::id;
use crate::seed;

/// The users in the order that `seed` deals: by xxh3-64 of (seed, id), ties by id.
pub(super) fn dealt_order(
    dataset: &Dataset,
    users: impl Iterator<Item = UserIdx>,
    seed: u64,
) -> Vec<UserIdx> {
    let name = |user: UserIdx| dataset.users().id(user.index());
    let mut order: Vec<(u64, UserIdx)> =
        users.map(|user| (seed::hash(seed, name(user)), user)).collect();
    order.sort_unstable_by(|left, right| {
        left.0.cmp(&right.0).then_with(|| id::compare(name(left.1), name(right.1)))
    });
    order.into_iter().map(|(_, user)| user).collect()
}

/// Moves the users of each fold who are not in `sample` out of `tested`, and returns them by fold; both rise.
pub(super) fn take_out(
    dataset: &Dataset,
    tested: &mut [Vec<UserIdx>],
    sample: Sample,
) -> Vec<Vec<UserIdx>> {
    let mut is_sampled = vec![false; dataset.users().len()];
    // A user is in one fold at most.
    let order = dealt_order(dataset, tested.iter().flatten().copied(), sample.seed);
    order.iter().take(sample.users).for_each(|user| is_sampled[user.index()] = true);
    let part = |users: &mut Vec<UserIdx>| {
        let (kept, left) = users.drain(..).partition(|user| is_sampled[user.index()]);
        *users = kept;
        left
    };
    tested.iter_mut().map(part).collect()
}
