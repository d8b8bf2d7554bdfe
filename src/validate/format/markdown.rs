//! Writes findings as Markdown, for a pull request or the summary of a job.

use std::fmt::Write;

use super::places::{message, one_line};
use crate::number::thousands;
use crate::rule::Violation;
use crate::validate::report::Report;

/// The report as a table of its findings, with the numbers of them.
pub(super) fn markdown(report: &Report) -> String {
    let mut out = String::from("## Findings of `rehearsal validate`\n\n");
    let summary = report.summary;
    let counts = [
        (summary.errors, "error", "errors"),
        (summary.warnings, "warning", "warnings"),
        (summary.advice, "advice", "advice"),
        (summary.notes, "note", "notes"),
    ];
    // Notes come of a team's settings alone.
    let said = counts.iter().filter(|(count, one, _)| *count > 0 || *one != "note");
    let said: Vec<String> = said
        .map(|&(count, one, many)| {
            format!("{} {}", thousands(count as u64), if count == 1 { one } else { many })
        })
        .collect();
    let n_files = report.files.len() as u64;
    let files = if n_files == 1 { "file" } else { "files" };
    let _ = writeln!(out, "{} in {} {files}.", said.join(", "), thousands(n_files));
    if report.violations.is_empty() {
        return out;
    }
    out.push_str("\n| severity | rule | file | first line | times | finding |\n");
    out.push_str("| --- | --- | --- | ---: | ---: | --- |\n");
    for violation in &report.violations {
        write_row(&mut out, violation);
    }
    out
}

fn write_row(out: &mut String, violation: &Violation) {
    let line = violation.examples.first().map_or_else(String::new, |first| first.line.to_string());
    let _ = writeln!(
        out,
        "| {} | {} | {} | {line} | {} | {} |",
        violation.severity.name(),
        violation.code,
        escaped(&violation.file),
        thousands(violation.count),
        escaped(&message(violation)),
    );
}

/// Text that a reader of Markdown shows as it stands, in a cell of a table: no markup, no HTML, nobody mentioned.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("@<!-- -->"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '!' | '|' | '~'
            | '$' => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_foreign_is_markup() {
        let hostile = "a|b\n<img src=x> `c` [d](e) @team **f** &lt;";
        assert_eq!(
            escaped(hostile),
            "a\\|b\\\\n&lt;img src=x&gt; \\`c\\` \\[d\\]\\(e\\) @<!-- -->team \\*\\*f\\*\\* &amp;lt;"
        );
    }
}
