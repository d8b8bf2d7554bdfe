//! `man`: a manual page for each command.

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;

use super::written::Written;
use crate::args::{Cli, Man};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

pub(super) fn run(args: &Man, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    add(&command, &mut pages)?;
    let folder = folder.at(&args.folder);
    let named: Vec<(&str, &[u8])> =
        pages.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    folder.write_all(&named)?;
    let files = pages.iter().map(|(name, _)| folder.file(name).display().to_string()).collect();
    let text = format!("{}: {} pages\n", folder.path().display(), pages.len());
    output.prose(&text, &json(&Written { schema_version: 1, files })?)?;
    Ok(Verdict::Done)
}

/// Adds the page of a command and those of its subcommands, each under its file's name.
fn add(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    let page = Page::new(command.clone());
    let mut bytes = Vec::new();
    page.render(&mut bytes)?;
    pages.push((page.get_filename(), bytes));
    command.get_subcommands().try_for_each(|one| add(one, pages))
}
