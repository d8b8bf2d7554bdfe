//! A team's own rules: found in every row that meets them, by any number of threads.

use std::fmt::Write;

use rehearsal::rule::{Selection, Violation};
use rehearsal::validate::Options;
use rehearsal::validate::team::TeamRules;

use crate::{Group, options};

const SCHEMA: &str = r#"{"type":"record","name":"Interactions",
    "namespace":"com.amazonaws.personalize.schema","version":"1.0","fields":[
    {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
    {"name":"TIMESTAMP","type":"long"},{"name":"EVENT_TYPE","type":"string"},
    {"name":"EVENT_VALUE","type":["null","float"]}]}"#;

/// The options for a rule with this expression, and no other.
fn only(when: &str) -> Options {
    let text = format!(
        "[[rules.own]]\nname = \"n\"\ntable = \"interactions\"\nwhen = '''{when}'''\nmessage = \"m\"\n"
    );
    let rules = TeamRules::parse(&text, "r.toml").unwrap_or_else(|error| panic!("{error}"));
    let select = Selection::with_own(&["U001".to_owned()], &[], &["U001"]).expect("known");
    Options { own_rules: rules.own.into(), selection: select.into(), examples_max: 9, ..options() }
}

fn found(when: &str, header: &str, rows: &str) -> Option<Violation> {
    let text = format!("{header}\n{rows}");
    let group = Group(&[("interactions.csv", SCHEMA, text.as_bytes())]);
    let report = group.report(&only(when));
    assert!(report.violations.len() < 2);
    report.violations.into_iter().next()
}

const HEADER: &str = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE";
const ROWS: &str = "1,a,1500000000,buy,-1\n2,a,1500000001,view,\n3,b,1500000002,buy,\n\
                    4,\"c, d\",1500000003,\"buy\",2.5\n5,a,yesterday,buy,much\n";

fn lines(when: &str) -> Vec<u64> {
    let found = found(when, HEADER, ROWS);
    found.map_or_else(Vec::new, |found| found.examples.iter().map(|one| one.line).collect())
}

#[test]
fn rows_that_meet_an_expression_are_found_and_null_meets_no_comparison() {
    assert_eq!(lines("event_value < 0"), [2]);
    assert_eq!(
        lines("not event_value < 0"),
        [5],
        "an empty cell and one that is no number meet neither"
    );
    assert_eq!(lines("event_value is null"), [3, 4]);
    assert_eq!(lines("event_type = 'buy' and event_value is null"), [4]);
    assert_eq!(lines("event_value is null or event_value < 0"), [2, 3, 4]);
    assert_eq!(lines("item_id = 'c, d'"), [5], "a cell is meant without its quotes");
    assert_eq!(lines("timestamp >= 1500000002"), [4, 5], "what is no number is for V301 to find");
    assert_eq!(lines("true"), [2, 3, 4, 5, 6]);
    assert_eq!(lines("user_id = '9'"), [0; 0]);
}

#[test]
fn a_finding_names_its_column_where_the_expression_has_one() {
    let one = found("event_value < 0", HEADER, ROWS).expect("a finding");
    assert_eq!((one.column.as_deref(), one.message.as_str()), (Some("EVENT_VALUE"), "m (n)"));
    assert_eq!((one.examples[0].position, one.examples[0].value.as_str()), (Some(20), "-1"));
    let two = found("event_value < 0 and item_id = 'a'", HEADER, ROWS).expect("a finding");
    assert_eq!((two.column, two.examples[0].value.as_str()), (None, "1,a,1500000000,buy,-1"));
}

#[test]
fn a_file_without_the_column_breaks_no_rule_on_it() {
    let rows = "1,a,1500000000,buy\n";
    let header = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE";
    assert_eq!(found("event_value is null", header, rows), None);
    assert!(found("event_type = 'buy'", header, rows).is_some());
    assert_eq!(found("true", header, "1,a\n"), None, "a ragged row has no columns");
}

#[test]
fn what_is_found_depends_on_no_number_of_threads_or_bytes() {
    let mut rows = String::new();
    for n in 0..3_000 {
        let event = if n % 3 == 0 { "\"buy\"" } else { "view" };
        let _ = writeln!(rows, "{n},i{},{},{event},{}", n % 7, 1_500_000_000 + n, n % 11);
    }
    let text = format!("{HEADER}\n{rows}");
    let group = Group(&[("interactions.csv", SCHEMA, text.as_bytes())]);
    let of = |n_threads, block_bytes| {
        let options =
            Options { n_threads, block_bytes, ..only("event_type = 'buy' and event_value >= 9") };
        let mut found = group.report(&options).violations;
        // Each report lies in a folder of its own.
        for violation in &mut found {
            violation.file.clear();
        }
        found
    };
    let whole = of(1, 1 << 20);
    assert_eq!(whole[0].count, (0..3_000).filter(|n| n % 3 == 0 && n % 11 >= 9).count() as u64);
    for (n_threads, block_bytes) in [(1, 100), (3, 1_000), (4, 7)] {
        assert_eq!(of(n_threads, block_bytes), whole);
    }
}
