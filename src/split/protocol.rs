//! The protocols, as one type that gives folds.

use serde::{Deserialize, Serialize};

use super::cut::{HoldOut, cut};
use crate::dataset::{Dataset, ItemIdx, UserIdx};
use crate::id;
use crate::number::{from_count, round_to_count, to_u32};
use crate::param::{InvalidParam, at_least};
use crate::seed;

/// How training set, history and held-out items are made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Protocol {
    /// The service's way: users are dealt to folds, and each fold's users are tested on a training
    /// set of all the others, whole.
    Personalize {
        /// How many folds. With 1, [`Self::Personalize::test_share`] of the users are tested once.
        folds: usize,
        /// The share of users tested when there is one fold.
        test_share: f64,
        /// Decides which user is dealt to which fold.
        seed: u64,
    },
    /// Every user's newest tenth is held out, the rest of all users is the training set.
    PerUserRatio,
}

/// Why a protocol cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// A parameter is out of range.
    #[error(transparent)]
    Param(#[from] InvalidParam),
    /// Nobody can be tested.
    #[error("no user has two interactions, so that nobody can be tested")]
    NoTestUsers,
    /// A fold would leave nothing to learn from.
    #[error("fold {fold} would test every user and leave nothing to train on; use more folds")]
    NothingToTrain {
        /// The fold, from 1.
        fold: usize,
    },
}

/// One user under test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestUser {
    /// The user.
    pub user: UserIdx,
    /// The visible rows, in time order, ties in file order.
    pub history: Vec<u32>,
    /// The hidden rows, in time order, ties in file order.
    pub held_out_rows: Vec<u32>,
    /// The distinct items of the hidden rows, rising.
    pub held_out: Vec<ItemIdx>,
}

/// A training set and the users tested on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// The rows to learn from, in the order of users, each user's in time order.
    pub training_rows: Vec<u32>,
    /// The users under test, by index.
    pub test_users: Vec<TestUser>,
}

/// A protocol applied to a data set: which users each fold tests.
#[derive(Debug)]
pub struct Split<'a> {
    dataset: &'a Dataset,
    hold_out: HoldOut,
    protocol: Protocol,
    /// Users that each fold tests, by index.
    tested: Vec<Vec<UserIdx>>,
    n_not_tested: usize,
}

impl Protocol {
    /// Deals the users of `dataset`.
    ///
    /// `Personalize`: users sorted by xxh3-64 of (seed, id), ties by id, are dealt in turn, the k-th
    /// to fold k mod folds; with one fold the first round(share · n) are tested. Users with fewer
    /// than two units (see [`HoldOut`]) are not tested and counted.
    ///
    /// # Errors
    /// When a parameter is out of range or nobody can be tested.
    pub fn split(self, dataset: &Dataset, hold_out: HoldOut) -> Result<Split<'_>, SplitError> {
        let dealt = match self {
            Self::Personalize { folds, test_share, seed } => {
                deal(dataset, folds, test_share, seed)?
            }
            Self::PerUserRatio => vec![all_users(dataset)],
        };
        let can_be_tested =
            |user: &UserIdx| !cut(dataset, dataset.rows_of(*user), hold_out).1.is_empty();
        let n_dealt: usize = dealt.iter().map(Vec::len).sum();
        let tested: Vec<Vec<UserIdx>> = dealt
            .into_iter()
            .map(|users| users.into_iter().filter(can_be_tested).collect())
            .collect();
        let n_tested: usize = tested.iter().map(Vec::len).sum();
        if n_tested == 0 {
            return Err(SplitError::NoTestUsers);
        }
        Ok(Split { dataset, hold_out, protocol: self, tested, n_not_tested: n_dealt - n_tested })
    }
}

fn all_users(dataset: &Dataset) -> Vec<UserIdx> {
    (0..to_u32(dataset.users().len())).map(UserIdx).collect()
}

