//! Any bytes as what an interrupted run left, with a right SHA-256: it is passed over, or gives figures.
#![no_main]

use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use rehearsal::dataset::Dataset;
use rehearsal::experiment::{DataRecord, Evaluation, Experiment, Journal, Scoring, run};
use rehearsal::model::ModelConfig;
use rehearsal::split::Protocol;
use sha2::{Digest, Sha256};

struct World {
    _folder: tempfile::TempDir,
    dataset: Dataset,
    journal: Journal,
    /// The one entry of the journal.
    entry: PathBuf,
}

fn evaluate(dataset: &Dataset, journal: &Journal) -> Evaluation {
    let experiment = Experiment {
        protocol: Protocol::LeaveLastOne,
        scoring: Scoring { replicates: 0, ..Scoring::default() },
        ..Experiment::of(vec![ModelConfig::parse("popularity").expect("a model")])
    };
    let data = DataRecord::new(dataset);
    run(dataset, &data, &experiment, Some(journal), &|_| {}).expect("two users")
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("partial");
        let journal = Journal::new(place.clone(), &"a run");
        let dataset = Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "b", "", 2),
            ("2", "b", "", 3),
            ("2", "c", "", 9),
        ]);
        evaluate(&dataset, &journal);
        let files = std::fs::read_dir(&place).expect("it was kept");
        let mut sized = files.filter_map(|entry| {
            let path = entry.ok()?.path();
            (path.metadata().ok()?.len() > 0).then_some(path)
        });
        let entry = sized.next().expect("an entry");
        Self { _folder: folder, dataset, journal, entry }
    }
}

thread_local! {
    static WORLD: World = World::new();
}

fuzz_target!(|contents: &[u8]| {
    WORLD.with(|world| {
        let mut bytes = Sha256::digest(contents).to_vec();
        bytes.extend_from_slice(contents);
        std::fs::write(&world.entry, &bytes).expect("room on the disk");
        let found = evaluate(&world.dataset, &world.journal);
        let metrics = &found.result.models[0].metrics;
        assert!(metrics.values().all(|value| value.is_finite()), "{metrics:?}");
        // A digest that is not that of the contents is no entry.
        bytes[0] ^= 1;
        std::fs::write(&world.entry, &bytes).expect("room on the disk");
        assert_eq!(world.journal.read("popularity", 0), None);
    });
});
