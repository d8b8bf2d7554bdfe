use std::sync::Arc;

use super::*;
use crate::rule::Violation;
use crate::rule::{Findings, Selection};
use crate::schema::{Domain, NAMESPACE};

/// Codes with their lines and positions.
fn found(text: &str) -> Vec<(String, u64, Option<u64>)> {
    found_in(text, Domain::Custom)
}

fn found_in(text: &str, domain: Domain) -> Vec<(String, u64, Option<u64>)> {
    let (_, violations) = check(text, "test.avsc", domain);
    let place = |found: &Violation| {
        let example = &found.examples[0];
        (found.code.clone(), example.line, example.position)
    };
    violations.iter().map(place).collect()
}

fn codes(text: &str) -> Vec<String> {
    found(text).into_iter().map(|found| found.0).collect()
}

fn schema(name: &str, fields: &str) -> String {
    format!(
        "{{\"type\":\"record\",\"name\":\"{name}\",\n\"namespace\":\"{NAMESPACE}\",\n\
         \"fields\":[\n{fields}],\n\"version\":\"1.0\"}}"
    )
}

const EVENT: &str = "{\"name\":\"USER_ID\",\"type\":\"string\"},\n{\"name\":\"ITEM_ID\",\"type\":\"string\"},\n\
                     {\"name\":\"TIMESTAMP\",\"type\":\"long\"}";
const ITEM: &str = "{\"name\":\"ITEM_ID\",\"type\":\"string\"},\n\
                    {\"name\":\"PRICE\",\"type\":\"float\"}";

/// Interactions with one more field, on line 7.
fn event(field: &str) -> String {
    schema("Interactions", &format!("{EVENT},\n{field}"))
}

/// Items with one more field, on line 6.
fn item(field: &str) -> String {
    schema("Items", &format!("{ITEM},\n{field}"))
}

fn one(code: &str, line: u64, position: u64) -> Vec<(String, u64, Option<u64>)> {
    vec![(code.to_owned(), line, Some(position))]
}

#[test]
fn good_schemas_have_no_findings() {
    let fields = [
        event("{\"name\":\"EVENT_TYPE\",\"type\":\"string\"}"),
        event("{\"name\":\"EVENT_VALUE\",\"type\":[\"float\",\"null\"]}"),
        event("{\"name\":\"DEVICE\",\"type\":[\"null\",\"string\"],\"categorical\":true}"),
        item("{\"name\":\"TEXT\",\"type\":[\"null\",\"string\"],\"textual\":true}"),
        item("{\"name\":\"LABEL\",\"type\":\"string\",\"itemName\":true}"),
        item("{\"name\":\"TITLE\",\"type\":[\"string\"]}"),
        schema(
            "Users",
            "{\"name\":\"USER_ID\",\"type\":\"string\"},\n{\"name\":\"AGE\",\"type\":\"int\"}",
        ),
    ];
    for text in fields {
        assert_eq!(codes(&text), [""; 0], "{text}");
    }
}

#[test]
fn a_trailing_comma_is_found_at_its_line_and_column() {
    let text = event("{\"name\":\"EVENT_TYPE\",\"type\":\"string\"},\n");
    assert_eq!(found(&text), one("S101", 8, 1));
}

