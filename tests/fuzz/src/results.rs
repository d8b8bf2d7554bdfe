//! Any bytes as one of the results that `report` and `compare` read, or as the manifest of a cut: an error, or
//! something that can be judged and written again. The page itself needs polars, and is not made here.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rehearsal::compare::Comparison;
use rehearsal::cost::CostReport;
use rehearsal::experiment::{EvalResult, Timings, ranked_models, winner};
use rehearsal::recommend::Recommendations;
use rehearsal::split::SplitManifest;
use rehearsal::stats::Stats;
use rehearsal::validate::Report;
use rehearsal::validate::team::Baseline;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads `text`; what was read can be written and read again.
fn read<T: DeserializeOwned + Serialize>(text: &str) -> Option<T> {
    let found: T = serde_json::from_str(text).ok()?;
    let written = serde_json::to_string(&found).expect("what was read can be written");
    assert!(serde_json::from_str::<T>(&written).is_ok(), "what was written cannot be read");
    Some(found)
}

fn judged(result: EvalResult) {
    let (candidates, witnesses) = ranked_models(&result);
    assert_eq!(candidates.len() + witnesses.len(), result.models.len());
    let _ = (winner(&result), result.clean().and_then(winner), result.service().is_some());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match choice % 8 {
        0 => drop(read::<Stats>(text)),
        1 => {
            drop(read::<Report>(text));
            drop(Baseline::parse(text));
        }
        2 => drop(read::<EvalResult>(text).map(judged)),
        3 => drop(read::<Timings>(text)),
        4 => {
            for beside in read::<Comparison>(text).iter().flat_map(|found| &found.services) {
                for run in &beside.runs {
                    let _ = (run.best(), run.bottom_line(), run.same_data.sentence());
                }
            }
        }
        5 => drop(read::<Recommendations>(text)),
        6 => drop(read::<CostReport>(text)),
        _ => drop(read::<SplitManifest>(text)),
    }
});
