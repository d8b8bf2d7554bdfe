//! The options of a cut, as `split` and `eval` share them.

use std::path::Path;

use anyhow::{Context, bail};
use rehearsal::dataset::{Clock, Dataset, RowFilter};
use rehearsal::param::{at_least, finite};
use rehearsal::split::Protocol;

use crate::args::{CutArgs, ProtocolName};
use crate::meaning::{cut_instant, share};
use crate::output::Output;

/// The default share that is tested or held out, as the service tests.
const TEST_SHARE: f64 = 0.1;

pub(super) fn filter(args: &CutArgs) -> anyhow::Result<RowFilter> {
    if let Some(threshold) = args.event_value_threshold {
        finite("event-value-threshold", threshold)?;
    }
    Ok(RowFilter {
        event_type: args.event_type.clone(),
        event_value_threshold: args.event_value_threshold,
    })
}

/// The protocol of a command that follows one alone.
pub(super) fn only(args: &CutArgs) -> anyhow::Result<ProtocolName> {
    match args.protocol[..] {
        [one] => Ok(one),
        _ => bail!("`--protocol`: expected one protocol here, found {}", args.protocol.len()),
    }
}

/// Folds where nothing is said of a user k-fold.
const K_FOLDS: usize = 10;

/// The number of folds; `default` is the command's own.
pub(super) fn folds(args: &CutArgs, default: usize) -> usize {
    let is_k_fold = args.protocol.contains(&ProtocolName::UserKFold);
    args.folds.unwrap_or(if is_k_fold { K_FOLDS } else { default })
}

/// Checks what can be told before any data is read.
pub(super) fn check(args: &CutArgs, folds: usize) -> anyhow::Result<()> {
    let is = |name| args.protocol.contains(&name);
    let deals = is(ProtocolName::Personalize) || is(ProtocolName::UserKFold);
    if args.folds.is_some() && !deals {
        bail!("`--folds` goes with `--protocol personalize`");
    }
    if folds < 2 && is(ProtocolName::UserKFold) {
        bail!("a user k-fold has at least two folds; `--protocol personalize` can have one");
    }
    if args.test_share.is_some() && (folds != 1 || !deals) {
        bail!("`--test-share` goes with `--folds 1`: with more folds every user is tested");
    }
    let has_share = is(ProtocolName::PerUserRatio) || is(ProtocolName::RandomRatio);
    if args.held_out_share.is_some() && !has_share {
        bail!("`--held-out-share` goes with `--protocol per-user-ratio` and `random-ratio`");
    }
    if args.cut.is_some() && !is(ProtocolName::GlobalTime) {
        bail!("`--cut` goes with `--protocol global-time`");
    }
    at_least("folds", folds, &1)?;
    args.test_share.map_or(Ok(()), share).context("`--test-share`")?;
    args.held_out_share.map_or(Ok(()), share).context("`--held-out-share`")?;
    args.cut.as_deref().map(instant).transpose().map(drop)
}

/// Refuses a protocol that needs a time where the file at `path` has none, and says where the times record
/// nothing.
pub(super) fn expect_time(
    args: &CutArgs,
    dataset: &Dataset,
    path: &Path,
    output: &Output,
) -> anyhow::Result<()> {
    let shown = path.display();
    if args.protocol.iter().all(|&name| name == ProtocolName::RandomRatio) {
        return Ok(());
    }
    let what = match dataset.clock() {
        Clock::Recorded => return Ok(()),
        Clock::Absent => bail!(
            "`{shown}` has no column `TIMESTAMP`, and the protocol cuts by time; `--protocol random-ratio` \
             holds out a drawn share of each user's items"
        ),
        Clock::Constant => "all rows have one time",
        Clock::Counter => "the times only number the rows",
    };
    output.warn(&format!(
        "`{shown}`: {what}, so that they say nothing of what came first; `--protocol random-ratio` holds \
         out a drawn share of each user's items"
    ));
    Ok(())
}

/// The protocol `name`; `dataset` says where the newest tenth begins.
pub(super) fn protocol(
    args: &CutArgs,
    name: ProtocolName,
    folds: usize,
    dataset: &Dataset,
) -> anyhow::Result<Protocol> {
    let held_out_share = args.held_out_share.unwrap_or(TEST_SHARE);
    Ok(match name {
        ProtocolName::Personalize | ProtocolName::UserKFold => Protocol::Personalize {
            folds,
            test_share: args.test_share.unwrap_or(TEST_SHARE),
            seed: args.seed,
        },
        ProtocolName::LeaveLastOne => Protocol::LeaveLastOne,
        ProtocolName::GlobalTime => match &args.cut {
            Some(text) => Protocol::GlobalTime { cut_s: instant(text)? },
            None => Protocol::newest_tenth_of_all(dataset),
        },
        ProtocolName::PerUserRatio => Protocol::PerUserRatio { held_out_share },
        ProtocolName::RandomRatio => Protocol::RandomRatio { held_out_share, seed: args.seed },
    })
}

fn instant(text: &str) -> anyhow::Result<i64> {
    cut_instant(text).context("`--cut`")
}
