//! Our models against irspack, implicit, scikit-learn and numpy on one generated matrix.
//!
//! The tables of `tests/oracle/models` say on top what made them; the README there says how.

use std::collections::BTreeMap;

use rehearsal::dataset::{Dataset, ItemIdx, UserIdx};
use rehearsal::model::{Event, ModelConfig, Request, Training, event};

const INTERACTIONS: &str = include_str!("oracle/models/interactions.tsv");
/// Users whose scores the tables have.
const N_USERS: usize = 10;
const N_ITEMS: usize = 40;

/// The rows below the header, as words.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split('\t').collect())
}

fn dataset() -> Dataset {
    let pairs: Vec<(&str, &str, &str, i64)> =
        (0..).zip(rows(INTERACTIONS)).map(|(at, words)| (words[0], words[1], "", at)).collect();
    Dataset::from_rows(&pairs)
}

/// Scores by user and item; `None` where they hang on a tie of neighbours.
fn expected(table: &str) -> BTreeMap<(u32, u32), Option<f64>> {
    let mut scores = BTreeMap::new();
    for words in rows(table) {
        let number = |at: usize| words[at].parse::<u32>().expect("a number");
        scores.insert((number(0), number(1)), words[2].parse().ok());
    }
    assert_eq!(scores.len(), N_USERS * N_ITEMS, "every user and item");
    scores
}

/// What is compared.
#[derive(Clone, Copy, PartialEq)]
enum Which {
    All,
    /// Items that the user does not have: others count an item as its own neighbour.
    Unseen,
}

/// Compares every score of `spec` with `table` times `scale`; a score of 0 there may be filled up by
/// popularity here, which is below 0.
fn compare(spec: &str, table: &str, which: Which, slack: f64) {
    let dataset = dataset();
    let users = (0..).take(dataset.users().len()).map(UserIdx);
    let training_rows: Vec<u32> = users.flat_map(|user| dataset.rows_of(user)).copied().collect();
    let config = ModelConfig::parse(spec).expect("a model");
    let model = config.fit(&Training::new(&dataset, &training_rows)).expect("fits");
    let expected = expected(table);
    let mut n_compared = 0;
    for user in (0..).take(N_USERS) {
        let name = user.to_string();
        let index = UserIdx(dataset.users().find(&name).expect("a user"));
        let history: Vec<Event> =
            dataset.rows_of(index).iter().map(|&row| event(&dataset, row)).collect();
        let list = model.recommend(&Request::new(&name, &history, N_ITEMS));
        let found: BTreeMap<ItemIdx, f32> =
            list.iter().map(|scored| (scored.item, scored.score)).collect();
        for item in (0..).take(N_ITEMS) {
            let Some(expected) = expected[&(user, item)] else { continue };
            let index = ItemIdx(dataset.items().find(&item.to_string()).expect("an item"));
            if which == Which::Unseen && history.iter().any(|event| event.item == index) {
                continue;
            }
            let found = f64::from(found[&index]);
            let both_nothing = expected.abs() < 1e-9 && found < 0.0;
            assert!(
                both_nothing || (found - expected).abs() <= slack,
                "{spec}: user {user}, item {item}: {found}, not {expected}"
            );
            n_compared += 1;
        }
    }
    assert!(n_compared > 200, "{spec}: only {n_compared} scores were compared");
}

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("oracle/models/", $name, ".tsv"))
    };
}

#[test]
fn ease_is_irspacks_and_numpys() {
    compare("ease:l2=10", table!("ease"), Which::All, 1e-5);
    compare("ease:l2=10", table!("ease_numpy"), Which::All, 1e-5);
}

#[test]
fn item_knn_is_irspacks() {
    // Its ten neighbours count the item itself.
    let spec = |rest: &str| format!("item-knn:k=9,shrink=5,keep=history,{rest}");
    compare(&spec("similarity=cosine"), table!("item_knn_cosine"), Which::Unseen, 1e-5);
    compare(&spec("similarity=jaccard"), table!("item_knn_jaccard"), Which::Unseen, 1e-5);
    // Its α belongs to the item of the history, ours to the item asked about; likewise α and β below.
    let asymmetric = spec("similarity=asymmetric,alpha=0.7");
    compare(&asymmetric, table!("item_knn_asymmetric"), Which::Unseen, 1e-5);
    let tversky = spec("similarity=tversky,alpha=0.7,beta=0.3");
    compare(&tversky, table!("item_knn_tversky"), Which::Unseen, 1e-5);
}

#[test]
fn item_knn_is_implicits() {
    let spec = |rest: &str| format!("item-knn:k=9,shrink=0,keep=history{rest}");
    compare(&spec(""), table!("implicit_item_knn_cosine"), Which::Unseen, 1e-5);
    compare(&spec(",weighting=tf-idf"), table!("implicit_item_knn_tfidf"), Which::Unseen, 1e-5);
}

#[test]
fn user_knn_is_irspacks() {
    compare("user-knn:k=9,shrink=5", table!("user_knn_cosine"), Which::All, 1e-5);
}

#[test]
fn walks_are_irspacks_and_numpys() {
    compare("p3alpha:k=9,keep=target,normalize=false", table!("p3alpha"), Which::Unseen, 1e-6);
    compare(
        "rp3beta:k=9,beta=0.4,keep=target,normalize=false",
        table!("rp3beta"),
        Which::Unseen,
        1e-6,
    );
    compare(
        "p3alpha:k=9,alpha=0.8,keep=target,normalize=false",
        table!("p3alpha_numpy"),
        Which::Unseen,
        1e-6,
    );
    compare(
        "rp3beta:k=9,alpha=0.8,beta=0.4,keep=target,normalize=false",
        table!("rp3beta_numpy"),
        Which::Unseen,
        1e-6,
    );
}

#[test]
fn sar_is_microsofts() {
    let spec = |name: &str| format!("sar:k=40,days=1e9,similarity={name}");
    compare(&spec("co-occurrence"), table!("sar_cooccurrence"), Which::All, 1e-4);
    compare(&spec("jaccard"), table!("sar_jaccard"), Which::All, 1e-5);
    compare(&spec("lift"), table!("sar_lift"), Which::All, 1e-5);
}

#[test]
fn slim_is_scikit_learns_and_irspacks() {
    let spec = "slim:l1=0.3,l2=0.9,tolerance=1e-7";
    compare(spec, table!("slim_sklearn"), Which::All, 1e-4);
    // irspack itself is up to 1.1e-4 off the minimum.
    compare(spec, table!("slim"), Which::All, 1e-3);
}

#[test]
fn pure_svd_is_scikit_learns() {
    compare("pure-svd:factors=8,iterations=30", table!("pure_svd"), Which::All, 1e-4);
}

#[test]
fn als_comes_to_irspacks_minimum() {
    let spec = "als:factors=8,epochs=500,unobserved=0.25,l2=0.01,nu=1";
    compare(spec, table!("ials_irspack"), Which::All, 2e-3);
}
