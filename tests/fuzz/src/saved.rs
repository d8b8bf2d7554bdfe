//! Any bytes as what a saved model holds, behind a right mark and a right SHA-256: an error, or a model
//! that can be asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rehearsal::dataset::{Dataset, UserIdx};
use rehearsal::experiment::Seen;
use rehearsal::memory::Room;
use rehearsal::model::{ModelConfig, Saved, Task};
use rehearsal::recommend::{Query, Question, Titles, fit_all, recommend};
use rehearsal::split::HoldOut;
use sha2::{Digest, Sha256};

/// Bytes of a saved model before its SHA-256: the mark and the format.
const MARK: usize = 20;

struct World {
    dataset: Dataset,
    mark: Vec<u8>,
}

fn rows() -> Dataset {
    Dataset::from_rows(&[
        ("1", "a", "view", 1),
        ("1", "b", "buy", 2),
        ("2", "b", "view", 3),
        ("2", "c", "view", 9),
        ("3", "a", "view", 4),
    ])
}

fn task() -> Task {
    Task {
        cut: HoldOut::Rows.into(),
        seen: Seen::Include,
        memory_limit: Some(Room::given(1 << 20)),
    }
}

impl World {
    fn new() -> Self {
        let dataset = rows();
        let config = ModelConfig::parse("popularity").expect("a model");
        let model = fit_all(&dataset, &config, task()).expect("it fits");
        let saved = Saved::bytes(&config, &dataset, model.as_ref()).expect("bytes");
        Self { dataset, mark: saved[..MARK].to_vec() }
    }
}

thread_local! {
    static WORLD: World = World::new();
}

fuzz_target!(|contents: &[u8]| {
    WORLD.with(|world| {
        let mut bytes = world.mark.clone();
        bytes.extend_from_slice(&Sha256::digest(contents));
        bytes.extend_from_slice(contents);
        assert!(Saved::read(&bytes[1..]).is_err(), "a file without its mark is no model");
        let Ok(saved) = Saved::read(&bytes) else { return };
        let config = saved.config().clone();
        let model = saved.for_items_of(&world.dataset);
        for query in [Query::User(UserIdx(0)), Query::History(Vec::new())] {
            let question = Question { query, config: &config, seen: Seen::Include, k: 3 };
            let list = recommend(
                &world.dataset,
                &Titles::default(),
                model.as_ref(),
                &question,
                String::new(),
            );
            assert!(list.item_list.len() <= 3);
        }
    });
});
