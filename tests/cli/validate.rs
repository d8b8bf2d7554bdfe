//! `validate` and `schema`: violations, what the rules mean, and what is mended.

use std::io::Write;

use insta::assert_snapshot;

use crate::place::Place;

/// `validate` without the rules on numbers of rows, which a small file breaks.
const CHECK: [&str; 6] = ["validate", "schema", "--ignore", "Q", "--as-of", "2026-01-01"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    CHECK.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn prepared_files_have_only_the_twins_of_click_and_watch() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&CHECK), @"");
    assert_snapshot!(place.run(&["validate", "dataset", "--ignore", "A702"]), @"");
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
    assert_snapshot!(place.run(&CHECK), @"");
}

#[test]
fn colours_point_out_the_gravest_and_mean_nothing_alone() {
    let place = with_violations();
    let plain = place.run(&CHECK);
    let painted = place.run(&with(&["--color", "always"]));
    assert!(painted.contains("\u{1b}[1;31merror[V301]\u{1b}[0m"), "{painted}");
    let mut rest = painted.as_str();
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').expect("a colour ends").1;
    }
    assert_eq!(bare + rest, plain);
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
    let args = with(&["rehearsal-run/items.csv", "--max-examples", "1"]);
    assert_snapshot!(place.unchanged(&args), @"");
}

