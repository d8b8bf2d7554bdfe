//! `stats --keep-state` and `stats --merge`: parts put together are the whole.

use insta::assert_snapshot;
use rehearsal::export::digest::Digester;
use serde_json::Value;

use crate::place::Place;

const HEADER: &str = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,DEVICE,TIMESTAMP\n";

/// Rows of three days, with repeats, twins, exact duplicates, funnels and seconds without an order.
fn rows() -> Vec<String> {
    let row = |n: usize| {
        let day = n % 3;
        let (user, item) = (n * n % 23 + 2 * day, n * 7 % 31 + 4 * day);
        let event = ["view", "view", "cart", "buy"][n % 4];
        let value = ["", "1.5", "2.50", "2.5"][n % 3 + n % 2];
        // The first of the days is the first of three that are counted from 1970 on.
        let instant = 1_600_041_600 + 86_400 * day + n / 5 * 40;
        format!("u{user},i{item},{event},{value},{},{instant}\n", ["tv", "phone"][n % 2])
    };
    let mut rows: Vec<String> = (0..400).map(row).collect();
    rows.extend((0..40).map(|n| row(n * 3)));
    rows
}

/// Writes these rows as the interactions of the run folder `name` and keeps their state.
fn keep(place: &Place, name: &str, rows: impl IntoIterator<Item = String>) {
    let text: String = rows.into_iter().collect();
    place.write(&format!("{name}/interactions.csv"), format!("{HEADER}{text}"));
    place.done(&["stats", "--run", name, "--keep-state"]);
}

/// The figures of `stats.json` in the run folder `name`: all but the files, and the commands for a single one.
fn figures(place: &Place, name: &str) -> Value {
    let text = place.text(&format!("{name}/stats.json"));
    let mut stats: Value = serde_json::from_str(&text).expect("JSON");
    let object = stats.as_object_mut().expect("an object");
    for key in ["file", "parts", "state"] {
        object.remove(key);
    }
    for check in object["card"].as_array_mut().expect("a card") {
        check["advice"] = Value::Null;
    }
    stats
}

/// The third of the rows with this number.
fn third(number: usize, key: fn(usize, &str) -> usize) -> Vec<String> {
    let rows = rows().into_iter().enumerate();
    let of_third = rows.filter(|(at, row)| key(*at, row) % 3 == number);
    of_third.map(|(_, row)| row).collect()
}

fn day(_: usize, row: &str) -> usize {
    let instant = row.trim().rsplit(',').next().expect("a time");
    instant.parse::<usize>().expect("a number") / 86_400
}

fn user(_: usize, row: &str) -> usize {
    row[1..row.find(',').expect("a comma")].parse().expect("a number")
}

/// With a run folder for each of three days, `day-0` to `day-2`.
fn days() -> Place {
    let place = Place::empty();
    (0..3).for_each(|number| keep(&place, &format!("day-{number}"), third(number, day)));
    place
}

#[test]
fn parts_by_day_user_and_row_are_the_whole() {
    let place = days();
    keep(&place, "whole", rows());
    let whole = figures(&place, "whole");
    assert_ne!((&whole["duplicates"], &whole["twins"]), (&0.into(), &0.into()));
    assert_ne!(whole["funnel"]["pairs"], 0);
    place.done(&["stats", "--merge", "day-1", "day-2", "day-0", "--run", "days"]);
    assert_eq!(figures(&place, "days"), whole);
    for (name, key) in [("user", user as fn(usize, &str) -> usize), ("row", |at, _| at / 100)] {
        let parts: Vec<String> = (0..3).map(|number| format!("{name}-{number}")).collect();
        for (number, part) in parts.iter().enumerate() {
            keep(&place, part, third(number, key));
        }
        let files: Vec<String> = parts.iter().map(|part| format!("{part}/stats.json")).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        place.done(&[&["stats", "--run", name, "--merge"][..], &files].concat());
        assert_eq!(figures(&place, name), whole, "by {name}");
    }
}

