//! `prep` where the output cannot be written: a message, and nothing changed.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn a_run_folder_that_is_a_file() {
    let place = Place::with_release();
    place.write("rehearsal-run", "mine");
    assert_snapshot!(place.refused(&["prep", "interactions"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot make the folder `rehearsal-run`: not a directory
    ");
}

#[test]
fn an_output_whose_parent_is_a_file() {
    let place = Place::with_release();
    place.write("mine", "mine");
    let args = ["prep", "interactions", "--output", "mine/deeper/events.csv"];
    assert_snapshot!(place.refused(&args), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot make the folder `mine/deeper`: Not a directory (os error 20)
    ");
}

#[test]
fn an_output_that_is_a_directory() {
    let place = Place::with_release();
    std::fs::create_dir(place.path("events.csv")).expect("a folder can be made");
    let args = ["prep", "interactions", "--output", "events.csv"];
    place.refused(&args);
    assert_snapshot!(place.refused(&[&args[..], &["--force"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot write `events.csv`: is a directory
    ");
}

#[test]
fn an_output_without_a_name() {
    let place = Place::with_release();
    place.refused(&["prep", "items", "--output", ".."]);
    assert_snapshot!(place.refused(&["prep", "items", "--output", ""]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: a value is required for '--output <FILE>' but none was supplied

    For more information, try '--help'.
    ");
}
