//! `validate … --rules FILE --baseline FILE`: a team's own rules, tolerances and known findings.

use insta::assert_snapshot;

use crate::place::Place;

const RULES: &str = r#"
[rules.tolerance]
V301 = "25%"

[[rules.own]]
name = "known-events"
table = "interactions"
when = "event_type != 'click' and event_type != 'watch'"
message = "the app sends click and watch alone"

[[rules.own]]
code = "U700"
name = "early"
table = "interactions"
level = "warning"
when = "timestamp < 1000000000"
message = "nothing was on sale then"
"#;

/// A file of four rows, of which one has no number and two break rules of the team's own.
fn shop() -> Place {
    let place = Place::empty();
    let schema = place.done(&["schema", "show", "interactions"]);
    place.write("events.avsc", schema);
    place.write(
        "events.csv",
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n\
         1,1,click,1000000000\n\
         1,2,click,yesterday\n\
         2,1,clik,1000000002\n\
         2,3,watch,900000000\n",
    );
    place.write("conf/rehearsal.toml", RULES);
    place
}

const CHECK: [&str; 7] =
    ["validate", "schema", "events.csv", "--ignore", "Q", "--rules", "conf/rehearsal.toml"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    CHECK.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn own_rules_are_checked_and_what_is_tolerated_is_a_note() {
    let place = shop();
    assert_snapshot!(place.run(&CHECK), @r#"
    exit code: 1
    --- stdout
    events.avsc (interactions, 321 bytes)
      no violations
    events.csv (interactions, 4 rows, 118 bytes)
      error[U001] EVENT_TYPE: the app sends click and watch alone (known-events)
        line 4: 2,1,clik,1000000002
                    ^^^^
      warning[U700] TIMESTAMP: nothing was on sale then (early)
        line 5: 2,3,watch,900000000
                          ^^^^^^^^^
      note[V301] TIMESTAMP: expected long, found "yesterday"; within the tolerance
        of 25 %: 1 of 4 rows
        line 3: 1,2,click,yesterday
                          ^^^^^^^^^
        = Correct the value; a field of your own may also get another type.
    1 error, 1 warning, 0 advice, 1 note (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain V301
    --- stderr
    "#);
    // One more, and the bound is passed.
    let text = place.text("events.csv").replace("click,1000000000", "click,never");
    place.write("events.csv", text);
    assert_snapshot!(place.run(&with(&["--select", "V301", "--format", "concise"])), @r#"
    exit code: 1
    --- stdout
    events.csv:2:11: error V301 TIMESTAMP: expected long, found "never"; over the tolerance of 25 %: 2 of 4 rows (2 in all)
    events.csv:3:11: error V301 TIMESTAMP: expected long, found "never"; over the tolerance of 25 %: 2 of 4 rows; here "yesterday"
    --- stderr
    "#);
    // Own rules are chosen like others, and count among the faults of a row.
    let chosen = place.run(&with(&["--select", "U", "--format", "concise", "--good", "good.csv"]));
    assert_snapshot!(chosen, @"
    exit code: 1
    --- stdout
    events.csv:4:5: error U001 EVENT_TYPE: the app sends click and watch alone (known-events)
    events.csv:5:11: warning U700 TIMESTAMP: nothing was on sale then (early)
    --- stderr
    good.csv: 3 rows without a fault
    ");
    assert_eq!(
        place.text("good.csv"),
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,1,click,never\n1,2,click,yesterday\n2,3,watch,900000000\n"
    );
    let sarif = place.run(&with(&["--select", "U700", "--sarif", "out.sarif"]));
    assert!(sarif.starts_with("exit code: 0"), "{sarif}");
    let sarif: serde_json::Value = serde_json::from_slice(&place.read("out.sarif")).expect("JSON");
    let run = &sarif["runs"][0];
    let index =
        usize::try_from(run["results"][0]["ruleIndex"].as_u64().expect("a rule")).expect("small");
    assert_eq!(run["tool"]["driver"]["rules"][index]["shortDescription"]["text"], "early");
}

#[test]
fn known_findings_are_left_out_until_there_are_more() {
    let place = shop();
    place.write(
        "conf/rehearsal.toml",
        RULES.replacen('\n', "[rules]\nbaseline = \"known.json\"\n", 1),
    );
    let missing = place.refused(&CHECK);
    assert!(missing.contains("`--write-baseline FILE` writes such a file"), "{missing}");
    assert_snapshot!(place.run(&with(&["--write-baseline", "conf/known.json", "--format", "concise"])), @r#"
    exit code: 0
    --- stdout
    events.csv:4:5: error U001 EVENT_TYPE: the app sends click and watch alone (known-events)
    events.csv:5:11: warning U700 TIMESTAMP: nothing was on sale then (early)
    events.csv:3:11: note V301 TIMESTAMP: expected long, found "yesterday"; within the tolerance of 25 %: 1 of 4 rows
    --- stderr
    conf/known.json: what is known from now on, by rule, table and column: 2
    "#);
    assert_snapshot!(place.text("conf/known.json"), @r#"
    {
      "schema_version": 1,
      "findings": [
        {
          "code": "U001",
          "table": "interactions",
          "column": "EVENT_TYPE",
          "count": 1
        },
        {
          "code": "U700",
          "table": "interactions",
          "column": "TIMESTAMP",
          "count": 1
        }
      ]
    }
    "#);
    assert_snapshot!(place.run(&with(&["--format", "concise"])), @r#"
    exit code: 0
    --- stdout
    events.csv:3:11: note V301 TIMESTAMP: expected long, found "yesterday"; within the tolerance of 25 %: 1 of 4 rows
    --- stderr
    conf/known.json: 2 known findings left out
    "#);
    // Other lines, one more of one and none of another.
    let text = place.text("events.csv").replace("watch,900000000", "watch,1000000003");
    let text = text.replacen('\n', "\n3,3,click,1000000000\n3,4,buy,1000000001\n", 1);
    place.write("events.csv", text);
    assert_snapshot!(place.run(&with(&["--format", "concise"])), @r#"
    exit code: 1
    --- stdout
    events.csv:3:5: error U001 EVENT_TYPE: the app sends click and watch alone (known-events); 1 known, 2 now (2 in all)
    events.csv:6:5: error U001 EVENT_TYPE: the app sends click and watch alone (known-events); 1 known, 2 now; here "clik"
    events.csv:5:11: note V301 TIMESTAMP: expected long, found "yesterday"; within the tolerance of 25 %: 1 of 6 rows
    --- stderr
    conf/known.json: 0 known findings left out
    conf/known.json: fewer are left of these; `--write-baseline conf/known.json` writes it anew
      U700 TIMESTAMP of interactions: 1 known, 0 left
    "#);
    let json: serde_json::Value = serde_json::from_str(
        place
            .run(&with(&["--format", "json"]))
            .split("--- stdout")
            .nth(1)
            .and_then(|rest| rest.split("--- stderr").next())
            .expect("a document"),
    )
    .expect("JSON");
    assert_eq!(json["baseline"]["stale"][0]["code"], "U700");
    assert_eq!(json["own_rules"][0]["name"], "known-events");
}

#[test]
fn a_file_of_rules_is_refused_with_its_place() {
    let place = shop();
    let refused = |from: &str, to: &str| {
        place.write("conf/rehearsal.toml", RULES.replace(from, to));
        place.refused(&CHECK)
    };
    assert_snapshot!(refused("event_type != 'click'", "evnt_type != 'click'"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: conf/rehearsal.toml:8:9: the schema of interactions has no column `EVNT_TYPE` (did you mean `EVENT_TYPE`?); it has USER_ID, ITEM_ID, EVENT_TYPE, TIMESTAMP
      8 | when = "evnt_type != 'click' and event_type != 'watch'"
                  ^^^^^^^^^
    "#);
    assert_snapshot!(refused("timestamp < 1000000000", "timestamp < '2020'"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: conf/rehearsal.toml:16:9: column `TIMESTAMP` holds numbers: compare it with a number, without quotes
      16 | when = "timestamp < '2020'"
                   ^^^^^^^^^
    "#);
    assert_snapshot!(refused("< 1000000000", "<"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: conf/rehearsal.toml:16:20: `when`: expected a number or a text in quotes, found the end
      16 | when = "timestamp <"
                              ^
    "#);
    assert_snapshot!(refused("V301 = ", "V3O1 = "), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: conf/rehearsal.toml:3:1: unknown rule `V3O1` (did you mean `V301`?); `rehearsal validate --list-rules` lists them all
      3 | V3O1 = "25%"
          ^^^^
    "#);
    assert_snapshot!(refused("\"25%\"", "0.25"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: conf/rehearsal.toml:3:8: `V301`: expected a share of the rows from "0%" to "100%", such as "0.1%", or a count such as 100
      3 | V301 = 0.25
                 ^^^^
    "#);
    assert!(
        refused("[rules.tolerance]", "[rules.tolerances]").contains("did you mean `tolerance`?")
    );
    place.write("conf/rehearsal.toml", RULES);
    let selected = place.refused(&with(&["--select", "U009"]));
    assert!(selected.contains("unknown rule `U009`"), "{selected}");
    assert!(place.refused(&["validate", "--explain", "U700"]).contains("a rule of your own"));
    let onto = place.refused(&with(&["--sarif", "conf/rehearsal.toml", "--force"]));
    assert!(onto.contains("is an input of this very command"), "{onto}");
    place.write("known.json", "{}");
    let baseline = place.refused(&with(&["--baseline", "known.json"]));
    assert!(baseline.contains("cannot use `known.json`: it is no baseline"), "{baseline}");
}

#[test]
fn a_group_is_held_by_the_rules_of_each_of_its_tables() {
    let place = Place::prepared();
    place.write(
        "rehearsal.toml",
        "[[rules.own]]\nname = \"new\"\ntable = \"items\"\nwhen = \"year > 2009\"\nmessage = \"too new\"\n\
         [[rules.own]]\nname = \"few\"\ntable = \"interactions\"\nwhen = \"user_id = '10'\"\nmessage = \"a robot\"\n",
    );
    let check = ["validate", "dataset", "--rules", "rehearsal.toml", "--select", "U"];
    assert_snapshot!(place.run(&check), @"
    exit code: 1
    --- stdout
    rehearsal-run/interactions.avsc (interactions, 321 bytes)
      no violations
    rehearsal-run/items.avsc (items, 407 bytes)
      no violations
    rehearsal-run/interactions.csv (interactions, 29 rows, 654 bytes)
      error[U002] USER_ID: a robot (few) (8 ×)
        line 9: 10,4,click,1000000120
                ^^
        line 10: 10,4,watch,1000000120
                 ^^
        line 25: 10,1,click,1000172800
                 ^^
        line 26: 10,1,watch,1000172800
                 ^^
        line 27: 10,6,click,1000172860
                 ^^
    rehearsal-run/items.csv (items, 7 rows, 387 bytes)
      error[U001] YEAR: too new (new) (2 ×)
        line 7: 6,Nobody's Parade (2015),,2015,1000003720
                                          ^^^^
        line 8: …rchard (2010),Fantasy|Mystery,2010,
                                               ^^^^
    2 errors, 0 warnings, 0 advice (rules broken, by column)
    --- stderr
    ");
}
