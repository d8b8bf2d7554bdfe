//! What was typed wrongly is exit code 2, with a hint.

use insta::assert_snapshot;

use crate::place::Place;

fn refused(args: &[&str]) -> String {
    Place::with_release().refused(args)
}

#[test]
fn an_unknown_flag() {
    assert_snapshot!(refused(&["stats", "--colour"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unexpected argument '--colour' found

      tip: a similar argument exists: '--color'

    Usage: rehearsal stats --color <COLOR> [FILE]

    For more information, try '--help'.
    ");
}

#[test]
fn an_unknown_subcommand() {
    assert_snapshot!(refused(&["prep", "ratings"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unrecognized subcommand 'ratings'

    Usage: rehearsal prep [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
}

#[test]
fn a_value_that_is_not_one_of_the_choices() {
    assert_snapshot!(refused(&["stats", "--format", "yaml"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: invalid value 'yaml' for '--format <FORMAT>'
      [possible values: text, json, markdown, csv, concise, grouped, github, gitlab, json-lines]

    For more information, try '--help'.
    ");
}

#[test]
fn no_threads() {
    assert_snapshot!(refused(&["stats", "--threads", "0"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: invalid value '0' for '--threads <N>': expected a whole number from 1 up

    For more information, try '--help'.
    ");
}

#[test]
fn quiet_and_verbose_at_once() {
    assert_snapshot!(refused(&["stats", "-q", "-v"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the argument '--quiet' cannot be used with '--verbose...'

    Usage: rehearsal stats --quiet [FILE]

    For more information, try '--help'.
    ");
}

#[test]
fn colour_only_when_asked_for() {
    let place = Place::empty();
    let stderr = |args: &[&str]| {
        let output = place.command(args).output().expect("the binary starts");
        String::from_utf8(output.stderr).expect("messages are UTF-8")
    };
    assert!(!stderr(&["stats"]).contains('\u{1b}'));
    assert!(stderr(&["stats", "--color", "always"]).contains('\u{1b}'));
}
