//! The protocols as a whole.

use super::*;
use crate::dataset::{Dataset, UserIdx};
use crate::number::to_u32;
use proptest::prelude::*;

const TEN_FOLDS: Protocol = Protocol::Personalize { folds: 10, test_share: 0.1, seed: 42 };

fn dataset(rows: &[(u8, u8, i64)]) -> Dataset {
    let names: Vec<(String, String, i64)> =
        rows.iter().map(|&(user, item, at)| (user.to_string(), item.to_string(), at)).collect();
    let rows: Vec<(&str, &str, &str, i64)> =
        names.iter().map(|(user, item, at)| (user.as_str(), item.as_str(), "click", *at)).collect();
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
    let split = Protocol::NEWEST_TENTH.split(&dataset, HoldOut::Rows).expect("one can");
    assert_eq!((split.n_tested(), split.n_not_tested()), (1, 1));
    let fold = split.fold(0).expect("something remains");
    assert_eq!(fold.training_rows.len(), 2);
}

#[test]
fn what_cannot_be_followed_is_said() {
    let one = dataset(&[(1, 1, 1), (2, 1, 1)]);
    assert_eq!(
        Protocol::NEWEST_TENTH.split(&one, HoldOut::Rows).map(|_| ()),
        Err(SplitError::NoTestUsers("no user has two interactions"))
    );
    let zero = Protocol::Personalize { folds: 0, test_share: 0.1, seed: 1 };
    let error = zero.split(&one, HoldOut::Rows).map(|_| ()).expect_err("no folds");
    assert_eq!(error.to_string(), "`folds`: expected at least 1, found 0");
    let lonely = dataset(&[(1, 1, 1), (1, 2, 2)]);
    let protocol = Protocol::Personalize { folds: 1, test_share: 0.5, seed: 1 };
    let split = protocol.split(&lonely, HoldOut::Rows).expect("one user");
    assert_eq!(split.fold(0), Err(SplitError::NothingToTrain { fold: 1, users: 1 }));
}

/// The users and rows of every fold.
fn folds(dataset: &Dataset, protocol: Protocol, cut: &Cut) -> Vec<Fold> {
    let split = protocol.split(dataset, cut.clone()).expect("users can be tested");
    (0..split.n_folds()).map(|index| split.fold(index).expect("others remain")).collect()
}

#[test]
fn a_sample_tests_fewer_users_and_learns_from_the_same_rows() {
    let dataset = many_users(23);
    let cut_s = Protocol::newest_tenth_of_all(&dataset);
    for protocol in [TEN_FOLDS, Protocol::LeaveLastOne, cut_s, Protocol::NEWEST_TENTH] {
        let all = Cut::from(HoldOut::Rows);
        let few = Cut { sample: Some(Sample { users: 5, seed: 42 }), ..all.clone() };
        let split = protocol.split(&dataset, few.clone()).expect("users can be tested");
        assert_eq!((split.n_tested(), split.n_left_out()), (5, 18), "{protocol:?}");
        let mut tested = Vec::new();
        for (whole, part) in
            folds(&dataset, protocol, &all).iter().zip(folds(&dataset, protocol, &few))
        {
            assert_eq!(whole.training_rows, part.training_rows, "{protocol:?}");
            assert!(part.test_users.iter().all(|test| whole.test_users.contains(test)));
            tested.extend(part.test_users.iter().map(|test| test.user));
        }
        // The first of the dealt order, whatever the protocol.
        let mut order: Vec<(u64, u32)> = (0..23)
            .map(|user| (crate::seed::hash(42, dataset.users().id(user as usize)), user))
            .collect();
        order.sort_unstable();
        let mut first: Vec<u32> = order.iter().take(5).map(|&(_, user)| user).collect();
        first.sort_unstable();
        tested.sort_unstable();
        assert_eq!(tested, first.into_iter().map(UserIdx).collect::<Vec<_>>(), "{protocol:?}");
    }
}

#[test]
fn a_sample_of_more_users_than_there_are_is_all_and_one_of_none_is_refused() {
    let dataset = many_users(7);
    let cut =
        |users| Cut { sample: Some(Sample { users, seed: 1 }), ..Cut::from(HoldOut::NewItems) };
    let split = Protocol::LeaveLastOne.split(&dataset, cut(9)).expect("users can be tested");
    assert_eq!((split.n_tested(), split.n_left_out()), (7, 0));
    let error = Protocol::LeaveLastOne.split(&dataset, cut(0)).map(|_| ()).expect_err("nobody");
    assert_eq!(error.to_string(), "`test-users`: expected at least 1, found 0");
    assert_eq!(cut(9).of_all_users(), Cut::from(HoldOut::NewItems));
}

proptest! {
    #[test]
    fn history_and_held_out_are_disjoint_complete_and_in_time_order(
        rows in prop::collection::vec((0..6_u8, 0..9_u8, 0..20_i64), 1..60),
        items in any::<bool>(),
    ) {
        let dataset = dataset(&rows);
        let hold_out = if items { HoldOut::Items } else { HoldOut::Rows };
        let Ok(split) = Protocol::NEWEST_TENTH.split(&dataset, hold_out) else { return Ok(()) };
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
