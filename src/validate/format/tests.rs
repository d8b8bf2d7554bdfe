//! Each form is read by the rules of those who read it, whatever stands in cells and names.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::Value;

use super::FindingsFormat;
use crate::rule::{self, Example, Findings, Place, Selection};
use crate::validate::report::{FileFindings, FileSummary, Report};

/// A report with a place in a column of this name and another without a place, on a file of this name.
pub(super) fn report(file: &str, column: &str, value: &str) -> Report {
    let mut findings = Findings::new(file, 5, &Arc::new(Selection::default()));
    for line in [3, 7] {
        let place = Place::whole(line, value.as_bytes());
        findings.add(&rule::VALUE_TYPE, Some(column), place, || format!("found \"{value}\""));
    }
    findings.add_counted(&rule::QUOTA_INTERACTIONS, None, 1, Vec::new(), || value.to_owned());
    let summary = FileSummary { path: file.to_owned(), dataset: String::new(), rows: 9, bytes: 99 };
    Report::new(vec![FileFindings { summary, violations: findings.into_violations() }])
}

/// A workflow command of GitHub Actions.
struct WorkflowCommand {
    name: String,
    properties: Vec<(String, String)>,
    message: String,
}

/// A workflow command as the runner of GitHub Actions reads it: name, properties and message.
/// (github.com/actions/runner, `ActionCommand.TryParseV2`.)
fn command(line: &str) -> Option<WorkflowCommand> {
    let rest = line.strip_prefix("::")?;
    let (head, message) = rest.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let plain = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        text.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    let pairs = properties.split(',').filter_map(|pair| pair.split_once('='));
    let pairs = pairs.map(|(key, value)| (key.to_owned(), plain(value))).collect();
    let message = message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    Some(WorkflowCommand { name: name.to_owned(), properties: pairs, message })
}

fn expect_github(text: &str, file: &str) {
    let lines: Vec<&str> = text.split_terminator('\n').collect();
    assert_eq!(lines.len(), 3, "{text}");
    for (line, place) in lines.iter().zip([Some("3"), Some("7"), None]) {
        let WorkflowCommand { name, properties, message } =
            command(line).unwrap_or_else(|| panic!("{line}"));
        let of = |key: &str| {
            let found = properties.iter().filter(|(name, _)| name == key).collect::<Vec<_>>();
            assert!(found.len() < 2, "{line}");
            found.first().map(|(_, value)| value.as_str())
        };
        assert_eq!(name, "error");
        assert_eq!(of("file"), Some(file), "{line}");
        assert_eq!(of("line"), place, "{line}");
        assert!(matches!(of("title"), Some("V301" | "Q501")), "{line}");
        assert!(!message.is_empty() || place.is_none());
        let known = ["file", "line", "col", "title"];
        assert!(properties.iter().all(|(key, _)| known.contains(&key.as_str())), "{line}");
    }
}

/// The members of the Code Quality report that GitLab documents, and no others.
fn expect_gitlab(text: &str) {
    let Ok(Value::Array(issues)) = serde_json::from_str(text) else { panic!("no array: {text}") };
    assert_eq!(issues.len(), 3);
    let mut fingerprints = Vec::new();
    for issue in &issues {
        let keys: Vec<&String> = issue.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["check_name", "description", "fingerprint", "location", "severity"]);
        let text = |key: &str| issue[key].as_str().expect("a text");
        assert!(!text("description").is_empty() && !text("check_name").is_empty());
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&text("severity")));
        let path = issue["location"]["path"].as_str().expect("a path");
        assert!(!path.starts_with("./"), "{path}");
        assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0));
        fingerprints.push(text("fingerprint").to_owned());
    }
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 3, "each issue has a name of its own");
}

/// A row of the table for each finding, each of six cells.
fn expect_markdown(text: &str) {
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 4, "{text}");
    assert_eq!(text.lines().count(), 8, "{text}");
    for row in rows {
        let plain = row.replace("\\\\", "").replace("\\|", "");
        assert_eq!(plain.matches('|').count(), 7, "{row}");
        assert!(!plain.replace("@<!-- -->", "").contains(['<', '@']), "{row}");
    }
}

fn expect_all(file: &str, column: &str, value: &str) {
    let report = report(file, column, value);
    let text = |format: FindingsFormat| format.text(&report);
    expect_github(&text(FindingsFormat::Github), file);
    expect_gitlab(&text(FindingsFormat::Gitlab));
    expect_markdown(&text(FindingsFormat::Markdown));
    assert_eq!(text(FindingsFormat::Concise).split_terminator('\n').count(), 3);
    assert_eq!(text(FindingsFormat::Grouped).split_terminator('\n').count(), 5);
    let lines = text(FindingsFormat::JsonLines);
    let read = lines.lines().map(|line| serde_json::from_str(line).expect("an object"));
    let written: Vec<crate::rule::Violation> = report.violations.clone();
    let plain = |mut found: crate::rule::Violation| {
        found.examples.iter_mut().for_each(|example: &mut Example| example.excerpt = None);
        found
    };
    let written: Vec<_> = written.into_iter().map(plain).collect();
    assert_eq!(read.collect::<Vec<crate::rule::Violation>>(), written);
    for format in FindingsFormat::ALL {
        let text = text(format);
        let steers = |letter: char| letter != '\n' && letter.is_control();
        let is_for_machines = matches!(format, FindingsFormat::Github | FindingsFormat::JsonLines);
        assert!(is_for_machines || !text.contains(steers), "{format:?}: {text:?}");
    }
}

#[test]
fn hostile_texts_break_no_form() {
    expect_all("a.csv", "TIMESTAMP", "yesterday");
    expect_all("x,line=1:b%0A.csv", "A::B", "\n::error::gone\r\n%0A,title=x");
    expect_all("a|b`c.csv", "<script>", "|\\| `x` [a](b) @all \u{1b}[31m \u{202e}");
    expect_all("é ü.csv", "", "\"}],\u{0}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_breaks_a_form(file in "[^\u{0}]{1,12}", column: String, value: String) {
        expect_all(&format!("f{file}"), &column, &value);
    }
}

#[test]
fn a_fingerprint_stays_when_lines_move() {
    let of = |report: &Report| {
        let issues: Value =
            serde_json::from_str(&FindingsFormat::Gitlab.text(report)).expect("JSON");
        issues.as_array().expect("a list").iter().map(|one| one["fingerprint"].clone()).collect()
    };
    let mut moved = report("a.csv", "B", "c");
    let before: Vec<Value> = of(&moved);
    for example in &mut moved.violations[0].examples {
        example.line += 10;
    }
    assert_eq!(of(&moved), before);
}

#[test]
fn lines_are_those_that_editors_read() {
    let report = report("run/a.csv", "B", "c");
    assert_eq!(
        FindingsFormat::Concise.text(&report),
        "run/a.csv:3:1: error V301 B: found \"c\" (2 in all)\n\
         run/a.csv:7:1: error V301 B: found \"c\"\n\
         run/a.csv: error Q501 c\n"
    );
    assert_eq!(
        FindingsFormat::Grouped.text(&report),
        "run/a.csv\n  error V301 B: found \"c\" (2 in all)\n    3:1 c\n    7:1 c\n  error Q501 c\n"
    );
}
