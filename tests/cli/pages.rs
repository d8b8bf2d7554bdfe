//! Runs every command line of README and docs as typed, in the order of its page, and compares its output
//! with what the page shows.
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
    ("README.md", "cargo install", "builds the release profile, for which CI has no room"),
    ("README.md", "cargo test", "this is it"),
];

/// The call of the program before it is installed; in a test it is on the path.
const BUILT_AND_RUN: &str = "cargo run -- ";

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

/// Runs `command` in a shell: its output on both streams, and its exit code.
fn typed(command: &str, place: &Place) -> (String, Option<i32>) {
    let command = command.replace(BUILT_AND_RUN, "rehearsal ");
    let program = Path::new(env!("CARGO_BIN_EXE_rehearsal")).parent().expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec![program.to_owned()];
    folders.extend(std::env::split_paths(&path));
    let mut shell = Command::new("sh");
    place.settle(&mut shell);
    shell
        .arg("-c")
        .arg(format!("{{ {command}\n}} 2>&1"))
        .env("PATH", std::env::join_paths(folders).expect("a path"))
        .stdin(Stdio::null());
    let output = shell.output().expect("a shell runs");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
}

/// Counts of what was run and compared, and the faults that were found.
#[derive(Default)]
struct Account {
    n_commands: usize,
    n_compared: usize,
    wrong: Vec<String>,
}

/// Runs the page from top to bottom.
fn read(page: &Path, account: &mut Account) {
    let text = std::fs::read_to_string(page).expect("a page");
    let page = name(page);
    let place = clone();
    let mut printed: Option<String> = None;
    for block in blocks(&text) {
        match block.language.as_str() {
            "sh" => printed = run(&page, &block, &place, account),
            "text" => {
                account.n_compared += 1;
                let found = printed.take().map(|printed| difference(&block.text, &printed));
                let wrong = found.unwrap_or(Some("no command prints this".to_owned()));
                let wrong = wrong.map(|wrong| format!("{page}:{}: {wrong}", block.line));
                account.wrong.extend(wrong);
            }
            _ => printed = None,
        }
    }
}

/// Runs the commands of a block: their output, or `None` where one of them is an exception.
fn run(page: &str, block: &Block, place: &Place, account: &mut Account) -> Option<String> {
    let mut all = Some(String::new());
    for command in commands(block) {
        if is_exception(page, &command.text) {
            all = None;
            continue;
        }
        account.n_commands += 1;
        let (printed, code) = typed(&command.text, place);
        if std::env::var_os("REHEARSAL_SHOW_PAGES").is_some() {
            show(&command.text, &printed);
        }
        if code != Some(exit_code(&command.text)) {
            let (line, command) = (block.line, &command.text);
            let wrong = format!("{page}:{line}: `{command}` exits with {code:?}:\n{printed}");
            account.wrong.push(wrong);
        }
        if let Some(all) = &mut all {
            all.push_str(&printed);
        }
    }
    all
}

/// Prints a command and what it printed, for whoever writes a page.
#[expect(clippy::print_stdout, reason = "it is asked for")]
fn show(command: &str, printed: &str) {
    println!("$ {command}\n{printed}");
}

#[test]
fn every_line_runs_as_typed_and_shows_what_the_page_shows() {
    let wanted = std::env::var("REHEARSAL_PAGE").ok();
    let mut account = Account::default();
    for page in pages() {
        if wanted.as_ref().is_none_or(|wanted| name(&page).contains(wanted)) {
            read(&page, &mut account);
        }
    }
    assert!(account.wrong.is_empty(), "{}", account.wrong.join("\n\n"));
    let (commands, compared) = (account.n_commands, account.n_compared);
    let enough = wanted.is_some() || (commands >= 45 && compared >= 7);
    assert!(enough && commands > 0, "{commands} commands, {compared} outputs compared");
}
