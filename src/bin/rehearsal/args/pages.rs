//! Checks that clap takes every command line in README and docs.

use std::path::{Path, PathBuf};

use clap::Parser;
use clap::error::ErrorKind;

use super::Cli;

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = std::fs::read_dir(root.join("docs")).expect("docs can be listed");
    let mut pages: Vec<PathBuf> = docs.map(|entry| entry.expect("an entry").path()).collect();
    pages.retain(|page| page.extension().is_some_and(|end| end == "md"));
    pages.push(root.join("README.md"));
    pages.sort();
    pages
}

/// The words of a line as a shell divides it, up to a comment, a pipe or a redirection.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, '|' | '>' | ';' | '&') => break,
            (None, '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// The lines of the blocks of `sh` that begin with our name, their continuations joined.
fn lines(page: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut inside = None;
    for line in page.replace("\\\n", " ").lines() {
        match (line.trim_start().strip_prefix("```"), inside) {
            (Some(language), None) => inside = Some(language == "sh"),
            (Some(_), Some(_)) => inside = None,
            (None, Some(true)) => {
                lines.push(line.trim().replace("cargo run -- ", "rehearsal "));
            }
            _ => {}
        }
    }
    lines.retain(|line| line.starts_with("rehearsal "));
    lines
}

/// The commands in running text: spans between back-ticks that begin with our name.
fn spans(page: &str) -> Vec<String> {
    let text: String = page.split("```").step_by(2).collect();
    assert!(text.matches('`').count().is_multiple_of(2), "a back-tick that stands alone");
    let spans = text.split('`').skip(1).step_by(2);
    spans
        .map(|span| span.replace('\n', " "))
        .filter(|span| span.starts_with("rehearsal "))
        .collect()
}

#[test]
fn every_line_is_taken() {
    let mut n_lines = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a page");
        for line in lines(&text) {
            n_lines += 1;
            if let Err(error) = Cli::try_parse_from(words(&line))
                && error.kind() != ErrorKind::DisplayVersion
            {
                panic!("{}: `{line}`: {error}", page.display());
            }
        }
    }
    assert!(n_lines > 20, "{n_lines} lines found");
}

/// Running text may leave out what a command cannot do without, but names no option that is not there.
#[test]
fn no_sentence_names_what_is_not_there() {
    let may_be_left_out = [
        ErrorKind::MissingRequiredArgument,
        ErrorKind::MissingSubcommand,
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
        ErrorKind::DisplayHelp,
        ErrorKind::DisplayVersion,
    ];
    let mut n_spans = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a page");
        for span in spans(&text) {
            n_spans += 1;
            let typed: Vec<String> =
                words(&span).into_iter().filter(|word| word != "…" && word != "...").collect();
            if let Err(error) = Cli::try_parse_from(typed)
                && !may_be_left_out.contains(&error.kind())
            {
                panic!("{}: `{span}`: {error}", page.display());
            }
        }
    }
    assert!(n_spans > 20, "{n_spans} found");
}

#[test]
fn words_are_those_of_a_shell() {
    let found = words(r#"rehearsal prep --event love='rating >= 4.5' "a b" c\ d > out # why"#);
    assert_eq!(found, ["rehearsal", "prep", "--event", "love=rating >= 4.5", "a b", "c d"]);
}
