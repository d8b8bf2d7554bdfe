//! Any bytes as ranked lists from elsewhere: an error with its place, or figures that are shares.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use rehearsal::experiment::{DataRecord, NamedLists, Scoring, Truth, TruthFiles, score_lists};
use rehearsal::source::door::TextOptions;

/// Nothing is said of any text.
static TEXT: LazyLock<TextOptions> = LazyLock::new(TextOptions::default);

/// A cut of two users, and the file that the bytes go into.
struct Cut {
    folder: tempfile::TempDir,
    truth: Truth,
}

const TRAIN: &str =
    "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,a,view,1\n1,b,view,2\n2,a,view,1\n2,c,view,3\n";
const HELD_OUT: &str = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,c,view,5\n1,d,view,6\n2,b,view,7\n";

fn files(folder: &Path) -> [PathBuf; 2] {
    ["train.csv", "held-out.csv"].map(|name| folder.join(name))
}

impl Cut {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let [train, held_out] = files(folder.path());
        std::fs::write(&train, TRAIN).expect("room on the disk");
        std::fs::write(&held_out, HELD_OUT).expect("room on the disk");
        let truth = Truth::read(&truth_files(&train, &held_out)).expect("a cut");
        Self { folder, truth }
    }
}

fn truth_files<'a>(train: &'a Path, held_out: &'a Path) -> TruthFiles<'a> {
    TruthFiles {
        held_out,
        train: Some(train),
        history: None,
        items: None,
        reward: None,
        window: None,
        text: &TEXT,
    }
}

thread_local! {
    static CUT: Cut = Cut::new();
}

fuzz_target!(|bytes: &[u8]| {
    CUT.with(|cut| {
        let path = cut.folder.path().join("lists");
        std::fs::write(&path, bytes).expect("room on the disk");
        let [train, held_out] = files(cut.folder.path());
        let data = DataRecord::new(cut.truth.dataset());
        let scoring = Scoring { replicates: 0, ..Scoring::default() };
        let lists = [NamedLists { name: "fuzzed".into(), path: &path, text: &TEXT }];
        let found =
            score_lists(&cut.truth, data, &truth_files(&train, &held_out), &lists, &scoring);
        let Ok(found) = found else { return };
        for model in &found.result.models {
            for (key, value) in model.metrics.iter() {
                assert!(value.is_finite(), "{key} is {value}");
                let is_share =
                    ["precision", "recall", "hit_rate", "mean", "normalized", "coverage"];
                let is_share = is_share.iter().any(|begin| key.starts_with(begin));
                assert!(!is_share || (0.0..=1.0).contains(value), "{key} is {value}");
            }
        }
    });
});