#[test]
fn a_check_is_made_again_and_again_but_replaces_nothing_foreign() {
    let place = with_violations();
    place.run(&CHECK);
    place.write(
        "rehearsal-run/interactions.csv",
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,1,a,1000000000\n",
    );
    let again = place.run(&CHECK);
    assert!(again.starts_with("exit code: 0\n"), "{again}");
    place.write("rehearsal-run/validation.json", "{\"mine\": true}");
    assert!(place.refused(&CHECK).contains("validation.json` exists already"));
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
fn unknown_rules_and_recipes_are_refused_with_the_nearest() {
    let place = Place::prepared();
    assert_snapshot!(place.refused(&["validate", "--explain", "V999"]), @"");
    assert_snapshot!(place.refused(&["validate", "schema", "--select", "V1"]), @"");
    assert_snapshot!(place.refused(&["validate", "schema", "--recipe", "trending-nov"]), @"");
    let args = ["validate", "schema", "--recipe", "aws-vod-top-picks", "--domain", "ecommerce"];
    assert_snapshot!(place.refused(&args), @"");
    assert_snapshot!(place.refused(&["validate", "schema", "--as-of", "soon"]), @"");
    assert_snapshot!(place.refused(&["validate", "schema", "--temp-dir", "nowhere"]), @"");
}

#[test]
fn the_page_of_rules_is_the_one_that_is_committed() {
    let place = Place::empty();
    let output = place.command(&["validate", "--list-rules", "--markdown"]).output();
    let page = String::from_utf8(output.expect("the binary starts").stdout).expect("UTF-8");
    let committed = include_str!("../../docs/rules.md");
    assert!(page == committed, "run `rehearsal validate --list-rules --markdown > docs/rules.md`");
    let list = place.unchanged(&["validate", "--list-rules"]);
    assert!(
        list.contains("\nV: Values\n  V301 error   a value is not of its column's type\n"),
        "{list}"
    );
}

#[test]
fn selected_rules_alone_are_checked_and_severities_denied() {
    let place = with_violations();
    let codes = |args: &[&str]| {
        let text = place.run(args);
        let code = |line: &str| {
            line.trim_start().split_once('[')?.1.split_once(']').map(|(code, _)| code.to_owned())
        };
        let lines = text.lines().filter(|line| line.starts_with("  ") && line.contains("]"));
        (text.as_bytes()[11] == b'1', lines.filter_map(code).collect::<Vec<_>>())
    };
    let all: Vec<String> = ["F207", "V301", "V302", "V303"].map(str::to_owned).into();
    assert_eq!(codes(&CHECK), (true, all));
    let select = ["validate", "schema", "--select", "f2,V302", "--ignore", "F207"];
    assert_eq!(codes(&select), (true, vec!["V302".to_owned()]));
    let twins = Place::prepared();
    let denied = |deny: &[&str]| twins.run(&with(deny)).starts_with("exit code: 1\n");
    assert!(!denied(&[]) && denied(&["--deny", "warnings"]));
    assert!(!denied(&["--deny", "advice", "--select", "S"]));
}

#[test]
fn sarif_and_junit_are_written_beside() {
    let place = with_violations();
    place.run(&with(&["--sarif", "out.sarif", "--junit", "out.xml", "--max-examples", "1"]));
    let sarif: serde_json::Value = serde_json::from_slice(&place.read("out.sarif")).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    assert_eq!(results.len(), 4);
    assert_snapshot!(serde_json::to_string_pretty(&results[1]).expect("JSON"), @"");
    assert_snapshot!(place.text("out.xml"), @"");
    assert!(place.refused(&with(&["--sarif", "out.sarif"])).contains("`out.sarif` exists already"));
    let onto = with(&["--junit", "rehearsal-run/items.csv", "--force"]);
    assert!(place.refused(&onto).contains("is an input of this very command"));
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn compressed_files_folders_and_parquet_are_read_by_the_same_rules() {
    let place = with_violations();
    let csv = place.read("rehearsal-run/interactions.csv");
    let schema = place.read("rehearsal-run/interactions.avsc");
    place.write("gz/interactions.csv.gz", gz(&csv));
    place.write("gz/interactions.avsc", &schema);
    let args = with(&["gz/interactions.csv.gz"]);
    assert_snapshot!(place.run(&args), @"");
    let (first, second) = (
        &csv[..csv.len() - 45],
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,1,click,1000000000\n5,2,click,x\n",
    );
    place.write("parts/interactions/part-0.csv", first);
    place.write("parts/interactions/part-1.csv", second);
    place.write("parts/interactions/more/part-2.csv", second);
    place.write("parts/interactions.avsc", &schema);
    assert_snapshot!(place.run(&with(&["parts/interactions", "--ignore", "V302"])), @"");
    place.done(&["prep", "interactions", "--output", "table/interactions.parquet"]);
    place.write("table/interactions.avsc", &schema);
    assert_snapshot!(place.run(&with(&["table/interactions.parquet", "--max-examples", "1"])), @"");
    place.write("bad/interactions.parquet", "PAR1 and no more");
    place.write("bad/interactions.avsc", &schema);
    assert!(
        place
            .refused(&with(&["bad/interactions.parquet"]))
            .contains("cannot read `bad/interactions.parquet`: it is not readable as Parquet")
    );
    place.write("bad/interactions.csv.gz", &gz(&csv)[..40]);
    assert!(
        place
            .refused(&with(&["bad/interactions.csv.gz"]))
            .contains("cannot read `bad/interactions.csv.gz`")
    );
}

#[test]
fn what_is_safe_is_mended_into_another_file() {
    let place = Place::prepared();
    place.write(
        "rough.csv",
        "\u{FEFF}user_id,ITEM_ID,EVENT_TYPE,TIMESTAMP\r\n1 ,2,click,1500000000000\r\n1,2,click,1500000000\r\n,3,watch,1500000000\r\n",
    );
    let args = with(&[
        "rough.csv",
        "--schema",
        "rehearsal-run/interactions.avsc",
        "--fix",
        "--output",
        "fixed.csv",
    ]);
    let before = place.read("rough.csv");
    assert_snapshot!(place.run(&args), @"");
    assert_eq!(
        place.text("fixed.csv"),
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,2,click,1500000000\n,3,watch,1500000000\n"
    );
    assert_eq!(place.read("rough.csv"), before);
    assert!(place.refused(&args).contains("`fixed.csv` exists already"));
    let onto = with(&[
        "rough.csv",
        "--schema",
        "rehearsal-run/interactions.avsc",
        "--fix",
        "--output",
        "rough.csv",
        "--force",
    ]);
    assert!(place.refused(&onto).contains("is an input of this very command"));
    assert!(place.refused(&with(&["--fix", "--output", "x.csv"])).contains("mends one data file"));
}

#[test]
fn a_group_is_held_together_and_a_recipe_is_told_what_it_lacks() {
    let place = Place::prepared();
    place.write("rehearsal-run/items.csv", "ITEM_ID,TITLE,GENRES,YEAR,CREATION_TIMESTAMP\n01,A,Drama,1999,\n2,B,Drama,,\n77,C,War,1980,\n");
    let args = [
        "validate",
        "dataset",
        "--recipe",
        "aws-vod-because-you-watched-x",
        "--select",
        "X,Q",
        "--max-examples",
        "2",
    ];
    assert_snapshot!(place.run(&args), @"");
    let args = ["validate", "dataset", "--recipe", "next-best-action", "--select", "Q511"];
    assert_snapshot!(place.run(&args), @"");
    assert!(place.refused(&["validate", "dataset", "nowhere"]).contains("cannot read `nowhere`"));
    place.write("empty/x.txt", "");
    assert!(
        place.refused(&["validate", "dataset", "empty"]).contains("holds none of interactions.csv")
    );
}

#[test]
fn shipped_schemas_are_listed_and_shown() {
    let place = Place::empty();
    assert_snapshot!(place.unchanged(&["schema", "list"]), @"");
    let shown = place.command(&["schema", "show", "items", "--domain", "ecommerce"]).output();
    let shown = shown.expect("the binary starts").stdout;
    assert_eq!(shown, include_bytes!("../../schemas/ecommerce/items.avsc"));
    assert_snapshot!(place.refused(&["schema", "show", "actions", "--domain", "ecommerce"]), @"");
}

#[test]
fn an_inferred_schema_fits_its_file() {
    let place = Place::empty();
    place.write("goods.csv", "ITEM_ID,LABEL,PRICE,STOCK,SKU\n1,red,1.5,3,007\n2,blue,2,,008\n3,\"a, b\",0.25,5000000000,009\n");
    place.done(&["schema", "infer", "goods.csv", "--output", "goods.avsc"]);
    assert_snapshot!(place.text("goods.avsc"), @"");
    let checked = place.run(&["validate", "schema", "goods.csv"]);
    assert!(checked.starts_with("exit code: 0\n"), "{checked}");
    place.write("odd.csv", "A,B\n1,2\n");
    assert_snapshot!(place.refused(&["schema", "infer", "odd.csv"]), @"");
    place.write("ids.csv", "USER_ID\n1\n");
    assert_snapshot!(place.refused(&["schema", "infer", "ids.csv"]), @"");
}
