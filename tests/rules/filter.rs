//! Each rule on filter expressions, provoked alone, at its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use rehearsal::filter::{FilterField, FilterSchemas, KnownValues, check, check_group};
use rehearsal::rule::Selection;
use rehearsal::schema::check::check as check_schema;
use rehearsal::schema::{DatasetType, Domain};

use crate::clean::{ACTIONS_SCHEMA, EVENTS_SCHEMA, ITEMS_SCHEMA, USERS_SCHEMA};

/// The code that an expression must give, the expression, and the text that the finding points at; nothing for a
/// finding on the whole.
type Fault = (&'static str, &'static str, &'static str);

const FAULTS: &[Fault] = &[
    ("L801", "EXCLUDE ItemID WHEN Items.YEAR = 1", "WHEN"),
    ("L805", "EXCLUDE ItemID WHERE Users.AGE = 1", "Users"),
    ("L805", "EXCLUDE ItemID WHERE CurrentItem.YEAR = 1", "CurrentItem"),
    ("L805", "EXCLUDE ActionID WHERE Items.YEAR = 1", "Items"),
    (
        "L805",
        "EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN (\"Taken\")",
        "Action_Interactions",
    ),
    (
        "L806",
        "EXCLUDE UserID WHERE Users.AGE = 1 AND Interactions.EVENT_TYPE = \"view\"",
        "Interactions",
    ),
    ("L807", "EXCLUDE ItemID WHERE Items.YAER = 1", "YAER"),
    ("L808", "EXCLUDE ItemID WHERE Items.year = 1", "year"),
    ("L809", "EXCLUDE ItemID WHERE Items.TEXT IN (\"a\")", "TEXT"),
    ("L810", "EXCLUDE ItemID WHERE CurrentUser.AGE = 1", "CurrentUser"),
    ("L810", "EXCLUDE ItemID WHERE Items.YEAR = 1 IF Users.AGE = 1", "Users"),
    ("L811", "EXCLUDE ItemID WHERE Items.GENRES NOT IN ($G)", "$G"),
    ("L812", "EXCLUDE ItemID WHERE Items.YEAR <= $YEAR", "$YEAR"),
    ("L813", "EXCLUDE ItemID WHERE Items.YEAR IN (\"1999\")", "IN"),
    ("L813", "EXCLUDE ItemID WHERE Items.YEAR = \"1999\"", "\"1999\""),
    ("L813", "EXCLUDE ItemID WHERE Items.GENRES < \"Drama\"", "<"),
    ("L813", "EXCLUDE ItemID WHERE Items.GENRES IN (7)", "7"),
    ("L814", "EXCLUDE ItemID WHERE Items.GENRES IN (\"*\")", "\"*\""),
    ("L815", "EXCLUDE ItemID WHERE Items.YEAR = 1 AND Items.YEAR = 2 OR Items.YEAR = 3", "OR"),
    ("L816", "EXCLUDE ItemID WHERE Items.GENRES IN (\"drama\")", "\"drama\""),
    ("L818", "EXCLUDE ItemID WHERE Items.YEAR < CurrentItem.YEAR", "YEAR"),
];

/// Expressions without a finding, but the advice that every filter on interactions has.
const CLEAN: &[&str] = &[
    "EXCLUDE ItemID WHERE Items.GENRES IN ($G, \"Drama\") AND Items.YEAR > 1990 IF CurrentUser.AGE = $AGE",
    "include itemid where items.GENRES not in (\"Drama\") | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN (\"*\")",
    "EXCLUDE ItemID WHERE INTERACTIONS.event_type IN (\"CLICK\")",
    "INCLUDE UserID WHERE Users.AGE >= 18 OR Users.AGE = 7",
    "INCLUDE ActionID WHERE Actions.VALUE = 3",
];

const OF_WHOLE: [&str; 4] = ["L802", "L803", "L804", "L817"];

pub(crate) fn codes() -> Vec<&'static str> {
    FAULTS.iter().map(|fault| fault.0).chain(OF_WHOLE).collect()
}

