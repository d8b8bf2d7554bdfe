//! A clean schema, mutated once: exactly that is found, on its line.

use rehearsal::schema::Domain;
use rehearsal::schema::check::check;

use crate::clean::{EVENTS_SCHEMA, ITEMS_SCHEMA};

/// A text of the schema, what replaces it, what must be found, and on which line.
type Mutation = (&'static str, &'static str, &'static str, u64);

const EVENTS: &[Mutation] = &[
    ("\"long\"}]", "\"long\"},]", "S101", 10),
    ("\"record\"", "\"enum\"", "S102", 1),
    ("Interactions", "interactions", "S103", 1),
    ("com.amazonaws.personalize", "com.amazonaws", "S104", 2),
    ("[\"null\",\"int\"]", "[\"null\",\"decimal\"]", "S105", 8),
    ("{\"name\":\"ITEM_ID\",\"type\":\"string\"},\n", "", "S106", 1),
    ("\"long\"", "\"int\"", "S107", 10),
    (
        "\"EVENT_TYPE\",\"type\":\"string\"",
        "\"EVENT_TYPE\",\"type\":[\"null\",\"string\"]",
        "S107",
        5,
    ),
    ("\"VISIT\"", "\"VISIT COUNT\"", "S108", 8),
    ("\"VISIT\"", "\"DEV_ICE\"", "S108", 8),
    ("\"1.0\"", "\"2.0\"", "S110", 11),
    ("[\"null\",\"int\"]", "{\"type\":\"map\",\"values\":\"int\"}", "S111", 8),
    ("[\"null\",\"int\"]", "[\"null\",\"int\",\"long\"]", "S112", 8),
    (
        "\"EVENT_TYPE\",\"type\":\"string\"",
        "\"EVENT_TYPE\",\"type\":\"string\",\"categorical\":true",
        "S114",
        5,
    ),
    (",\"categorical\":true", "", "S120", 7),
    (",\"categorical\":true", ",\"categorical\":true,\"doc\":\"where\"", "S118", 7),
    ("[\"null\",\"int\"]", "\"boolean\"", "S119", 8),
    ("\"version\":\"1.0\"", "\"version\":\"1.0\",\"aliases\":[]", "S118", 11),
];

const ITEMS: &[Mutation] = &[
    ("\"TITLE\",\"type\":\"string\"", "\"TITLE\",\"type\":\"string\",\"textual\":true", "S115", 8),
    (",\"textual\":true", ",\"textual\":true,\"categorical\":true", "S115", 8),
    ("\"YEAR\",\"type\":\"int\"", "\"YEAR\",\"type\":\"int\",\"itemName\":true", "S121", 6),
    (",\"textual\":true", ",\"textual\":\"yes\"", "S123", 8),
];

pub(crate) const COUNT: usize = EVENTS.len() + ITEMS.len();

#[test]
fn each_is_found_on_its_line() {
    let of = |text: &'static str, mutations: &'static [Mutation]| {
        mutations.iter().map(move |mutation| (text, mutation))
    };
    for (text, (from, to, code, line)) in of(EVENTS_SCHEMA, EVENTS).chain(of(ITEMS_SCHEMA, ITEMS)) {
        assert_eq!(text.matches(from).count(), 1, "{from} must stand once");
        let (_, violations) = check(&text.replace(from, to), "s.avsc", Domain::Custom);
        // A field that lost its type or flag is also a string that nothing learns from.
        let mut seen: Vec<(&str, u64)> =
            violations.iter().map(|found| (found.code.as_str(), found.examples[0].line)).collect();
        if *code != "S120" {
            seen.retain(|found| found.0 != "S120");
        }
        assert_eq!(seen, [(*code, *line)], "{from} to {to}");
    }
}

/// The codes that the tables of this module provoke.
pub(crate) fn codes() -> Vec<&'static str> {
    EVENTS.iter().chain(ITEMS).map(|mutation| mutation.2).collect()
}
