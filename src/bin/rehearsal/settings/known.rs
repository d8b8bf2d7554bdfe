//! The commands and options that there are, from the command line's own definition.

use std::sync::LazyLock;

use clap::{Arg, Command, CommandFactory};

use crate::args::Cli;

/// The commands that have no table in the file: they are about it.
const WITHOUT_TABLE: [&str; 4] = ["config", "help", "init", "run"];

/// The definition of the command line, with the options of every command in each.
pub(crate) fn definition() -> &'static Command {
    static DEFINITION: LazyLock<Command> = LazyLock::new(|| {
        let mut command = Cli::command();
        command.build();
        command
    });
    &DEFINITION
}

/// The options of a command alone; of the program itself those of every command.
pub(crate) fn options(command: &Command, is_root: bool) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(move |arg| {
        let is_about_files = ["config", "no-config", "json-schema", "help", "version"];
        let is_named = arg.get_long().is_some_and(|long| !is_about_files.contains(&long));
        is_named && (is_root || !arg.is_global_set())
    })
}

/// The commands below a command that may be set.
pub(super) fn subcommands(command: &Command, is_root: bool) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(move |sub| {
        let name = sub.get_name();
        name != "help" && !(is_root && WITHOUT_TABLE.contains(&name))
    })
}

/// The command at `path` below `root`.
pub(super) fn at<'c>(root: &'c Command, path: &[String]) -> Option<&'c Command> {
    path.iter().try_fold(root, |command, word| command.find_subcommand(word))
}

/// Tells whether the command at `path` has an option.
pub(crate) fn has_option(path: &[&str], long: &str) -> bool {
    let path: Vec<String> = path.iter().map(|&word| word.to_owned()).collect();
    let command = at(definition(), &path);
    command.is_some_and(|one| options(one, false).any(|arg| arg.get_long() == Some(long)))
}

/// The words of every command that may be set and has options, in the order of the help.
pub(crate) fn leaves(root: &Command) -> Vec<Vec<String>> {
    fn walk(command: &Command, path: &[String], found: &mut Vec<Vec<String>>) {
        for sub in subcommands(command, path.is_empty()) {
            let path = [path, &[sub.get_name().to_owned()]].concat();
            if options(sub, false).next().is_some() {
                found.push(path.clone());
            }
            walk(sub, &path, found);
        }
    }
    let mut found = Vec::new();
    walk(root, &[], &mut found);
    found
}
