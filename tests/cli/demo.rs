//! `demo`: the whole pipeline in one command.

use std::collections::BTreeMap;

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::{unwrapped, without_progress};

/// With a release that is large enough for the demo's ten folds.
fn with_release() -> Place {
    let place = Place::empty();
    let counts = ["--users", "20", "--items", "50", "--ratings", "400"];
    place.done(&[&["data", "generate", "--output", "made"], &counts[..]].concat());
    place
}

/// All files but those that hold measured times.
fn results(place: &Place) -> BTreeMap<String, Vec<u8>> {
    let mut contents = place.contents();
    // The record has the digests of the other two.
    for name in ["timings.json", "report.html", ".rehearsal.json"] {
        contents.remove(&format!("rehearsal-run/{name}")).expect("the demo writes it");
    }
    contents
}

#[test]
fn each_step_is_shown_as_it_could_be_typed_and_a_report_is_left() {
    let place = with_release();
    let output = place.command(&["demo", "--input", "made"]).output().expect("the binary starts");
    assert!(output.status.success());
    let said = without_progress(&String::from_utf8_lossy(&output.stderr));
    assert_snapshot!(said, @r"
    [1/10] rehearsal prep interactions --input made
    [2/10] rehearsal prep items --input made
    [3/10] rehearsal validate schema
    [4/10] rehearsal stats
    [5/10] rehearsal eval baselines --per-user rehearsal-run/per-user.parquet
    [6/10] rehearsal compare --personalize published:ml-latest-small/hands-on/2022 --simulate
    [7/10] rehearsal recommend --examples
    [8/10] rehearsal recommend --user 1 --output rehearsal-run/recommendations.json
    [9/10] rehearsal cost
    [10/10] rehearsal report
    ");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.ends_with("\nreport: rehearsal-run/report.html\n"), "{stdout}");
    assert!(place.text("rehearsal-run/report.html").starts_with("<!doctype html>"));
}

#[test]
fn it_may_be_run_again_and_leaves_the_same_files() {
    let place = with_release();
    place.done(&["demo", "--input", "made"]);
    let first = results(&place);
    place.done(&["demo", "--input", "made"]);
    let second = results(&place);
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert!(second[name] == *bytes, "{name}");
    }
}

#[test]
fn an_input_without_a_release_is_refused_before_anything_is_written() {
    let place = Place::empty();
    place.write("hollow/README.md", "nothing to see");
    assert_snapshot!(place.refused(&["demo", "--input", "hollow"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `hollow` is not a MovieLens release: found `README.md`; expected `ratings.csv` and `movies.csv` (ml-latest, ml-latest-small, ml-20m, ml-25m, ml-32m), `ratings.dat` and `movies.dat` (ml-1m, ml-10m), or `u.data` and `u.item` (ml-100k); `--map` reads any other table
    ");
}

#[test]
fn a_folder_that_is_not_its_own_is_left_alone() {
    let place = Place::prepared();
    assert_snapshot!(place.refused(&["demo"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run` is there and was not made by the demo; choose another folder with `--run DIR`, or `--force` to write into it
    ");
}

#[test]
fn a_release_with_few_users_is_tested_in_fewer_folds() {
    let place = Place::with_release();
    let said = place.run(&["demo", "--input", "ml-tiny"]);
    assert!(said.starts_with("exit code: 0\n"), "{said}");
    assert!(said.contains("per-user.parquet --folds 4"), "{said}");
}

#[test]
fn generated_data_is_called_generated_wherever_it_is_judged() {
    let place = Place::empty();
    place.done(&[
        "data",
        "generate",
        "--users",
        "20",
        "--items",
        "50",
        "--ratings",
        "400",
        "--output",
        "made",
    ]);
    let said = unwrapped(&place.run(&["demo", "--input", "made"]));
    assert!(said.contains("Data (generated, not real): "), "{said}");
    assert!(said.contains("this shows the form of a comparison, not a result"), "{said}");
}