fn against() -> FilterSchemas {
    let texts = [EVENTS_SCHEMA, ITEMS_SCHEMA, USERS_SCHEMA, ACTIONS_SCHEMA];
    let schemas = texts.map(|text| {
        let schema = check_schema(text, "s.avsc", Domain::Custom).0.expect("a schema");
        (schema.dataset.expect("a dataset"), schema)
    });
    let values = |dataset, name: &str, values: &[&str]| {
        let values = values.iter().map(ToString::to_string).collect();
        (FilterField { dataset, name: name.to_owned() }, KnownValues::All(values))
    };
    FilterSchemas {
        schemas: BTreeMap::from(schemas),
        place: "a folder".to_owned(),
        values: BTreeMap::from([
            values(DatasetType::Items, "GENRES", &["Drama", "Comedy"]),
            values(DatasetType::Interactions, "EVENT_TYPE", &["click", "watch"]),
        ]),
    }
}

/// Code and text of every finding but the advice on the newest interactions.
fn found(text: &str) -> Vec<(String, String)> {
    let selection = Arc::new(Selection::new(&[], &["L817".to_owned()]).expect("known"));
    let checked = check(text, "a filter", &against(), &selection);
    let value = |found: &rehearsal::rule::Violation| {
        found.examples.first().map_or_else(String::new, |example| example.value.clone())
    };
    checked.violations.iter().map(|found| (found.code.clone(), value(found))).collect()
}

#[test]
fn each_fault_is_found_alone_at_its_place() {
    for (code, text, at) in FAULTS {
        assert_eq!(found(text), [((*code).to_owned(), (*at).to_owned())], "{text}");
    }
    for text in CLEAN {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn what_a_filter_sees_of_interactions_is_said_of_each() {
    let checked = check(CLEAN[1], "a filter", &against(), &Arc::default());
    let codes: Vec<&str> = checked.violations.iter().map(|found| found.code.as_str()).collect();
    assert_eq!(codes, ["L817"]);
    let none = check(CLEAN[0], "a filter", &against(), &Arc::default());
    assert_eq!(none.violations, []);
}

/// A schema of items with the fields `F0`, `F1` and so on.
fn wide(n_fields: usize) -> FilterSchemas {
    let field = |n: usize| format!(",{{\"name\":\"F{n}\",\"type\":\"int\"}}");
    let fields = (0..n_fields).map(field).collect::<Vec<_>>().concat();
    let text = format!(
        "{{\"type\":\"record\",\"name\":\"Items\",\"namespace\":\"com.amazonaws.personalize.schema\",\
         \"fields\":[{{\"name\":\"ITEM_ID\",\"type\":\"string\"}}{fields}],\"version\":\"1.0\"}}"
    );
    let schema = check_schema(&text, "s.avsc", Domain::Custom).0.expect("a schema");
    FilterSchemas { schemas: BTreeMap::from([(DatasetType::Items, schema)]), ..against() }
}

/// A filter on the fields of these numbers.
fn on(fields: std::ops::Range<usize>) -> String {
    let conditions: Vec<String> = fields.map(|n| format!("Items.F{n} = 1")).collect();
    format!("EXCLUDE ItemID WHERE {}", conditions.join(" AND "))
}

#[test]
fn quotas_hold_at_their_limit_and_break_above_it() {
    let (against, all) = (wide(30), Arc::default());
    let checked = |text: &str| check(text, "a filter", &against, &all);
    let codes = |text: &str| {
        checked(text).violations.into_iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&on(0..10)), [""; 0]);
    assert_eq!(codes(&on(0..11)), ["L803"]);
    let parts = format!("{} | {}", on(0..6), on(4..11));
    assert_eq!(codes(&parts), ["L803"], "fields are counted over all parts, each once");
    let text = on(0..1);
    let long = |length: usize| format!("{text}{}", " ".repeat(length - text.len()));
    assert_eq!(codes(&long(2_500)), [""; 0]);
    assert_eq!(codes(&long(2_501)), ["L802"]);
    let group = |texts: &[String]| {
        let filters: Vec<_> = texts.iter().map(|text| checked(text)).collect();
        let found = check_group(&filters, "all", &all);
        found.into_iter().map(|found| found.message).collect::<Vec<_>>()
    };
    assert_eq!(group(&[on(0..10), on(10..20), on(5..15)]), [""; 0]);
    let one_more = group(&[on(0..10), on(10..20), on(20..21)]);
    assert_eq!(one_more, ["expected at most 20 different fields in all filters, found 21"]);
    assert_eq!(group(&vec![on(0..1); 30]), [""; 0]);
    assert_eq!(group(&vec![on(0..1); 31]), ["expected at most 30 filters, found 31"]);
}
