//! Writes findings as SARIF 2.1.0, for code hosts.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::rule::{self, Example, Severity, Violation};
use crate::validate::report::Report;
use crate::validate::team::OwnRuleSummary;

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice | Severity::Note => "note",
    }
}

/// The report as a SARIF log: a result for each place that is listed, and for each violation that
/// has none.
#[must_use]
pub fn sarif(report: &Report) -> Value {
    let rules: Vec<Value> = rule::all()
        .map(|rule| {
            json!({
                "id": rule.code,
                "shortDescription": {"text": rule.title},
                "fullDescription": {"text": rule.why},
                "help": {"text": format!("{} Source: {}.", rule.fix, rule.source)},
                "helpUri": rule.link(),
                "defaultConfiguration": {"level": level(rule.severity)},
            })
        })
        .map(without_null)
        .chain(report.own_rules.iter().map(own_rule))
        .collect();
    let results: Vec<Value> =
        report.violations.iter().flat_map(|found| results(found, report)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "rehearsal",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn own_rule(own: &OwnRuleSummary) -> Value {
    json!({
        "id": own.code,
        "shortDescription": {"text": own.name},
        "fullDescription": {"text": format!("Rows for which `{}` is true.", own.when)},
        "help": {"text": "A rule of your own: correct the row, or the rule."},
        "defaultConfiguration": {"level": level(own.level)},
    })
}

/// The place of a rule among those of the log.
fn index(code: &str, report: &Report) -> Option<usize> {
    let own = report.own_rules.iter().map(|own| own.code.as_str());
    rule::all().map(|rule| rule.code).chain(own).position(|known| known == code)
}

fn without_null(mut value: Value) -> Value {
    if let Value::Object(object) = &mut value {
        object.retain(|_, value| !value.is_null());
    }
    value
}

fn results(violation: &Violation, report: &Report) -> Vec<Value> {
    let index = index(&violation.code, report);
    if violation.examples.is_empty() {
        return vec![result(violation, index, None)];
    }
    violation.examples.iter().map(|example| result(violation, index, Some(example))).collect()
}

fn result(violation: &Violation, index: Option<usize>, example: Option<&Example>) -> Value {
    let column = violation.column.as_ref().map_or_else(String::new, |name| format!("{name}: "));
    let times =
        if violation.count > 1 { format!(" ({} in all)", violation.count) } else { String::new() };
    let mut location = json!({"artifactLocation": {"uri": uri(&violation.file)}});
    if let Some(example) = example {
        let mut region =
            json!({"startLine": example.line.max(1), "snippet": {"text": example.value}});
        if let Some(position) = example.position {
            region["startColumn"] = json!(position);
        }
        location["region"] = region;
    }
    without_null(json!({
        "ruleId": violation.code,
        "ruleIndex": index,
        "level": level(violation.severity),
        "message": {"text": format!("{column}{}{times}", violation.message)},
        "locations": [{"physicalLocation": location}],
    }))
}

/// The path as a relative reference: only letters, digits and `-._~/` as they are.
fn uri(path: &str) -> String {
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("run/a b.csv"), "run/a%20b.csv");
        assert_eq!(uri("/x/é.csv"), "file:///x/%C3%A9.csv");
    }
}
