//! The suite that every model passes.

use super::{ModelConfig, NAMES, Request, Scored, Training, recommend_all};
use crate::dataset::{Dataset, ItemIdx};

const K: usize = 25;

fn dataset(n_users: usize, n_items: usize) -> Dataset {
    let mut names = Vec::new();
    for user in 0..n_users {
        for step in 0..8 {
            // Any fixed pattern with overlaps will do.
            let item = (user * 7 + step * step * 3) % n_items;
            names.push((user.to_string(), item.to_string(), i64::try_from(step).expect("small")));
        }
    }
    let rows: Vec<(&str, &str, &str, i64)> =
        names.iter().map(|(user, item, at)| (user.as_str(), item.as_str(), "click", *at)).collect();
    Dataset::from_rows(&rows)
}

fn for_every_model(check: impl Fn(&ModelConfig)) {
    for name in NAMES {
        check(&ModelConfig::parse(name).expect("a known name"));
    }
}

fn ask(config: &ModelConfig, dataset: &Dataset, request: &Request<'_>) -> Vec<Scored> {
    let rows: Vec<u32> = (0..crate::number::to_u32(dataset.n_rows())).collect();
    config.fit(&Training::new(dataset, &rows)).recommend(request)
}

#[test]
fn lists_hold_distinct_allowed_items_best_first() {
    let dataset = dataset(40, 60);
    let history = [3, 9, 3].map(ItemIdx);
    let excluded: Vec<ItemIdx> = (0..10).map(ItemIdx).collect();
    for_every_model(|config| {
        for excluded in [&[][..], &excluded] {
            let request = Request { user_id: "new", history: &history, excluded, k: K };
            let list = ask(config, &dataset, &request);
            assert!(list.len() <= K, "{config:?}");
            assert!(list.iter().all(|scored| !request.excludes(scored.item)), "{config:?}");
            assert!(list.windows(2).all(|pair| pair[0].score >= pair[1].score), "{config:?}");
            let mut items: Vec<ItemIdx> = list.iter().map(|scored| scored.item).collect();
            items.sort_unstable();
            items.dedup();
            assert_eq!(items.len(), list.len(), "{config:?}");
        }
    });
}

#[test]
fn unknown_users_and_empty_histories_get_full_lists() {
    let dataset = dataset(40, 60);
    for_every_model(|config| {
        let request = Request { user_id: "nobody", history: &[], excluded: &[], k: K };
        let expected = if config.name() == "repeat-last" { 0 } else { K };
        assert_eq!(ask(config, &dataset, &request).len(), expected, "{config:?}");
    });
}

#[test]
fn an_item_that_training_never_saw_may_stand_in_the_history() {
    let dataset = dataset(40, 60);
    let rows: Vec<u32> = dataset.rows_of(crate::dataset::UserIdx(0)).to_vec();
    let history: Vec<ItemIdx> = (0..60).map(ItemIdx).collect();
    for_every_model(|config| {
        let model = config.fit(&Training::new(&dataset, &rows));
        let request = Request { user_id: "0", history: &history, excluded: &[], k: K };
        assert!(!model.recommend(&request).is_empty(), "{config:?}");
    });
}

#[test]
fn a_catalogue_of_one_item_and_k_of_zero_are_served() {
    let dataset = dataset(3, 1);
    for_every_model(|config| {
        let history = [ItemIdx(0)];
        let request = Request { user_id: "0", history: &history, excluded: &[], k: K };
        assert_eq!(ask(config, &dataset, &request).len(), 1, "{config:?}");
        assert!(ask(config, &dataset, &Request { k: 0, ..request }).is_empty(), "{config:?}");
        let excluded = Request { excluded: &history, ..request };
        assert!(ask(config, &dataset, &excluded).is_empty(), "{config:?}");
    });
}

#[test]
fn a_short_list_is_the_beginning_of_a_longer_one() {
    let dataset = dataset(40, 60);
    let history = [3, 9, 21, 12].map(ItemIdx);
    for_every_model(|config| {
        let request = Request { user_id: "0", history: &history, excluded: &[], k: 40 };
        let long = ask(config, &dataset, &request);
        let short = ask(config, &dataset, &Request { k: 5, ..request });
        let items = |list: &[Scored]| list.iter().map(|one| one.item).collect::<Vec<_>>();
        assert_eq!(items(&short), items(&long)[..short.len()], "{config:?}");
    });
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let dataset = dataset(40, 60);
    let rows: Vec<u32> = (0..crate::number::to_u32(dataset.n_rows())).collect();
    let history = [3, 9].map(ItemIdx);
    let names: Vec<String> = (0..50).map(|user| user.to_string()).collect();
    let requests: Vec<Request<'_>> = names
        .iter()
        .map(|user_id| Request { user_id, history: &history, excluded: &[], k: K })
        .collect();
    for_every_model(|config| {
        let run = |threads| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| {
                let model = config.fit(&Training::new(&dataset, &rows));
                recommend_all(model.as_ref(), &requests)
            })
        };
        assert_eq!(run(1), run(3), "{config:?}");
    });
}
