//! Parameters of the blend.

use crate::model::core::parameter::{SEED, Search, parameters, whole};

parameters! {
    /// Parameters of the blend.
    pub(in crate::model) struct HybridParameters {
        depth: usize =
            whole(1..=100_000, 60, Search::LogInteger(50, 400), "length of the members' lists");
        inner_users: usize = whole(
            1..=1_000_000,
            600,
            Search::Fixed,
            "how many inner test users the weights rest on, where there are so many",
        );
        seed: u64 = SEED;
    }
}
