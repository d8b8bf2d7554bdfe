//! `validate` and `schema`: violations, what the rules mean, and what is mended.

use std::io::Write;

use insta::assert_snapshot;

use crate::place::Place;
use crate::shown::unwrapped;

/// `validate` without the rules on numbers of rows, which a small file breaks.
const CHECK: [&str; 6] = ["validate", "schema", "--ignore", "Q", "--as-of", "2026-01-01"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    CHECK.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn prepared_files_have_only_the_twins_of_click_and_watch() {
    let place = Place::prepared();
    assert_snapshot!(place.run(&CHECK), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.avsc (interactions, 321 bytes)
      no violations
    rehearsal-run/interactions.csv (interactions, 29 rows, 654 bytes)
      warning[A702]: 12 of 29 (41.4 %) rows have user, item and timestamp of an
        earlier row and differ otherwise (12 ×)
        line 3: 1,1,watch,1000000000
                ^^^^^^^^^^^^^^^^^^^^
        line 6: 2,1,watch,1000000060
                ^^^^^^^^^^^^^^^^^^^^
        line 8: 1,3,watch,1000000120
                ^^^^^^^^^^^^^^^^^^^^
        line 10: 10,4,watch,1000000120
                 ^^^^^^^^^^^^^^^^^^^^^
        line 12: 1,5,watch,1000000240
                 ^^^^^^^^^^^^^^^^^^^^
        = Keep the strongest event (`prep interactions --collapse-events`), or
          compare with care.
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/items.csv (items, 7 rows, 387 bytes)
      no violations
    0 errors, 1 warning, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain A702
    --- stderr
    ");
    assert_snapshot!(place.run(&["validate", "dataset", "--ignore", "A702"]), @r"
    exit code: 1
    --- stdout
    rehearsal-run/interactions.avsc (interactions, 321 bytes)
      no violations
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/interactions.csv (interactions, 29 rows, 654 bytes)
      error[Q501]: expected at least 1,000 different interactions, found 29
        = Gather more data.
      error[Q503]: 4 of 4 (100.0 %) users have two interactions; expected at least
        25
        = Gather more data, or loosen the event filter.
      advice[Q505]: the guide advises 50,000 interactions, found 29
        = Gather more data, or expect little beyond popularity.
      advice[Q506]: 4 of 4 (100.0 %) users have two interactions; the guide advises
        1,000
        = Gather more data, or expect little beyond popularity.
    rehearsal-run/items.csv (items, 7 rows, 387 bytes)
      advice[X603] ITEM_ID: 1 of 7 (14.3 %) ids have no row in
        `rehearsal-run/interactions.csv`
        line 8: 7,Glass Orchard (2010),Fantasy|…
                ^
        = Expect that; leave out what is no longer on offer.
    2 errors, 0 warnings, 3 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain Q501
    --- stderr
    replaced: rehearsal-run/validation.json
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
    assert_snapshot!(place.run(&CHECK), @r#"
    exit code: 1
    --- stdout
    rehearsal-run/interactions.avsc (interactions, 321 bytes)
      no violations
    rehearsal-run/interactions.csv (interactions, 5 rows, 132 bytes)
      error[F207]: expected 4 fields as in the header, found 3
        line 4: 2,1,click
                ^^^^^^^^^
        = Quote values that hold a comma; look for a row that was cut off.
      error[V301] TIMESTAMP: expected long, found "yesterday"
        line 3: 1,2,click,yesterday
                          ^^^^^^^^^
        = Correct the value; a field of your own may also get another type.
      error[V302] USER_ID: expected string, found nothing
        line 5: ,3,watch,1000000120
                ^
        = Fill the value or remove the row; a field that the service does not
          require may also be a union with null.
      error[V303] TIMESTAMP: expected seconds since 1970, found 1000000120000, which
        must be milliseconds
        line 6: 3,3,watch,1000000120000
                          ^^^^^^^^^^^^^
        = Divide by 1,000 (milliseconds), 1,000,000 (microseconds) or 1,000,000,000
          (nanoseconds); `validate schema --fix` does.
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/items.csv (items, 7 rows, 387 bytes)
      no violations
    4 errors, 0 warnings, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain F207
    --- stderr
    "#);
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
    assert_snapshot!(place.unchanged(&args), @"
    exit code: 0
    --- stdout
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/items.csv (items, 7 rows, 387 bytes)
      no violations
    0 errors, 0 warnings, 0 advice (rules broken, by column)
    --- stderr
    ");
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
    assert!(place.refused(&CHECK).contains("validation.json` was changed since"));
}

#[test]
fn a_broken_schema_is_a_violation_of_its_own() {
    let place = Place::prepared();
    place.write("rehearsal-run/items.avsc", "{\"type\": \"record\", \"name\": \"Items\"");
    let text = place.run(&CHECK);
    assert!(text.starts_with("exit code: 1\n"), "{text}");
    assert!(text.contains("error[S101]: the schema is not JSON"), "{text}");
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
    error: no schema for `events.csv`: expected `events.avsc` beside it, or `--schema FILE`; `rehearsal schema show` prints those that ship, and `rehearsal schema infer` makes one that fits
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
    assert_snapshot!(place.unchanged(&["validate", "--explain", "V301"]), @r"
    exit code: 0
    --- stdout
    V301 (error): a value is not of its column's type
      why: The import fails, or the stored value is unknown.
      fix: Correct the value; a field of your own may also get another type.
      source: how-it-works-dataset-schema; an import with such values was seen to
        succeed
              https://docs.aws.amazon.com/personalize/latest/dg/how-it-works-dataset-schema.html
    --- stderr
    ");
}

#[test]
fn unknown_rules_and_recipes_are_refused_with_the_nearest() {
    let place = Place::prepared();
    assert_snapshot!(place.refused(&["validate", "--explain", "V999"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown rule `V999`; `rehearsal validate --list-rules` lists them all
    ");
    assert_snapshot!(place.refused(&["validate", "schema", "--select", "V1"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown rule `V1`; `rehearsal validate --list-rules` lists them all
    ");
    assert_snapshot!(place.refused(&["validate", "schema", "--recipe", "trending-nov"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown recipe `trending-nov` (did you mean `aws-trending-now`?); `rehearsal recipes` lists them all
    ");
    let args = ["validate", "schema", "--recipe", "aws-vod-top-picks", "--domain", "ecommerce"];
    assert_snapshot!(place.refused(&args), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--recipe aws-vod-top-picks` belongs to the domain video-on-demand, not to ecommerce
    ");
    assert_snapshot!(place.refused(&["validate", "schema", "--as-of", "soon"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--as-of soon`: expected an instant such as 2026-01-31, 2026-01-31T12:00:00Z or 1769817600
    ");
    assert_snapshot!(place.refused(&["validate", "schema", "--temp-dir", "nowhere"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--temp-dir nowhere`: expected a folder that is there
    ");
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
        let lines = text.lines().filter(|line| line.starts_with("  ") && line.contains(']'));
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
    assert_snapshot!(serde_json::to_string_pretty(&results[1]).expect("JSON"), @r#"
    {
      "level": "error",
      "locations": [
        {
          "physicalLocation": {
            "artifactLocation": {
              "uri": "rehearsal-run/interactions.csv"
            },
            "region": {
              "snippet": {
                "text": "yesterday"
              },
              "startColumn": 11,
              "startLine": 3
            }
          }
        }
      ],
      "message": {
        "text": "TIMESTAMP: expected long, found \"yesterday\""
      },
      "ruleId": "V301",
      "ruleIndex": 48
    }
    "#);
    assert_snapshot!(place.text("out.xml"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="rehearsal validate" tests="7" failures="4">
      <testsuite name="rehearsal-run/interactions.avsc" tests="1" failures="0">
        <testcase classname="rehearsal-run/interactions.avsc" name="no violations"/>
      </testsuite>
      <testsuite name="rehearsal-run/interactions.csv" tests="4" failures="4">
        <testcase classname="rehearsal-run/interactions.csv" name="F207"><failure type="error" message="expected 4 fields as in the header, found 3">expected 4 fields as in the header, found 3 (1 times)
    rehearsal-run/interactions.csv:4: 2,1,click</failure></testcase>
        <testcase classname="rehearsal-run/interactions.csv" name="V301 TIMESTAMP"><failure type="error" message="expected long, found &quot;yesterday&quot;">expected long, found &quot;yesterday&quot; (1 times)
    rehearsal-run/interactions.csv:3: yesterday</failure></testcase>
        <testcase classname="rehearsal-run/interactions.csv" name="V302 USER_ID"><failure type="error" message="expected string, found nothing">expected string, found nothing (1 times)
    rehearsal-run/interactions.csv:5: </failure></testcase>
        <testcase classname="rehearsal-run/interactions.csv" name="V303 TIMESTAMP"><failure type="error" message="expected seconds since 1970, found 1000000120000, which must be milliseconds">expected seconds since 1970, found 1000000120000, which must be milliseconds (1 times)
    rehearsal-run/interactions.csv:6: 1000000120000</failure></testcase>
      </testsuite>
      <testsuite name="rehearsal-run/items.avsc" tests="1" failures="0">
        <testcase classname="rehearsal-run/items.avsc" name="no violations"/>
      </testsuite>
      <testsuite name="rehearsal-run/items.csv" tests="1" failures="0">
        <testcase classname="rehearsal-run/items.csv" name="no violations"/>
      </testsuite>
    </testsuites>
    "#);
    place.write("out.sarif", "mine");
    let text = place.refused(&with(&["--sarif", "out.sarif"]));
    assert!(text.contains("`out.sarif` was changed since"), "{text}");
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
    assert_snapshot!(place.run(&args), @r#"
    exit code: 1
    --- stdout
    gz/interactions.avsc (interactions, 321 bytes)
      no violations
    gz/interactions.csv.gz (interactions, 5 rows, 109 bytes)
      error[F207]: expected 4 fields as in the header, found 3
        line 4: 2,1,click
                ^^^^^^^^^
        = Quote values that hold a comma; look for a row that was cut off.
      error[V301] TIMESTAMP: expected long, found "yesterday"
        line 3: 1,2,click,yesterday
                          ^^^^^^^^^
        = Correct the value; a field of your own may also get another type.
      error[V302] USER_ID: expected string, found nothing
        line 5: ,3,watch,1000000120
                ^
        = Fill the value or remove the row; a field that the service does not
          require may also be a union with null.
      error[V303] TIMESTAMP: expected seconds since 1970, found 1000000120000, which
        must be milliseconds
        line 6: 3,3,watch,1000000120000
                          ^^^^^^^^^^^^^
        = Divide by 1,000 (milliseconds), 1,000,000 (microseconds) or 1,000,000,000
          (nanoseconds); `validate schema --fix` does.
      warning[F218]: expected plain CSV, found a file that is compressed by gzip
        = Write it as CSV before the upload.
    4 errors, 1 warning, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain F207
    --- stderr
    "#);
    let (first, second) = (
        &csv[..csv.len() - 45],
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,1,click,1000000000\n5,2,click,x\n",
    );
    place.write("parts/interactions/part-0.csv", first);
    place.write("parts/interactions/part-1.csv", second);
    place.write("parts/interactions/more/part-2.csv", second);
    place.write("parts/interactions.avsc", &schema);
    assert_snapshot!(place.run(&with(&["parts/interactions", "--ignore", "V302"])), @r#"
    exit code: 1
    --- stdout
    parts/interactions.avsc (interactions, 321 bytes)
      no violations
    parts/interactions (interactions, 5 rows, 157 bytes)
      warning[F222]: expected files on the first level alone, found
        `parts/interactions/more/part-2.csv`
        line 1: parts/interactions/more/part-2.csv
        = Move the files up.
      warning[V306] TIMESTAMP: expected instants that differ, found
        2001-09-09T01:46:40Z everywhere (5 ×)
        line 2: part-0.csv: 1000000000
        = Export the time of each event.
      warning[A701]: 1 of 5 (20.0 %) rows equal a row before in everything
        line 2: part-1.csv: 1,1,click,1000000000
        = Remove the others, so that counts here and there agree;
          `validate schema --fix` does.
    parts/interactions/part-0.csv (interactions, 3 rows, 87 bytes)
      error[F207]: expected 4 fields as in the header, found 3
        line 4: 2,1,click
                ^^^^^^^^^
        = Quote values that hold a comma; look for a row that was cut off.
      error[V301] TIMESTAMP: expected long, found "yesterday"
        line 3: 1,2,click,yesterday
                          ^^^^^^^^^
        = Correct the value; a field of your own may also get another type.
      warning[F212]: the last row has no line break: the file may have been cut off
        line 4: 2,1,click
                         ^
        = End the last row with a line break, once it is known to be whole.
    parts/interactions/part-1.csv (interactions, 2 rows, 70 bytes)
      error[V301] TIMESTAMP: expected long, found "x"
        line 3: 5,2,click,x
                          ^
        = Correct the value; a field of your own may also get another type.
    3 errors, 4 warnings, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain F207
    --- stderr
    "#);
    place.done(&["prep", "interactions", "--output", "table/interactions.parquet"]);
    place.write("table/interactions.avsc", &schema);
    assert_snapshot!(place.run(&with(&["table/interactions.parquet", "--max-examples", "1"])), @r"
    exit code: 0
    --- stdout
    table/interactions.avsc (interactions, 321 bytes)
      no violations
    table/interactions.parquet (interactions, 29 rows, 1,448 bytes)
      warning[F218]: expected plain CSV, found a file that is Parquet
        = Write it as CSV before the upload.
      warning[A702]: 12 of 29 (41.4 %) rows have user, item and timestamp of an
        earlier row and differ otherwise (12 ×)
        line 2: 1,1,watch,1000000000
                ^^^^^^^^^^^^^^^^^^^^
        = Keep the strongest event (`prep interactions --collapse-events`), or
          compare with care.
    0 errors, 2 warnings, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain F218
    --- stderr
    ");
    place.write("bad/interactions.parquet", "PAR1 and no more");
    place.write("bad/interactions.avsc", &schema);
    assert!(
        unwrapped(&place.run(&with(&["bad/interactions.parquet"])))
            .contains("error[F225]: expected a table, found a file that cannot be read: it is not readable as Parquet")
    );
    place.write("bad/interactions.csv.gz", &gz(&csv)[..40]);
    assert!(
        unwrapped(&place.run(&with(&["bad/interactions.csv.gz"])))
            .contains("found a file that cannot be read: its gzip data ends too early")
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
    assert_snapshot!(place.run(&args), @r"
    exit code: 1
    --- stdout
    rough.csv: 3 rows read, 2 written
      1 × byte-order mark removed
      1 × column names spelled as in the schema
      4 × carriage returns before a line feed removed
      1 × ids freed of white space at their ends
      1 × timestamps brought to seconds
      1 × rows left out that equal an earlier one
    rehearsal-run/interactions.avsc (interactions, 321 bytes)
      no violations
    fixed.csv (interactions, 2 rows, 78 bytes)
      error[V302] USER_ID: expected string, found nothing
        line 3: ,3,watch,1500000000
                ^
        = Fill the value or remove the row; a field that the service does not
          require may also be a union with null.
      warning[V306] TIMESTAMP: expected instants that differ, found
        2017-07-14T02:40:00Z everywhere (2 ×)
        line 2: 1,2,click,1500000000
                          ^^^^^^^^^^
        = Export the time of each event.
    1 error, 1 warning, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain V302
    --- stderr
    ");
    assert_eq!(
        place.text("fixed.csv"),
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,2,click,1500000000\n,3,watch,1500000000\n"
    );
    assert_eq!(place.read("rough.csv"), before);
    place.write("fixed.csv", "mine");
    assert!(place.refused(&args).contains("`fixed.csv` was changed since"));
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
    assert_snapshot!(place.run(&args), @r#"
    exit code: 1
    --- stdout
    rehearsal-run/interactions.avsc (interactions, 321 bytes)
      no violations
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/interactions.csv (interactions, 29 rows, 654 bytes)
      error[Q501]: expected at least 1,000 different interactions, found 29
        = Gather more data.
      warning[X601] ITEM_ID: 5 of 6 (83.3 %) ids are not in
        `rehearsal-run/items.csv`, and with them 25 of 29 (86.2 %) rows; "1" is
        there as "01" (5 ×)
        line 2: 1,1,click,1000000000
                  ^
        line 7: 1,3,click,1000000120
                  ^
        = Export metadata and interactions at the same time, with the same ids.
      advice[Q505]: the guide advises 50,000 interactions, found 29
        = Gather more data, or expect little beyond popularity.
    rehearsal-run/items.csv (items, 3 rows, 89 bytes)
      advice[X603] ITEM_ID: 2 of 3 (66.7 %) ids have no row in
        `rehearsal-run/interactions.csv` (2 ×)
        line 2: 01,A,Drama,1999,
                ^^
        line 4: 77,C,War,1980,
                ^^
        = Expect that; leave out what is no longer on offer.
    1 error, 1 warning, 2 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain Q501
    --- stderr
    "#);
    let args = ["validate", "dataset", "--recipe", "next-best-action", "--select", "Q511"];
    assert_snapshot!(place.run(&args), @r"
    exit code: 1
    --- stdout
    rehearsal-run/interactions.avsc (interactions, 321 bytes)
      no violations
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/interactions.csv (interactions, 29 rows, 654 bytes)
      error[Q511]: aws-next-best-action needs Actions and ActionInteractions, found
        none (2 ×)
        = Prepare the dataset, or choose another recipe.
    rehearsal-run/items.csv (items, 3 rows, 89 bytes)
      no violations
    1 error, 0 warnings, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain Q511
    --- stderr
    replaced: rehearsal-run/validation.json
    ");
    assert!(place.refused(&["validate", "dataset", "nowhere"]).contains("cannot read `nowhere`"));
    place.write("empty/x.txt", "");
    assert!(
        place.refused(&["validate", "dataset", "empty"]).contains("holds none of interactions.csv")
    );
}

#[test]
fn shipped_schemas_are_listed_and_shown() {
    let place = Place::empty();
    assert_snapshot!(place.unchanged(&["schema", "list"]), @r"
    exit code: 0
    --- stdout
    custom           interactions         USER_ID, ITEM_ID, EVENT_TYPE, TIMESTAMP
    custom           items                ITEM_ID, TITLE, GENRES, YEAR,
      CREATION_TIMESTAMP
    custom           users                USER_ID, AGE, GENDER, OCCUPATION
    custom           actions              ACTION_ID, VALUE, MEMBERSHIP_LEVEL,
      CREATION_TIMESTAMP, REPEAT_FREQUENCY
    custom           action-interactions  USER_ID, ACTION_ID, EVENT_TYPE, TIMESTAMP
    video-on-demand  interactions         USER_ID, ITEM_ID, EVENT_TYPE, TIMESTAMP
    video-on-demand  items                ITEM_ID, GENRES, CREATION_TIMESTAMP
    video-on-demand  users                USER_ID, SUBSCRIPTION_MODEL
    ecommerce        interactions         USER_ID, ITEM_ID, EVENT_TYPE, TIMESTAMP
    ecommerce        items                ITEM_ID, PRICE, CATEGORY_L1
    ecommerce        users                USER_ID, MEMBERSHIP_STATUS
    --- stderr
    ");
    let shown = place.command(&["schema", "show", "items", "--domain", "ecommerce"]).output();
    let shown = shown.expect("the binary starts").stdout;
    assert_eq!(shown, include_bytes!("../../schemas/ecommerce/items.avsc"));
    assert_snapshot!(place.refused(&["schema", "show", "actions", "--domain", "ecommerce"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: a group of the domain ecommerce has no actions; only custom groups have
    ");
}

#[test]
fn an_inferred_schema_fits_its_file() {
    let place = Place::empty();
    place.write("goods.csv", "ITEM_ID,LABEL,PRICE,STOCK,SKU\n1,red,1.5,3,007\n2,blue,2,,008\n3,\"a, b\",0.25,5000000000,009\n");
    place.done(&["schema", "infer", "goods.csv", "--output", "goods.avsc"]);
    assert_snapshot!(place.text("goods.avsc"), @r#"
    {
      "type": "record",
      "name": "Items",
      "namespace": "com.amazonaws.personalize.schema",
      "fields": [
        { "name": "ITEM_ID", "type": "string" },
        { "name": "LABEL", "type": ["null", "string"], "categorical": true },
        { "name": "PRICE", "type": ["null", "float"] },
        { "name": "STOCK", "type": ["null", "long"] },
        { "name": "SKU", "type": ["null", "string"], "categorical": true }
      ],
      "version": "1.0"
    }
    "#);
    let checked = place.run(&["validate", "schema", "goods.csv"]);
    assert!(checked.starts_with("exit code: 0\n"), "{checked}");
    place.write("odd.csv", "A,B\n1,2\n");
    assert_snapshot!(place.refused(&["schema", "infer", "odd.csv"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot infer a schema from `odd.csv`: cannot tell the dataset by the columns A, B; expected USER_ID, ITEM_ID and TIMESTAMP for interactions, ITEM_ID for items, USER_ID for users, ACTION_ID for actions; `--dataset` says it
    ");
    place.write("ids.csv", "USER_ID\n1\n");
    assert_snapshot!(place.refused(&["schema", "infer", "ids.csv"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot infer a schema from `ids.csv`: no schema of Users fits these columns: Users needs at least one number, category or text beside its id, found nothing beside the id (S109)
    ");
}

#[test]
fn schemas_of_actions_are_inferred_and_what_does_not_fit_is_said() {
    let place = Place::empty();
    place.write("actions.csv", "ACTION_ID,VALUE\na1,9\na2,5\n");
    place.done(&["schema", "infer", "actions.csv", "--output", "actions.avsc"]);
    let text = place.text("actions.avsc");
    assert!(text.contains("{ \"name\": \"ACTION_ID\", \"type\": \"string\" }"), "{text}");
    place.write("events.csv", "USER_ID,ACTION_ID,EVENT_TYPE,TIMESTAMP\n1,a1,Taken,2020-01-01\n");
    let inferred = place.run(&["schema", "infer", "events.csv"]);
    assert!(
        inferred.contains(
            "`TIMESTAMP` must be long, and 1 cells are not: \"2020-01-01\" at events.csv:2"
        ),
        "{inferred}"
    );
    place.write("users.csv", "USER_ID,AGE,NAME\n1,20,x\n2,twelve,y\n3,30,z\n");
    let inferred = place.run(&["schema", "infer", "users.csv"]);
    assert!(
        inferred
            .contains("`AGE` would be a number but for cells such as \"twelve\" at users.csv:3"),
        "{inferred}"
    );
}

#[test]
fn outputs_are_refused_before_the_data_is_read_and_never_fall_on_it() {
    let place = Place::prepared();
    let csv = place.read("rehearsal-run/interactions.csv");
    place.write("parts/interactions/part-0.csv", &csv);
    place.write("parts/interactions.avsc", place.read("rehearsal-run/interactions.avsc"));
    let onto = with(&["parts/interactions", "--sarif", "parts/interactions/part-0.csv", "--force"]);
    assert!(place.refused(&onto).contains("is an input of this very command"));
    let onto = [
        "schema",
        "infer",
        "parts/interactions",
        "--output",
        "parts/interactions/part-0.csv",
        "--force",
    ];
    assert!(place.refused(&onto).contains("is an input of this very command"));
    for same in [
        &["--sarif", "out", "--junit", "./out"][..],
        &["--sarif", "rehearsal-run/validation.json", "--force"],
    ] {
        assert!(place.refused(&with(same)).contains("would be written twice"), "{same:?}");
    }
    let mended = ["rehearsal-run/items.csv", "--fix", "--output", "x.csv", "--sarif", "./x.csv"];
    assert!(place.refused(&with(&mended)).contains("would be written twice"));
    place.write("there.avsc", "");
    let infer = ["schema", "infer", "rehearsal-run/items.csv", "--output", "there.avsc"];
    let refused = place.refused(&infer);
    assert!(refused.contains("exists already") && !refused.contains("look like"), "{refused}");
    let packed = with(&["rehearsal-run/items.csv", "--fix", "--output", "mended.csv.gz"]);
    assert!(place.refused(&packed).contains("writes plain CSV"));
    assert!(
        place
            .refused(&["validate", "schema", "--as-of", "1600000000000"])
            .contains("expected an instant")
    );
    assert!(
        place
            .refused(&with(&["rehearsal-run"]))
            .contains("did you mean `validate dataset rehearsal-run`?")
    );
}

#[test]
fn mending_follows_the_selection_of_rules() {
    let place = Place::prepared();
    place.write(
        "rough.csv",
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1 ,2,click,1500000000000\n1 ,2,click,1500000000000\n",
    );
    let fix = |name: &str, more: &[&str]| {
        let mut args =
            vec!["validate", "schema", "rough.csv", "--schema", "rehearsal-run/interactions.avsc"];
        args.extend(["--fix", "--output", name]);
        args.extend(more);
        place.run(&args);
        place.text(name)
    };
    let header = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n";
    assert_eq!(
        fix("a.csv", &["--ignore", "A701"]),
        format!("{header}{0}{0}", "1,2,click,1500000000\n")
    );
    assert_eq!(
        fix("b.csv", &["--select", "V313"]),
        format!("{header}{0}{0}", "1,2,click,1500000000000\n")
    );
}
