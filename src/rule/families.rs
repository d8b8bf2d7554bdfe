//! The families of rules, and every rule by its code.

use super::definition::Rule;
use super::{advice, cross, event, file, quota, schema_text, value};

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
