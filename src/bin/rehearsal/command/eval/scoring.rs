//! The scoring of lists, from what was typed.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use rehearsal::dataset::Dataset;
use rehearsal::experiment::Scoring;

use crate::args::ScoringArgs;
use crate::meaning::{event_weight, metric};
use crate::output::Output;

/// The scoring of lists, from what was typed.
pub(super) fn scoring(args: &ScoringArgs, seed: u64) -> anyhow::Result<Scoring> {
    let convention = args.convention.unwrap_or_default();
    let metric = metric(&args.metric).context("`--metric`")?;
    let mut event_weights = BTreeMap::new();
    for text in &args.event_weights {
        let (name, weight) = event_weight(text).context("`--event-weight`")?;
        if event_weights.insert(name.to_owned(), weight).is_some() {
            bail!("`--event-weight` gives `{name}` two weights");
        }
    }
    if !event_weights.is_empty() && event_weights.values().all(|&weight| weight <= 0.0) {
        bail!("`--event-weight`: at least one weight must be above 0");
    }
    let replicates = args.replicates;
    Ok(Scoring { convention, metric, event_weights, replicates, seed, ..Scoring::default() })
}

/// Says which weighted event types the data does not have; none of them at all is an error.
pub(super) fn check_weights(
    scoring: &Scoring,
    dataset: &Dataset,
    output: &Output,
) -> anyhow::Result<()> {
    let known = dataset.event_types();
    let missing: Vec<&str> = scoring
        .event_weights
        .keys()
        .filter(|name| !known.contains(name))
        .map(String::as_str)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let there: Vec<String> = known
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| format!("`{}`", rehearsal::text::shorten(name, 40)))
        .take(12)
        .collect();
    let text = format!(
        "`--event-weight`: the data has no event type `{}`; it has {}",
        missing.join("`, `"),
        if there.is_empty() { "none at all".to_owned() } else { there.join(", ") }
    );
    if missing.len() == scoring.event_weights.len() {
        bail!(text);
    }
    output.warn(&text);
    Ok(())
}
