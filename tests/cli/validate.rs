//! `validate`: violations, and what the rules mean.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn prepared_files_are_clean() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&["validate", "schema"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.avsc (interactions, 321 bytes)
      no violations
    rehearsal-run/interactions.csv (interactions, 29 rows, 654 bytes)
      no violations
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/items.csv (items, 7 rows, 387 bytes)
      no violations
    errors: 0, warnings: 0, advice: 0 (rules broken, by column)
    --- stderr
    ");
}

/// A run folder whose rows break rules of several kinds.
fn with_violations() -> Place {
    let place = Place::prepared();
    place.write(
        "rehearsal-run/interactions.csv",
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n\
         1,1,click,1000000000\n\
         1,2,click,yesterday\n\
         2,1,click\n\
         ,3,watch,1000000120\n\
         3,3,watch,1000000120000\n",
    );
    place
}

#[test]
fn violations_are_listed_with_their_lines_and_the_answer_is_no() {
    let place = with_violations();
    assert_snapshot!(place.run(&["validate", "schema"]), @r#"
    exit code: 1
    --- stdout
    rehearsal-run/interactions.avsc (interactions, 321 bytes)
      no violations
    rehearsal-run/interactions.csv (interactions, 5 rows, 132 bytes)
      error F207: expected 4 fields as in the header, found 3 (1 ×)
        line 4: 2,1,click
      error V301 TIMESTAMP: expected long, found "yesterday" (1 ×)
        line 3: yesterday
      error V302 USER_ID: expected string, found nothing (1 ×)
        line 5: (empty)
      error V303 TIMESTAMP: expected seconds since 1970, found 1000000120000, which must be milliseconds or finer (1 ×)
        line 6: 1000000120000
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/items.csv (items, 7 rows, 387 bytes)
      no violations
    errors: 4, warnings: 0, advice: 0 (rules broken, by column)
    --- stderr
    "#);
}

#[test]
fn the_json_is_the_file_that_is_written() {
    let place = with_violations();
    let output = place.command(&["validate", "schema", "--format", "json"]).output();
    let output = output.expect("the binary starts");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, place.read("rehearsal-run/validation.json"));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let violations = report["violations"].as_array().expect("a list");
    assert!(violations.iter().any(|found| found["code"] == "V301"), "{violations:?}");
}

#[test]
fn a_file_named_on_the_command_line_leaves_nothing_in_the_run_folder() {
    let place = with_violations();
    let args = ["validate", "schema", "rehearsal-run/items.csv", "--max-examples", "1"];
    assert_snapshot!(place.unchanged(&args), @"
    exit code: 0
    --- stdout
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/items.csv (items, 7 rows, 387 bytes)
      no violations
    errors: 0, warnings: 0, advice: 0 (rules broken, by column)
    --- stderr
    ");
}

#[test]
fn a_broken_schema_is_a_violation_of_its_own() {
    let place = Place::prepared();
    place.write("rehearsal-run/items.avsc", "{\"type\": \"record\", \"name\": \"Items\"");
    let text = place.run(&["validate", "schema"]);
    assert!(text.starts_with("exit code: 1\n"), "{text}");
    assert!(text.contains("error S101: the schema is not JSON"), "{text}");
}

#[test]
fn nothing_to_validate() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["validate", "schema"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run` holds no interactions.csv, items.csv or users.csv; `rehearsal prep interactions` makes the first
    ");
    place.write("events.csv", "USER_ID\n1\n");
    assert_snapshot!(place.refused(&["validate", "schema", "events.csv"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no schema for `events.csv`: expected `events.avsc` beside it, or `--schema FILE`; the shipped ones lie in `schemas` of the source, and `prep` writes them beside its files
    ");
    assert_snapshot!(place.refused(&["validate", "schema", "--schema", "no.avsc"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `no.avsc`: No such file or directory (os error 2)
    ");
    place.write("items.avsc", include_str!("../../schemas/items.avsc"));
    let args = ["validate", "schema", "no.csv", "--schema", "items.avsc"];
    assert_snapshot!(place.refused(&args), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `no.csv`: No such file or directory (os error 2)
    ");
}

#[test]
fn a_rule_is_explained_by_its_code() {
    let place = Place::empty();
    assert_snapshot!(place.unchanged(&["validate", "--explain", "V301"]), @"
    exit code: 0
    --- stdout
    V301 (error): a value is not of its column's type
      why: The import fails, or the stored value is unknown.
      fix: Correct the value, or change the field's type.
      source: how-it-works-dataset-schema; an import with such values was seen to succeed
    --- stderr
    ");
}

#[test]
fn an_unknown_rule_is_refused_with_those_that_there_are() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["validate", "--explain", "V999"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown rule `V999`; the rules are S101, S102, S103, S104, S105, S106, S107, S108, S109, S110, F201, F202, F203, F204, F205, F206, F207, F208, F209, F210, F211, F212, F213, V301, V302, V303
    ");
}
