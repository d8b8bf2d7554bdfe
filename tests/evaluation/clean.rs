//! What must hold of the clean view, whatever the data: no leak, and no order that the data does not have.

use proptest::prelude::*;
use rehearsal::dataset::Dataset;
use rehearsal::experiment::{DataRecord, EvalResult, Experiment, Scoring, Seen, View, run_views};
use rehearsal::model::ModelConfig;
use rehearsal::split::{Cut, HoldOut, Protocol, RowOrder};

/// User, item, event type, seconds.
type Row = (u8, u8, u8, i64);

const EVENTS: [&str; 3] = ["view", "cart", "buy"];
/// Models that are quick; some see the order of rows, some their types, some their times.
const NAMES: [&str; 8] = [
    "random",
    "popularity",
    "repeat-last",
    "trending",
    "item-knn",
    "ease",
    "markov",
    "session-knn",
];

fn dataset(rows: &[Row]) -> Dataset {
    let names: Vec<(String, String)> =
        rows.iter().map(|row| (row.0.to_string(), row.1.to_string())).collect();
    let rows: Vec<(&str, &str, &str, i64)> = rows
        .iter()
        .zip(&names)
        .map(|(row, (user, item))| {
            (user.as_str(), item.as_str(), EVENTS[usize::from(row.2)], row.3)
        })
        .collect();
    Dataset::from_rows(&rows)
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((0..7_u8, 0..9_u8, 0..3_u8, 0..12_i64), 1..most)
}

fn protocols() -> impl Strategy<Value = Protocol> {
    let share = |share: u8| f64::from(share) / 10.0;
    prop_oneof![
        (1..5_usize, 1..9_u8, any::<u64>()).prop_map(move |(folds, tested, seed)| {
            Protocol::Personalize { folds, test_share: share(tested), seed }
        }),
        Just(Protocol::LeaveLastOne),
        (0..12_i64).prop_map(|cut_s| Protocol::GlobalTime { cut_s }),
        (1..9_u8).prop_map(move |held| Protocol::PerUserRatio { held_out_share: share(held) }),
        (1..9_u8, any::<u64>()).prop_map(move |(held, seed)| Protocol::RandomRatio {
            held_out_share: share(held),
            seed
        }),
    ]
}

fn cuts() -> impl Strategy<Value = Cut> {
    let hold_out = prop_oneof![
        Just(HoldOut::Rows),
        Just(HoldOut::Items),
        Just(HoldOut::NewItems),
        Just(HoldOut::NewTargetItems)
    ];
    let target = prop_oneof![Just(vec![]), Just(vec!["buy"]), Just(vec!["cart", "buy"])];
    let order = prop_oneof![Just(RowOrder::File), any::<u64>().prop_map(RowOrder::Drawn)];
    (hold_out, target, order).prop_map(|(hold_out, target, order)| Cut {
        hold_out,
        target: target.into_iter().map(str::to_owned).collect(),
        order,
        ..Cut::default()
    })
}

fn evaluate(dataset: &Dataset, protocol: Protocol, cut: Cut, seen: Seen) -> Option<EvalResult> {
    let data = DataRecord::new(dataset);
    let models = NAMES.map(|name| ModelConfig::parse(name).expect("a name")).to_vec();
    let scoring = Scoring { replicates: 20, ..Scoring::default() };
    let experiment = Experiment { protocol, cut, seen, scoring, ..Experiment::of(models) };
    let views = [(View::Clean, experiment)];
    run_views(dataset, &data, &views, &|_| None, &|_| {}).ok().map(|found| found.result)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Under any protocol: no held-out item stands in the history, rows keep to one side, answers are of
    /// the target, and the history is older.
    #[test]
    fn no_new_item_is_old(rows in rows(60), protocol in protocols(), cut in cuts()) {
        let dataset = dataset(&rows);
        let Ok(split) = protocol.split(&dataset, cut.clone()) else { return Ok(()) };
        let is_target = |row: u32| split.targets().has(&dataset, row);
        for index in 0..split.n_folds() {
            let Ok(fold) = split.fold(index) else { continue };
            for test in &fold.test_users {
                prop_assert!(!test.history.is_empty() && !test.held_out.is_empty());
                for &row in &test.held_out_rows {
                    prop_assert!(is_target(row));
                    prop_assert!(!test.history.contains(&row) && !fold.training_rows.contains(&row));
                    for &seen in test.history.iter().filter(|&&seen| dataset.item(seen) == dataset.item(row)) {
                        match cut.hold_out {
                            HoldOut::NewItems => prop_assert!(false, "a seen item is held out"),
                            HoldOut::NewTargetItems => prop_assert!(!is_target(seen)),
                            HoldOut::Rows | HoldOut::Items => {}
                        }
                    }
                }
                if !matches!(protocol, Protocol::RandomRatio { .. }) {
                    let newest = test.history.iter().map(|&row| dataset.timestamp_s(row)).max();
                    let oldest = test.held_out_rows.iter().map(|&row| dataset.timestamp_s(row)).min();
                    // Of one second, items are drawn.
                    prop_assert!(newest <= oldest);
                    if cut.order != RowOrder::File && newest == oldest {
                        let of_user = dataset.rows_of(test.user);
                        let answers = of_user.iter().filter(|&&row| is_target(row));
                        let mut instants: Vec<i64> = answers.map(|&row| dataset.timestamp_s(row)).collect();
                        instants.dedup();
                        prop_assert_eq!(instants.len(), 1, "the cut falls between seconds");
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// What repeats the history finds nothing new, even where seen items may be recommended.
    #[test]
    fn repeating_the_history_scores_exactly_nothing(rows in rows(60), protocol in protocols()) {
        let dataset = dataset(&rows);
        let found = evaluate(&dataset, protocol, Cut::clean(7), Seen::Include);
        let Some(result) = found else { return Ok(()) };
        let repeat = result.models.iter().find(|model| model.name == "repeat-last").expect("it ran");
        for (metric, &value) in repeat.metrics.iter().filter(|(metric, _)| metric.contains("_at_25")) {
            let is_accuracy = ["precision", "recall", "hit_rate", "normalized", "mean_"]
                .iter()
                .any(|name| metric.starts_with(name));
            if is_accuracy {
                prop_assert_eq!(value.to_bits(), 0, "{} {}", metric, value);
            }
        }
    }

    /// Rows of one second in any other order change no byte of the result.
    #[test]
    fn the_order_of_the_file_within_a_second_changes_no_figure(
        rows in rows(60), protocol in protocols(), order in any::<u64>(),
    ) {
        let mut keyed: Vec<(i64, u64, Row)> = rows
            .iter()
            .zip(0_u64..)
            .map(|(&row, at)| (row.3, (at + 1).wrapping_mul(order | 1).rotate_left(17), row))
            .collect();
        keyed.sort_unstable();
        let shuffled: Vec<Row> = keyed.into_iter().map(|one| one.2).collect();
        let mut sorted = rows;
        sorted.sort_by_key(|row| row.3);
        let of = |rows: &[Row]| {
            let dataset = dataset(rows);
            let result = evaluate(&dataset, protocol, Cut::clean(7), Seen::Exclude)?;
            Some(serde_json::to_string(&result).expect("JSON"))
        };
        prop_assert_eq!(of(&sorted), of(&shuffled));
    }
}
