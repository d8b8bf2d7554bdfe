//! SARIF and `JUnit` hold what their schemas ask, whatever stands in cells and names.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::tests::report;
use super::{junit, sarif};
use crate::rule::Severity;

/// The members of an object: those that must be there, then those that may be; the schema allows no others.
fn members<'v>(value: &'v Value, must: &[&str], may: &[&str]) -> &'v Map<String, Value> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for name in must {
        assert!(object.contains_key(*name), "`{name}` is missing in {value}");
    }
    for name in object.keys() {
        let is_known = must.contains(&name.as_str()) || may.contains(&name.as_str());
        assert!(is_known, "`{name}` is no member of {value}");
    }
    object
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

/// A reference by RFC 3986: no letter that must be escaped, and no scheme but `file`.
fn expect_uri(value: &Value) {
    let uri = value.as_str().expect("a text");
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~/%".contains(letter);
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    assert!(!path.is_empty() && path.chars().all(is_plain), "{uri}");
    for (at, _) in path.match_indices('%') {
        let digits = path.get(at + 1..at + 3).unwrap_or_default();
        assert!(digits.len() == 2 && u8::from_str_radix(digits, 16).is_ok(), "{uri}");
    }
}

/// A message by the schema: its text is not empty for a reader, and a text.
fn expect_message(value: &Value) {
    assert!(members(value, &["text"], &[])["text"].is_string(), "{value}");
}

fn expect_level(value: &Value) {
    assert!(["none", "note", "warning", "error"].contains(&value.as_str().expect("a text")));
}

/// The demands of `sarif-schema-2.1.0.json` on the objects that a log of ours has.
fn expect_sarif(log: &Value) {
    let log = members(log, &["version", "runs"], &["$schema"]);
    assert_eq!(log["version"], "2.1.0");
    for run in list(&log["runs"]) {
        let run = members(run, &["tool"], &["results", "columnKind"]);
        assert!(
            ["utf16CodeUnits", "unicodeCodePoints"]
                .contains(&run["columnKind"].as_str().expect("a text"))
        );
        let tool = members(&run["tool"], &["driver"], &[]);
        let driver = members(&tool["driver"], &["name"], &["version", "rules"]);
        let rules = list(&driver["rules"]);
        for rule in rules {
            let may =
                ["shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration"];
            let rule = members(rule, &["id"], &may);
            for text in ["shortDescription", "fullDescription", "help"] {
                rule.get(text).into_iter().for_each(expect_message);
            }
            expect_level(&members(&rule["defaultConfiguration"], &[], &["level"])["level"]);
        }
        for result in list(&run["results"]) {
            expect_result(result, rules);
        }
    }
}

fn expect_result(result: &Value, rules: &[Value]) {
    let result = members(result, &["message"], &["ruleId", "ruleIndex", "level", "locations"]);
    expect_message(&result["message"]);
    expect_level(&result["level"]);
    let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
    let rule = index.and_then(|index| rules.get(index)).expect("a rule of the log");
    assert_eq!(rule["id"], result["ruleId"]);
    for location in list(&result["locations"]) {
        let location = members(location, &[], &["physicalLocation"]);
        let physical = members(&location["physicalLocation"], &[], &["artifactLocation", "region"]);
        let artifact = members(&physical["artifactLocation"], &[], &["uri"]);
        expect_uri(&artifact["uri"]);
        let Some(region) = physical.get("region") else { continue };
        let region = members(region, &[], &["startLine", "startColumn", "snippet"]);
        for number in ["startLine", "startColumn"].iter().filter_map(|name| region.get(*name)) {
            assert!(number.as_u64().is_some_and(|number| number >= 1), "{number}");
        }
        assert!(members(&region["snippet"], &[], &["text"])["text"].is_string());
    }
}

/// An element of XML: its name, its attributes, the elements within, and its own text.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

/// Text of XML 1.0 with its five entities; no other reference, and no letter that XML does not have.
fn plain(text: &str) -> String {
    assert!(!text.contains('<'), "{text}");
    let is_letter = |letter: char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    assert!(text.chars().all(is_letter), "{text:?}");
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    let without = entities.iter().fold(text.to_owned(), |text, (name, _)| text.replace(name, ""));
    assert!(!without.contains('&'), "{text}");
    entities.iter().fold(text.to_owned(), |text, (name, letter)| text.replace(name, letter))
}

