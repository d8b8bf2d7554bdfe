//! The user and the item with the most rows: a bot, a test account or a default item, most likely,
//! where one has a good part of all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dataset::Vocab;
use crate::number::ratio;

/// The user and the item with the most rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Largest {
    /// The user's id; of equals the first in the order of ids.
    pub user: String,
    /// The share of all rows that are this user's.
    pub user_share: f64,
    /// The item's id; of equals the first in the order of ids.
    pub item: String,
    /// The share of all rows that are of this item.
    pub item_share: f64,
}

impl Largest {
    /// From the rows of each user and item, by index.
    pub(super) fn new(n_rows: usize, users: (&Vocab, &[usize]), items: (&Vocab, &[usize])) -> Self {
        let of = |(ids, rows): (&Vocab, &[usize])| {
            let best = (0..rows.len()).max_by_key(|&at| (rows[at], std::cmp::Reverse(at)));
            best.map_or_else(Default::default, |at| {
                (ids.id(at).to_owned(), ratio(rows[at], n_rows))
            })
        };
        let ((user, user_share), (item, item_share)) = (of(users), of(items));
        Self { user, user_share, item, item_share }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;

    #[test]
    fn of_equals_the_first_id_is_named() {
        let rows = [("1", "a", "", 0), ("2", "b", "", 0), ("2", "c", "", 1), ("3", "b", "", 2)];
        let dataset = Dataset::from_rows(&rows);
        let largest = Largest::new(4, (dataset.users(), &[1, 2, 1]), (dataset.items(), &[1, 2, 1]));
        assert_eq!((largest.user.as_str(), largest.item.as_str()), ("2", "b"));
        assert!((largest.user_share - 0.5).abs() < 1e-12);
        let equal = Largest::new(2, (dataset.users(), &[1, 1, 0]), (dataset.items(), &[1, 1, 0]));
        assert_eq!((equal.user.as_str(), equal.item.as_str()), ("1", "a"));
    }
}
