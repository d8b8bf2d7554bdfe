//! Every command line of README and docs runs as typed, in the order of its page, and shows what the
//! page shows.
//!
//! A page's commands run one after another in a folder of their own, which holds what a clone holds for
//! them: `tests/data/shop`. A block of `sh` holds commands; the block of `text` after it is what
//! they print, both streams together, in which a line `…` stands for any lines. A command exits with 0, or
//! with what its comment says: `exit 1` or `exit 2`.

mod block;
mod line;
mod matching;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use block::{Block, blocks};
use line::{commands, exit_code};
use matching::difference;

use crate::place::Place;

/// Lines that no test here can run, and why. `src/bin/rehearsal/args` parses all of ours all the same.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("README.md", "cargo install", "builds the release profile; CI has no room for it"),
    ("README.md", "cargo run", "builds the release profile; CI has no room for it"),
    ("README.md", "cargo test", "this is it"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README and all of docs, in the order of their names.
fn pages() -> Vec<PathBuf> {
    let docs = std::fs::read_dir(root().join("docs")).expect("docs can be listed");
    let mut pages: Vec<PathBuf> = docs.map(|entry| entry.expect("an entry").path()).collect();
    pages.retain(|page| page.extension().is_some_and(|end| end == "md"));
    pages.sort();
    pages.insert(0, root().join("README.md"));
    pages
}

fn name(page: &Path) -> String {
    page.strip_prefix(root()).expect("a page of ours").display().to_string()
}

fn is_exception(page: &str, command: &str) -> bool {
    EXCEPTIONS.iter().any(|&(of, start, _)| of == page && command.starts_with(start))
}

#[test]
fn exceptions_are_few_and_all_there() {
    assert!(EXCEPTIONS.len() <= 15, "{} exceptions", EXCEPTIONS.len());
    for (page, start, why) in EXCEPTIONS {
        let text = std::fs::read_to_string(root().join(page)).expect("a page");
        let there = blocks(&text)
            .iter()
            .filter(|block| block.language == "sh")
            .flat_map(commands)
            .any(|command| command.text.starts_with(start));
        assert!(there, "{page} has no line `{start}` any more ({why})");
    }
}

/// A folder that holds what a clone holds for the pages.
fn clone() -> Place {
    let place = Place::empty();
    let shop = root().join("tests/data/shop");
    for entry in std::fs::read_dir(&shop).expect("the shop can be listed") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("it can be read");
        place.write(&format!("tests/data/shop/{name}"), bytes);
    }
    place
}

/// What a shell prints on both streams for `command`, and its exit code.
fn typed(command: &str, folder: &Path) -> (String, Option<i32>) {
    let program = Path::new(env!("CARGO_BIN_EXE_rehearsal")).parent().expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec![program.to_owned()];
    folders.extend(std::env::split_paths(&path));
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("{{ {command}\n}} 2>&1"))
        .current_dir(folder)
        .env("PATH", std::env::join_paths(folders).expect("a path"))
        .stdin(Stdio::null())
        .output()
        .expect("a shell runs");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

/// What is wrong with the page, line by line.
fn wrong(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).expect("a page");
    let page = name(page);
    let place = clone();
    let mut wrong = Vec::new();
    let mut printed: Option<String> = None;
    for block in blocks(&text) {
        match block.language.as_str() {
            "sh" => printed = run(&page, &block, place.folder(), &mut wrong),
            "text" => {
                if let Some(printed) = printed.take()
                    && let Some(difference) = difference(&block.text, &printed)
                {
                    wrong.push(format!("{page}:{}: {difference}", block.line));
                }
            }
            _ => printed = None,
        }
    }
    wrong
}

/// Runs the commands of a block; what they printed, or `None` where one of them is an exception.
fn run(page: &str, block: &Block, folder: &Path, wrong: &mut Vec<String>) -> Option<String> {
    let mut all = Some(String::new());
    for command in commands(block) {
        if is_exception(page, &command.text) {
            all = None;
            continue;
        }
        let (printed, code) = typed(&command.text, folder);
        if std::env::var_os("REHEARSAL_SHOW_PAGES").is_some() {
            show(&command.text, &printed);
        }
        if code != Some(exit_code(&command.text)) {
            let command = &command.text;
            wrong.push(format!(
                "{page}:{}: `{command}` exits with {code:?}:\n{printed}",
                block.line
            ));
        }
        if let Some(all) = &mut all {
            all.push_str(&printed);
        }
    }
    all
}

/// For whoever writes a page and wants to see what its lines print.
#[expect(clippy::print_stdout, reason = "it is asked for")]
fn show(command: &str, printed: &str) {
    println!("$ {command}\n{printed}");
}

#[test]
fn every_line_runs_as_typed_and_shows_what_the_page_shows() {
    let wanted = std::env::var("REHEARSAL_PAGE").ok();
    let wrong: Vec<String> = pages()
        .iter()
        .filter(|page| wanted.as_ref().is_none_or(|wanted| name(page).contains(wanted)))
        .flat_map(|page| wrong(page))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
