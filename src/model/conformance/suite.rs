//! The suite that every model passes.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::dataset::{Dataset, ItemIdx, Reading};
use crate::memory::Room;
use crate::model::core::{
    Event, FAST_WORK, FitError, ModelConfig, Recommend, Request, Save, Scored, Shape, Task,
    Training, recommend_all,
};
use crate::model::{KINDS, Saved, Value};

const K: usize = 25;

/// `n_users` users with some of `n_items` items, clicked and partly watched; genres and years from an
/// items file.
pub(in crate::model) fn dataset(n_users: usize, n_items: usize) -> Dataset {
    let mut interactions = String::from("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n");
    for user in 0..n_users {
        for step in 0..8 {
            // Any fixed pattern with overlaps will do.
            let item = (user * 7 + step * step * 3) % n_items;
            let _ = writeln!(interactions, "{user},{item},click,{step}");
            if (user + step) % 3 > 0 {
                let _ = writeln!(interactions, "{user},{item},watch,{step}");
            }
        }
    }
    let mut items = String::from("ITEM_ID,TITLE,GENRES,YEAR,DESCRIPTION\n");
    for item in 0..n_items {
        let genre = ["Drama", "Comedy|Drama", "Action"][item % 3];
        let (year, word) = (1980 + item % 30, item % 5);
        let _ = writeln!(items, "{item},Film {item},{genre},{year},word{word}");
    }
    let write = |text: &str| {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(text.as_bytes()).expect("written");
        file
    };
    let (interactions, items) = (write(&interactions), write(&items));
    let reading = Reading {
        interactions: vec![interactions.path()],
        items: Some(items.path()),
        ..Reading::default()
    };
    reading.read().expect("well formed")
}

/// Models that take another path than by default.
const VARIANTS: [&str; 13] = [
    "popularity:count=rows,candidates=40,fill=seen",
    "trending:by=growth,days=0.001",
    "item-knn:similarity=asymmetric,alpha=0.9,keep=history",
    "item-knn:similarity=tversky,half-life=2",
    "user-knn:similarity=jaccard,half-life=2",
    "session-knn:reach=1e9",
    "als:solver=gradients,factors=20",
    "als:solver=block,factors=20",
    "bpr:negatives=popular,factors=7",
    "ease:head=20",
    "slim:head=20",
    "sasrec:loss=sampled,negatives=9,heads=2,columns=ignore,events=ignore,gaps=ignore",
    "gru4rec:loss=sampled,negatives=9,factors=7",
];

/// Every model with its defaults, and the variants, with few rounds where one learns for long.
fn for_every_model(check: impl Fn(&ModelConfig)) {
    let variants = VARIANTS.map(|text| ModelConfig::parse(text).expect("a model"));
    for mut config in KINDS.iter().map(|kind| ModelConfig::new(kind)).chain(variants) {
        if config.values().get("epochs").is_some() {
            config.set("epochs", Value::Integer(3)).expect("within its domain");
        }
        check(&config);
    }
}

fn all_rows(dataset: &Dataset) -> Vec<u32> {
    let users = (0..crate::number::to_u32(dataset.users().len())).map(crate::dataset::UserIdx);
    users.flat_map(|user| dataset.rows_of(user)).copied().collect()
}

fn fit(config: &ModelConfig, dataset: &Dataset) -> Box<dyn Save> {
    config.fit(&Training::new(dataset, &all_rows(dataset))).expect("fits")
}

fn ask(config: &ModelConfig, dataset: &Dataset, request: &Request<'_>) -> Vec<Scored> {
    fit(config, dataset).recommend(request)
}

fn events(items: &[u32]) -> Vec<Event> {
    let event = |(at, &item)| Event { item: ItemIdx(item), event_type: 0, timestamp_s: at };
    (0..).zip(items).map(event).collect()
}

#[test]
fn the_check_for_authors_finds_nothing() {
    let dataset = dataset(40, 60);
    for_every_model(|config| assert_eq!(super::check(config, &dataset), Ok(vec![]), "{config:?}"));
}

