//! `eval tune`: a model's parameters by random search and successive halving.

use std::collections::{HashMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rehearsal::dataset::{Dataset, Reading};
use rehearsal::experiment::Experiment;
use rehearsal::experiment::tune::{InnerCut, Quest, Trial, best, candidate, rungs};
use rehearsal::model::ModelConfig;
use serde::{Deserialize, Serialize};

use super::tune_text::{counts, judge, text};
use super::{check_catalogue, data_files, file_record, memory_limit, metric};
use crate::Verdict;
use crate::args::{EvalTune, ViewName};
use crate::command::view::Said;
use crate::command::{cut, instants, reading};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::text::count;

/// The file that an interrupted search leaves for the next one with `--resume`.
const JOURNAL: &str = "tune.partial.jsonl";
/// Candidates of a bracket where time is the budget.
const BRACKET: usize = 9;
/// The number of folds, as the service's single cut has.
const FOLDS: usize = 1;

/// The content of `tune.json`.
#[derive(Debug, Serialize)]
pub(super) struct Tuned {
    pub(super) schema_version: u32,
    /// The winner, as `--model` takes it.
    pub(super) model: String,
    pub(super) metric: String,
    /// The winner's value, and that of the model as it was given, on all inner test users.
    pub(super) value: Option<f64>,
    pub(super) given: Option<f64>,
    pub(super) inner_test_users: usize,
    /// Different candidates, the model as it was given among them; each is tried on one rung or more.
    pub(super) candidates: usize,
    pub(super) trials: Vec<Trial>,
}

pub(super) fn run(args: &EvalTune, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let quest = quest(args)?;
    let budget = Budget::read(&args.budget)?;
    let folds = cut::folds(&args.cut, FOLDS);
    cut::check(&args.cut, folds)?;
    let said = Said::new(&args.cut, args.seen)?;
    let (_folder, mut result_file) = folder.create("tune.json")?;
    let (interactions, items) = data_files(&args.files, folder)?;
    let dataset = Reading {
        interactions: vec![&interactions],
        items: items.as_deref(),
        filter: cut::filter(&args.cut)?,
        text: reading::text(&args.text)?,
        reward: None,
    }
    .read()?;
    check_catalogue(&dataset, items.as_deref(), output)?;
    cut::expect_time(&args.cut, &dataset, &interactions, output)?;
    instants::warn_of_data(&dataset, &interactions, output);
    let base = Experiment {
        protocol: cut::protocol(&args.cut, cut::only(&args.cut)?, folds, &dataset)?,
        memory_limit: memory_limit(args.memory_limit.as_deref(), &dataset)?,
        ..Experiment::default()
    };
    let default = if said.is_custom() { ViewName::Service } else { ViewName::Clean };
    let experiment = said.one(&base, default);
    let inner = InnerCut::of(&dataset, &experiment, quest.seed)?;
    let run = serde_json::to_string(&(
        env!("CARGO_PKG_VERSION"),
        file_record(&interactions)?,
        items.as_deref().map(file_record).transpose()?,
        (&experiment.protocol, &experiment.cut, experiment.seen, &args.memory_limit),
        (quest.metric.key, quest.seed, &args.cut.event_type, args.cut.event_value_threshold),
    ))?;
    let journal = Journal::open(&folder.file(JOURNAL), &run, args.resume)?;
    let mut search = Search {
        quest,
        dataset: &dataset,
        experiment: &experiment,
        inner: &inner,
        journal,
        trials: Vec::new(),
        drawn: HashSet::new(),
        n_resumed: 0,
    };
    search.follow(budget, output)?;
    let tuned = search.result()?;
    let bytes = json(&tuned)?;
    result_file.write_all(&bytes)?;
    result_file.finish()?;
    search.journal.remove();
    let counts = counts(&tuned, budget, search.n_resumed);
    let judge = judge(args, folder, &tuned.model, folds);
    output.prose(&text(&tuned, &counts, &experiment.protocol, &judge), &bytes)?;
    Ok(Verdict::Done)
}

fn quest(args: &EvalTune) -> anyhow::Result<Quest> {
    let base = ModelConfig::parse(&args.model)?;
    let metric = metric(&args.metric)?;
    let given = args.model.split_once(':').map_or("", |(_, rest)| rest);
    let fixed =
        given.split(',').filter_map(|part| part.split_once('=')).map(|(key, _)| key.to_owned());
    Ok(Quest { base, fixed: fixed.collect(), metric, seed: args.cut.seed })
}

/// The limit of a search: a number of candidates or a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Budget {
    Candidates(usize),
    Time(Duration),
}

