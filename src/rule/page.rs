//! `docs/rules.md`, made of the rules themselves.

use std::fmt::Write;

use super::definition::RuleFamily;

/// All rules as a page of Markdown.
#[must_use]
pub fn page() -> String {
    let mut out = String::from(
        "# The linter's rules\n\n\
         This page is made of the rules in `src/rule` (`rehearsal validate --list-rules --markdown` \
         prints it), and a test holds the two equal. An **error** is what the service rejects or \
         stores in an unknown way, a **warning** imports but loses or distorts something, and \
         **advice** could be better. `rehearsal validate --explain CODE` prints one of them; \
         `--select` and `--ignore` take codes and their beginnings.\n",
    );
    for family in RuleFamily::ALL {
        let _ = write!(out, "\n## {}: {}\n", family.letter(), family.name());
        if family == RuleFamily::Own {
            out.push_str(
                "\n`U001` to `U999` are the expressions under `[[rules.own]]` of the file that `--rules FILE` names: \
                 [validating.md](validating.md#a-teams-own-settings). Each has the severity and the message that \
                 stand there.\n",
            );
        }
        for rule in family.rules() {
            let source = rule.link().map_or_else(
                || rule.source.to_owned(),
                |link| format!("[{}]({link})", rule.source),
            );
            let _ = write!(
                out,
                "\n### {}: {}\n\n*{}*. {} **Fix:** {} *Source:* {source}.\n",
                rule.code,
                rule.title,
                rule.severity.name(),
                rule.why,
                rule.fix,
            );
        }
    }
    out
}