#[test]
fn what_was_merged_can_be_merged_again() {
    let place = days();
    let merge = |parts: &[&str], run: &str| {
        place.done(&[&["stats", "--keep-state", "--run", run, "--merge"][..], parts].concat());
    };
    merge(&["day-0", "day-1", "day-2"], "at-once");
    merge(&["day-2", "day-1"], "two");
    merge(&["two", "day-0"], "three");
    assert_eq!(figures(&place, "three"), figures(&place, "at-once"));
    assert!(place.read("three/stats.state") == place.read("at-once/stats.state"), "same bytes");
    let before = place.contents();
    merge(&["two/stats.json", "day-0/stats.json"], "three");
    assert!(place.contents() == before, "the same again");
    assert_snapshot!(place.refused(&["stats", "--merge", "three", "day-2", "--run", "more"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `three/stats.json` and `day-2/stats.json` both hold the rows of `day-2/interactions.csv` (SHA-256 [SHA]), which would count twice; expected each file in one of them: leave one out
    ");
}

#[test]
fn parts_stand_beside_the_one_before() {
    let place = days();
    let shown = place.run(&["stats", "--merge", "day-2", "day-0", "day-1", "--run", "days"]);
    let parts = shown.split("\n\n").filter(|block| block.starts_with("parts in"));
    assert_snapshot!(parts.collect::<Vec<_>>().join("\n\n"), @r"
    parts in the order of time   first day    last day  rows  rows of new items
    ---------------------------------------------------------------------------
    day-0/interactions.csv      2020-09-14  2020-09-14   174                  –
    day-1/interactions.csv      2020-09-15  2020-09-15   133            14.29 %
    day-2/interactions.csv      2020-09-16  2020-09-16   133            12.78 %

    parts in the order of time  rows of new users  item mix moved by
    ----------------------------------------------------------------
    day-0/interactions.csv                      –                  –
    day-1/interactions.csv                52.63 %            17.85 %
    day-2/interactions.csv                51.88 %            13.53 %
    ");
    assert!(shown.contains("\n3 files\n"), "{shown}");
    assert!(!shown.contains("rehearsal eval"), "no command reads three files: {shown}");
    let stats: Value = serde_json::from_str(&place.text("days/stats.json")).expect("JSON");
    assert_eq!(stats["parts"][0]["files"][0]["path"], "day-0/interactions.csv");
    assert_eq!(stats["parts"][0]["against_previous"], Value::Null);
    let against = ["stats", "day-0/interactions.csv", "--against", "day-1/interactions.csv"];
    let against = place.done(&[&against[..], &["--format", "json"]].concat());
    let against: Value = serde_json::from_slice(&against).expect("JSON");
    let found = stats["parts"][1]["against_previous"].as_object().expect("a part before");
    assert_eq!(found.len(), 5);
    for (name, value) in found {
        assert_eq!(*value, against[name], "{name}");
    }
}

#[test]
fn a_state_lies_beside_the_statistics_that_name_it() {
    let place = Place::prepared();
    place.done(&["stats", "rehearsal-run/interactions.csv", "--keep-state"]);
    let stats: Value = serde_json::from_str(&place.text("rehearsal-run/stats.json")).expect("JSON");
    let bytes = place.read("rehearsal-run/stats.state");
    assert_eq!(
        stats["state"],
        serde_json::json!({
            "path": "stats.state",
            "bytes": bytes.len(),
            "sha256": digest(&bytes),
        })
    );
    place.done(&["stats"]);
    assert!(!place.text("rehearsal-run/stats.json").contains("stats.state"));
}

fn digest(bytes: &[u8]) -> String {
    let mut digester = Digester::default();
    digester.update(bytes);
    digester.record(std::path::Path::new("")).sha256
}

/// The refusal to merge these.
fn refused(place: &Place, parts: &[&str]) -> String {
    place.refused(&[&["stats", "--run", "merged", "--merge"][..], parts].concat())
}

#[test]
fn states_that_are_not_there_or_changed_are_refused() {
    let place = days();
    place.done(&["stats", "--run", "day-1"]);
    assert_snapshot!(refused(&place, &["day-0", "day-1"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `day-1/stats.json` names no state, which `--merge` needs; `rehearsal stats --keep-state` on its interactions makes both
    ");
    place.write("day-1/stats.json", "{}");
    assert_snapshot!(refused(&place, &["day-0", "day-1/stats.json"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `day-1/stats.json` is not a result of this program: missing field `schema_version` at line 1 column 2
    ");
    assert_snapshot!(refused(&place, &["day-0", "day-7"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `day-7` is not there; expected the stats.json that `rehearsal stats --keep-state` wrote, or its run folder
    ");
    assert_snapshot!(refused(&place, &["day-0"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `--merge` puts two files or more together, found one: `day-0/stats.json`
    ");
    let state = place.read("day-2/stats.state");
    place.write("day-2/stats.state", &state[..state.len() - 1]);
    assert_snapshot!(refused(&place, &["day-0", "day-2"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `day-2/stats.state`: expected the SHA-256 [SHA], which `day-2/stats.json` names, found [SHA]; one of the two was changed, or is of another run; `rehearsal stats --keep-state` on its interactions makes both again
    ");
    // A state of a later version, which its statistics name.
    let mut later = state.clone();
    later[16] = 2;
    place.write("day-2/stats.state", &later);
    let stats = place.text("day-2/stats.json").replace(&digest(&state), &digest(&later));
    place.write("day-2/stats.json", stats);
    assert_snapshot!(refused(&place, &["day-0", "day-2"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `day-2/stats.state`: expected a state in format 1, found format 2; `rehearsal stats --keep-state` on its interactions makes both again
    ");
    std::fs::remove_file(place.path("day-2/stats.state")).expect("it is there");
    assert_snapshot!(refused(&place, &["day-0", "day-2"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `day-2/stats.state`, which `day-2/stats.json` names, is not there; `rehearsal stats --keep-state` on its interactions makes both again
    ");
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let place = days();
    place.write("copy/interactions.csv", place.read("day-0/interactions.csv"));
    place.done(&["stats", "--run", "copy", "--keep-state"]);
    assert_snapshot!(refused(&place, &["day-0", "day-1", "copy"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `day-0/stats.json` and `copy/stats.json` both hold the rows of `copy/interactions.csv` (SHA-256 [SHA]), which would count twice; expected each file in one of them: leave one out
    ");
    place.write("plain/interactions.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu,i,1600000000\n");
    place.done(&["stats", "--run", "plain", "--keep-state"]);
    assert_snapshot!(refused(&place, &["day-0", "plain"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: expected the same columns in the same order in all files, found USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE, EVENT_VALUE, DEVICE in `day-0/stats.json` and USER_ID, ITEM_ID, TIMESTAMP in `plain/stats.json`; prepare the files alike and keep their states again
    ");
    place.done(&["stats", "--run", "day-1", "--keep-state", "--session-gap", "60"]);
    assert_snapshot!(refused(&place, &["day-0", "day-1"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: expected one gap between sessions, found 1800 seconds in `day-0/stats.json` and 60 in `day-1/stats.json`; say the one that all are to have, with `--session-gap SECONDS`
    ");
    let gap = ["--session-gap", "60", "--run", "merged", "--format", "json"];
    let stats = place.done(&[&["stats", "--merge", "day-0", "day-1"][..], &gap].concat());
    let stats: Value = serde_json::from_slice(&stats).expect("JSON");
    assert_eq!(stats["sessions"]["gap_s"], 60);
}

#[test]
fn a_merge_does_not_write_onto_its_parts() {
    let place = days();
    let onto = ["stats", "--merge", "day-0", "day-1", "--run", "day-1", "--force"];
    assert_snapshot!(place.refused(&onto), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `day-1/stats.json` is one of the parts: expected another run folder for what they are merged to; name it with `--run`
    ");
    let both = place.refused(&["stats", "a.csv", "--merge", "day-0", "day-1"]);
    assert_snapshot!(both.lines().nth(3).unwrap_or_default(), @"error: the argument '[FILE]' cannot be used with '--merge <STATS>...'");
}
