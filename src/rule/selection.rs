//! The selection of rules to check.

use super::catalogue::all;
use super::definition::Rule;
use crate::param::hint;

/// A code or family that no rule has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown rule `{name}`{hint}; `rehearsal validate --list-rules` lists them all")]
pub struct UnknownRule {
    name: String,
    hint: String,
}

/// Rules chosen by the beginnings of their codes.
///
/// A rule is checked when its code begins with one of the selected texts, or nothing was selected,
/// and with none of the ignored ones. Cases do not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    selected: Vec<String>,
    ignored: Vec<String>,
}

impl Selection {
    /// Takes codes (`V301`) and beginnings of codes (`V`, `V30`).
    ///
    /// # Errors
    /// At one that no rule's code begins with.
    pub fn new(select: &[String], ignore: &[String]) -> Result<Self, UnknownRule> {
        Self::with_own(select, ignore, &[])
    }

    /// Does the same where a team has rules of these codes.
    ///
    /// # Errors
    /// At a text that no rule's code begins with.
    pub fn with_own(
        select: &[String],
        ignore: &[String],
        own: &[&str],
    ) -> Result<Self, UnknownRule> {
        let known = |names: &[String]| -> Result<Vec<String>, UnknownRule> {
            names.iter().map(|name| checked(name, own)).collect()
        };
        Ok(Self { selected: known(select)?, ignored: known(ignore)? })
    }

    /// Tells whether `rule` is to be checked.
    #[must_use]
    pub fn has(&self, rule: &Rule) -> bool {
        self.has_code(rule.code)
    }

    /// Tells whether the rule of this code is to be checked.
    #[must_use]
    pub fn has_code(&self, code: &str) -> bool {
        let among = |names: &[String]| names.iter().any(|name| code.starts_with(name));
        (self.selected.is_empty() || among(&self.selected)) && !among(&self.ignored)
    }
}

fn checked(name: &str, own: &[&str]) -> Result<String, UnknownRule> {
    let upper = name.trim().to_ascii_uppercase();
    let codes: Vec<&str> = all().map(|rule| rule.code).chain(own.iter().copied()).collect();
    if !upper.is_empty() && codes.iter().any(|code| code.starts_with(&upper)) {
        return Ok(upper);
    }
    let hint = hint(&upper, &codes);
    Err(UnknownRule { name: crate::text::shorten(name, 40), hint })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;

    #[test]
    fn codes_and_their_beginnings_select_and_ignoring_wins() {
        let texts = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let all = Selection::new(&[], &[]).expect("nothing is wrong");
        assert!(rule::all().all(|rule| all.has(rule)));
        let some = Selection::new(&texts(&["v3", "F207"]), &texts(&["V302"])).expect("known");
        assert!(some.has(&rule::VALUE_TYPE) && some.has(&rule::FILE_RAGGED_ROW));
        assert!(!some.has(&rule::VALUE_NULL) && !some.has(&rule::FILE_EMPTY));
        let wrong = Selection::new(&texts(&["V399"]), &[]).expect_err("no such rule");
        assert!(wrong.to_string().starts_with("unknown rule `V399` (did you mean `V3"), "{wrong}");
        assert!(Selection::new(&texts(&[""]), &[]).is_err());
    }
}
