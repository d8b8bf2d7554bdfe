//! On noise nobody is better than chance: whatever a model finds there, it found in the evaluation.
//!
//! Six shapes of noise, all models with fixed seeds, the clean view. In each every user has items drawn
//! evenly; only order and time differ. A model that beats `random` on any of them has learnt from an order
//! that the data does not have, or from a leak.

use rehearsal::dataset::Dataset;
use rehearsal::experiment::{DataRecord, Experiment, Scoring, View, run_views};
use rehearsal::metric::{Metric, NDCG_25, holm, mean, standard_error};
use rehearsal::model::{KINDS, ModelConfig};
use rehearsal::normal;
use rehearsal::seed;
use rehearsal::split::Protocol;

const USERS: usize = 200;
const ITEMS: usize = 60;
const METRIC: &Metric = &NDCG_25;

/// User, item, second.
type Row = (usize, usize, i64);

/// Each user's items: 8 to 20, drawn evenly.
fn drawn() -> Vec<Vec<usize>> {
    (0..USERS)
        .map(|user| {
            let mut generator = seed::generator(11, &format!("noise {user}"));
            let n = 8 + seed::below(&mut generator, 13);
            let mut items: Vec<usize> = (0..ITEMS).collect();
            for at in 0..n {
                let other = at + seed::below(&mut generator, ITEMS - at);
                items.swap(at, other);
            }
            items.truncate(n);
            items
        })
        .collect()
}

/// Rows of each user in the order of `drawn`, at the times that `time` gives to place and user.
fn rows(time: impl Fn(usize, usize) -> i64) -> Vec<Row> {
    let all = drawn();
    let of = |(user, items): (usize, &Vec<usize>)| -> Vec<Row> {
        items.iter().enumerate().map(|(at, &item)| (user, item, time(at, user))).collect()
    };
    all.iter().enumerate().flat_map(of).collect()
}

fn shapes() -> Vec<(&'static str, Vec<Row>, Protocol)> {
    let personalize = Protocol::Personalize { folds: 3, test_share: 0.1, seed: 42 };
    let random = Protocol::RandomRatio { held_out_share: 0.1, seed: 42 };
    let hour = |at: usize, user: usize| i64::try_from(at * 3_600 + user * 86_400).expect("small");
    // Four items are bought at once.
    let basket = |at: usize, user: usize| hour(at / 4, user);
    let daily = |at: usize, _: usize| i64::try_from(at / 3 * 86_400).expect("small");
    let sorted = |mut rows: Vec<Row>, key: fn(&Row) -> (i64, usize, usize)| {
        rows.sort_by_key(key);
        rows
    };
    vec![
        ("baskets", sorted(rows(basket), |row| (row.2, row.0, row.1)), personalize),
        ("by item", sorted(rows(basket), |row| (0, row.1, row.0)), personalize),
        ("by user", sorted(rows(basket), |row| (0, row.0, row.1)), personalize),
        ("daily", sorted(rows(daily), |row| (row.2, row.0, row.1)), personalize),
        ("one time", sorted(rows(|_, _| 5), |row| (0, row.0, row.1)), random),
        ("no time", sorted(rows(|_, _| 0), |row| (0, row.1, row.0)), random),
    ]
}

fn dataset(rows: &[Row]) -> Dataset {
    let names: Vec<(String, String)> =
        rows.iter().map(|row| (format!("u{}", row.0), format!("i{:02}", row.1))).collect();
    let rows: Vec<(&str, &str, &str, i64)> = rows
        .iter()
        .zip(&names)
        .map(|(row, (user, item))| (user.as_str(), item.as_str(), "", row.2))
        .collect();
    Dataset::from_rows(&rows)
}

/// For every model that can be fitted, the one-sided p of being better than `random` over the same users.
fn p_values(rows: &[Row], experiment: Experiment) -> Vec<(String, f64)> {
    let dataset = dataset(rows);
    let data = DataRecord::new(&dataset);
    let found = run_views(&dataset, &data, &[(View::Clean, experiment)], &|_| None, &|_| {})
        .expect("users can be tested");
    let result = found.result;
    let keys = [METRIC.key.to_owned()];
    let per_user = |name: &str| found.per_user.values(name, &keys).expect("its own").column(0);
    let chance = per_user("random");
    let of = |model: &rehearsal::experiment::ModelResult| {
        let ours = per_user(&model.title());
        let differences: Vec<f64> = ours.iter().zip(&chance).map(|(a, b)| a - b).collect();
        (model.title(), normal::below(-mean(&differences) / standard_error(&differences)))
    };
    result.models.iter().filter(|model| model.name != "random").map(of).collect()
}

fn experiment(protocol: Protocol, models: Vec<ModelConfig>) -> Experiment {
    let scoring = Scoring { replicates: 0, ..Scoring::default() };
    Experiment { protocol, scoring, ..Experiment::of(models) }
}

#[test]
fn the_order_of_the_file_would_be_learnt() {
    let models = ["random", "markov"].map(|name| ModelConfig::parse(name).expect("known"));
    let shapes = shapes();
    let (_, rows, protocol) = &shapes[0];
    let found = p_values(rows, experiment(*protocol, models.to_vec()));
    assert!(found[0].1 < 0.01, "this test can see an order: {found:?}");
}

#[test]
fn no_model_beats_chance_on_noise() {
    let mut names = Vec::new();
    let mut p_all = Vec::new();
    for (shape, rows, protocol) in shapes() {
        let models: Vec<ModelConfig> = KINDS.iter().map(|kind| ModelConfig::new(kind)).collect();
        for (model, p) in p_values(&rows, experiment(protocol, models).clean(42)) {
            names.push(format!("{model} on {shape}"));
            p_all.push(p);
        }
    }
    assert!(names.len() >= 6 * 18, "most models can be fitted without metadata: {}", names.len());
    let better: Vec<String> = holm(&p_all)
        .into_iter()
        .zip(&names)
        .filter(|(p, _)| *p < 0.01)
        .map(|(p, name)| format!("{name}: p {p:.5}"))
        .collect();
    assert!(better.is_empty(), "{better:?}");
}
