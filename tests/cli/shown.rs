//! What a run came to, as one text without what differs between machines and releases.

use std::path::Path;
use std::process::Output;

const DIGEST_LENGTH: usize = 64;
const SECONDS: &str = "seconds";

/// Exit code, stdout and stderr.
pub(crate) fn shown(output: &Output, folder: &Path) -> String {
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    let [stdout, stderr] = [&output.stdout, &output.stderr]
        .map(|bytes| neutral(&String::from_utf8_lossy(bytes), folder));
    format!("exit code: {code}\n--- stdout\n{stdout}--- stderr\n{stderr}")
}

/// The text with each paragraph on one line: no break that a terminal's width asks for.
pub(crate) fn unwrapped(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let is_new = !line.starts_with(' ');
        out.push_str(if is_new { "\n" } else { " " });
        out.push_str(if is_new { line } else { line.trim_start() });
    }
    out
}

/// The text without the lines that say how far long work is, which come by the clock.
pub(crate) fn without_progress(text: &str) -> String {
    let is_progress = |line: &str| line.contains(" so far, ") && line.ends_with(" in all");
    let lines = text.split_inclusive('\n');
    lines.filter(|line| !is_progress(line.trim_end())).collect()
}

fn neutral(text: &str, folder: &Path) -> String {
    let text = without_progress(text)
        .replace(&folder.display().to_string(), "[DIR]")
        .replace(concat!("rehearsal ", env!("CARGO_PKG_VERSION")), "rehearsal [VERSION]");
    without_seconds(&without_digests(&text))
}

/// Replaces every SHA-256 in hexadecimal digits.
pub(crate) fn without_digests(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_hex_digit) {
        let length = rest[start..].find(|letter| !is_hex_digit(letter));
        let (before, from) = rest.split_at(start);
        let (digits, after) = from.split_at(length.unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(if digits.len() == DIGEST_LENGTH { "[SHA]" } else { digits });
        rest = after;
    }
    out + rest
}

fn is_hex_digit(letter: char) -> bool {
    letter.is_ascii_digit() || ('a'..='f').contains(&letter)
}

/// Replaces the last cell of each row of a table whose last column is headed `seconds`.
pub(crate) fn without_seconds(text: &str) -> String {
    let mut out = String::new();
    let mut in_table = false;
    for line in text.split_inclusive('\n') {
        let row = line.trim_end();
        let cell = row.rfind(' ').map_or("", |at| &row[at + 1..]);
        if in_table && cell.parse::<f64>().is_ok() {
            out.push_str(row[..row.len() - cell.len()].trim_end());
            out.push_str("  [S]\n");
        } else {
            out.push_str(line);
        }
        in_table = !row.is_empty() && (in_table || cell == SECONDS);
    }
    out
}

#[test]
fn what_differs_between_runs_is_replaced() {
    let digest = "0123456789abcdef".repeat(4);
    assert_eq!(without_digests(&format!("a {digest}, {digest}0")), format!("a [SHA], {digest}0"));
    let table = "model  seconds\n------\na        12.34\n\nb  1.00\n";
    assert_eq!(without_seconds(table), "model  seconds\n------\na  [S]\n\nb  1.00\n");
}
