//! Lists beside the popularity ranking.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::Xxh3;

use super::segment::ActivityGroup;
use crate::dataset::ItemIdx;
use crate::experiment::result::{LikenessPart, PopularityLikeness};
use crate::metric::rank_biased_overlap;
use crate::number::{from_count, ratio, to_u32};

/// The most items that count as the most popular, and the fewest.
const MOST: usize = 100;
const FEWEST: usize = 25;
/// The fewest items with training users: of less a list of 25 is a quarter, and near any ranking.
const FEWEST_ITEMS: usize = 100;

/// The items with training users, most users first, ties by index.
#[derive(Debug)]
pub(in crate::experiment) struct PopularityRanking {
    ranking: Vec<ItemIdx>,
    most_popular: usize,
    /// True for each item that counts as one of the most popular.
    is_popular: Vec<bool>,
}

/// One user's list beside the popularity ranking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::experiment) struct UserLikeness {
    popular_share: f64,
    overlap: f64,
    had_share: f64,
    /// A hash of the list.
    list: u64,
}

impl PopularityRanking {
    /// The ranking by these users of each item; none of fewer than a hundred items.
    pub(in crate::experiment) fn of(users_per_item: &[u32]) -> Option<Self> {
        let mut ranking: Vec<ItemIdx> = (0..to_u32(users_per_item.len())).map(ItemIdx).collect();
        ranking.retain(|item| users_per_item[item.index()] > 0);
        ranking.sort_by_key(|item| std::cmp::Reverse(users_per_item[item.index()]));
        if ranking.len() < FEWEST_ITEMS {
            return None;
        }
        let most_popular = (ranking.len() / 10).clamp(FEWEST, MOST);
        let mut is_popular = vec![false; users_per_item.len()];
        for item in &ranking[..most_popular] {
            is_popular[item.index()] = true;
        }
        Some(Self { ranking, most_popular, is_popular })
    }

    pub(in crate::experiment) const fn most_popular(&self) -> usize {
        self.most_popular
    }

    /// The likeness of a list of distinct items, whose user has `history`, rising; `None` of an empty list, and where
    /// nothing is popular.
    pub(in crate::experiment) fn of_list(
        &self,
        list: &[ItemIdx],
        history: &[ItemIdx],
    ) -> Option<UserLikeness> {
        let is_had = |item: &ItemIdx| history.binary_search(item).is_ok();
        // Who is shown nothing again is not shown what they had, however popular.
        let might_be = |item: &&ItemIdx| !is_had(item) || list.contains(item);
        let popular: Vec<ItemIdx> =
            self.ranking.iter().filter(might_be).take(list.len()).copied().collect();
        let overlap = rank_biased_overlap(list, &popular)?;
        let count = |is: &dyn Fn(&ItemIdx) -> bool| list.iter().filter(|item| is(item)).count();
        let mut hash = Xxh3::new();
        for item in list {
            hash.update(&item.0.to_le_bytes());
        }
        Some(UserLikeness {
            popular_share: ratio(count(&|item| self.is_popular[item.index()]), list.len()),
            overlap,
            had_share: ratio(count(&is_had), list.len()),
            list: hash.digest(),
        })
    }
}

/// The likeness over all users, and by the length of their history in rows.
pub(in crate::experiment) fn likeness(
    most_popular: usize,
    users: &[(usize, Option<UserLikeness>)],
    groups: &[ActivityGroup],
) -> Option<PopularityLikeness> {
    let all = part("all users".to_owned(), users.iter().filter_map(|user| user.1))?;
    let of_group = |group: &ActivityGroup| {
        let own = users.iter().filter(|user| group.has(user.0)).filter_map(|user| user.1);
        part(group.name(), own)
    };
    let by_activity = groups.iter().filter_map(of_group).collect();
    Some(PopularityLikeness { most_popular, all, by_activity })
}

fn part(group: String, users: impl Iterator<Item = UserLikeness>) -> Option<LikenessPart> {
    let users: Vec<UserLikeness> = users.collect();
    let mean =
        |of: fn(&UserLikeness) -> f64| users.iter().map(of).sum::<f64>() / from_count(users.len());
    let lists: BTreeSet<u64> = users.iter().map(|user| user.list).collect();
    (!users.is_empty()).then(|| LikenessPart {
        group,
        users: users.len(),
        popular_share: mean(|user| user.popular_share),
        overlap: mean(|user| user.overlap),
        distinct_lists_per_100: 100.0 * ratio(lists.len(), users.len()),
        had_share: mean(|user| user.had_share),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(numbers: &[u32]) -> Vec<ItemIdx> {
        numbers.iter().copied().map(ItemIdx).collect()
    }

    #[test]
    fn the_popularity_ranking_itself_is_recognised_though_seen_items_are_left_out() {
        // Item 0 has most users; item 59 none.
        let users_per_item: Vec<u32> = (0..110).map(|item| 109 - item).collect();
        let ranking = PopularityRanking::of(&users_per_item).expect("items");
        assert_eq!(ranking.most_popular(), 25);
        let history = items(&[0, 2, 40]);
        let same = ranking.of_list(&items(&[1, 3, 4, 5]), &history).expect("a list");
        let close =
            |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
        close(same.overlap, 1.0);
        close(same.popular_share, 1.0);
        close(same.had_share, 0.0);
        let other = ranking.of_list(&items(&[40, 109, 30, 24]), &history).expect("a list");
        close(other.overlap, 0.0);
        close(other.popular_share, 0.25);
        close(other.had_share, 0.25);
        assert_eq!(ranking.of_list(&[], &history), None);
        assert!(PopularityRanking::of(&[1; 99]).is_none());
    }

    #[test]
    fn lists_are_counted_once_and_users_parted_by_their_history() {
        let ranking = PopularityRanking::of(&[7; 300]).expect("items");
        let of = |rows: usize, list: &[u32]| (rows, ranking.of_list(&items(list), &[]));
        let users =
            [of(1, &[0, 1]), of(1, &[0, 1]), of(9, &[205, 204]), of(9, &[204, 205]), (9, None)];
        let groups = ActivityGroup::quartiles(&[1, 1, 9, 9, 9]);
        let found = likeness(ranking.most_popular(), &users, &groups).expect("lists");
        assert_eq!((found.most_popular, found.all.users), (30, 4));
        assert!((found.all.distinct_lists_per_100 - 75.0).abs() < 1e-12);
        let parts: Vec<(&str, usize, bool)> = found
            .by_activity
            .iter()
            .map(|part| (part.group.as_str(), part.users, part.is_disguise()))
            .collect();
        let expected = [("history of 1 to 1 rows", 2, true), ("history of 9 to 9 rows", 2, false)];
        assert_eq!(parts, expected);
        let sentence = found.sentence().expect("one part");
        assert!(sentence.starts_with(
            "its lists are popularity in disguise for users with a history of 1 to 1 rows"
        ));
        assert_eq!(likeness(6, &[(1, None)], &groups), None);
    }
}
