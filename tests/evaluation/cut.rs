//! What must hold of every cut and every score, whatever the data.

use proptest::prelude::*;
use rehearsal::dataset::Dataset;
use rehearsal::experiment::{DataRecord, Evaluation, Experiment, Scoring, Seen, run};
use rehearsal::metric::ACCURACY;
use rehearsal::model::ModelConfig;
use rehearsal::split::{HoldOut, Protocol, SplitError, UserSet};

/// User, item, event, seconds.
type Row = (u8, u8, bool, i64);

/// Models that are quick, and of which some see the order of rows.
const NAMES: [&str; 5] = ["random", "popularity", "repeat-last", "item-knn", "markov"];

fn dataset(rows: &[Row]) -> Dataset {
    let names: Vec<(String, String, &str, i64)> = rows
        .iter()
        .map(|&(user, item, watch, at)| {
            (user.to_string(), item.to_string(), if watch { "watch" } else { "click" }, at)
        })
        .collect();
    let rows: Vec<(&str, &str, &str, i64)> = names
        .iter()
        .map(|(user, item, event, at)| (user.as_str(), item.as_str(), *event, *at))
        .collect();
    Dataset::from_rows(&rows)
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((0..7_u8, 0..9_u8, any::<bool>(), 0..30_i64), 1..most)
}

fn protocols() -> impl Strategy<Value = (Protocol, HoldOut)> {
    let protocol = prop_oneof![
        (1..5_usize, 1..9_u8, any::<u64>()).prop_map(|(folds, share, seed)| {
            Protocol::Personalize { folds, test_share: f64::from(share) / 10.0, seed }
        }),
        Just(Protocol::LeaveLastOne),
        (0..30_i64).prop_map(|cut_s| Protocol::GlobalTime { cut_s }),
        (1..9_u8)
            .prop_map(|share| Protocol::PerUserRatio { held_out_share: f64::from(share) / 10.0 }),
    ];
    (protocol, prop_oneof![Just(HoldOut::Rows), Just(HoldOut::Items)])
}

