//! Clean data: no rule finds anything in it.

use std::fmt::Write;

use crate::{Group, found, options};

pub(crate) const EVENTS_SCHEMA: &str = r#"{"type":"record","name":"Interactions",
"namespace":"com.amazonaws.personalize.schema","fields":[
{"name":"USER_ID","type":"string"},
{"name":"ITEM_ID","type":"string"},
{"name":"EVENT_TYPE","type":"string"},
{"name":"EVENT_VALUE","type":["null","float"]},
{"name":"DEVICE","type":["null","string"],"categorical":true},
{"name":"VISIT","type":["null","int"]},
{"name":"IMPRESSION","type":["null","string"]},
{"name":"TIMESTAMP","type":"long"}],
"version":"1.0"}"#;

pub(crate) const ITEMS_SCHEMA: &str = r#"{"type":"record","name":"Items",
"namespace":"com.amazonaws.personalize.schema","fields":[
{"name":"ITEM_ID","type":"string"},
{"name":"TITLE","type":"string"},
{"name":"GENRES","type":"string","categorical":true},
{"name":"YEAR","type":"int"},
{"name":"PRICE","type":["null","double"]},
{"name":"TEXT","type":["null","string"],"textual":true},
{"name":"CREATION_TIMESTAMP","type":["null","long"]}],
"version":"1.0"}"#;

pub(crate) const USERS_SCHEMA: &str = r#"{"type":"record","name":"Users",
"namespace":"com.amazonaws.personalize.schema","fields":[
{"name":"USER_ID","type":"string"},
{"name":"AGE","type":"int"}],
"version":"1.0"}"#;

pub(crate) const ACTIONS_SCHEMA: &str = include_str!("../../schemas/actions.avsc");
pub(crate) const ACTION_EVENTS_SCHEMA: &str =
    include_str!("../../schemas/action-interactions.avsc");

pub(crate) const N_USERS: usize = 40;
pub(crate) const N_ITEMS: usize = 30;

/// Rows as cells, the header first.
pub(crate) type Rows = Vec<Vec<String>>;

/// Interactions: every user with every item once, at different instants.
pub(crate) fn events() -> Rows {
    let header = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,DEVICE,VISIT,IMPRESSION,TIMESTAMP";
    let mut text = format!("{header}\n");
    for n in 0..N_USERS * N_ITEMS {
        let (user, item) = (n % N_USERS, n / N_USERS);
        let _ = writeln!(
            text,
            "u{user},{},{},{}.5,{},{},{}|{},{}",
            100 + item,
            ["click", "watch"][(n + item) % 2],
            n % 5,
            ["phone", "tablet", "tv"][n % 3],
            n % 7,
            100 + (item + 1) % N_ITEMS,
            100 + item,
            1_500_000_000 + 3600 * n
        );
    }
    rows(&text)
}

/// Items: a row for each item of [`events`].
pub(crate) fn items() -> Rows {
    let mut text = "ITEM_ID,TITLE,GENRES,YEAR,PRICE,TEXT,CREATION_TIMESTAMP\n".to_owned();
    for item in 0..N_ITEMS {
        let _ = writeln!(
            text,
            "{},Film {item},{},{},{}.25,A story of {item} friends.,{}",
            100 + item,
            ["Drama", "War|Drama", "Comedy"][item % 3],
            1950 + item,
            item % 9,
            1_400_000_000 + item
        );
    }
    rows(&text)
}

/// Users: a row for each user of [`events`].
pub(crate) fn users() -> Rows {
    let mut text = "USER_ID,AGE\n".to_owned();
    for user in 0..N_USERS {
        let _ = writeln!(text, "u{user},{}", 18 + user);
    }
    rows(&text)
}

fn rows(text: &str) -> Rows {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// The rows as CSV.
pub(crate) fn csv(rows: &Rows) -> Vec<u8> {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    (lines.join("\n") + "\n").into_bytes()
}

#[test]
fn clean_data_has_no_findings() {
    let (events, items, users) = (csv(&events()), csv(&items()), csv(&users()));
    let group = Group(&[
        ("interactions.csv", EVENTS_SCHEMA, &events),
        ("items.csv", ITEMS_SCHEMA, &items),
        ("users.csv", USERS_SCHEMA, &users),
    ]);
    assert_eq!(group.found(&options()), []);
}

/// As many interactions as the guide advises.
#[test]
fn large_clean_data_has_no_findings_by_any_rule() {
    let schema = include_str!("../../schemas/interactions.avsc");
    let mut text = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n".to_owned();
    for n in 0..50_000_u64 {
        let _ = writeln!(text, "{},{},click,{}", n % 1000, n / 1000, 1_500_000_000 + n);
    }
    let options = rehearsal::validate::Options::new(crate::AS_OF);
    assert_eq!(found("interactions.csv", schema, text.as_bytes(), &options), []);
}
