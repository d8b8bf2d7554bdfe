//! One experiment as data.

use std::time::Duration;

use super::candidates::Candidates;
use super::contestant::Contestant;
use super::result::Purpose;
use super::scoring::Scoring;
use crate::memory::Room;
use crate::metric::Convention;
use crate::model::Task;
use crate::split::{Cut, Protocol, RowOrder, Seen};

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
        let cut = Cut { sample: self.cut.sample, ..Cut::clean(seed) };
        Self { cut, seen: Seen::Exclude, scoring, ..self }
    }

    /// Tells whether it is the clean view of itself, whatever the seed: new items, rows of one second as a set, seen
    /// items excluded, convention `standard`.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let RowOrder::Drawn(seed) = self.cut.order else { return false };
        self.cut.of_all_users() == Cut::clean(seed)
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