impl Budget {
    fn read(text: &str) -> anyhow::Result<Self> {
        let number = text.parse().ok().filter(|number| (1..=1_000_000).contains(number));
        match (number, super::time::duration(text)) {
            (Some(number), _) => Ok(Self::Candidates(number)),
            (None, Some(time)) => Ok(Self::Time(time)),
            _ => bail!(
                "`--budget {text}`: expected a number of candidates from 1 to 1000000, or a time such as 90s, 10m or 2h"
            ),
        }
    }
}

/// Trials that are done, one line each.
struct Journal {
    path: PathBuf,
    run: String,
    known: HashMap<(String, usize), Trial>,
    /// The trials that an interrupted search had done and this one has not asked for yet.
    resumed: HashSet<(String, usize)>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    run: String,
    trial: Trial,
}

impl Journal {
    fn open(path: &Path, run: &str, resume: bool) -> anyhow::Result<Self> {
        let mut known = HashMap::new();
        let text =
            if resume { fs::read_to_string(path).unwrap_or_default() } else { String::new() };
        // A line that was cut off by the interruption is no trial. What failed is tried again: there may
        // be more memory now.
        for line in text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()) {
            if line.run == run && line.trial.value.is_some() {
                known.insert((line.trial.model.clone(), line.trial.users), line.trial);
            }
        }
        if !resume && path.exists() {
            fs::remove_file(path).with_context(|| format!("cannot remove `{}`", path.display()))?;
        }
        let resumed = known.keys().cloned().collect();
        Ok(Self { path: path.to_owned(), run: run.to_owned(), known, resumed })
    }

    fn add(&mut self, trial: &Trial) -> anyhow::Result<()> {
        let mut line = serde_json::to_vec(&Line { run: self.run.clone(), trial: trial.clone() })?;
        line.insert(0, b'\n');
        let failed = || format!("cannot write `{}`", self.path.display());
        let file = OpenOptions::new().create(true).append(true).open(&self.path);
        file.and_then(|mut file| file.write_all(&line)).with_context(failed)
    }

    fn remove(&self) {
        // Nothing is lost if it stays.
        drop(fs::remove_file(&self.path));
    }
}

struct Search<'s> {
    quest: Quest,
    dataset: &'s Dataset,
    experiment: &'s Experiment,
    inner: &'s InnerCut,
    journal: Journal,
    trials: Vec<Trial>,
    /// Candidates so far, as text.
    drawn: HashSet<String>,
    /// Trials that an interrupted search had done.
    n_resumed: usize,
}