/// Reads a start tag without its brackets.
fn tag(text: &str) -> Element {
    let (name, mut rest) = text.split_once(' ').unwrap_or((text, ""));
    let mut attributes = BTreeMap::new();
    while let Some((key, value)) = rest.split_once("=\"") {
        let (value, further) = value.split_once('"').expect("a closing quote");
        let before = attributes.insert(key.trim().to_owned(), plain(value));
        assert!(before.is_none(), "{text}");
        rest = further;
    }
    assert_eq!(rest.trim(), "", "{text}");
    Element { name: name.to_owned(), attributes, ..Element::default() }
}

/// Reads a document of XML, as far as ours go.
fn xml(text: &str) -> Element {
    let mut rest =
        text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("its head");
    let mut open = vec![Element::default()];
    while let Some((before, from)) = rest.split_once('<') {
        open.last_mut().expect("a root").text.push_str(&plain(before));
        // Our attributes escape this bracket.
        let (inside, further) = from.split_once('>').expect("a closing bracket");
        rest = further;
        if let Some(name) = inside.strip_prefix('/') {
            let closed = open.pop().expect("an open element");
            assert_eq!(closed.name, name);
            open.last_mut().expect("a parent").children.push(closed);
        } else if let Some(empty) = inside.strip_suffix('/') {
            open.last_mut().expect("a parent").children.push(tag(empty));
        } else {
            open.push(tag(inside));
        }
    }
    assert_eq!((open.len(), rest.trim()), (1, ""));
    let mut root = open.remove(0);
    assert_eq!(root.children.len(), 1);
    root.children.remove(0)
}

/// The demands of Jenkins' `junit-10.xsd` on the elements that ours has.
fn expect_junit(root: &Element) {
    let has = |element: &Element, must: &[&str], may: &[&str]| {
        for name in must {
            assert!(element.attributes.contains_key(*name), "{element:?}");
        }
        let known = |name: &String| must.contains(&name.as_str()) || may.contains(&name.as_str());
        assert!(element.attributes.keys().all(known), "{element:?}");
    };
    let number = |element: &Element, name: &str| -> usize {
        element.attributes[name].parse().expect("a number")
    };
    let failures = |suite: &Element| {
        let of_case = |case: &&Element| case.children.iter().any(|child| child.name == "failure");
        suite.children.iter().filter(of_case).count()
    };
    assert_eq!(root.name, "testsuites");
    has(root, &[], &["name", "tests", "failures", "errors", "disabled", "time"]);
    for suite in &root.children {
        assert_eq!(suite.name, "testsuite");
        has(suite, &["name", "tests"], &["failures", "errors", "skipped", "time"]);
        assert_eq!(number(suite, "tests"), suite.children.len());
        assert_eq!(number(suite, "failures"), failures(suite));
        for case in &suite.children {
            assert_eq!(case.name, "testcase");
            has(case, &["name", "classname"], &["time"]);
            for child in &case.children {
                match child.name.as_str() {
                    "failure" => has(child, &[], &["type", "message"]),
                    "system-out" => has(child, &[], &[]),
                    other => panic!("`{other}` is no element of a case"),
                }
            }
        }
    }
    let sum = |name: &str| root.children.iter().map(|suite| number(suite, name)).sum::<usize>();
    assert_eq!((number(root, "tests"), number(root, "failures")), (sum("tests"), sum("failures")));
}

fn expect_both(file: &str, column: &str, value: &str) {
    let report = report(file, column, value);
    expect_sarif(&sarif(&report));
    for fails in [Severity::Error, Severity::Advice] {
        expect_junit(&xml(&junit(&report, fails)));
    }
}

#[test]
fn sarif_and_junit_are_of_their_schemas() {
    expect_both("run/a.csv", "TIMESTAMP", "yesterday");
    expect_both("/tmp/a b?#.csv", "<&>\"'", "]]> </failure> <!-- &amp; \u{0}\u{1b}[31m \u{fffe}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_breaks_sarif_or_junit(file in "[^\u{0}]{1,12}", column: String, value: String) {
        expect_both(&file, &column, &value);
    }
}
