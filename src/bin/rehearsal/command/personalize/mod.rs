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

#[cfg(feature = "aws")]
pub(super) use apply::Document as ApplyPlan;
#[cfg(feature = "aws")]
pub(super) use delete::Document as Deleted;
pub(super) use deletion_file::Document as DeletionDocument;
#[cfg(feature = "aws")]
pub(super) use metrics::Document as ServiceMetricsDocument;
pub(super) use plan::Document as PlanDocument;
#[cfg(feature = "aws")]
pub(super) use recommend::Document as LiveList;
#[cfg(feature = "aws")]
pub(super) use status::Document as StatusDocument;

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
