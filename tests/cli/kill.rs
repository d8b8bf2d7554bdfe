//! `prep` killed at any moment: nothing stands under a final name, or everything does.
#![cfg(unix)]

use std::process::Stdio;
use std::thread::sleep;
use std::time::Instant;

use crate::place::Place;

const FINAL: [&str; 3] = ["interactions.csv", "interactions.avsc", "interactions.manifest.json"];
const KILLS: u32 = 8;

/// A number from 0 to 1 that nobody knows before; what it leads to is said where a test fails.
fn chance() -> f64 {
    use std::hash::{BuildHasher, Hasher};
    let bits = std::collections::hash_map::RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(bits >> 32).expect("32 bits")) / f64::from(u32::MAX)
}

#[test]
fn a_run_that_is_killed_leaves_no_half_file() {
    let place = Place::empty();
    let counts = ["--users", "4000", "--items", "2000", "--ratings", "400000"];
    place.done(&[&["data", "generate", "--output", "ml-big"], &counts[..]].concat());
    let prep = ["prep", "interactions", "--run"];
    for (label, more) in [
        ("sorted", &[][..]),
        ("spilled", &["--sort-memory", "16MiB", "--threads", "8"]),
        ("unsorted", &["--order", "none"]),
        ("polars", &["--engine", "polars"]),
        ("parts", &["--output", "parts/interactions.csv", "--shard-rows", "50000"]),
    ] {
        let started = Instant::now();
        place.done(&[&prep[..], &["whole", "--force"], more].concat());
        let length = started.elapsed();
        let folder = if label == "parts" { "parts" } else { "whole" };
        let whole = listing(&place, folder);
        assert!(FINAL.iter().all(|name| whole.iter().any(|(path, _)| path.starts_with(name))));
        let mut killed = 0;
        for _ in 0..KILLS {
            std::fs::remove_dir_all(place.path(folder)).expect("it was there");
            let mut child = place
                .command(&[&prep[..], &["whole"], more].concat())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("the binary starts");
            let moment = length.mul_f64(chance());
            sleep(moment);
            child.kill().expect("a child can be killed");
            let status = child.wait().expect("a child can be waited for");
            killed += u32::from(!status.success());
            for (path, bytes) in listing(&place, folder) {
                let same = whole.iter().find(|(other, _)| *other == path);
                let is_whole = same.is_some_and(|(_, whole)| *whole == bytes);
                assert!(is_whole, "{label}, killed after {moment:?}: {path} is not whole");
            }
            std::fs::create_dir_all(place.path(folder)).expect("a folder can be made");
        }
        assert!(killed > 0, "{label}: every run ended before it was killed");
    }
}

/// What stands under a final name in `folder`, with its bytes.
fn listing(place: &Place, folder: &str) -> Vec<(String, Vec<u8>)> {
    let prefix = format!("{folder}/");
    let named = |(path, bytes): (String, Vec<u8>)| {
        let name = path.strip_prefix(&prefix)?.to_owned();
        (!name.is_empty() && !name.starts_with('.') && !name.ends_with('/'))
            .then_some((name, bytes))
    };
    place.contents().into_iter().filter_map(named).collect()
}
