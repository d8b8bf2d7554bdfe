//! `--explain` and `--list-rules`.

use std::fmt::Write;

use anyhow::bail;
use rehearsal::param::hint;
use rehearsal::rule::{self, Rule, RuleFamily, Severity};
use serde_json::json;

use crate::output::Output;
use crate::readable::wrap;
use crate::run_folder::json as document;
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The rules.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `validate --list-rules` prints")]
pub(in crate::command) struct Document {
    /// The version of this document.
    schema_version: u32,
    rules: Vec<Explained>,
}

/// A rule.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `validate --explain` prints")]
pub(in crate::command) struct Explained {
    code: &'static str,
    severity: Severity,
    title: &'static str,
    /// Its reason.
    why: &'static str,
    /// The remedy.
    fix: &'static str,
    /// The page that it is from.
    source: &'static str,
}

fn value(rule: &Rule) -> Explained {
    Explained {
        code: rule.code,
        severity: rule.severity,
        title: rule.title,
        why: rule.why,
        fix: rule.fix,
        source: rule.source,
    }
}

pub(super) fn explain(code: &str, output: &Output) -> anyhow::Result<Verdict> {
    let Some(rule) = rule::find(code) else {
        if code.to_ascii_uppercase().starts_with(RuleFamily::Own.letter()) {
            bail!(
                "`{code}` is a rule of your own: the file that `--rules` names says what it is for"
            );
        }
        let codes: Vec<&str> = rule::all().map(|rule| rule.code).collect();
        let hint = hint(code, &codes);
        bail!("unknown rule `{code}`{hint}; `rehearsal validate --list-rules` lists them all");
    };
    let link = rule.link().map_or_else(String::new, |link| format!("\n          {link}"));
    let text = format!(
        "{} ({}): {}\n  why: {}\n  fix: {}\n  source: {}{link}\n",
        rule.code,
        rule.severity.name(),
        rule.title,
        rule.why,
        rule.fix,
        rule.source
    );
    output.prose(&text, &document(&json!(value(rule)))?)?;
    Ok(Verdict::Done)
}

/// The document of all rules.
fn all() -> anyhow::Result<Vec<u8>> {
    document(&json!(Document { schema_version: 1, rules: rule::all().map(value).collect() }))
}

/// Prints all rules with their reasons, as a page of Markdown.
pub(super) fn page(output: &Output) -> anyhow::Result<Verdict> {
    output.data(&rule::page(), &all()?)?;
    Ok(Verdict::Done)
}

/// Prints all rules, a line each.
pub(super) fn list(output: &Output) -> anyhow::Result<Verdict> {
    let mut text = String::new();
    for family in RuleFamily::ALL {
        let _ = writeln!(text, "{}: {}", family.letter(), family.name());
        if family == RuleFamily::Own {
            let line = "  U001    …       expressions of the file that `--rules FILE` names";
            let _ = writeln!(text, "{line}");
        }
        for rule in family.rules() {
            let line = format!("  {} {:<7} {}", rule.code, rule.severity.name(), rule.title);
            let _ = writeln!(text, "{}", wrap(&line, &" ".repeat(15)));
        }
    }
    output.prose(&text, &all()?)?;
    Ok(Verdict::Done)
}
