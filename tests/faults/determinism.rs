//! Threads, languages, time zones and the clock: not a byte differs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::jobs::{JOBS, has_seconds, is_kept_for_resuming};
use crate::place::Place;

fn written(place: &Place) -> BTreeMap<String, Vec<u8>> {
    let named = place.contents().into_iter().map(|(name, bytes)| {
        let name = String::from_utf8_lossy(&name).into_owned();
        // The record has the digest of what says how long something took.
        let says_seconds = has_seconds(&name) || (name.ends_with(".rehearsal.json"));
        (name, if says_seconds { Vec::new() } else { bytes })
    });
    named.filter(|(name, _)| !is_kept_for_resuming(name)).collect()
}

#[test]
fn threads_languages_and_time_zones_change_no_byte() {
    let ways: [(&str, &[(&str, &str)]); 3] = [
        ("2", &[("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu")]),
        ("7", &[("LANG", "de_DE.UTF-8"), ("TZ", "Pacific/Apia"), ("LC_NUMERIC", "ar_SA")]),
        ("64", &[("LC_ALL", "C"), ("TZ", ":/etc/passwd")]),
    ];
    for job in JOBS {
        let first = Place::filled();
        first.done(&[&job.words()[..], &["--threads", "1"]].concat());
        let expected = written(&first);
        for (threads, variables) in ways {
            let place = Place::filled();
            let mut command = place.command(&[&job.words()[..], &["--threads", threads]].concat());
            let output = command.envs(variables.iter().copied()).output().expect("starts");
            let code = output.status.code();
            assert!(matches!(code, Some(0 | 1)), "{} {variables:?}: {output:?}", job.name);
            let found = written(&place);
            let differ: Vec<_> =
                expected.iter().filter(|(name, bytes)| found.get(*name) != Some(bytes)).collect();
            let names: Vec<_> = differ.into_iter().map(|(name, _)| name).collect();
            assert!(names.is_empty(), "{} {threads} {variables:?}: {names:?}", job.name);
            assert_eq!(expected.len(), found.len(), "{}", job.name);
        }
    }
}

/// The files that ask what time it is. `validate` and `recipes` hold timestamps against it, since those of
/// the future are wrong; no result has it in it. `prep --shift-to now` moves rows to it, and its manifest has the instant; `history` keeps a run
/// under its instant.
const READERS: [&str; 4] = [
    "src/bin/rehearsal/command/history/mod.rs",
    "src/bin/rehearsal/command/prep/options.rs",
    "src/bin/rehearsal/command/recipes.rs",
    "src/bin/rehearsal/command/validate/options.rs",
];

#[test]
fn only_what_checks_for_the_future_asks_what_time_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    let mut readers = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("a source");
            let asks = ["SystemTime::now", "Timestamp::now", "Zoned::now", "jiff::now", "UtcNow"];
            if asks.iter().any(|ask| text.contains(ask)) {
                readers.push(path.strip_prefix(root).expect("below").display().to_string());
            }
        }
    }
    readers.sort();
    assert_eq!(readers, READERS);
}