fn deal(
    dataset: &Dataset,
    folds: usize,
    test_share: f64,
    seed: u64,
) -> Result<Vec<Vec<UserIdx>>, InvalidParam> {
    at_least("folds", folds, &1)?;
    let n_users = dataset.users().len();
    if folds > n_users {
        let expected = format!("at most {n_users}, the number of users");
        return Err(InvalidParam::new("folds", &folds, expected));
    }
    if !(test_share > 0.0 && test_share < 1.0) {
        return Err(InvalidParam::new("test-share", &test_share, "a share between 0 and 1"));
    }
    let name = |user: &UserIdx| dataset.users().id(user.index());
    let mut order: Vec<(u64, UserIdx)> =
        all_users(dataset).into_iter().map(|user| (seed::hash(seed, name(&user)), user)).collect();
    order.sort_unstable_by(|left, right| {
        left.0.cmp(&right.0).then_with(|| id::compare(name(&left.1), name(&right.1)))
    });
    let mut dealt = vec![Vec::new(); folds];
    if folds == 1 {
        let n_tested = round_to_count(test_share * from_count(n_users)).max(1);
        dealt[0] = order.into_iter().take(n_tested).map(|(_, user)| user).collect();
    } else {
        for (position, (_, user)) in order.into_iter().enumerate() {
            dealt[position % folds].push(user);
        }
    }
    for users in &mut dealt {
        users.sort_unstable();
    }
    Ok(dealt)
}

