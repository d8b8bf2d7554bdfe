//! `validate filter`: expressions against schemas, data and quotas.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn an_expression_is_held_against_the_run_folder() {
    let place = Place::prepared();
    let expression = "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"Watch\", \"buy\") | \
                      INCLUDE ItemID WHERE Items.GENRE IN (\"Comedy\") IF CurrentUser.AGE > 18";
    assert_snapshot!(place.unchanged(&["validate", "filter", expression]), @r#"
    exit code: 1
    --- stdout
    filter 1: EXCLUDE ItemID WHERE Interactions.EVENT_… (filter, 137 bytes)
      error[L805]: Users has no schema in `rehearsal-run`
        line 1: … Items.GENRE IN ("Comedy") IF CurrentUser.AGE > 18
                                               ^^^^^^^^^^^
        = Use one of these, or an IF condition on CurrentUser.
      error[L807] GENRE: Items has no field `GENRE` (did you mean `GENRES`?); its
        fields are ITEM_ID, TITLE, GENRES, YEAR, CREATION_TIMESTAMP
        line 1: … | INCLUDE ItemID WHERE Items.GENRE IN ("Comedy") IF CurrentUser.…
                                               ^^^^^
        = Correct the name, or add the column and import again.
      warning[L816] EVENT_TYPE: no row of Interactions has the value `buy`; it has
        click, watch
        line 1: …tions.EVENT_TYPE IN ("Watch", "buy") | INCLUDE ItemID WHERE Items…
                                               ^^^^^
        = Correct the value, unless it will come with later data.
      advice[L817]: the filter sees the 100 newest interactions of each user and
        event type; older ones do not count, so that items bought before come back
        line 1: EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Watch", "buy") |
          INCLUDE…
                                     ^^^^^^^^^^^^^^^^^^^^^^^
        = Ask for a higher quota, or remove older items from the answers yourself.
    2 errors, 1 warning, 1 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain L805
    3 different fields in all; a dataset group's filters may look at 20
    --- stderr
    "#);
    let fine = "INCLUDE ItemID WHERE Items.YEAR >= 1990";
    assert_snapshot!(place.unchanged(&["validate", "filter", fine]), @r"
    exit code: 0
    --- stdout
    filter 1: INCLUDE ItemID WHERE Items.YEAR >= 1990 (filter, 39 bytes)
      no violations
    0 errors, 0 warnings, 0 advice (rules broken, by column)
    1 different field in all; a dataset group's filters may look at 20
    --- stderr
    ");
}

#[test]
fn what_cannot_be_read_is_pointed_at() {
    let place = Place::prepared();
    let lines = "EXCLUDE ItemID\nWHERE Items.GENRES NOT_IN (\"Comedy\")";
    assert_snapshot!(place.run(&["validate", "filter", lines]), @r#"
    exit code: 1
    --- stdout
    filter 1: EXCLUDE ItemID\nWHERE Items.GENRES NOT_IN… (filter, 51 bytes)
      error[L801]: expected IN, NOT IN, =, <, <=, > or >=, found `NOT_IN` (did you
        mean `NOT IN`?)
        line 2: WHERE Items.GENRES NOT_IN ("Comedy")
                                   ^^^^^^
        = Write it as `EXCLUDE ItemID WHERE Items.FIELD IN ("value")`;
          docs/validating.md has the grammar.
    1 error, 0 warnings, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain L801
    0 different fields in all; a dataset group's filters may look at 20
    --- stderr
    "#);
}

#[test]
fn warnings_fail_where_they_are_denied_and_rules_are_chosen() {
    let place = Place::prepared();
    let expression = "EXCLUDE ItemID WHERE Items.GENRES IN (\"comedy\")";
    let run = |more: &[&str]| place.run(&[&["validate", "filter", expression][..], more].concat());
    assert!(run(&[]).starts_with("exit code: 0\n"));
    assert_snapshot!(run(&["--deny", "warnings"]), @r#"
    exit code: 1
    --- stdout
    filter 1: EXCLUDE ItemID WHERE Items.GENRES IN ("c… (filter, 47 bytes)
      warning[L816] GENRES: no row of Items has the value `comedy` (did you mean
        `Comedy`?)
        line 1: …ItemID WHERE Items.GENRES IN ("comedy")
                                               ^^^^^^^^
        = Correct the value, unless it will come with later data.
    0 errors, 1 warning, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain L816
    1 different field in all; a dataset group's filters may look at 20
    --- stderr
    "#);
    assert!(run(&["--deny", "warnings", "--ignore", "L816"]).starts_with("exit code: 0\n"));
    let known = "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"watch\")";
    let advice = place.run(&["validate", "filter", known, "--deny", "advice"]);
    assert!(advice.starts_with("exit code: 1\n"), "{advice}");
}

#[test]
fn schemas_come_from_files_or_a_domain() {
    let place = Place::empty();
    let expression = "EXCLUDE ItemID WHERE Items.PRICE < 5";
    assert_snapshot!(place.refused(&["validate", "filter", expression]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run` has no schema such as interactions.avsc: expected `--schema FILE`, `--domain NAME`, or what `rehearsal prep interactions` writes
    ");
    place.write("goods.avsc", place.done(&["schema", "show", "items", "--domain", "ecommerce"]));
    let of_file = place.run(&["validate", "filter", expression, "--schema", "goods.avsc"]);
    let of_domain = place.run(&["validate", "filter", expression, "--domain", "ecommerce"]);
    assert_eq!(of_file, of_domain);
    assert!(of_file.starts_with("exit code: 0\n"), "{of_file}");
    let twice = ["--schema", "goods.avsc", "--schema", "goods.avsc"];
    let twice = place.refused(&[&["validate", "filter", expression][..], &twice].concat());
    assert_snapshot!(twice, @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `goods.avsc` is a second schema of items: expected one of each dataset
    ");
    place.write("broken.avsc", "{}");
    let broken = place.refused(&["validate", "filter", expression, "--schema", "broken.avsc"]);
    assert_snapshot!(broken, @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `broken.avsc` is no schema of a dataset; `rehearsal validate schema --schema broken.avsc` says why
    ");
}

#[test]
fn several_expressions_share_the_fields_of_a_group() {
    let place = Place::prepared();
    let on = |value: u32| format!("EXCLUDE ItemID WHERE Items.YEAR = {value}");
    let many: Vec<String> = (0..31).map(on).collect();
    let mut args = vec!["validate", "filter"];
    args.extend(many.iter().map(String::as_str));
    args.extend(["--select", "L804"]);
    let text = place.run(&args);
    assert!(text.contains("error[L804] filters: expected at most 30 filters, found 31"), "{text}");
    args.extend(["--format", "json"]);
    let output = place.command(&args).output().expect("it runs");
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["distinct_fields"], 1);
    assert_eq!(document["filters"][30]["fields"], serde_json::json!(["Items.YEAR"]));
    assert_eq!(document["summary"]["errors"], 1);
}
