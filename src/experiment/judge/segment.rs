//! The results of a model for parts of the users and of the items.

use std::collections::BTreeMap;

use crate::dataset::ItemIdx;
use crate::experiment::result::{BY_POPULARITY, Segment};
use crate::metric::{ACCURACY, Convention, Judged, Metric, UserValues, mean};
use crate::number::to_u32;

/// A group of items by how popular they are in the training set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::experiment) enum ItemGroup {
    /// The most popular items, together at most a fifth of the rows.
    Head,
    /// The items between head and tail.
    Middle,
    /// The least popular items, together at most a fifth of the rows.
    Tail,
    /// Items that training never saw.
    Cold,
}

impl ItemGroup {
    pub(in crate::experiment) const ALL: [Self; 4] =
        [Self::Head, Self::Middle, Self::Tail, Self::Cold];

    const fn name(self) -> &'static str {
        match self {
            Self::Head => "head: the most popular items with a fifth of the training rows",
            Self::Middle => "middle: items between head and tail",
            Self::Tail => "tail: the least popular items with a fifth of the training rows",
            Self::Cold => "cold: items that training never saw",
        }
    }
}

/// The group of every item.
#[derive(Debug)]
pub(in crate::experiment) struct ItemGroups(Vec<ItemGroup>);

impl ItemGroups {
    /// Groups items by their rows. Items with equal rows are taken in the order of items.
    pub(in crate::experiment) fn new(rows_per_item: &[u32]) -> Self {
        let mut items: Vec<u32> = (0..to_u32(rows_per_item.len())).collect();
        items.retain(|&item| rows_per_item[item as usize] > 0);
        items.sort_by_key(|&item| std::cmp::Reverse(rows_per_item[item as usize]));
        let mut groups = vec![ItemGroup::Cold; rows_per_item.len()];
        for &item in &items {
            groups[item as usize] = ItemGroup::Middle;
        }
        let total: u64 = rows_per_item.iter().map(|&rows| u64::from(rows)).sum();
        let mut mark = |items: &mut dyn Iterator<Item = &u32>, group: ItemGroup| {
            let mut rows = 0;
            for &item in items {
                rows += u64::from(rows_per_item[item as usize]);
                if rows * 5 > total {
                    break;
                }
                groups[item as usize] = group;
            }
        };
        mark(&mut items.iter(), ItemGroup::Head);
        mark(&mut items.iter().rev(), ItemGroup::Tail);
        Self(groups)
    }

    pub(in crate::experiment) fn of(&self, item: ItemIdx) -> ItemGroup {
        self.0[item.index()]
    }
}

/// Users whose histories have so many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::experiment) struct ActivityGroup {
    low: usize,
    high: usize,
    /// The shortest history that there is in it.
    shortest: usize,
}

impl ActivityGroup {
    /// Quartiles of the length of the history in rows; users with equal lengths stay together, so that parts can be
    /// uneven and fewer than four.
    pub(in crate::experiment) fn quartiles(history_rows: &[usize]) -> Vec<Self> {
        let mut sorted = history_rows.to_vec();
        sorted.sort_unstable();
        let mut groups = Vec::new();
        let mut low = 0;
        for quarter in 1..=4 {
            let last = (quarter * sorted.len()).div_ceil(4).saturating_sub(1);
            let Some(&high) = sorted.get(last) else { break };
            if high < low {
                continue;
            }
            let shortest = sorted.iter().copied().find(|&rows| rows >= low).unwrap_or(low);
            groups.push(Self { low, high, shortest });
            low = high + 1;
        }
        groups
    }

    /// Tells whether a user with a history of so many rows is in it.
    pub(in crate::experiment) fn has(self, rows: usize) -> bool {
        (self.low..=self.high).contains(&rows)
    }

    pub(in crate::experiment) fn name(self) -> String {
        format!("history of {} to {} rows", self.shortest, self.high)
    }
}

/// Groups users by [`ActivityGroup::quartiles`].
pub(in crate::experiment) fn by_activity(
    metrics: &[&'static Metric],
    values: &UserValues,
    history_rows: &[usize],
) -> Vec<Segment> {
    let of = |group: ActivityGroup| {
        let part = values.filtered(|user| group.has(history_rows[user]));
        let means = ACCURACY.iter().filter_map(|metric| {
            let at = metrics.iter().position(|other| other == metric)?;
            Some((metric.key.to_owned(), part.mean(at).0))
        });
        let (by, users) = ("user activity".to_owned(), part.n_users());
        (users > 0).then(|| Segment { by, group: group.name(), users, metrics: means.collect() })
    };
    ActivityGroup::quartiles(history_rows).into_iter().filter_map(of).collect()
}

/// By the popularity of the held-out items.
pub(in crate::experiment) fn by_popularity(
    judged: &[[Judged; ItemGroup::ALL.len()]],
    convention: Convention,
) -> Vec<Segment> {
    let of = |(at, group): (usize, &ItemGroup)| {
        let with: Vec<Judged> =
            judged.iter().map(|groups| groups[at]).filter(|one| one.n_relevant() > 0).collect();
        let means = ACCURACY.iter().map(|metric| {
            let values: Vec<f64> =
                with.iter().filter_map(|&one| metric.of_hits(one, convention)).collect();
            (metric.key.to_owned(), mean(&values))
        });
        let metrics = if with.is_empty() { BTreeMap::new() } else { means.collect() };
        let by = BY_POPULARITY.to_owned();
        Segment { by, group: group.name().to_owned(), users: with.len(), metrics }
    };
    ItemGroup::ALL.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::RECIPROCAL_RANK;

    #[test]
    fn head_and_tail_have_at_most_a_fifth_of_the_rows_each() {
        // Of 20 rows: 4 is a fifth; item 0 alone is the head, items 5 to 8 the tail.
        let groups = ItemGroups::new(&[4, 3, 3, 3, 3, 1, 1, 1, 1, 0]);
        let names: Vec<ItemGroup> = (0..10).map(|item| groups.of(ItemIdx(item))).collect();
        let mut expected = vec![ItemGroup::Head];
        expected.extend([ItemGroup::Middle; 4]);
        expected.extend([ItemGroup::Tail; 4]);
        expected.push(ItemGroup::Cold);
        assert_eq!(names, expected);
    }

    #[test]
    fn users_of_equal_activity_stay_together() {
        let mut values = UserValues::new(1);
        (0..6).for_each(|user| values.push(&[Some(f64::from(user))]));
        let segments = by_activity(&[&RECIPROCAL_RANK], &values, &[1, 1, 1, 1, 5, 9]);
        let found: Vec<(&str, usize)> =
            segments.iter().map(|one| (one.group.as_str(), one.users)).collect();
        assert_eq!(
            found,
            [
                ("history of 1 to 1 rows", 4),
                ("history of 5 to 5 rows", 1),
                ("history of 9 to 9 rows", 1)
            ]
        );
        assert!((segments[0].metrics["mean_reciprocal_rank_at_25"] - 1.5).abs() < 1e-12);
    }
}
