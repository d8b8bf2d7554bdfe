//! `personalize`: what is done at the service, or made for it.

#[cfg(feature = "aws")]
mod apply;
mod choices;
#[cfg(feature = "aws")]
mod delete;
mod deletion_file;
#[cfg(feature = "aws")]
mod metrics;
mod plan;
#[cfg(feature = "aws")]
mod price;
#[cfg(feature = "aws")]
mod reach;
#[cfg(feature = "aws")]
mod recommend;
#[cfg(feature = "aws")]
mod status;
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
        #[cfg(feature = "aws")]
        Personalize::Apply(args) => apply::run(args, folder, output),
        #[cfg(feature = "aws")]
        Personalize::Status(args) => status::run(args, folder, output),
        #[cfg(feature = "aws")]
        Personalize::Metrics(args) => metrics::run(args, folder, output),
        #[cfg(feature = "aws")]
        Personalize::Recommend(args) => recommend::run(args, folder, output),
        #[cfg(feature = "aws")]
        Personalize::Delete(args) => delete::run(args, folder, output),
        Personalize::DeletionFile(args) => deletion_file::run(args, folder, output),
    }
}
