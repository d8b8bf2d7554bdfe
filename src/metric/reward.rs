//! The share of the reward that the lists would have earned.

use super::{Formula, Metric, Needs};

/// The reward of the held-out interactions whose item stands among the 25, over the reward of all
/// held-out interactions, in [0, 1]. `None` when these have no reward at all.
///
/// `rewards` are those of the held-out interactions and whether their item is listed. The mean over
/// users is the service's `average_rewards_at_k` as the developer guide reads ("optimizing-solution-
/// for-objective": rewards of the interactions with the top 25 over those of all interactions with
/// recommendations); how the service scales it, the guide does not say.
#[must_use]
pub fn reward_share(rewards: impl IntoIterator<Item = (f64, bool)>) -> Option<f64> {
    let (mut earned, mut all) = (0.0, 0.0);
    for (reward, is_listed) in rewards {
        all += reward;
        earned += if is_listed { reward } else { 0.0 };
    }
    (all > 0.0).then(|| earned / all)
}

/// [`reward_share`] of the 25.
pub static AVERAGE_REWARDS: Metric = Metric {
    key: "average_rewards_at_k",
    short_name: "rewards@25",
    definition: "reward (`--reward COLUMN`) of the held-out interactions whose item is among the 25 ÷ reward of all held-out interactions; users without any reward are left out. How the service scales it, the guide does not say",
    source: "developer guide, optimizing-solution-for-objective",
    is_reported: true,
    needs: Needs::Rewards,
    formula: Formula::OfList(|list| {
        reward_share(list.held_out_rows.iter().map(|&row| {
            let reward = list.dataset.reward(row).unwrap_or(0.0);
            (reward, list.listed.contains(&list.dataset.item(row)))
        }))
    }),
    ..Metric::OWN
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_earns_its_reward() {
        assert_eq!(reward_share([(3.0, true), (1.0, false)]), Some(0.75));
        assert_eq!(reward_share([(0.0, true)]), None);
        assert_eq!(reward_share([]), None);
    }
}