#[test]
fn lists_hold_distinct_allowed_items_best_first() {
    let dataset = dataset(40, 60);
    let history = events(&[3, 9, 3]);
    let excluded: Vec<ItemIdx> = (0..10).map(ItemIdx).collect();
    let candidates: Vec<ItemIdx> = (5..25).map(ItemIdx).collect();
    for_every_model(|config| {
        let model = fit(config, &dataset);
        for excluded in [&[][..], &excluded] {
            for candidates in [None, Some(candidates.as_slice())] {
                let request = Request { excluded, candidates, ..Request::new("new", &history, K) };
                let list = model.recommend(&request);
                assert!(list.len() <= K, "{config:?}");
                assert!(list.iter().all(|scored| request.allows(scored.item)), "{config:?}");
                assert!(list.iter().all(|scored| scored.score.is_finite()), "{config:?} {list:?}");
                assert!(
                    list.windows(2).all(|pair| pair[0].rank(&pair[1]).is_lt()),
                    "{config:?} {list:?}"
                );
                let mut items: Vec<ItemIdx> = list.iter().map(|scored| scored.item).collect();
                items.sort_unstable();
                items.dedup();
                assert_eq!(items.len(), list.len(), "{config:?}");
            }
        }
    });
}

/// One fit serves every view of an evaluation, whose rows stand in another order within a second.
#[test]
fn what_learns_from_a_set_does_not_see_the_order_of_a_users_rows() {
    let dataset = dataset(40, 60);
    let rows = all_rows(&dataset);
    let turned: Vec<u32> = rows
        .chunk_by(|&left, &right| dataset.user(left) == dataset.user(right))
        .flat_map(|of_user| of_user.iter().rev().copied())
        .collect();
    assert_ne!(rows, turned);
    let history = events(&[3, 9, 12]);
    for_every_model(|config| {
        if !config.kind().learns_from_a_set() {
            return;
        }
        let list = |rows: &[u32]| {
            let model = config.fit(&Training::new(&dataset, rows)).expect("fits");
            model.recommend(&Request::new("new", &history, K))
        };
        assert_eq!(list(&rows), list(&turned), "{config:?}");
    });
}

#[test]
fn unknown_users_and_empty_histories_get_full_lists() {
    let dataset = dataset(40, 60);
    for_every_model(|config| {
        let request = Request::new("nobody", &[], K);
        let expected = if config.name() == "repeat-last" { 0 } else { K };
        assert_eq!(ask(config, &dataset, &request).len(), expected, "{config:?}");
    });
}

#[test]
fn an_item_that_training_never_saw_may_stand_in_the_history() {
    let dataset = dataset(40, 60);
    let rows: Vec<u32> = dataset.rows_of(crate::dataset::UserIdx(0)).to_vec();
    let history = events(&(0..60).collect::<Vec<u32>>());
    for_every_model(|config| {
        let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
        let request = Request::new("0", &history, K);
        assert!(!model.recommend(&request).is_empty(), "{config:?}");
    });
}

#[test]
fn a_catalogue_of_one_item_and_k_of_zero_are_served() {
    let dataset = dataset(3, 1);
    for_every_model(|config| {
        let history = events(&[0]);
        let request = Request::new("0", &history, K);
        assert_eq!(ask(config, &dataset, &request).len(), 1, "{config:?}");
        assert!(ask(config, &dataset, &Request { k: 0, ..request }).is_empty(), "{config:?}");
        let excluded = Request { excluded: &[ItemIdx(0)], ..request };
        assert!(ask(config, &dataset, &excluded).is_empty(), "{config:?}");
    });
}

#[test]
fn a_short_list_is_the_beginning_of_a_longer_one() {
    let dataset = dataset(40, 60);
    let history = events(&[3, 9, 21, 12]);
    for_every_model(|config| {
        let request = Request::new("0", &history, 40);
        let long = ask(config, &dataset, &request);
        let short = ask(config, &dataset, &Request { k: 5, ..request });
        let items = |list: &[Scored]| list.iter().map(|one| one.item).collect::<Vec<_>>();
        assert_eq!(items(&short), items(&long)[..short.len()], "{config:?}");
    });
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let dataset = dataset(40, 60);
    let rows = all_rows(&dataset);
    let history = events(&[3, 9]);
    let names: Vec<String> = (0..50).map(|user| user.to_string()).collect();
    let requests: Vec<Request<'_>> =
        names.iter().map(|user_id| Request::new(user_id, &history, K)).collect();
    for_every_model(|config| {
        let run = |threads| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| {
                let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
                recommend_all(model.as_ref(), &requests)
            })
        };
        assert_eq!(run(1), run(3), "{config:?}");
    });
}

