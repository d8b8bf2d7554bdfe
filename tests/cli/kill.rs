//! `prep` killed at any moment: nothing stands under a final name, or everything does.
#![cfg(unix)]

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::place::Place;

const FINAL: [&str; 3] = ["interactions.csv", "interactions.avsc", "interactions.manifest.json"];
const KILLS: u32 = 24;

#[test]
fn a_run_that_is_killed_leaves_no_half_file() {
    let place = Place::empty();
    place.done(&[
        "data",
        "generate",
        "--users",
        "4000",
        "--items",
        "2000",
        "--ratings",
        "400000",
        "--output",
        "ml-big",
    ]);
    place.done(&["prep", "interactions", "--run", "whole"]);
    let whole = FINAL.map(|name| place.read(&format!("whole/{name}")));
    for (label, more) in [
        ("sorted", &[][..]),
        ("spilled", &["--sort-memory", "1MiB"]),
        ("unsorted", &["--order", "none"]),
        ("polars", &["--engine", "polars"]),
    ] {
        let (mut killed, mut finished) = (0, 0);
        let started = Instant::now();
        place.done(&[&["prep", "interactions", "--run", &format!("{label}-timed")], more].concat());
        let length = started.elapsed();
        for kill in 0..KILLS / 4 {
            let run = format!("{label}-{kill}");
            let mut child = place
                .command(&[&["prep", "interactions", "--run", &run], more].concat())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the binary starts");
            // From the first moment to a little after the last.
            sleep(length * (kill * 23 % 29) / 20 + Duration::from_millis(u64::from(kill)));
            child.kill().expect("a child can be killed");
            let status = child.wait().expect("a child can be waited for");
            if status.success() {
                finished += 1;
            } else {
                killed += 1;
            }
            check(&place, &run, &whole, status.success() && label != "unsorted");
        }
        assert!(killed > 0, "{label}: all {finished} runs ended before they were killed");
    }
}

/// A killed run may be between two names, never inside a file.
fn check(place: &Place, run: &str, whole: &[Vec<u8>; 3], is_whole: bool) {
    for (name, whole) in FINAL.iter().zip(whole) {
        let path = place.path(&format!("{run}/{name}"));
        if !path.exists() {
            assert!(!is_whole, "{run}/{name} is missing");
            continue;
        }
        let there = place.read(&format!("{run}/{name}"));
        // Manifests name their folder; unsorted rows have another order.
        let same = if name.ends_with("manifest.json") {
            there.ends_with(b"}\n")
        } else if run.starts_with("unsorted") {
            there.len() == whole.len()
        } else {
            there == *whole
        };
        assert!(same, "{run}/{name} is not whole");
    }
}
