//! `validate --format …`: findings as lines, tables and reports of code hosts.

use insta::assert_snapshot;

use crate::place::Place;

/// A file of two faults, with its schema beside it.
fn rough() -> Place {
    let place = Place::empty();
    let schema = place.done(&["schema", "show", "interactions"]);
    place.write("a,b.avsc", schema);
    place.write(
        "a,b.csv",
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n\
         1,1,click,1000000000\n\
         1,2,click,100%\n\
         1,3,click,tomorrow\n\
         2,1,click\n",
    );
    place
}

fn shown(place: &Place, format: &str) -> String {
    place.run(&["validate", "schema", "a,b.csv", "--ignore", "Q,V306", "--format", format])
}

#[test]
fn findings_are_lines_for_editors_and_commands_for_github() {
    let place = rough();
    assert_snapshot!(shown(&place, "concise"), @r#"
    exit code: 1
    --- stdout
    a,b.csv:5:1: error F207 expected 4 fields as in the header, found 3
    a,b.csv:3:11: error V301 TIMESTAMP: expected long, found "100%" (2 in all)
    a,b.csv:4:11: error V301 TIMESTAMP: expected long, found "100%"; here "tomorrow"
    --- stderr
    "#);
    assert_snapshot!(shown(&place, "grouped"), @r#"
    exit code: 1
    --- stdout
    a,b.csv
      error F207 expected 4 fields as in the header, found 3
        5:1 2,1,click
      error V301 TIMESTAMP: expected long, found "100%" (2 in all)
        3:11 100%
        4:11 tomorrow
    --- stderr
    "#);
    assert_snapshot!(shown(&place, "github"), @r#"
    exit code: 1
    --- stdout
    ::error file=a%2Cb.csv,line=5,col=1,title=F207::expected 4 fields as in the header, found 3
    ::error file=a%2Cb.csv,line=3,col=11,title=V301::TIMESTAMP: expected long, found "100%25" (2 in all)
    ::error file=a%2Cb.csv,line=4,col=11,title=V301::TIMESTAMP: expected long, found "100%25"; here "tomorrow"
    --- stderr
    "#);
    assert_snapshot!(shown(&place, "json-lines"), @r#"
    exit code: 1
    --- stdout
    {"code":"F207","column":null,"count":1,"examples":[{"line":5,"position":1,"value":"2,1,click"}],"file":"a,b.csv","message":"expected 4 fields as in the header, found 3","severity":"error"}
    {"code":"V301","column":"TIMESTAMP","count":2,"examples":[{"line":3,"position":11,"value":"100%"},{"line":4,"position":11,"value":"tomorrow"}],"file":"a,b.csv","message":"expected long, found \"100%\"","severity":"error"}
    --- stderr
    "#);
    assert_snapshot!(shown(&place, "markdown"), @r#"
    exit code: 1
    --- stdout
    ## Findings of `rehearsal validate`

    2 errors, 0 warnings, 0 advice in 2 files.

    | severity | rule | file | first line | times | finding |
    | --- | --- | --- | ---: | ---: | --- |
    | error | F207 | a,b.csv | 5 | 1 | expected 4 fields as in the header, found 3 |
    | error | V301 | a,b.csv | 3 | 2 | TIMESTAMP: expected long, found "100%" |
    --- stderr
    "#);
}

#[test]
fn gitlab_gets_its_report_which_names_issues_alike_when_lines_move() {
    let place = rough();
    assert_snapshot!(shown(&place, "gitlab"), @r#"
    exit code: 1
    --- stdout
    [
      {
        "check_name": "F207",
        "description": "F207 expected 4 fields as in the header, found 3",
        "fingerprint": "484b73f653b638d404b22d98c77c9cbe",
        "location": {
          "lines": {
            "begin": 5
          },
          "path": "a,b.csv"
        },
        "severity": "critical"
      },
      {
        "check_name": "V301",
        "description": "V301 TIMESTAMP: expected long, found \"100%\" (2 in all)",
        "fingerprint": "02d540b7e72fcec0afe1334b83801ae2",
        "location": {
          "lines": {
            "begin": 3
          },
          "path": "a,b.csv"
        },
        "severity": "critical"
      },
      {
        "check_name": "V301",
        "description": "V301 TIMESTAMP: expected long, found \"100%\"; here \"tomorrow\"",
        "fingerprint": "03decb84ff4290f6e05d86e3b33616c6",
        "location": {
          "lines": {
            "begin": 4
          },
          "path": "a,b.csv"
        },
        "severity": "critical"
      }
    ]
    --- stderr
    "#);
    let report = |place: &Place| -> Vec<(String, u64)> {
        let args = ["validate", "schema", "a,b.csv", "--ignore", "Q,V306", "--format", "gitlab"];
        let out = place.command(&args).output().expect("it starts").stdout;
        let issues: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        let issues = issues.as_array().expect("a list").iter();
        let text = |one: &serde_json::Value| one["fingerprint"].as_str().expect("text").to_owned();
        let line = |one: &serde_json::Value| one["location"]["lines"]["begin"].as_u64();
        issues.map(|one| (text(one), line(one).expect("a line"))).collect()
    };
    let before = report(&place);
    let text = place.text("a,b.csv").replacen('\n', "\n9,9,click,1000000000\n", 1);
    place.write("a,b.csv", text);
    let moved: Vec<(String, u64)> =
        before.into_iter().map(|(fingerprint, line)| (fingerprint, line + 1)).collect();
    assert_eq!(report(&place), moved);
}

#[test]
fn formats_of_findings_are_refused_elsewhere() {
    let place = rough();
    let refused = |args: &[&str]| place.refused(args);
    for args in [&["stats", "--format", "github"][..], &["models", "--format", "concise"]] {
        assert!(refused(args).contains("this format is for the findings of `validate schema`"));
    }
    assert!(
        refused(&["validate", "--list-rules", "--format", "gitlab"])
            .contains("is for the findings")
    );
    assert!(
        refused(&["validate", "schema", "a,b.csv", "--format", "csv"])
            .contains("are for the results of")
    );
    let filter =
        ["validate", "filter", "INCLUDE ItemID WHERE Items.A IN (\"b\")", "--domain", "custom"];
    let of = |format| refused(&[&filter[..], &["--format", format]].concat());
    assert!(
        of("github").contains("stands in no file") && of("gitlab").contains("such as `concise`")
    );
}