impl Split<'_> {
    /// How many folds there are.
    #[must_use]
    pub fn n_folds(&self) -> usize {
        self.tested.len()
    }

    /// How many users are tested, over all folds.
    #[must_use]
    pub fn n_tested(&self) -> usize {
        self.tested.iter().map(Vec::len).sum()
    }

    /// How many users were dealt to a fold but have too few interactions to be cut.
    #[must_use]
    pub fn n_not_tested(&self) -> usize {
        self.n_not_tested
    }

    /// Makes fold `index` (from 0).
    ///
    /// # Errors
    /// When it would leave nothing to train on.
    ///
    /// # Panics
    /// When `index` is not below [`Self::n_folds`].
    pub fn fold(&self, index: usize) -> Result<Fold, SplitError> {
        let tested = &self.tested[index];
        let test_users: Vec<TestUser> = tested.iter().map(|&user| self.test_user(user)).collect();
        let whole_users = matches!(self.protocol, Protocol::Personalize { .. });
        let mut training_rows = Vec::with_capacity(self.dataset.n_rows());
        let mut tests = test_users.iter().peekable();
        for user in all_users(self.dataset) {
            match tests.next_if(|test| test.user == user) {
                None => training_rows.extend_from_slice(self.dataset.rows_of(user)),
                Some(test) if !whole_users => training_rows.extend_from_slice(&test.history),
                Some(_) => {}
            }
        }
        if training_rows.is_empty() {
            return Err(SplitError::NothingToTrain { fold: index + 1 });
        }
        Ok(Fold { training_rows, test_users })
    }

    fn test_user(&self, user: UserIdx) -> TestUser {
        let (history, held_out_rows) = cut(self.dataset, self.dataset.rows_of(user), self.hold_out);
        let mut held_out: Vec<ItemIdx> =
            held_out_rows.iter().map(|&row| self.dataset.item(row)).collect();
        held_out.sort_unstable();
        held_out.dedup();
        TestUser { user, history, held_out_rows, held_out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEN_FOLDS: Protocol = Protocol::Personalize { folds: 10, test_share: 0.1, seed: 42 };

    fn dataset(rows: &[(u8, u8, i64)]) -> Dataset {
        let names: Vec<(String, String, i64)> =
            rows.iter().map(|&(user, item, at)| (user.to_string(), item.to_string(), at)).collect();
        let rows: Vec<(&str, &str, &str, i64)> = names
            .iter()
            .map(|(user, item, at)| (user.as_str(), item.as_str(), "click", *at))
            .collect();
        Dataset::from_rows(&rows)
    }

    fn many_users(n: u8) -> Dataset {
        let rows: Vec<(u8, u8, i64)> =
            (0..n).flat_map(|user| (0..5).map(move |item| (user, item, i64::from(item)))).collect();
        dataset(&rows)
    }

    #[test]
    fn ten_folds_test_every_user_once_and_train_on_the_others_whole() {
        let dataset = many_users(23);
        let split = TEN_FOLDS.split(&dataset, HoldOut::Rows).expect("users can be tested");
        let mut tested = Vec::new();
        for index in 0..split.n_folds() {
            let fold = split.fold(index).expect("others remain");
            assert_eq!(fold.training_rows.len(), (23 - fold.test_users.len()) * 5);
            tested.extend(fold.test_users.iter().map(|test| test.user.0));
        }
        tested.sort_unstable();
        assert_eq!(tested, (0..23).collect::<Vec<u32>>());
    }

    #[test]
    fn one_fold_tests_a_share_of_the_users() {
        let protocol = Protocol::Personalize { folds: 1, test_share: 0.1, seed: 42 };
        let dataset = many_users(25);
        let split = protocol.split(&dataset, HoldOut::Rows).expect("users can be tested");
        assert_eq!((split.n_folds(), split.n_tested()), (1, 3), "round(2.5) is 3");
    }

    #[test]
    fn users_with_one_interaction_are_counted_and_not_tested() {
        let dataset = dataset(&[(1, 1, 1), (2, 1, 1), (2, 2, 2)]);
        let split = Protocol::PerUserRatio.split(&dataset, HoldOut::Rows).expect("one can");
        assert_eq!((split.n_tested(), split.n_not_tested()), (1, 1));
        let fold = split.fold(0).expect("something remains");
        assert_eq!(fold.training_rows.len(), 2);
    }

    #[test]
    fn what_cannot_be_followed_is_said() {
        let one = dataset(&[(1, 1, 1), (2, 1, 1)]);
        assert_eq!(
            Protocol::PerUserRatio.split(&one, HoldOut::Rows).map(|_| ()),
            Err(SplitError::NoTestUsers)
        );
        let zero = Protocol::Personalize { folds: 0, test_share: 0.1, seed: 1 };
        let error = zero.split(&one, HoldOut::Rows).map(|_| ()).expect_err("no folds");
        assert_eq!(error.to_string(), "`folds`: expected at least 1, found 0");
        let lonely = dataset(&[(1, 1, 1), (1, 2, 2)]);
        let protocol = Protocol::Personalize { folds: 1, test_share: 0.5, seed: 1 };
        let split = protocol.split(&lonely, HoldOut::Rows).expect("one user");
        assert_eq!(split.fold(0), Err(SplitError::NothingToTrain { fold: 1 }));
    }

    proptest! {
        #[test]
        fn history_and_held_out_are_disjoint_complete_and_in_time_order(
            rows in prop::collection::vec((0..6_u8, 0..9_u8, 0..20_i64), 1..60),
            items in any::<bool>(),
        ) {
            let dataset = dataset(&rows);
            let hold_out = if items { HoldOut::Items } else { HoldOut::Rows };
            let Ok(split) = Protocol::PerUserRatio.split(&dataset, hold_out) else { return Ok(()) };
            let fold = split.fold(0).expect("histories remain");
            let mut all = fold.training_rows.clone();
            for test in &fold.test_users {
                let newest_visible = test.history.iter().map(|&row| dataset.timestamp_s(row)).max();
                let oldest_hidden = test.held_out_rows.iter().map(|&row| dataset.timestamp_s(row)).min();
                prop_assert!(newest_visible <= oldest_hidden);
                prop_assert!(!test.history.is_empty() && !test.held_out.is_empty());
                all.extend(&test.held_out_rows);
            }
            all.sort_unstable();
            prop_assert_eq!(all, (0..to_u32(rows.len())).collect::<Vec<_>>());
        }
    }
}
