//! The linter's rules: stable code, severity, why, remedy, source; and what breaks them.
//!
//! Each family has a letter and a file of its own. `docs/rules.md` is made of these texts.

mod advice;
mod cross;
mod event;
mod file;
pub mod finding;
mod page;
mod quota;
mod schema_text;
pub mod selection;
mod value;

pub use advice::*;
pub use cross::*;
pub use event::*;
pub use file::*;
pub use finding::{Example, Findings, Place, Violation};
pub use page::page;
pub use quota::*;
pub use schema_text::*;
pub use selection::{Selection, UnknownRule};
pub use value::*;

use serde::{Deserialize, Serialize};

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The service rejects it, or the stored value is unknown.
    Error,
    /// It imports, but loses or distorts something.
    Warning,
    /// It could be better.
    Advice,
}

impl Severity {
    /// All severities, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Advice];

    /// The name: `error`, `warning` or `advice`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// A rule that data or a schema can break.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code: never used again for something else.
    pub code: &'static str,
    /// The severity of a violation.
    pub severity: Severity,
    /// The fault, in a few words.
    pub title: &'static str,
    /// One sentence of why it matters.
    pub why: &'static str,
    /// The way to mend it.
    pub fix: &'static str,
    /// The page of the developer guide, or the observation, that it rests on.
    pub source: &'static str,
}

impl Rule {
    /// The page of the developer guide that [`Self::source`] names first, if it names one.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        let page = self.source.split([';', ',']).next()?.trim();
        let is_page =
            |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_#".contains(&b));
        (page.contains('-') || page == "limits").then_some(page).filter(|page| is_page(page)).map(
            |page| match page.split_once('#') {
                Some((page, part)) => format!("{GUIDE}{page}.html#{part}"),
                None => format!("{GUIDE}{page}.html"),
            },
        )
    }
}

/// The address of the service's developer guide.
const GUIDE: &str = "https://docs.aws.amazon.com/personalize/latest/dg/";

/// A family of rules: what they look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The first letter of its codes.
    pub letter: char,
    /// Its name.
    pub name: &'static str,
    /// Its rules by rising code.
    pub rules: &'static [&'static Rule],
}

/// All families in the order of a check.
pub static FAMILIES: [Family; 7] = [
    Family { letter: 'S', name: "Schema text", rules: schema_text::ALL },
    Family { letter: 'F', name: "Header and file structure", rules: file::ALL },
    Family { letter: 'V', name: "Values", rules: value::ALL },
    Family { letter: 'E', name: "Event types", rules: event::ALL },
    Family { letter: 'Q', name: "Quotas and recipes", rules: quota::ALL },
    Family { letter: 'X', name: "Across files", rules: cross::ALL },
    Family { letter: 'A', name: "Quality of the data", rules: advice::ALL },
];

/// All rules, family by family, in the order of their codes.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.rules.iter().copied())
}

/// The rule of this code, in any case.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

macro_rules! rules {
    ($($name:ident = $code:literal $severity:ident, $title:literal, $why:literal, $fix:literal, $source:literal;)*) => {
        $(
            #[doc = concat!("`", $code, "`: ", $title)]
            #[allow(clippy::doc_markdown, reason = "titles are for terminals too")]
            pub static $name: $crate::rule::Rule = $crate::rule::Rule {
                code: $code,
                severity: $crate::rule::Severity::$severity,
                title: $title,
                why: $why,
                fix: $fix,
                source: $source,
            };
        )*
        /// The rules of this family.
        pub(super) static ALL: &[&$crate::rule::Rule] = &[$(&$name),*];
    };
}
use rules;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_rise_within_their_family() {
        for family in &FAMILIES {
            let codes: Vec<&str> = family.rules.iter().map(|rule| rule.code).collect();
            assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
            assert!(codes.iter().all(|code| code.starts_with(family.letter) && code.len() == 4));
        }
    }

    #[test]
    fn texts_are_sentences_and_links_are_pages() {
        for rule in all() {
            let Rule { code, title, why, fix, .. } = rule;
            assert!(!title.ends_with('.'), "{code}: {title}");
            assert!(why.ends_with('.') && fix.ends_with('.'), "{code}: {why} {fix}");
            assert!(why.starts_with(|c: char| c.is_uppercase() || c == '`'), "{code}: {why}");
            if let Some(link) = rule.link() {
                assert!(!link.contains(' '), "{code}: {link}");
            }
        }
        let link = find("V303").and_then(Rule::link);
        assert_eq!(
            link.as_deref(),
            Some(
                "https://docs.aws.amazon.com/personalize/latest/dg/data-prep-formatting.html#timestamp-data"
            )
        );
        assert_eq!(find("F202").and_then(Rule::link), None, "an issue is no page of the guide");
    }
}