#[test]
fn each_rule_is_provoked_alone_at_its_place() {
    assert_eq!(codes("[]"), ["S102"]);
    assert_eq!(found(&schema("Interaction", EVENT)), one("S103", 1, 25));
    assert_eq!(
        found(&schema("Interactions", EVENT).replace(NAMESPACE, "other")),
        one("S104", 2, 13)
    );
    let typed = |avro: &str| {
        event(&format!("{{\"name\":\"DEVICE\",\"type\":{avro},\"categorical\":false}}"))
    };
    let ignoring_plain =
        |text: &str| found(text).into_iter().filter(|found| found.0 != "S120").collect::<Vec<_>>();
    assert_eq!(ignoring_plain(&typed("\"bytes\"")), one("S105", 7, 25));
    assert_eq!(
        codes(&schema("Interactions", EVENT.split(",\n").next().expect("a field"))),
        ["S106", "S106"]
    );
    assert_eq!(found(&event("{\"name\":\"EVENT_VALUE\",\"type\":\"int\"}")), one("S107", 7, 30));
    let nullable = EVENT.replace("\"long\"", "[\"null\",\"long\"]");
    assert_eq!(found(&schema("Interactions", &nullable)), one("S107", 6, 28));
    assert_eq!(found(&event("{\"name\":\"MY-AGE\",\"type\":\"int\"}")), one("S108", 7, 9));
    assert_eq!(found(&event("{\"name\":\"USERID\",\"type\":\"int\"}")), one("S108", 7, 9));
    let long = format!("{{\"name\":\"{}\",\"type\":\"int\"}}", "A".repeat(151));
    assert_eq!(codes(&event(&long)), ["S108"]);
    assert_eq!(codes(&schema("Users", "{\"name\":\"USER_ID\",\"type\":\"string\"}")), ["S109"]);
    assert_eq!(found(&schema("Interactions", EVENT).replace("\"1.0\"", "1")), one("S110", 7, 11));
    let array = typed("{\"type\":\"array\",\"items\":\"string\"}");
    assert_eq!(ignoring_plain(&array), one("S111", 7, 25));
    for union in
        ["[\"string\",\"int\"]", "[\"null\"]", "[\"null\",\"string\",\"null\"]", "\"null\"", "[]"]
    {
        assert_eq!(ignoring_plain(&typed(union)), one("S112", 7, 25), "{union}");
    }
    assert_eq!(
        found(&event("{\"name\":\"EVENT_TYPE\",\"type\":\"string\",\"categorical\":true}")),
        one("S114", 7, 52)
    );
    assert_eq!(
        found(&item("{\"name\":\"YEAR\",\"type\":\"int\",\"categorical\":true}")),
        one("S114", 6, 43)
    );
    assert_eq!(codes(&event("{\"name\":\"NOTE\",\"type\":\"string\",\"textual\":true}")), ["S115"]);
    let two = "{\"name\":\"A\",\"type\":\"string\",\"textual\":true},\n{\"name\":\"B\",\"type\":\"string\",\"textual\":true}";
    assert_eq!(found(&item(two)), one("S115", 7, 39));
    let many: Vec<String> =
        (0..6).map(|n| format!("{{\"name\":\"F{n}\",\"type\":\"int\"}}")).collect();
    assert_eq!(codes(&event(&many.join(",\n"))), ["S116"]);
    assert_eq!(codes(&event(&many[..5].join(",\n"))), [""; 0]);
    let blanks = " ".repeat(20_000);
    assert_eq!(codes(&format!("{}{blanks}", schema("Interactions", EVENT))), ["S117"]);
    assert_eq!(
        found(&event("{\"name\":\"N\",\"type\":\"int\",\"default\":0}")),
        one("S118", 7, 36)
    );
    assert_eq!(found(&event("{\"name\":\"N\",\"type\":\"boolean\"}")), one("S119", 7, 20));
    assert_eq!(found(&event("{\"name\":\"N\",\"type\":\"string\"}")), one("S120", 7, 9));
    assert_eq!(
        found(&event("{\"name\":\"N\",\"type\":\"int\",\"itemName\":true}")),
        one("S121", 7, 37)
    );
    assert_eq!(
        found(&item("{\"name\":\"G\",\"type\":\"string\",\"categorical\":\"true\"}"))[0],
        one("S123", 6, 43)[0]
    );
}

#[test]
fn domains_have_rules_of_their_own() {
    let video = |fields: &str| found_in(&schema("Items", fields), Domain::VideoOnDemand);
    let created = "{\"name\":\"ITEM_ID\",\"type\":\"string\"},\n{\"name\":\"CREATION_TIMESTAMP\",\"type\":\"long\"}";
    let genres =
        format!("{created},\n{{\"name\":\"GENRES\",\"type\":\"string\",\"categorical\":true}}");
    assert_eq!(video(&genres), []);
    assert_eq!(video(&genres.replace(",\"categorical\":true", "")), one("S113", 6, 1));
    let missing = video(created);
    assert_eq!(missing.iter().map(|found| found.0.as_str()).collect::<Vec<_>>(), ["S106"]);
    let (_, hinted) =
        check(&schema("Items", &genres.replace("GENRES", "GENRES_L1")), "t", Domain::VideoOnDemand);
    assert!(hinted[0].message.ends_with("(did you mean `GENRES_L1`?)"), "{hinted:?}");
    let actions = crate::schema::builtin::text(crate::schema::DatasetType::Actions, Domain::Custom);
    let actions = found_in(actions.expect("shipped"), Domain::Ecommerce);
    assert_eq!(actions[0].0, "S122");
    assert_eq!(
        found_in(&schema("Interactions", EVENT), Domain::Ecommerce)[0].0,
        "S106",
        "EVENT_TYPE"
    );
}

#[test]
fn bytes_that_are_no_text_and_deep_nests_are_findings() {
    let mut findings = Findings::new("t", 5, &Arc::new(Selection::default()));
    assert_eq!(check_bytes(b"{\n\"type\": \"\xFF\"}", Domain::Custom, &mut findings), None);
    let violations = findings.into_violations();
    assert_eq!((violations[0].code.as_str(), violations[0].examples[0].line), ("S101", 2));
    assert!(violations[0].message.contains("0xFF at offset 11"), "{violations:?}");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(codes(&deep), ["S101", "S117"]);
}
