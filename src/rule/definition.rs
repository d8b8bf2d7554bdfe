//! The definition of a rule: code, family, severity, why, remedy and source.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The severity of a finding.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The service rejects it, or the stored value is unknown.
    Error,
    /// It imports, but loses or distorts something.
    Warning,
    /// It could be better.
    Advice,
    /// A team's own settings allow it.
    Note,
}

impl Severity {
    /// All severities, the gravest first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Advice, Self::Note];

    /// The name: `error`, `warning`, `advice` or `note`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
            Self::Note => "note",
        }
    }
}

/// A family of rules: what they look at. In the order of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleFamily {
    /// The schema's own text.
    SchemaText,
    /// Header and structure of a file.
    File,
    /// Values.
    Value,
    /// Event types.
    Event,
    /// Quotas, and what a recipe needs.
    Quota,
    /// Files of a dataset group against each other.
    Cross,
    /// Quality of the data.
    Advice,
    /// Filter expressions.
    Filter,
    /// Rules of a team's own.
    Own,
}

impl RuleFamily {
    /// All families.
    pub const ALL: [Self; 9] = [
        Self::SchemaText,
        Self::File,
        Self::Value,
        Self::Event,
        Self::Quota,
        Self::Cross,
        Self::Advice,
        Self::Filter,
        Self::Own,
    ];

    /// The first letter of its codes.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::SchemaText => 'S',
            Self::File => 'F',
            Self::Value => 'V',
            Self::Event => 'E',
            Self::Quota => 'Q',
            Self::Cross => 'X',
            Self::Advice => 'A',
            Self::Filter => 'L',
            Self::Own => 'U',
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SchemaText => "Schema text",
            Self::File => "Header and file structure",
            Self::Value => "Values",
            Self::Event => "Event types",
            Self::Quota => "Quotas and recipes",
            Self::Cross => "Across files",
            Self::Advice => "Quality of the data",
            Self::Filter => "Filter expressions",
            Self::Own => "Rules of your own",
        }
    }
}

/// A rule that data or a schema can break.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code: never used again for something else.
    pub code: &'static str,
    /// The family, whose letter begins the code.
    pub family: RuleFamily,
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

/// Makes the rules of a family and the list of them.
macro_rules! rules {
    ($family:ident; $($name:ident = $code:literal $severity:ident, $title:literal, $why:literal, $fix:literal, $source:literal;)*) => {
        $(
            #[doc = concat!("`", $code, "`: ", $title)]
            #[allow(clippy::doc_markdown, reason = "titles are for terminals too")]
            pub static $name: $crate::rule::definition::Rule = $crate::rule::definition::Rule {
                code: $code,
                family: $crate::rule::definition::RuleFamily::$family,
                severity: $crate::rule::definition::Severity::$severity,
                title: $title,
                why: $why,
                fix: $fix,
                source: $source,
            };
        )*
        /// The rules of this family.
        pub(super) static ALL: &[&$crate::rule::definition::Rule] = &[$(&$name),*];
    };
}
pub(super) use rules;
