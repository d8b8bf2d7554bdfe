//! A search: brackets of candidates, each halved until one is left.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::TuneError;
use super::halving::{best, rungs};
use super::inner::InnerCut;
use super::journal::TrialJournal;
use super::quest::{Quest, candidate};
use super::trial::Trial;
use crate::dataset::Dataset;
use crate::experiment::config::Experiment;
use crate::model::ModelConfig;

/// Candidates of a bracket where time is the budget.
const BRACKET: usize = 9;

/// The limit of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// This many candidates, in one bracket.
    Candidates(usize),
    /// Brackets until this time is over; the first is finished, however long it takes.
    Time(Duration),
}

/// The result of a search, as `tune.json` holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tuned {
    /// 1
    pub schema_version: u32,
    /// SHA-256 of the interactions file; empty where whoever searched did not say.
    #[serde(default)]
    pub interactions_sha256: String,
    /// The winner, as `--model` takes it.
    pub model: String,
    /// The key of the metric.
    pub metric: String,
    /// The winner's value on all inner test users.
    pub value: Option<f64>,
    /// The value of the model as it was given, on all inner test users.
    pub given: Option<f64>,
    /// Inner test users.
    pub inner_test_users: usize,
    /// Different candidates, the model as it was given among them; each is tried on one rung or more.
    pub candidates: usize,
    /// The trials, in their order.
    pub trials: Vec<Trial>,
}

/// The progress of a search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TuneProgress<'a> {
    /// A bracket begins.
    Bracket {
        /// Its trials.
        trials: usize,
    },
    /// A trial begins.
    Trial {
        /// The candidate.
        model: &'a ModelConfig,
        /// The inner test users.
        users: usize,
    },
    /// A trial is done.
    Tried,
    /// The bracket ends.
    Ended,
}

/// A search for parameters of one model.
#[derive(Debug)]
pub struct Tuning<'s> {
    quest: Quest,
    dataset: &'s Dataset,
    experiment: &'s Experiment,
    inner: &'s InnerCut,
    journal: TrialJournal,
    trials: Vec<Trial>,
    /// Candidates so far, as text.
    drawn: HashSet<String>,
    n_resumed: usize,
}

impl<'s> Tuning<'s> {
    /// A search in which nothing is tried yet, on `inner`, which is of `experiment` on `dataset`.
    #[must_use]
    pub fn new(
        quest: Quest,
        dataset: &'s Dataset,
        experiment: &'s Experiment,
        inner: &'s InnerCut,
        journal: TrialJournal,
    ) -> Self {
        let (trials, drawn) = (Vec::new(), HashSet::new());
        Self { quest, dataset, experiment, inner, journal, trials, drawn, n_resumed: 0 }
    }

    /// Trials that an interrupted search had done.
    #[must_use]
    pub const fn n_resumed(&self) -> usize {
        self.n_resumed
    }

    /// The journal, to be removed once the result is written.
    #[must_use]
    pub const fn journal(&self) -> &TrialJournal {
        &self.journal
    }

    /// Tries candidates as long as `budget` allows, and names the winner: the best on all inner test users, of equals the
    /// earlier, the model as it was given first.
    ///
    /// # Errors
    /// When no candidate can be fitted, or the journal cannot be written.
    pub fn run(
        &mut self,
        budget: Budget,
        progress: &dyn Fn(TuneProgress<'_>),
    ) -> Result<Tuned, TuneError> {
        match budget {
            Budget::Candidates(n) => self.bracket(0..n, None, progress).map(drop)?,
            Budget::Time(time) => {
                let end = Instant::now() + time;
                let mut first = 0;
                while first == 0 || Instant::now() < end {
                    let stop = (first > 0).then_some(end);
                    if self.bracket(first..first + BRACKET, stop, progress)? == 0 {
                        break;
                    }
                    first += BRACKET;
                }
            }
        }
        self.result()
    }

    /// The candidates of these numbers, those left out that were drawn before, halved until one is left or `end` has
    /// come. Returns how many were new.
    fn bracket(
        &mut self,
        numbers: std::ops::Range<usize>,
        end: Option<Instant>,
        progress: &dyn Fn(TuneProgress<'_>),
    ) -> Result<usize, TuneError> {
        let mut running: Vec<ModelConfig> =
            numbers.map(|number| candidate(&self.quest, number)).collect();
        running.retain(|config| self.drawn.insert(config.text()));
        let n_new = running.len();
        if n_new == 0 {
            return Ok(0);
        }
        let rungs = rungs(n_new, self.inner.n_users());
        progress(TuneProgress::Bracket { trials: rungs.iter().map(|rung| rung.0).sum() });
        for (at, &(_, users)) in rungs.iter().enumerate() {
            let mut trials = Vec::with_capacity(running.len());
            for model in &running {
                if end.is_some_and(|end| Instant::now() >= end) {
                    progress(TuneProgress::Ended);
                    self.trials.extend(trials);
                    return Ok(n_new);
                }
                progress(TuneProgress::Trial { model, users });
                trials.push(self.trial(model, users)?);
                progress(TuneProgress::Tried);
            }
            let keep = rungs.get(at + 1).map_or(0, |next| next.0);
            running = best(&trials, keep).into_iter().map(|at| running[at].clone()).collect();
            self.trials.extend(trials);
        }
        progress(TuneProgress::Ended);
        Ok(n_new)
    }

    fn trial(&mut self, config: &ModelConfig, n_users: usize) -> Result<Trial, TuneError> {
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

    fn result(&mut self) -> Result<Tuned, TuneError> {
        let all = self.inner.n_users();
        // The model as it was given is the one to beat.
        let base = self.quest.base.clone();
        let given = self.trial(&base, all)?;
        let mut finals: Vec<Trial> =
            self.trials.iter().filter(|trial| trial.users == all).cloned().collect();
        finals.insert(0, given.clone());
        let Some(&winner) = best(&finals, 1).first() else {
            let failure = given.failure.unwrap_or_default();
            return Err(TuneError::NothingFitted { model: base.name().to_owned(), failure });
        };
        Ok(Tuned {
            schema_version: 1,
            interactions_sha256: String::new(),
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
