//! All rules, family by family.

use super::definition::{Rule, RuleFamily};
use super::{advice, cross, event, file, filter, quota, schema_text, value};

impl RuleFamily {
    /// Its rules by rising code.
    #[must_use]
    pub const fn rules(self) -> &'static [&'static Rule] {
        match self {
            Self::SchemaText => schema_text::ALL,
            Self::File => file::ALL,
            Self::Value => value::ALL,
            Self::Event => event::ALL,
            Self::Quota => quota::ALL,
            Self::Cross => cross::ALL,
            Self::Advice => advice::ALL,
            Self::Filter => filter::ALL,
            // They stand in files of their own.
            Self::Own => &[],
        }
    }
}

/// All rules, family by family, in the order of their codes.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RuleFamily::ALL.into_iter().flat_map(|family| family.rules().iter().copied())
}

/// The rule of this code, in any case.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_rise_within_their_family() {
        for family in RuleFamily::ALL {
            assert!(family.rules().iter().all(|rule| rule.family == family), "{family:?}");
            let codes: Vec<&str> = family.rules().iter().map(|rule| rule.code).collect();
            assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
            assert!(codes.iter().all(|code| code.starts_with(family.letter()) && code.len() == 4));
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
