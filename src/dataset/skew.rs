//! The user and the item with the most rows, and the share beyond which one of them is suspect.

use super::{Dataset, ItemIdx, UserIdx};
use crate::number::{from_count, ratio, to_u32};

/// The share of all rows beyond which one of `n` is suspect: a tenth, and where they are few, `times` an
/// even share, at most nine tenths.
fn most_of(n: usize, times: f64) -> f64 {
    (times / from_count(n.max(1))).clamp(0.1, 0.9)
}

/// The share of all rows beyond which one of `n` users is suspect.
#[must_use]
pub fn most_of_user(n: usize) -> f64 {
    most_of(n, 10.0)
}

/// The same of one of `n` items, of which a popular one has more than an even share by right.
#[must_use]
pub fn most_of_item(n: usize) -> f64 {
    most_of(n, 20.0)
}

impl Dataset {
    /// The user with more rows than [`most_of_user`] allows, and its share of all rows; none where no user
    /// has so many. Of equals the first.
    #[must_use]
    pub fn suspect_user(&self) -> Option<(UserIdx, f64)> {
        let users = 0..to_u32(self.users.len());
        let rows: Vec<usize> = users.map(|user| self.rows_of(UserIdx(user)).len()).collect();
        let (at, share) = largest(&rows)?;
        (share > most_of_user(with_rows(&rows))).then_some((UserIdx(at), share))
    }

    /// The same of items, by [`most_of_item`].
    #[must_use]
    pub fn suspect_item(&self) -> Option<(ItemIdx, f64)> {
        let mut rows = vec![0; self.items.len()];
        self.row_item.iter().for_each(|item| rows[item.index()] += 1);
        let (at, share) = largest(&rows)?;
        (share > most_of_item(with_rows(&rows))).then_some((ItemIdx(at), share))
    }

    /// Tells whether a file of the rows has a column of event types.
    #[must_use]
    pub fn has_event_type(&self) -> bool {
        self.has_event_type
    }
}

/// The place with the most rows, of equals the first, and its share of all.
fn largest(rows: &[usize]) -> Option<(u32, f64)> {
    let at = (0..rows.len()).max_by_key(|&at| (rows[at], std::cmp::Reverse(at)))?;
    Some((to_u32(at), ratio(rows[at], rows.iter().sum())))
}

fn with_rows(rows: &[usize]) -> usize {
    rows.iter().filter(|&&n| n > 0).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_users_may_each_have_more() {
        let users = [(1, 0.9), (31, 10.0 / 31.0), (100, 0.1), (5_000, 0.1)];
        assert!(users.iter().all(|&(n, most)| (most_of_user(n) - most).abs() < 1e-12));
        let items = [(10, 0.9), (100, 0.2), (200, 0.1)];
        assert!(items.iter().all(|&(n, most)| (most_of_item(n) - most).abs() < 1e-12));
    }

    #[test]
    fn one_user_or_item_with_nearly_all_rows_is_named() {
        let names: Vec<String> = (0..40).map(|at| format!("u{at}")).collect();
        let mut rows: Vec<(&str, &str, &str, i64)> =
            names.iter().map(|name| (name.as_str(), name.as_str(), "", 0)).collect();
        let even = Dataset::from_rows(&rows);
        assert_eq!((even.suspect_user(), even.suspect_item()), (None, None));
        rows.extend([("bot", "x", "", 1); 60]);
        let skewed = Dataset::from_rows(&rows);
        let (user, share) = skewed.suspect_user().expect("60 of 100 rows");
        assert_eq!((skewed.users().id(user.index()), share), ("bot", 0.6));
        let (item, share) = skewed.suspect_item().expect("60 of 100 rows");
        assert_eq!((skewed.items().id(item.index()), share), ("x", 0.6));
        assert!(!skewed.has_event_type(), "there is no such column");
    }
}
