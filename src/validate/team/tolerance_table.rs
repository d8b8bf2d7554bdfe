//! The table `[rules.tolerance]` of a file of rules.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::own_rule::OwnRule;
use super::rules_error::{RulesError, Source};
use super::tolerance::{Bound, Tolerance};
use super::toml_table::{Value, in_order, table_of};
use crate::param::hint;
use crate::rule::{self, RuleFamily};

/// The bounds of the table `tolerance`, in the order of the file.
pub(super) fn tolerances(
    source: &Source<'_>,
    rules: &DeTable<'_>,
    own: &[OwnRule],
) -> Result<Vec<Tolerance>, RulesError> {
    let Some(value) = rules.get("tolerance") else { return Ok(Vec::new()) };
    let codes: Vec<&str> =
        own.iter().map(|own| own.rule.code).chain(rule::all().map(|rule| rule.code)).collect();
    let tolerance = |(key, span, value): (&str, Range<usize>, &Value<'_>)| {
        let code = codes.iter().find(|code| code.eq_ignore_ascii_case(key));
        let code = code.ok_or_else(|| {
            let hint = hint(key, &codes);
            let what = format!(
                "unknown rule `{key}`{hint}; `rehearsal validate --list-rules` lists them all"
            );
            source.refuse(span.clone(), what)
        })?;
        expect_countable(source, code, (span, value))?;
        Ok(Tolerance { code: (*code).to_owned(), bound: bound(source, key, value)? })
    };
    in_order(table_of(source, "tolerance", value)?).into_iter().map(tolerance).collect()
}

/// Refuses a tolerance of a rule that counts neither rows nor ids, and a share of the rows for one that counts ids.
fn expect_countable(
    source: &Source<'_>,
    code: &str,
    (span, value): (Range<usize>, &Value<'_>),
) -> Result<(), RulesError> {
    match rule::find(code).map(|rule| rule.family) {
        Some(RuleFamily::SchemaText | RuleFamily::Quota | RuleFamily::Filter) => {
            let what = format!(
                "`{code}` counts no rows, so that it has no tolerance; `--ignore {code}` leaves it out"
            );
            Err(source.refuse(span, what))
        }
        Some(RuleFamily::Cross) if !value.get_ref().is_integer() => {
            let what =
                format!("`{code}` counts ids, which are no rows: expected a count such as 100");
            Err(source.refuse(value.span(), what))
        }
        _ => Ok(()),
    }
}

fn bound(source: &Source<'_>, key: &str, value: &Value<'_>) -> Result<Bound, RulesError> {
    let found = match value.get_ref() {
        DeValue::String(text) => Bound::share(text),
        DeValue::Integer(number) if number.radix() == 10 => {
            number.as_str().parse().ok().map(Bound::count)
        }
        _ => None,
    };
    found.ok_or_else(|| {
        let what = format!(
            "`{key}`: expected a share of the rows from \"0%\" to \"100%\", such as \"0.1%\", or a count such as 100"
        );
        source.refuse(value.span(), what)
    })
}
