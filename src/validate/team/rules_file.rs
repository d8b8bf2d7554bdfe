//! The table `[rules]` of a TOML file.

use std::path::PathBuf;

use toml::de::DeTable;

use super::own_rule::OwnRule;
use super::own_table::own_rules;
use super::rules_error::{RulesError, Source};
use super::tolerance::Tolerance;
use super::tolerance_table::tolerances;
use super::toml_table::{check_keys, optional, table_of};
use crate::param::nearest;

/// A team's settings.
#[derive(Debug, Clone, Default)]
pub struct TeamRules {
    /// The bounds under which a finding becomes a note.
    pub tolerances: Vec<Tolerance>,
    /// The rules of its own, in the order of the file.
    pub own: Vec<OwnRule>,
    /// The file of findings that it knows, as it is named there.
    pub baseline: Option<PathBuf>,
}

const KEYS: [&str; 3] = ["baseline", "own", "tolerance"];

impl TeamRules {
    /// Reads the table `[rules]` of the text of a TOML file; other tables are left alone.
    ///
    /// # Errors
    /// When the text is not TOML, has no such table, or something in it is not known or does not fit, with its place.
    pub fn parse(text: &str, file: &str) -> Result<Self, RulesError> {
        let source = Source { file, text };
        let table = DeTable::parse(text).map_err(|error| {
            let what = error.message().trim().replace('\n', "; ");
            source.refuse(error.span().unwrap_or_default(), what)
        })?;
        let Some(rules) = table.get_ref().get("rules") else {
            let names: Vec<&str> =
                table.get_ref().keys().map(|key| key.get_ref().as_ref()).collect();
            let near =
                nearest("rules", &names).map_or_else(String::new, |near| format!(", but `{near}`"));
            return Err(source.refuse(0..0, format!("the file has no table `[rules]`{near}")));
        };
        let rules = table_of(&source, "rules", rules)?;
        check_keys(&source, rules, &KEYS)?;
        let own = own_rules(&source, rules)?;
        Ok(Self {
            tolerances: tolerances(&source, rules, &own)?,
            baseline: optional(&source, rules, "baseline")?.map(|(name, _)| name.into()),
            own,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::Severity;

    const RULES: &str = r#"
[run]
seed = 4

[rules]
baseline = "known.json"

[rules.tolerance]
V301 = "0.1%"
a702 = 100
U002 = "5 %"

[[rules.own]]
name = "price"
table = "interactions"
when = "event_value < 0 or event_value is null"
message = "a price is below zero"

[[rules.own]]
code = "U001"
name = "genre"
table = "items"
level = "warning"
when = 'genres = "x"'
message = "no such genre"
"#;

    #[test]
    fn a_table_of_rules_is_read_and_others_left_alone() {
        let rules = TeamRules::parse(RULES, "r.toml").expect("rules");
        assert_eq!(rules.baseline, Some("known.json".into()));
        let bounds: Vec<_> =
            rules.tolerances.iter().map(|one| (one.code.as_str(), one.bound.text())).collect();
        let text = |text: &str| text.to_owned();
        assert_eq!(bounds, [("V301", text("0.1 %")), ("A702", text("100")), ("U002", text("5 %"))]);
        let own: Vec<_> = rules.own.iter().map(|own| (own.rule.code, own.rule.severity)).collect();
        assert_eq!(own, [("U002", Severity::Error), ("U001", Severity::Warning)]);
        assert_eq!(rules.own[0].message, "a price is below zero (price)");
        assert!(TeamRules::parse("[rules]\n", "r").is_ok_and(|rules| rules.own.is_empty()));
    }

    proptest! {
        #[test]
        fn a_text_is_a_file_of_rules_or_an_error_with_a_place(
            from in 0..RULES.len(), length in 0usize..40, with in "[\\PC\n\t]{0,12}"
        ) {
            let from = RULES.floor_char_boundary(from);
            let to = RULES.floor_char_boundary((from + length).min(RULES.len()));
            let text = format!("{}{with}{}", &RULES[..from], &RULES[to.max(from)..]);
            for text in [&text, &with] {
                if let Err(error) = TeamRules::parse(text, "r.toml") {
                    let said = error.to_string();
                    let place: Vec<Option<usize>> =
                        said.split(':').skip(1).take(2).map(|number| number.parse().ok()).collect();
                    let [line, column] = [place[0], place[1]];
                    prop_assert!(line.is_some_and(|line| line <= text.matches('\n').count() + 1), "{said}");
                    prop_assert!(column.is_some_and(|column| column > 0), "{said}");
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let refused =
            |text: &str| TeamRules::parse(text, "r.toml").expect_err("refused").to_string();
        let own = |line: &str| {
            let mut lines =
                vec!["name = \"n\"", "table = \"items\"", "when = \"true\"", "message = \"m\""];
            let key = line.split(' ').next().unwrap_or_default();
            lines.retain(|known| !known.starts_with(&format!("{key} ")));
            refused(&format!("[[rules.own]]\n{line}\n{}\n", lines.join("\n")))
        };
        assert_eq!(
            refused("[rules.tolerance]\nV3O1 = \"1%\"\n"),
            "r.toml:2:1: unknown rule `V3O1` (did you mean `V301`?); `rehearsal validate --list-rules` lists them \
             all\n  2 | V3O1 = \"1%\"\n      ^^^^"
        );
        assert_eq!(
            own("when = \"genres >> 4\""),
            "r.toml:2:17: `when`: expected a number or a text in quotes, found `> 4`\n  2 | when = \"genres >> 4\"\n\
             \x20                     ^"
        );
        assert!(
            own("when = \"a = \\\"\"").starts_with("r.toml:2:8: `when`: "),
            "an escape moves places"
        );
        assert!(
            refused("[rules]\nbaselin = \"x\"")
                .starts_with("r.toml:2:1: unknown key `baselin` (did you mean `baseline`?)")
        );
        assert!(
            refused("[rules]\nbaseline = 4").contains(
                "r.toml:2:12: `baseline`: expected a text in quotes, found a whole number"
            )
        );
        assert!(
            refused("[rule]\n").contains("r.toml:1:1: the file has no table `[rules]`, but `rule`")
        );
        assert!(refused("rules = 3").contains("expected a table, found a whole number"));
        assert!(refused("[rules]\nown = 3").contains("expected tables `[[rules.own]]`"));
        assert!(refused("[rules").starts_with("r.toml:1:7: "));
        for bound in ["0.1", "-1", "\"1\"", "\"101%\"", "true", "0xff"] {
            let text = refused(&format!("[rules.tolerance]\nV301 = {bound}\n"));
            assert!(text.starts_with("r.toml:2:8: `V301`: expected a share"), "{text}");
        }
        assert!(
            own("table = \"item\"")
                .contains("r.toml:2:9: `table`: unknown name `item` (did you mean `items`?)")
        );
        assert!(own("level = \"eror\"").contains("unknown name `eror` (did you mean `error`?)"));
        assert!(
            own("code = \"V301\"")
                .contains("expected `U` and three digits, such as U001, found `V301`")
        );
        assert!(own("whn = \"true\"").contains("unknown key `whn` (did you mean `when`?)"));
        assert!(own("name = \" \"").contains("`name`: expected a text, found an empty one"));
        assert!(refused("[[rules.own]]\nname = \"n\"\n").contains("has no `table`"));
        let one = "[[rules.own]]\ncode = \"U007\"\nname = \"n\"\ntable = \"items\"\nwhen = \"true\"\nmessage = \"m\"\n";
        assert!(refused(&one.repeat(2)).contains("`U007` is the code of two rules"));
    }
}