#[test]
fn batches_give_what_single_requests_give() {
    let dataset = dataset(40, 60);
    let histories: Vec<Vec<Event>> = (0..9).map(|at| events(&[at, 2 * at + 1, 30 - at])).collect();
    let requests: Vec<Request<'_>> =
        histories.iter().map(|history| Request::new("x", history, K)).collect();
    for_every_model(|config| {
        let model = fit(config, &dataset);
        for (list, request) in model.recommend_many(&requests).iter().zip(&requests) {
            let single = model.recommend(request);
            assert_eq!(list.len(), single.len(), "{config:?}");
            // A product of other width may round otherwise, which decides between equals.
            let is_close =
                |(left, right): (&Scored, &Scored)| (left.score - right.score).abs() < 1e-4;
            assert!(list.iter().zip(&single).all(is_close), "{config:?}: {list:?} {single:?}");
        }
    });
}

#[test]
fn saved_and_loaded_models_give_the_same_lists() {
    let dataset = dataset(40, 60);
    let history = events(&[3, 9, 21]);
    let request = Request::new("x", &history, K);
    for_every_model(|config| {
        let model = fit(config, &dataset);
        let bytes = Saved::bytes(config, &dataset, model.as_ref()).expect("bytes");
        let saved = Saved::read(&bytes).expect("a model");
        assert_eq!(saved.config(), config);
        let loaded = saved.for_items_of(&dataset);
        assert_eq!(loaded.recommend(&request), model.recommend(&request), "{config:?}");
        assert_eq!(
            loaded.why(&request, ItemIdx(12)),
            model.why(&request, ItemIdx(12)),
            "{config:?}"
        );
        // Cut off anywhere, or changed, it is refused.
        for end in [0, 10, 40, bytes.len() / 2, bytes.len() - 1] {
            assert!(Saved::read(&bytes[..end]).is_err(), "{config:?}");
        }
        let mut changed = bytes.clone();
        *changed.last_mut().expect("not empty") ^= 1;
        assert!(Saved::read(&changed).is_err(), "{config:?}");
    });
}

#[test]
fn a_loaded_model_serves_a_catalogue_that_has_changed() {
    let (old, new) = (dataset(40, 60), dataset(40, 45));
    let history = events(&[3, 9, 21]);
    for_every_model(|config| {
        let model = fit(config, &old);
        let bytes = Saved::bytes(config, &old, model.as_ref()).expect("bytes");
        let loaded = Saved::read(&bytes).expect("a model").for_items_of(&new);
        let list = loaded.recommend(&Request::new("x", &history, 60));
        assert!(!list.is_empty() && list.iter().all(|one| one.item.index() < 45), "{config:?}");
    });
}

#[test]
fn the_same_seed_gives_the_same_lists() {
    let dataset = dataset(40, 60);
    let history = events(&[3, 9, 21]);
    let request = Request::new("x", &history, K);
    for_every_model(|config| {
        assert_eq!(ask(config, &dataset, &request), ask(config, &dataset, &request), "{config:?}");
    });
}

#[test]
fn reasons_are_items_of_the_history_largest_first() {
    let dataset = dataset(40, 60);
    let history = events(&[3, 9, 21]);
    let request = Request::new("x", &history, K);
    for_every_model(|config| {
        let model = fit(config, &dataset);
        for scored in model.recommend(&request) {
            let reasons = model.why(&request, scored.item);
            assert!(reasons.iter().all(|one| request.distinct_history().contains(&one.item)));
            assert!(reasons.windows(2).all(|pair| pair[0].rank(&pair[1]).is_lt()), "{config:?}");
        }
    });
}

