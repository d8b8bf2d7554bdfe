//! The service and the journal of a run folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use rehearsal::aws::Access;
use rehearsal::service::{Pace, Service, ServiceJournal};

use crate::access::access;
use crate::args::{ReachArgs, WaitArgs};
use crate::run_folder::RunFolder;

/// The file in the run folder that says what was made at the service.
const JOURNAL: &str = "personalize.json";

/// The journal's place in the folder that holds a workflow.
pub(super) fn journal_path(folder: &Path) -> PathBuf {
    folder.join(JOURNAL)
}

/// The journal of the run folder, which must be there.
pub(super) fn journal(folder: &RunFolder) -> anyhow::Result<ServiceJournal> {
    let path = folder.file(JOURNAL);
    let journal = ServiceJournal::read(&path)?;
    journal.with_context(|| {
        format!("`{}` is not there; `rehearsal personalize apply` makes it", path.display())
    })
}

/// The service. Without a region of its own it is asked in that of the ARNs in the journal.
pub(super) fn service(
    args: &ReachArgs,
    journal: Option<&ServiceJournal>,
) -> anyhow::Result<Service> {
    let mut arns = journal.into_iter().flat_map(|journal| &journal.entries);
    let of_journal = arns.find_map(|entry| region(entry.arn.as_deref()?));
    if let (Some(said), Some(there)) = (&args.region, &of_journal)
        && said != there
    {
        bail!("`--region {said}`: what `apply` made lies in {there}");
    }
    let asked = access(args);
    let access = Access { region: asked.region.clone().or(of_journal), ..asked };
    Service::new(&access).context("cannot start the network runtime")
}

/// The region of an ARN.
fn region(arn: &str) -> Option<String> {
    arn.split(':').nth(3).filter(|region| !region.is_empty()).map(str::to_owned)
}

pub(super) fn pace(args: WaitArgs) -> anyhow::Result<Pace> {
    let hours = Duration::try_from_secs_f64(args.limit * 3_600.0);
    let (Ok(pause), Ok(limit)) = (Duration::try_from_secs_f64(args.pause), hours) else {
        bail!("`--pause` and `--limit`: expected times")
    };
    Ok(Pace { pause, limit })
}
