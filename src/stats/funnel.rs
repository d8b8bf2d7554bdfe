//! Funnels: pairs of a user and an item that go through several event types in one session.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::ratio;

/// Pairs with several event types within one session, such as a view, a cart and a purchase.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Funnel {
    /// User–item pairs that have several event types within one session.
    pub pairs: usize,
    /// The same as a share of all distinct pairs.
    pub share: f64,
    /// The event types that occur in them, the most frequent in the file first, equals in
    /// the order of the instants of their first rows.
    pub event_types: Vec<String>,
    /// The rarest of these (of equals the one that comes last in that order), which a model is most likely to be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

impl Funnel {
    /// The funnel of `pairs` pairs. All event types stand in `types` with their rows, in their order; `takes_part` says
    /// which of them occur in such pairs.
    pub(crate) fn new(
        pairs: usize,
        distinct_pairs: usize,
        types: &[(String, usize)],
        takes_part: &[bool],
    ) -> Self {
        let involved = types.iter().zip(takes_part).filter(|&(_, &is)| is).map(|(one, _)| one);
        let mut named: Vec<&(String, usize)> =
            involved.filter(|(name, _)| !name.is_empty()).collect();
        // Of equals the one that comes later is more likely the later step.
        named.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        Self {
            pairs,
            share: ratio(pairs, distinct_pairs),
            target: named.last().map(|(name, _)| name.clone()),
            event_types: named.into_iter().map(|(name, _)| name.clone()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_is_the_rarest_type_that_takes_part() {
        let types = [("buy", 3), ("view", 90), ("cart", 8), ("login", 1)];
        let types = types.map(|(name, rows)| (name.to_owned(), rows));
        let funnel = Funnel::new(5, 20, &types, &[true, true, true, false]);
        assert_eq!(funnel.event_types, ["view", "cart", "buy"]);
        assert_eq!(funnel.target.as_deref(), Some("buy"));
        assert!((funnel.share - 0.25).abs() < 1e-12);
        assert_eq!(Funnel::new(0, 20, &types, &[false; 4]).target, None);
    }
}
