//! `data generate`: a synthetic release.

use std::collections::BTreeMap;

use insta::assert_snapshot;

use crate::place::Place;

const SMALL: [&str; 8] = ["data", "generate", "--users", "20", "--items", "50", "--ratings", "400"];

/// The files of a generated release by name.
fn generated(extra: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let place = Place::empty();
    place.done(&[&SMALL[..], &["--output", "made"], extra].concat());
    place.contents()
}

#[test]
fn a_small_release_has_the_counts_asked_for() {
    let place = Place::empty();
    assert_snapshot!(place.run(&[&SMALL[..], &["--output", "made"]].concat()), @"
    exit code: 0
    --- stdout
    made: 400 ratings of 50 films by 20 users, 15 tags, seed 42
    --- stderr
    ");
    assert_snapshot!(place.files(), @r"
    made/
    made/.rehearsal.json
    made/README.txt
    made/links.csv
    made/movies.csv
    made/ratings.csv
    made/tags.csv
    ");
    let ratings = place.text("made/ratings.csv");
    assert_eq!(ratings.lines().count(), 1 + 400);
    let mut users: Vec<&str> =
        ratings.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    users.dedup();
    assert_eq!(users.len(), 20);
    assert_eq!(place.text("made/movies.csv").lines().count(), 1 + 50);
}

#[test]
fn what_is_generated_can_be_prepared() {
    let place = Place::empty();
    place.done(&[&SMALL[..], &["--output", "ml-made"]].concat());
    place.done(&["prep", "interactions"]);
    place.done(&["prep", "items"]);
    place.done(&["validate", "schema", "--ignore", "Q"]);
}

#[test]
fn the_counts_as_json() {
    let place = Place::empty();
    let args = ["--output", "made", "--seed", "7", "--format", "json"];
    assert_snapshot!(place.run(&[&SMALL[..], &args].concat()), @r#"
    exit code: 0
    --- stdout
    {
      "folder": "made",
      "items": 50,
      "rated_items": 50,
      "ratings": 400,
      "schema_version": 1,
      "seed": 7,
      "tags": 15,
      "users": 20
    }
    --- stderr
    "#);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let first = generated(&["--seed", "1"]);
    assert!(first == generated(&["--seed", "1"]));
    let other = generated(&["--seed", "2"]);
    for name in ["made/ratings.csv", "made/movies.csv"] {
        assert!(first[name] != other[name], "{name}");
    }
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    assert!(generated(&["--threads", "1"]) == generated(&["--threads", "2"]));
}

fn refused(args: &[&str]) -> String {
    Place::empty().refused(&[&["data", "generate", "--output", "made"], args].concat())
}

#[test]
fn an_unknown_release_is_refused_with_a_hint() {
    assert_snapshot!(refused(&["--like", "ml-lates-small"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown release `ml-lates-small` (did you mean `ml-latest-small`?); expected one of ml-latest-small, ml-1m, ml-25m
    ");
}

#[test]
fn impossible_counts_are_refused() {
    let counts = |users, items, ratings| {
        refused(&["--users", users, "--items", items, "--ratings", ratings])
    };
    assert_snapshot!(counts("20", "50", "1001"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `ratings`: expected at most 1000: 20 users can rate each of 50 items once, found 1001
    ");
    assert_snapshot!(counts("20", "50", "19"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `ratings`: expected at least 50: one for each of 20 users and 50 rated items, found 19
    ");
    assert_snapshot!(counts("0", "50", "400"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `users`: expected at least 1, found 0
    ");
    assert_snapshot!(counts("20", "0", "400"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `items`: expected 1 to 1000000, found 0
    ");
    assert_snapshot!(counts("20", "50", "-1"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: invalid value '-1' for '--ratings <N>': expected a whole number from 0 up

    For more information, try '--help'.
    ");
}

#[test]
fn some_counts_without_the_others_are_refused() {
    assert_snapshot!(refused(&["--users", "20"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the following required arguments were not provided:
      --ratings <N>
      --items <N>

    Usage: rehearsal data generate --output <DIR> --users <N> --ratings <N> --items <N>

    For more information, try '--help'.
    ");
    assert_snapshot!(refused(&["--like", "ml-1m", "--users", "20"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the argument '--like <NAME>' cannot be used with '--users <N>'

    Usage: rehearsal data generate --output <DIR> --like <NAME>

    For more information, try '--help'.
    ");
}

#[test]
fn an_output_that_is_a_file_is_refused() {
    let place = Place::empty();
    place.write("made", "mine");
    assert_snapshot!(place.refused(&[&SMALL[..], &["--output", "made"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot make the folder `made`: not a directory
    ");
}