impl Search<'_> {
    fn follow(&mut self, budget: Budget, output: &Output) -> anyhow::Result<()> {
        match budget {
            Budget::Candidates(n) => self.bracket(0, n, None, output).map(drop),
            Budget::Time(time) => {
                let end = Instant::now() + time;
                let mut first = 0;
                // The first bracket is finished, however long it takes.
                while first == 0 || Instant::now() < end {
                    let stop = (first > 0).then_some(end);
                    if self.bracket(first, BRACKET, stop, output)? == 0 {
                        break;
                    }
                    first += BRACKET;
                }
                Ok(())
            }
        }
    }

    /// Candidates `first` to `first + n`, those left out that were drawn before, halved until one is
    /// left. Says how many were new.
    fn bracket(
        &mut self,
        first: usize,
        n: usize,
        end: Option<Instant>,
        output: &Output,
    ) -> anyhow::Result<usize> {
        let mut running: Vec<ModelConfig> =
            (first..first + n).map(|number| candidate(&self.quest, number)).collect();
        running.retain(|config| self.drawn.insert(config.text()));
        let n_new = running.len();
        if n_new == 0 {
            return Ok(0);
        }
        let rungs = rungs(n_new, self.inner.n_users());
        let watch = output.watch();
        let bar = output.progress(rungs.iter().map(|rung| rung.0 as u64).sum());
        for (at, &(_, n_users)) in rungs.iter().enumerate() {
            let mut trials = Vec::with_capacity(running.len());
            for config in &running {
                if end.is_some_and(|end| Instant::now() >= end) {
                    bar.finish_and_clear();
                    self.trials.extend(trials);
                    return Ok(n_new);
                }
                bar.set_message(format!("{} on {n_users} users", config.name()));
                watch.now(format!("{} on {} users", config.text(), count(n_users)));
                trials.push(self.trial(config, n_users)?);
                bar.inc(1);
            }
            let keep = rungs.get(at + 1).map_or(0, |next| next.0);
            running = best(&trials, keep).into_iter().map(|at| running[at].clone()).collect();
            self.trials.extend(trials);
        }
        bar.finish_and_clear();
        Ok(n_new)
    }

    fn trial(&mut self, config: &ModelConfig, n_users: usize) -> anyhow::Result<Trial> {
        let users = n_users.min(self.inner.n_users());
        let key = (config.text(), users);
        if let Some(trial) = self.journal.known.get(&key) {
            self.n_resumed += usize::from(self.journal.resumed.remove(&key));
            return Ok(trial.clone());
        }
        let trial =
            self.inner.value(self.dataset, self.experiment, config, self.quest.metric, users);
        self.journal.add(&trial)?;
        self.journal.known.insert(key, trial.clone());
        Ok(trial)
    }

    fn result(&mut self) -> anyhow::Result<Tuned> {
        let all = self.inner.n_users();
        // The model as it was given is the one to beat.
        let base = self.quest.base.clone();
        let given = self.trial(&base, all)?;
        let mut finals: Vec<Trial> =
            self.trials.iter().filter(|trial| trial.users == all).cloned().collect();
        finals.insert(0, given.clone());
        let Some(&winner) = best(&finals, 1).first() else {
            let failure = given.failure.unwrap_or_default();
            bail!("no candidate of `{}` could be fitted: {failure}", self.quest.base.name());
        };
        Ok(Tuned {
            schema_version: 1,
            model: finals[winner].model.clone(),
            metric: self.quest.metric.key.to_owned(),
            value: finals[winner].value,
            given: given.value,
            inner_test_users: all,
            candidates: self.drawn.len(),
            trials: self.trials.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::duration;

    fn trial(model: &str) -> Trial {
        Trial { model: model.to_owned(), users: 60, value: Some(0.25), failure: None, seconds: 0.0 }
    }

    #[test]
    fn trials_come_back_for_the_same_search_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tune.partial.jsonl");
        let mut journal = Journal::open(&path, "one", false).expect("a new one");
        journal.add(&trial("ease:l2=3")).expect("written");
        let failure = Some("too large".to_owned());
        let failed = Trial { value: None, failure, ..trial("ease:l2=5") };
        journal.add(&failed).expect("written");
        journal.add(&trial("ease:l2=4")).expect("written");
        // The last line was cut off.
        let bytes = fs::read(&path).expect("there");
        fs::write(&path, &bytes[..bytes.len() - 5]).expect("cut");
        let known = |run, resume| Journal::open(&path, run, resume).expect("readable").known;
        let again = known("one", true);
        assert_eq!(again.len(), 1);
        assert_eq!(again.get(&("ease:l2=3".to_owned(), 60)), Some(&trial("ease:l2=3")));
        assert!(known("two", true).is_empty(), "another search");
        assert!(known("one", false).is_empty() && !path.exists(), "a new search forgets");
    }

    #[test]
    fn budgets_are_counts_or_times() {
        assert_eq!(Budget::read("27").expect("a count"), Budget::Candidates(27));
        assert_eq!(Budget::read("2h").expect("a time"), Budget::Time(Duration::from_hours(2)));
        let tuned = |candidates, trials| Tuned {
            schema_version: 1,
            model: "ease".into(),
            metric: "m".into(),
            value: None,
            given: None,
            inner_test_users: 90,
            candidates,
            trials: vec![trial("ease"); trials],
        };
        let shown = |candidates, trials, budget, n| counts(&tuned(candidates, trials), budget, n);
        assert_eq!(
            shown(30, 40, Budget::Candidates(30), 0),
            "candidates: 30, in 40 trials, 10 of them on more users again"
        );
        assert_eq!(
            shown(2, 2, Budget::Candidates(30), 1),
            "candidates: 2 of 30 asked for, as no more differ, in 2 trials; 1 trial taken from the interrupted search"
        );
        for wrong in ["", "0", "-3", "10x", "1.5h"] {
            assert!(Budget::read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(duration(3_725.0), "1 h 2 min");
    }
}
