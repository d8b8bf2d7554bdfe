//! `docs/schemas` holds the schema of every document, and every command has one.

use std::collections::BTreeSet;
use std::path::Path;

use clap::{Command, CommandFactory};

use super::document::{DOCUMENTS, find};
use super::printed::PRINTED;
use crate::args::Cli;

/// Set to have the files written instead of compared.
const WRITE: &str = "REHEARSAL_WRITE_SCHEMAS";

#[test]
fn the_schemas_in_docs_are_those_of_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas");
    let mut expected = BTreeSet::from(["README.md".to_owned()]);
    for document in DOCUMENTS {
        let name = format!("{}.schema.json", document.name);
        let text = document.text().expect("JSON");
        if std::env::var_os(WRITE).is_some() {
            std::fs::write(folder.join(&name), &text).expect("it can be written");
        }
        let committed = std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(committed == text, "docs/schemas/{name} is another; {WRITE}=1 writes it");
        expected.insert(name);
    }
    let found = std::fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    assert_eq!(found.collect::<BTreeSet<_>>(), expected);
}

/// The page that lists them names each with its version.
#[test]
fn the_list_of_schemas_is_whole() {
    let page = include_str!("../../../../../docs/schemas/README.md");
    for document in DOCUMENTS {
        let version = match document.version {
            0 => "none".to_owned(),
            version => version.to_string(),
        };
        let start = format!("| [{0}]({0}.schema.json) | {version} |", document.name);
        assert!(page.contains(&start), "docs/schemas/README.md has no `{start}`");
    }
}

/// The commands without further ones, as their words.
fn leaves(command: &Command, words: &str, found: &mut Vec<String>) {
    let mut deeper = command.get_subcommands().filter(|one| one.get_name() != "help").peekable();
    if deeper.peek().is_none() {
        found.push(words.to_owned());
    }
    for one in deeper {
        leaves(one, format!("{words} {}", one.get_name()).trim_start(), found);
    }
}

#[test]
fn every_command_has_a_document_and_every_name_is_one() {
    let mut found = Vec::new();
    leaves(&Cli::command(), "", &mut found);
    assert!(found.len() > 30, "{found:?}");
    for words in found {
        let own = PRINTED.iter().any(|(command, option, _)| *command == words && option.is_empty());
        assert!(own, "`{words}` has no document in `PRINTED`");
    }
    for (command, _, document) in PRINTED {
        assert!(find(document).is_some(), "`{command}`: no document `{document}`");
    }
}