#[test]
fn a_model_beyond_its_memory_is_refused_and_says_what_would_fit() {
    let dataset = dataset(40, 60);
    let rows = all_rows(&dataset);
    for_every_model(|config| {
        let shape = Training::new(&dataset, &rows).shape();
        let needed = config.memory(&shape);
        if needed == 0 {
            return;
        }
        let task = Task { memory_limit: Some(Room::given(needed - 1)), ..Task::default() };
        let refused = config.fit(&Training::new(&dataset, &rows).for_task(task));
        assert!(matches!(refused, Err(FitError::Memory { .. })), "{config:?}");
        let task = Task { memory_limit: Some(Room::given(needed)), ..Task::default() };
        assert!(config.fit(&Training::new(&dataset, &rows).for_task(task)).is_ok(), "{config:?}");
    });
    let config = ModelConfig::parse("ease").expect("known");
    let needed = config.memory(&Training::new(&dataset, &rows).shape());
    let task = Task { memory_limit: Some(Room::given(needed - 1)), ..Task::default() };
    let refused = config.fit(&Training::new(&dataset, &rows).for_task(task));
    let text = refused.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(text.contains("; head=") && text.ends_with(" would fit"), "{text}");
}

#[test]
fn fast_models_are_those_below_the_limit_of_work_on_this_data() {
    let shape = |users: usize, items: usize| {
        let rows = 1_000_000;
        Shape { users, items, rows, pairs: rows }
    };
    let of = |text: &str, shape: &Shape| ModelConfig::parse(text).expect("known").work(shape);
    // As many items as a shop of some size has, and those of a million ratings of films.
    let (shop, films) = (shape(30_000, 30_000), shape(6_040, 3_706));
    for kind in KINDS.iter().filter(|kind| kind.is_fast) {
        assert!(of(kind.name, &films) <= FAST_WORK, "{}", kind.name);
    }
    for (text, is_within) in
        [("ease", false), ("edlae", false), ("ease:head=12000", true), ("item-knn", true)]
    {
        assert_eq!(of(text, &shop) <= FAST_WORK, is_within, "{text}");
    }
    // Few users make few multiplications of many items.
    assert!(of("ease", &shape(600, 30_000)) <= FAST_WORK);
    let dataset = dataset(40, 60);
    let rows = all_rows(&dataset);
    let training = Training::new(&dataset, &rows).within_work(Some(20_000));
    let refused = ModelConfig::parse("ease").expect("known").fit(&training);
    let text = refused.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(text.contains("; head=27 would fit;"), "{text}");
    assert!(ModelConfig::parse("ease:head=27").expect("known").fit(&training).is_ok());
}

#[test]
fn a_saved_blend_knows_event_types_by_their_names() {
    // Every click is followed by its watch at once, which is what the blend learns of repeats.
    let ids: Vec<String> = (0..30).map(|number| number.to_string()).collect();
    let mut rows = Vec::new();
    for (user, id) in ids.iter().enumerate() {
        for (step, time_s) in (0..6).zip((0_i64..).step_by(100)) {
            let item = &ids[(user * 7 + step * 5) % 30];
            for event_type in ["click", "watch"] {
                rows.push((id.as_str(), item.as_str(), event_type, time_s));
            }
        }
    }
    let old = Dataset::from_rows(&rows);
    // The same with a watch before all, so that watch is the first event type.
    let first = [("another", "0", "watch", 0)];
    let new = Dataset::from_rows(&[&first[..], &rows[..]].concat());
    let config = ModelConfig::parse("hybrid").expect("known");
    let model = fit(&config, &old);
    let bytes = Saved::bytes(&config, &old, model.as_ref()).expect("bytes");
    let loaded = Saved::read(&bytes).expect("a model").for_items_of(&new);
    let list = |dataset: &Dataset, model: &dyn Recommend, event_type: &str| {
        let number = dataset.event_types().iter().position(|name| *name == event_type);
        let event_type = number.and_then(|at| u16::try_from(at).ok()).expect("an event type");
        let item = ItemIdx(dataset.items().find("4").expect("an item"));
        let history = [Event { item, event_type, timestamp_s: 9_000 }];
        let list = model.recommend(&Request::new("x", &history, 30));
        let named = |one: &Scored| (dataset.items().id(one.item.index()).to_owned(), one.score);
        list.iter().map(named).collect::<Vec<_>>()
    };
    for event_type in ["click", "watch"] {
        let expected = list(&old, model.as_ref(), event_type);
        assert_eq!(list(&new, loaded.as_ref(), event_type), expected, "{event_type}");
    }
    let [click, watch] = ["click", "watch"].map(|name| list(&old, model.as_ref(), name));
    assert_ne!(click, watch, "the event type counts, or this test shows nothing");
}
