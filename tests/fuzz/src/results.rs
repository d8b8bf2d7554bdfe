//! Any bytes as one of the results that `report` and `compare` read, or as a manifest: an error, or a page
//! in which nothing of it is markup.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rehearsal::compare::{Evaluated, Typed, compare, published};
use rehearsal::experiment::EvalResult;
use rehearsal::report::{Inputs, html, verdict};
use rehearsal::split::SplitManifest;
use serde::de::DeserializeOwned;

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// The part of a report that the first byte names, read from the others.
fn inputs(choice: u8, text: &str) -> Option<Inputs> {
    let mut inputs = Inputs { title: "fuzzed".into(), ..Inputs::default() };
    match choice % 8 {
        0 => inputs.stats = Some(read(text)?),
        1 => inputs.validation = Some(read(text)?),
        2 => inputs.eval = Some(read(text)?),
        3 => inputs.timings = Some(read(text)?),
        4 => inputs.comparison = Some(read(text)?),
        5 => inputs.recommendations = Some(read(text)?),
        6 => inputs.cost = Some(read(text)?),
        _ => inputs.manifests = vec![Some(read(text)?)],
    }
    Some(inputs)
}

fn compared(result: EvalResult) {
    // As `compare` asks of a file before it goes on.
    if result.models.is_empty() || result.protocol.users_tested == 0 {
        return;
    }
    let run = Evaluated { path: "eval.json".into(), sha256: String::new(), result };
    let found = compare(published()[0].clone(), &[run], &Typed::default());
    assert!(!found.runs[0].bottom_line().is_empty());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = read::<SplitManifest>(text);
    let Some(mut inputs) = inputs(choice, text) else { return };
    inputs.drop_stale();
    let _ = verdict(&inputs);
    let page = html::render(&inputs).expect("what was read can be shown");
    assert!(!page.contains("<fuzzed"), "markup of a file stands raw on the page");
    if let Some(eval) = inputs.eval {
        compared(eval);
    }
});
