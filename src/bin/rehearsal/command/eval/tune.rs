//! `eval tune`: a model's parameters by random search and successive halving.

use std::cell::RefCell;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, bail};
use rehearsal::dataset::{Dataset, Reading, RowFilter};
use rehearsal::experiment::Experiment;
use rehearsal::experiment::tune::{
    Budget, InnerCut, Leftovers, Quest, TrialJournal, TuneProgress, Tuned, Tuning,
};
use rehearsal::memory::Room;
use rehearsal::model::ModelConfig;
use rehearsal::report::SingleResult;
use rehearsal::source::door::Origin;

use super::tune_text::{counts, judge, text};
use super::{check_catalogue, data_files, file_record, memory_limit};
use crate::Verdict;
use crate::args::{EvalTune, ViewName};
use crate::command::view::Said;
use crate::command::{cut, instants, table_text};
use crate::event::Unit;
use crate::guard::{self, Holder};
use crate::output::Output;
use crate::progress::Stage;
use crate::readable::count;
use crate::run_folder::{RunFolder, json};

/// The file that an interrupted search leaves for the next one with `--resume`.
const JOURNAL: &str = "tune.partial.jsonl";
/// The number of folds, as the service's single cut has.
const FOLDS: usize = 1;

/// Reads the data, if it can fit.
fn read(
    args: &EvalTune,
    interactions: &Path,
    items: Option<&Path>,
    output: &Output,
) -> anyhow::Result<Dataset> {
    let (filter, text) = (cut::filter(&args.cut)?, table_text::text(&args.text)?);
    // Of rows that are left out nothing is held.
    if filter == RowFilter::default() {
        guard::expect_fits(Holder::Eval, Origin::new(interactions, &text), output)?;
    }
    let reading = Reading { interactions: vec![interactions], items, filter, text, reward: None };
    let dataset = reading.read()?;
    check_catalogue(&dataset, items, output)?;
    Ok(dataset)
}

pub(super) fn run(args: &EvalTune, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let quest = quest(args)?;
    let budget = budget(&args.budget)?;
    let folds = cut::folds(&args.cut, FOLDS);
    cut::check(&args.cut, folds)?;
    let said = Said::new(&args.cut, args.seen)?;
    let (_folder, mut result_file) = folder.create("tune.json")?;
    let (interactions, items) = data_files(&args.files, folder)?;
    let dataset = read(args, &interactions, items.as_deref(), output)?;
    cut::expect_time(&args.cut, &dataset, &interactions, output)?;
    instants::warn_of_data(&dataset, &interactions, output);
    let base = Experiment {
        protocol: cut::protocol(&args.cut, cut::only(&args.cut)?, folds, &dataset)?,
        memory_limit: memory_limit(&dataset, dataset.users().len(), "or fewer rows")?,
        ..Experiment::default()
    };
    let default = if said.is_custom() { ViewName::Service } else { ViewName::Clean };
    let experiment = said.one(&base, default);
    let inner = InnerCut::of(&dataset, &experiment, quest.seed)?;
    let interactions_file = file_record(&interactions)?;
    let given = guard::room().filter(Room::is_given).map(|room| room.bytes);
    let run = serde_json::to_string(&(
        env!("CARGO_PKG_VERSION"),
        &interactions_file,
        items.as_deref().map(file_record).transpose()?,
        (&experiment.protocol, &experiment.cut, experiment.seen, given),
        (quest.metric.key, quest.seed, &args.cut.event_type, args.cut.event_value_threshold),
    ))?;
    let leftovers = if args.resume { Leftovers::Resume } else { Leftovers::Forget };
    let journal = TrialJournal::open(&folder.file(JOURNAL), &run, leftovers)?;
    let mut search = Tuning::new(quest, &dataset, &experiment, &inner, journal);
    let tuned = follow(&mut search, budget, output)?;
    let tuned = Tuned { interactions_sha256: interactions_file.sha256, ..tuned };
    let bytes = json(&tuned)?;
    result_file.write_all(&bytes)?;
    result_file.finish()?;
    search.journal().remove();
    let counts = counts(&tuned, budget, search.n_resumed());
    let judge = judge(args, folder, &tuned.model, folds);
    let said = text(&tuned, &counts, &experiment.protocol, &judge);
    output.result(&said, &bytes, SingleResult::Search(&tuned))?;
    Ok(Verdict::Done)
}

fn quest(args: &EvalTune) -> anyhow::Result<Quest> {
    let base = ModelConfig::parse(&args.model)?;
    let metric = crate::meaning::metric(&args.metric).context("`--metric`")?;
    let given = args.model.split_once(':').map_or("", |(_, rest)| rest);
    let fixed =
        given.split(',').filter_map(|part| part.split_once('=')).map(|(key, _)| key.to_owned());
    Ok(Quest { base, fixed: fixed.collect(), metric, seed: args.cut.seed })
}

/// The limit that was typed: a number of candidates or a time.
pub(super) fn budget(text: &str) -> anyhow::Result<Budget> {
    let number = text.parse().ok().filter(|number| (1..=1_000_000).contains(number));
    match (number, crate::meaning::duration(text)) {
        (Some(number), _) => Ok(Budget::Candidates(number)),
        (None, Some(time)) => Ok(Budget::Time(time)),
        _ => bail!(
            "`--budget {text}`: expected a number of candidates from 1 to 1000000, or a time such as 90s, 10m or 2h"
        ),
    }
}

/// Follows a search, with a bar for each bracket and lines while it goes on.
fn follow(search: &mut Tuning<'_>, budget: Budget, output: &Output) -> anyhow::Result<Tuned> {
    let shown = RefCell::new(None);
    let progress = |step: TuneProgress<'_>| match step {
        TuneProgress::Bracket { trials } => {
            *shown.borrow_mut() = Some(output.progress(trials as u64, Unit::Trials));
        }
        TuneProgress::Trial { model, users } => {
            if let Some(progress) = &*shown.borrow() {
                let bar = format!("{} on {users} users", model.name());
                let line = format!("{} on {} users", model.text(), count(users));
                progress.stage(Stage { name: line.clone(), bar, line });
            }
        }
        TuneProgress::Tried => {
            if let Some(progress) = &*shown.borrow() {
                progress.add(1);
            }
        }
        TuneProgress::Ended => {
            drop(shown.borrow_mut().take());
        }
    };
    Ok(search.run(budget, &progress)?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::readable::duration;

    #[test]
    fn budgets_are_counts_or_times() {
        assert_eq!(budget("27").expect("a count"), Budget::Candidates(27));
        assert_eq!(budget("2h").expect("a time"), Budget::Time(Duration::from_hours(2)));
        for wrong in ["", "0", "-3", "10x", "1.5h"] {
            assert!(budget(wrong).is_err(), "{wrong}");
        }
        assert_eq!(duration(3_725.0), "1 h 2 min");
    }
}