fn evaluate(dataset: &Dataset, protocol: Protocol, hold_out: HoldOut) -> Option<Evaluation> {
    let data = DataRecord::new(dataset);
    let experiment = Experiment {
        protocol,
        cut: hold_out.into(),
        seen: Seen::Include,
        scoring: Scoring {
            replicates: 20,
            event_weights: [("click".to_owned(), 0.1), ("watch".to_owned(), 0.3)].into(),
            ..Scoring::default()
        },
        ..Experiment::of(NAMES.map(|name| ModelConfig::parse(name).expect("a name")).to_vec())
    };
    run(dataset, &data, &experiment, None, &|_| {}).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// No row is on two sides, none is lost, and none is before its own history.
    #[test]
    fn sides_are_disjoint_and_complete(rows in rows(60), (protocol, hold_out) in protocols()) {
        let dataset = dataset(&rows);
        let split = match protocol.split(&dataset, hold_out) {
            Ok(split) => split,
            Err(SplitError::NoTestUsers(_) | SplitError::Param(_)) => return Ok(()),
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        };
        let is_personalize = matches!(protocol, Protocol::Personalize { .. });
        let mut tested = Vec::new();
        for index in 0..split.n_folds() {
            let Ok(fold) = split.fold(index) else { continue };
            let mut seen = vec![0_u8; rows.len()];
            fold.training_rows.iter().for_each(|&row| seen[row as usize] |= 1);
            for test in &fold.test_users {
                tested.push(test.user);
                prop_assert!(!test.history.is_empty() && !test.held_out.is_empty());
                test.history.iter().for_each(|&row| seen[row as usize] |= 2);
                for &row in &test.held_out_rows {
                    prop_assert_eq!(seen[row as usize], 0, "a held-out row stands elsewhere");
                    seen[row as usize] = 4;
                }
                let newest = test.history.iter().map(|&row| dataset.timestamp_s(row)).max();
                let oldest = test.held_out_rows.iter().map(|&row| dataset.timestamp_s(row)).min();
                prop_assert!(newest <= oldest);
                let all = test.history.len() + test.held_out_rows.len();
                prop_assert_eq!(all, dataset.rows_of(test.user).len());
            }
            for (row, side) in seen.iter().enumerate() {
                let row = u32::try_from(row).expect("few");
                let is_tested = fold.test_users.iter().any(|test| test.user == dataset.user(row));
                match (protocol, is_tested) {
                    // A training row of a test user would tell of the user's future.
                    (Protocol::Personalize { .. }, true) => prop_assert!(*side == 2 || *side == 4),
                    (Protocol::GlobalTime { cut_s }, false) => {
                        prop_assert_eq!(*side, u8::from(dataset.timestamp_s(row) < cut_s));
                    }
                    (_, false) => prop_assert_eq!(*side, 1),
                    (_, true) => prop_assert!(*side == 3 || *side == 4),
                }
            }
        }
        let n = tested.len();
        tested.sort_unstable();
        tested.dedup();
        prop_assert_eq!(tested.len(), n, "nobody is tested twice");
        if !is_personalize {
            prop_assert_eq!(n, split.n_tested());
        }
    }

    /// Where no two rows of a user share a second, the order of the file says nothing.
    #[test]
    fn shuffled_rows_give_the_same_cut(
        items in prop::collection::vec((0..7_u8, 0..9_u8, any::<bool>()), 1..50),
        order in any::<u64>(),
        (protocol, hold_out) in protocols(),
    ) {
        let rows: Vec<Row> =
            (0..).zip(&items).map(|(at, &(user, item, watch))| (user, item, watch, at)).collect();
        let mut shuffled = rows.clone();
        let mut state = order | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, usize::try_from(state >> 33).expect("31 bits") % (at + 1));
        }
        let sides = |rows: &[Row]| -> Option<Vec<Vec<String>>> {
            let dataset = dataset(rows);
            let split = protocol.split(&dataset, hold_out).ok()?;
            let shown = |row: &u32| format!(
                "{} {} {}",
                dataset.users().id(dataset.user(*row).index()),
                dataset.items().id(dataset.item(*row).index()),
                dataset.timestamp_s(*row)
            );
            let mut all = Vec::new();
            for index in 0..split.n_folds() {
                let fold = split.fold(index).ok()?;
                all.push(fold.training_rows.iter().map(shown).collect());
                for test in &fold.test_users {
                    all.push(test.history.iter().map(shown).collect());
                    all.push(test.held_out_rows.iter().map(shown).collect());
                }
                let users = UserSet::of(&dataset, fold.test_users.iter().map(|test| test.user));
                all.push(vec![users.sha256]);
            }
            Some(all)
        };
        prop_assert_eq!(sides(&rows), sides(&shuffled));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn accuracy_lies_in_0_to_1_and_threads_change_no_byte(
        rows in rows(80), (protocol, hold_out) in protocols(),
    ) {
        let dataset = dataset(&rows);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| evaluate(&dataset, protocol, hold_out))
        };
        let (one, two) = (with(1), with(2));
        let Some(one) = one else { return Ok(()) };
        let bytes = |found: &Evaluation| serde_json::to_vec(&found.result).expect("JSON");
        let two = two.expect("as with one thread");
        prop_assert_eq!(bytes(&one), bytes(&two));
        prop_assert_eq!(&one.per_user, &two.per_user);
        for model in &one.result.models {
            for metric in ACCURACY {
                let value = model.metrics[metric.key];
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value), "{} {value}", metric.key);
                if let Some(interval) = model.intervals.get(metric.key) {
                    prop_assert!(interval.low <= interval.high && interval.low >= -1e-12);
                }
                if let Some(range) = model.ties.as_ref().and_then(|ties| ties.ranges.get(metric.key)) {
                    prop_assert!(range.low <= value + 1e-12 && value <= range.high + 1e-12);
                }
            }
            for key in ["coverage", "gini_of_exposure_at_25"] {
                prop_assert!((0.0..=1.0).contains(&model.metrics[key]), "{key}");
            }
        }
    }
}

/// Seven rows, and exactly which lands where.
#[test]
fn a_small_table_row_by_row() {
    let rows = [
        ("1", "a", "click", 10),
        ("1", "b", "click", 20),
        ("1", "c", "click", 30),
        ("2", "a", "click", 15),
        ("2", "d", "click", 25),
        ("3", "a", "click", 40),
        ("3", "b", "click", 50),
    ];
    let dataset = Dataset::from_rows(&rows);
    let of = |protocol: Protocol| {
        let split = protocol.split(&dataset, HoldOut::Rows).expect("users can be tested");
        let fold = split.fold(0).expect("something to train on");
        let held_out: Vec<u32> =
            fold.test_users.iter().flat_map(|test| test.held_out_rows.clone()).collect();
        (fold.training_rows, held_out)
    };
    assert_eq!(of(Protocol::LeaveLastOne), (vec![0, 1, 3, 5], vec![2, 4, 6]));
    // From 25 on: user 1 hides c, user 2 hides d; user 3 has no past and is not tested.
    assert_eq!(of(Protocol::GlobalTime { cut_s: 25 }), (vec![0, 1, 3], vec![2, 4]));
    // Half of three rows: ranks above 1.5, so b and c.
    let half = Protocol::PerUserRatio { held_out_share: 0.5 };
    assert_eq!(of(half), (vec![0, 3, 5], vec![1, 2, 4, 6]));
    let Protocol::GlobalTime { cut_s } = Protocol::newest_tenth_of_all(&dataset) else {
        panic!("a cut in time")
    };
    assert_eq!(cut_s, 50, "9 · 7 / 10 = 6, the newest row");
}
