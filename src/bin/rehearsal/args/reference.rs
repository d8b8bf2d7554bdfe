//! `docs/reference/commands.md` is the help of every command.

use std::fmt::Write as _;
use std::path::Path;

use clap::{Command, CommandFactory};

use super::Cli;

/// Set to have the page written instead of compared.
const WRITE: &str = "REHEARSAL_WRITE_REFERENCE";
/// Columns of the help texts.
const WIDTH: usize = 100;
/// The heading of the options that stand in the first help alone.
const SHARED: &str = "Options of every command:";

/// Adds the help of a command and of those below it.
fn add(command: &Command, words: &str, page: &mut String) {
    let help = command.clone().term_width(WIDTH).render_long_help().to_string();
    let own = if page.matches(SHARED).count() > 0 {
        let shared = help.find(SHARED).unwrap_or(help.len());
        let end = help.find("\n\nExit codes:").filter(|end| *end > shared).unwrap_or(help.len());
        format!("{}{}", &help[..shared], &help[end..])
    } else {
        help
    };
    let lines: Vec<&str> = own.trim_end().lines().map(str::trim_end).collect();
    let _ = write!(page, "\n## {words}\n\n```text\n{}\n```\n", lines.join("\n"));
    for one in command.get_subcommands().filter(|one| one.get_name() != "help") {
        add(one, &format!("{words} {}", one.get_name()), page);
    }
}

#[test]
fn the_reference_of_commands_is_their_help() {
    let mut command = Cli::command();
    command.build();
    let mut expected = String::from(
        "# Commands\n\nThe help of every command, as `rehearsal COMMAND --help` prints it. The options of every command stand in the \
         first one alone.\n",
    );
    add(&command, "rehearsal", &mut expected);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/commands.md");
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &expected).expect("it can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = committed.lines().zip(expected.lines()).find(|(one, other)| one != other);
    assert!(committed == expected, "{differs:?}; {WRITE}=1 writes docs/reference/commands.md");
}
