//! The tables `[[rules.own]]` of a file of rules.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::DeTable;

use super::own_rule::OwnRule;
use super::rules_error::{RulesError, Source};
use super::toml_table::{check_keys, kind, optional, table_of, unknown};
use crate::condition::Condition;
use crate::rule::{Rule, RuleFamily, Severity};
use crate::schema::DatasetType;

const OWN_KEYS: [&str; 6] = ["code", "level", "message", "name", "table", "when"];
const LEVELS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Advice];

/// The rules of the list `own`, in their order.
pub(super) fn own_rules(
    source: &Source<'_>,
    rules: &DeTable<'_>,
) -> Result<Vec<OwnRule>, RulesError> {
    let Some(value) = rules.get("own") else { return Ok(Vec::new()) };
    let Some(list) = value.get_ref().as_array() else {
        let what = format!("`own`: expected tables `[[rules.own]]`, found {}", kind(value));
        return Err(source.refuse(value.span(), what));
    };
    let mut given = BTreeSet::new();
    let mut tables = Vec::new();
    for value in list {
        let table = table_of(source, "own", value)?;
        check_keys(source, table, &OWN_KEYS)?;
        let code = optional(source, table, "code")?;
        if let Some((code, span)) = &code {
            expect_code(source, code, span)?;
            if !given.insert((*code).to_owned()) {
                return Err(
                    source.refuse(span.clone(), format!("`{code}` is the code of two rules"))
                );
            }
        }
        tables.push((code.map(|(code, _)| code.to_owned()), table, value.span()));
    }
    let mut numbers =
        (1..=999).map(|number| format!("U{number:03}")).filter(|code| !given.contains(code));
    let rule = |(code, table, span): (Option<String>, &DeTable<'_>, Range<usize>)| {
        let code = code.or_else(|| numbers.next());
        let code =
            code.ok_or_else(|| source.refuse(span.clone(), "there are more than 999 rules"))?;
        own_rule(source, code, (table, span))
    };
    tables.into_iter().map(rule).collect()
}

fn expect_code(source: &Source<'_>, code: &str, span: &Range<usize>) -> Result<(), RulesError> {
    let digits = code.strip_prefix(RuleFamily::Own.letter()).unwrap_or_default();
    if digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    let what = format!("`code`: expected `U` and three digits, such as U001, found `{code}`");
    Err(source.refuse(span.clone(), what))
}

fn own_rule(
    source: &Source<'_>,
    code: String,
    (table, span): (&DeTable<'_>, Range<usize>),
) -> Result<OwnRule, RulesError> {
    let text = |key: &str| {
        optional(source, table, key)?.ok_or_else(|| {
            source.refuse(span.clone(), format!("a rule of `[[rules.own]]` has no `{key}`"))
        })
    };
    let (name, _) = text("name")?;
    let (dataset, at) = text("table")?;
    let stems = DatasetType::ALL.map(DatasetType::stem);
    let known = DatasetType::ALL.into_iter().find(|known| known.stem() == dataset);
    let dataset = known.ok_or_else(|| unknown(source, at, ("table", dataset), &stems))?;
    let severity = match optional(source, table, "level")? {
        None => Severity::Error,
        Some((level, at)) => {
            let known = LEVELS.into_iter().find(|known| known.name() == level);
            known
                .ok_or_else(|| unknown(source, at, ("level", level), &LEVELS.map(Severity::name)))?
        }
    };
    let (message, _) = text("message")?;
    let (when, at) = text("when")?;
    let (when, columns) = condition(source, when, at)?;
    // Findings refer to rules for as long as the program runs, and it reads one file of them.
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let rule = Rule {
        code: leaked(code),
        family: RuleFamily::Own,
        severity,
        title: leaked(name.to_owned()),
        why: leaked(message.to_owned()),
        fix: "Correct the row, or the rule.",
        source: leaked(format!("a rule of {}", source.file)),
    };
    let message = format!("{message} ({name})");
    Ok(OwnRule { rule: Box::leak(Box::new(rule)), dataset, when, message, columns })
}

/// A condition, and the place of each of its columns.
fn condition(
    source: &Source<'_>,
    text: &str,
    at: Range<usize>,
) -> Result<(Condition, Vec<(String, RulesError)>), RulesError> {
    // A text without escapes stands as it is between its quotes.
    let start = source.text[at.clone()].find(text).map(|inside| at.start + inside);
    let within = |bytes: Range<usize>| {
        start.map_or(at.clone(), |start| start + bytes.start..start + bytes.end)
    };
    let condition = Condition::parse(text).map_err(|error| {
        let found = text.char_indices().nth(error.at() - 1).map_or(text.len(), |(at, _)| at);
        let rest = text[found..].chars().next().map_or(1, char::len_utf8);
        source.refuse(within(found..found + rest), format!("`when`: {}", error.reason()))
    })?;
    let places = condition.columns().into_iter().map(|name| {
        let place = word(text, &name).map_or(at.clone(), &within);
        (name, source.refuse(place, ""))
    });
    let places = places.collect();
    Ok((condition, places))
}

/// The bytes of the first word of `text` that is `name` in upper case.
fn word(text: &str, name: &str) -> Option<Range<usize>> {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut rest = text;
    loop {
        let start = text.len() - rest.len() + rest.find(is_letter)?;
        let length = text[start..].find(|letter| !is_letter(letter));
        let end = length.map_or(text.len(), |length| start + length);
        if text[start..end].to_uppercase() == name {
            return Some(start..end);
        }
        rest = &text[end..];
    }
}
