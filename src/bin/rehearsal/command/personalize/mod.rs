//! `personalize`: what is done at the service, or made for it.

mod deletion_file;
mod plan;
mod workflow;

use crate::args::Personalize;
use crate::output::Output;
use crate::run_folder::RunFolder;
use crate::verdict::Verdict;

pub(super) fn run(
    command: &Personalize,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    match command {
        Personalize::Plan(args) => plan::run(args, folder, output),
        Personalize::DeletionFile(args) => deletion_file::run(args, folder, output),
    }
}
