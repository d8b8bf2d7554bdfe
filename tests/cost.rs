//! Bounds on what the build costs: the number of crates, and which of them come in two versions.
//!
//! `docs/building.md` has the seconds. Whoever moves a bound says there what the new crates are for. Other
//! machines build other crates, so that the bounds hold for 64-bit Linux alone.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Crates of a release build with the default features on 64-bit Linux, build scripts' and macros' too.
const CRATES_MAX: usize = 445;
/// Crates of `--no-default-features`, the library alone.
const CRATES_OF_THE_LIBRARY_MAX: usize = 162;

/// Crates that are built in more than one version, with who holds the older one. A crate that is not
/// listed here has one version.
const TWICE: &[(&str, &str)] = &[
    ("block-buffer", "digest 0.10"),
    ("constant_time_eq", "blake3, of polars"),
    ("cpufeatures", "digest 0.10"),
    ("crypto-common", "digest 0.10"),
    ("digest", "the AWS SDK's checksums"),
    ("equator", "nano-gemm and private-gemm-x86, of faer"),
    ("equator-macro", "equator"),
    ("getrandom", "ring; ahash, of arrow"),
    ("heck", "ouroboros"),
    ("miniz_oxide", "png"),
    ("num-bigint", "apache-avro"),
    ("sha1", "the AWS SDK"),
    ("syn", "interpol, of private-gemm-x86; macros that have not moved"),
];

/// What `cargo tree` lists, a crate a line as `name vVERSION features`, sorted and without repeats.
fn tree(args: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--format", "{p} {f}"])
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}

/// Name and version of a line of [`tree`].
fn crate_of(line: &str) -> (&str, &str) {
    let mut words = line.split(' ');
    (words.next().unwrap_or(""), words.next().unwrap_or(""))
}

fn crates(args: &[&str]) -> BTreeSet<String> {
    tree(args)
        .iter()
        .map(|line| {
            let (name, version) = crate_of(line);
            format!("{name} {version}")
        })
        .collect()
}

const BUILT: [&str; 2] = ["--edges", "normal,build"];

#[test]
fn the_number_of_crates_is_bounded() {
    let n = crates(&BUILT).len();
    assert!(n <= CRATES_MAX, "{n} crates, more than {CRATES_MAX}");
    assert!(n + 15 > CRATES_MAX, "{n} crates: lower the bound of {CRATES_MAX}");
    let n = crates(&[&BUILT[..], &["--no-default-features"]].concat()).len();
    assert!(n <= CRATES_OF_THE_LIBRARY_MAX, "{n} crates of the library alone");
}

#[test]
fn a_crate_has_one_version_but_for_those_named_here() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in crates(&BUILT) {
        let (name, version) = crate_of(&one);
        versions.entry(name.to_owned()).or_default().push(version.to_owned());
    }
    versions.retain(|_, versions| versions.len() > 1);
    let found: Vec<&str> = versions.keys().map(String::as_str).collect();
    let allowed: Vec<&str> = TWICE.iter().map(|&(name, _)| name).collect();
    assert_eq!(found, allowed, "{versions:?}");
}

/// A feature that only a dev-dependency asks for makes a test build compile a crate anew, and with it
/// all that stands on it: polars takes minutes.
#[test]
fn tests_ask_no_other_features_of_the_crates_that_the_program_is_built_of() {
    let tests = tree(&["--edges", "normal,build,dev"]);
    let alone: Vec<String> = tree(&BUILT).difference(&tests).cloned().collect();
    assert!(alone.is_empty(), "name their features in `Cargo.toml`: {alone:#?}");
}
