//! The decision and its tables as Markdown, for a pull request or the summary of a job.

use std::fmt::Write as _;

use super::decision::decide;
use super::inputs::Inputs;
use super::page_table::Table;
use super::verdict::verdict;
use super::view::view;
use crate::text::{capital, without_steering};

/// The tables that are shown.
const SHOWN: [&str; 5] = ["decision", "leaderboard-clean", "leaderboard", "paired-lists", "cost"];

/// The report in short, as Markdown: every text of somebody's data is escaped.
#[must_use]
pub fn markdown(inputs: &Inputs) -> String {
    let mut text = format!("# {}\n", escaped(&inputs.title));
    if let Some(decision) = decide(inputs) {
        let _ = write!(text, "\n**{}**\n", escaped(&decision.sentence));
        let parts = [
            ("How sure that is", decision.sureness.as_str()),
            ("What it costs", decision.cost.as_str()),
        ];
        for (heading, said) in parts {
            let _ = write!(text, "\n- **{heading}:** {}", escaped(&said.replace('`', "")));
        }
        for step in &decision.next {
            let command = step.command.as_ref();
            let command = command.map_or_else(String::new, |command| code(command));
            let _ = write!(
                text,
                "\n- **What to do next:** {}{command}",
                escaped(&step.text.replace('`', ""))
            );
        }
        text.push('\n');
    }
    for line in verdict(inputs).iter().chain(&inputs.left_out) {
        text.push_str(&sentence(&line.replace('`', "")));
    }
    let view = view(inputs);
    for table in view.tables().iter().filter(|table| SHOWN.contains(&table.name.as_str())) {
        push_table(&table.name.replace('-', " "), table.table, &mut text);
    }
    text
}

/// A paragraph of a text.
pub(super) fn sentence(line: &str) -> String {
    format!("\n{}\n", escaped(line))
}

/// Adds a table under its name.
pub(super) fn push_table(name: &str, table: &Table, text: &mut String) {
    let _ = write!(text, "\n## {}\n\n", capital(name));
    row(&table.heading, text);
    text.push_str(&"|---".repeat(table.heading.len()));
    text.push_str("|\n");
    for cells in &table.rows {
        row(cells, text);
    }
}

fn row(cells: &[String], text: &mut String) {
    for cell in cells {
        let _ = write!(text, "| {} ", escaped(cell));
    }
    text.push_str("|\n");
}

/// A command between back-ticks, of which it may have none itself.
fn code(command: &str) -> String {
    if command.contains('`') { format!(" {}", escaped(command)) } else { format!(" `{command}`") }
}

/// The text without a meaning in Markdown or HTML, in one line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in without_steering(text).chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' => out.extend(['\\', letter]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escaped("<b>*a*|b`c`\n# [x](y)"), "&lt;b&gt;\\*a\\*\\|b\\`c\\` \\# \\[x\\](y)");
        let inputs = Inputs { title: "a | b".into(), ..Inputs::default() };
        assert_eq!(markdown(&inputs), "# a \\| b\n");
    }
}
