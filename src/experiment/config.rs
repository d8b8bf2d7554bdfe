//! One experiment as data.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::contestant::Contestant;
use super::question::{Candidates, Purpose};
use crate::memory::Room;
use crate::metric::{Convention, Metric, NDCG_25, REPLICATES};
use crate::model::Task;
use crate::split::{Cut, Protocol, RowOrder, Seen};

/// The purpose of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// For a comparison with the service: its cut with all leaks, its convention.
    Service,
    /// For decisions: new items, rows of one second as a set, seen items excluded, the usual convention.
    Clean,
    /// The view that the caller's options give.
    #[default]
    Custom,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Service, Self::Clean, Self::Custom];

    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Clean => "clean",
            Self::Custom => "custom",
        }
    }

    /// The view of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}

/// The metric by which a winner is named where nothing is said.
pub const MAIN_METRIC: &Metric = &NDCG_25;

/// The rules for scoring lists, from models and from files alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    /// The definition of the metrics.
    pub convention: Convention,
    /// The metric by which models are put in order and the winner is named: one that is told, of ours or your own.
    pub metric: &'static Metric,
    /// Metrics of your own, beside those that are always told.
    pub own_metrics: Vec<&'static Metric>,
    /// Weights of event types by name; without any there is no weighted NDCG.
    pub event_weights: BTreeMap<String, f64>,
    /// The number of times users are drawn anew for a confidence interval; 0 for no intervals.
    pub replicates: usize,
    /// The seed of the bootstrap's draws and of the flips of the randomisation tests.
    pub seed: u64,
}

impl Default for Scoring {
    fn default() -> Self {
        Self {
            convention: Convention::default(),
            metric: MAIN_METRIC,
            own_metrics: Vec::new(),
            event_weights: BTreeMap::new(),
            replicates: REPLICATES,
            seed: 42,
        }
    }
}

/// The rules of an evaluation: the cut, the scoring and the task of the models.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// The protocol that makes training set, history and held-out items.
    pub protocol: Protocol,
    /// The rows that are held out, and the order in which rows of one second stand.
    pub cut: Cut,
    /// The items of the history that may be recommended again.
    pub seen: Seen,
    /// The rules for scoring the lists.
    pub scoring: Scoring,
    /// The kind of list that the models are asked for.
    pub purpose: Purpose,
    /// The lists that are to be re-ranked.
    pub candidates: Candidates,
    /// The most memory a model may take; without it, what the system leaves when it is fitted.
    pub memory_limit: Option<Room>,
    /// The most time that the run may take.
    pub time_limit: Option<Duration>,
    /// The most multiplications that a model's learning may take.
    pub work_limit: Option<u64>,
    /// The models, in the order of the result.
    pub models: Vec<Contestant>,
}

impl Experiment {
    /// The task that its models are given.
    #[must_use]
    pub fn task(&self) -> Task {
        Task { cut: self.cut.clone(), seen: self.seen, memory_limit: self.memory_limit }
    }

    /// The same with rows of one second drawn in another order; none where the order is the file's.
    #[must_use]
    pub fn another_draw(&self) -> Option<Self> {
        let RowOrder::Drawn(seed) = self.cut.order else { return None };
        let order = RowOrder::Drawn(seed.wrapping_add(1));
        let scoring = Scoring { replicates: 0, ..self.scoring.clone() };
        Some(Self { cut: Cut { order, ..self.cut.clone() }, scoring, ..self.clone() })
    }

    /// This experiment as the clean view: new items, rows of one second as a set that `seed` orders,
    /// seen items excluded, convention `standard`.
    #[must_use]
    pub fn clean(self, seed: u64) -> Self {
        let scoring = Scoring { convention: Convention::Standard, ..self.scoring };
        Self { cut: Cut::clean(seed), seen: Seen::Exclude, scoring, ..self }
    }

    /// Tells whether it is the clean view of itself, whatever the seed: new items, rows of one second as a set, seen
    /// items excluded, convention `standard`.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let RowOrder::Drawn(seed) = self.cut.order else { return false };
        self.cut == Cut::clean(seed)
            && self.seen == Seen::Exclude
            && self.scoring.convention == Convention::Standard
    }

    /// An experiment with these models and the defaults: ten folds of the service's protocol.
    #[must_use]
    pub fn of<M: Into<Contestant>>(models: impl IntoIterator<Item = M>) -> Self {
        Self { models: models.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// Ten folds of the service's protocol, and no model yet.
impl Default for Experiment {
    fn default() -> Self {
        Self {
            protocol: Protocol::Personalize { folds: 10, test_share: 0.1, seed: 42 },
            cut: Cut::default(),
            seen: Seen::default(),
            scoring: Scoring::default(),
            purpose: Purpose::default(),
            candidates: Candidates::default(),
            memory_limit: None,
            time_limit: None,
            work_limit: None,
            models: Vec::new(),
        }
    }
}
