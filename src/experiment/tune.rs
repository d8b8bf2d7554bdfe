//! Parameters by seeded random search and successive halving.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;
use serde::{Deserialize, Serialize};

use super::config::Experiment;
use super::question::{Question, ask, ranked};
use crate::dataset::Dataset;
use crate::metric::{Convention, Judged, LIST_LENGTH, Metric};
use crate::model::{FitError, ModelConfig, Search, Training, Value};
use crate::number::{from_count, from_u64, round_to_count};
use crate::seed;
use crate::split::{Fold, NewestTenth, SplitError, Targets, TestUser};

/// The number of candidates of which one goes on to the next rung.
const KEEP_ONE_OF: usize = 3;
/// Inner test users of the first rung; each further rung has three times as many.
const FIRST_RUNG: usize = 60;
/// The share of the training users that are inner test users.
const INNER_SHARE: f64 = 0.2;

/// The settings of a parameter search.
#[derive(Debug, Clone, PartialEq)]
pub struct Quest {
    /// The model, with the parameters that are not searched.
    pub base: ModelConfig,
    /// Parameters that are not to be touched, since they were given.
    pub fixed: Vec<String>,
    /// The metric that is to be best.
    pub metric: &'static Metric,
    /// The seed of every draw.
    pub seed: u64,
}

/// A candidate and its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// As it is typed.
    pub model: String,
    /// Inner test users that the value rests on.
    pub users: usize,
    /// The mean of the metric; none when the model could not be fitted.
    pub value: Option<f64>,
    /// The reason that it could not be fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Seconds to learn and recommend.
    #[serde(skip)]
    pub seconds: f64,
}

/// An inner cut: a training set and test users, all of training rows of the outer cut.
#[derive(Debug)]
pub struct InnerCut {
    fold: Fold,
}

impl InnerCut {
    /// The inner cut of the first fold of `experiment`: a fifth of its training users, by a hash of their ids, are
    /// tested on the newest tenth of their rows, as the service would; the others are learnt from. What the outer cut
    /// holds out is in neither, nor, where it deals out whole users, are its test users.
    ///
    /// # Errors
    /// When the protocol cannot be followed, or nobody is left to test.
    pub fn of(dataset: &Dataset, experiment: &Experiment, seed: u64) -> Result<Self, SplitError> {
        let split = experiment.protocol.split(dataset, experiment.cut.clone())?;
        let outer = split.fold(0)?;
        let training = Training::new(dataset, &outer.training_rows);
        let mut order: Vec<(u64, u32, &[u32])> = training
            .users()
            .map(|(user, rows)| (seed::hash(seed, dataset.users().id(user.index())), user.0, rows))
            .collect();
        order.sort_unstable();
        let n_inner = round_to_count(from_count(order.len()) * INNER_SHARE).max(1);
        let newest_tenth = NewestTenth::new(dataset, &experiment.cut);
        let mut test_users = Vec::new();
        for &(_, user, rows) in order.iter().take(n_inner) {
            let (history, held_out_rows) = newest_tenth.cut(rows);
            if held_out_rows.is_empty() || history.is_empty() {
                continue;
            }
            let mut held_out: Vec<_> = held_out_rows.iter().map(|&row| dataset.item(row)).collect();
            held_out.sort_unstable();
            held_out.dedup();
            let user = crate::dataset::UserIdx(user);
            test_users.push(TestUser { user, history, held_out_rows, held_out });
        }
        let mut others: Vec<(u32, &[u32])> =
            order.iter().skip(n_inner).map(|&(_, user, rows)| (user, rows)).collect();
        others.sort_unstable();
        let training_rows: Vec<u32> =
            others.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
        if test_users.is_empty() || training_rows.is_empty() {
            return Err(SplitError::NoTestUsers("too few training users for an inner cut"));
        }
        Ok(Self { fold: Fold { training_rows, test_users } })
    }

    /// The number of inner test users.
    #[must_use]
    pub fn n_users(&self) -> usize {
        self.fold.test_users.len()
    }

    /// The trial of `config` on the first `n_users` inner test users.
    #[must_use]
    pub fn value(
        &self,
        dataset: &Dataset,
        experiment: &Experiment,
        config: &ModelConfig,
        metric: &Metric,
        n_users: usize,
    ) -> Trial {
        let started = std::time::Instant::now();
        let n_users = n_users.min(self.n_users());
        let found = self.mean(dataset, experiment, config, metric, n_users);
        let seconds = started.elapsed().as_secs_f64();
        let (value, failure) = match found {
            Ok(value) => (Some(value), None),
            Err(failure) => (None, Some(failure.to_string())),
        };
        Trial { model: config.text(), users: n_users, value, failure, seconds }
    }

    fn mean(
        &self,
        dataset: &Dataset,
        experiment: &Experiment,
        config: &ModelConfig,
        metric: &Metric,
        n_users: usize,
    ) -> Result<f64, FitError> {
        let test_users = &self.fold.test_users[..n_users];
        let training = Training::new(dataset, &self.fold.training_rows).for_task(experiment.task());
        let targets = Targets::of(dataset, &experiment.cut.target).unwrap_or_default();
        let seen = (&targets, experiment.seen);
        let question = |test| Question::new(dataset, test, seen, experiment.purpose, None);
        let questions: Vec<Question> = test_users.iter().map(question).collect();
        let model = config.fit(&training)?;
        let lists = ranked(ask(dataset, model.as_ref(), test_users, &questions)?);
        let convention = experiment.scoring.convention;
        let values = lists.iter().zip(test_users).map(|(list, test)| {
            let is_hit = |item: &Option<crate::dataset::ItemIdx>| {
                item.is_some_and(|item| test.held_out.binary_search(&item).is_ok())
            };
            let hits: Vec<bool> = list.items.iter().take(LIST_LENGTH).map(is_hit).collect();
            value_of(metric, &hits, test.held_out.len(), convention)
        });
        Ok(values.sum::<f64>() / from_count(n_users))
    }
}

fn value_of(metric: &Metric, hits: &[bool], n_held_out: usize, convention: Convention) -> f64 {
    metric.of_hits(Judged::from_hits(hits, n_held_out), convention).unwrap_or(0.0)
}

/// Draw number `number` of the parameters that may be searched; number 0 is the base itself.
#[must_use]
pub fn candidate(search: &Quest, number: usize) -> ModelConfig {
    let mut config = search.base.clone();
    if number == 0 {
        return config;
    }
    let name = format!("tune {} {number}", search.base.name());
    let mut generator = seed::generator(search.seed, &name);
    for parameter in search.base.kind().parameters() {
        let drawn = draw(parameter.search, &mut generator);
        if let Some(value) = drawn
            && !search.fixed.iter().any(|fixed| fixed == parameter.key)
        {
            let drawn = config.set(parameter.key, value);
            debug_assert!(drawn.is_ok(), "a draw lies within its domain: {drawn:?}");
        }
    }
    config
}

fn draw(search: Search, generator: &mut Pcg64Mcg) -> Option<Value> {
    let uniform = from_u64(generator.next_u64() >> 11) / 2_f64.powi(53);
    let log = |low: f64, high: f64| libm::exp(libm::log(low) + uniform * libm::log(high / low));
    let whole = |value: f64, low: u64, high: u64| {
        Value::Integer((round_to_count(value) as u64).clamp(low, high))
    };
    // Three digits are enough to be typed again.
    let real = |value: f64| Value::Real(format!("{value:.2e}").parse().unwrap_or(value));
    Some(match search {
        Search::Integer(low, high) => {
            whole(from_u64(low) - 0.5 + uniform * (from_u64(high - low) + 1.0), low, high)
        }
        Search::LogInteger(low, high) => whole(log(from_u64(low), from_u64(high)), low, high),
        Search::Real(low, high) => real(low + uniform * (high - low)),
        Search::LogReal(low, high) => real(log(low, high)),
        Search::Word(words) => {
            let at = round_to_count((uniform * from_count(words.len())).floor());
            Value::Word(words[at.min(words.len() - 1)])
        }
        Search::Fixed => return None,
    })
}

/// The sizes of the rungs for `n_candidates` and an inner cut of `n_users`: candidates and inner test
/// users, the last rung with all users.
#[must_use]
pub fn rungs(n_candidates: usize, n_users: usize) -> Vec<(usize, usize)> {
    let (mut candidates, mut users) = (n_candidates.max(1), FIRST_RUNG.min(n_users));
    let mut rungs = Vec::new();
    loop {
        if candidates == 1 || users == n_users {
            rungs.push((candidates, n_users));
            return rungs;
        }
        rungs.push((candidates, users));
        candidates = candidates.div_ceil(KEEP_ONE_OF);
        users = (users * KEEP_ONE_OF).min(n_users);
    }
}

/// The candidates of `trials` that go on: the best third, ties to the earlier draw; failures never.
#[must_use]
pub fn best(trials: &[Trial], keep: usize) -> Vec<usize> {
    let mut order: Vec<usize> =
        (0..trials.len()).filter(|&at| trials[at].value.is_some()).collect();
    let value = |at: usize| trials[at].value.unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|&left, &right| value(right).total_cmp(&value(left)).then(left.cmp(&right)));
    order.truncate(keep);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::NDCG_25;

    #[test]
    fn the_same_number_is_the_same_draw_and_within_range() {
        let base = ModelConfig::parse("ease").expect("known");
        let search = Quest { base, fixed: vec!["half-life".into()], metric: &NDCG_25, seed: 7 };
        assert_eq!(candidate(&search, 0).text(), "ease");
        for number in 1..200 {
            let drawn = candidate(&search, number);
            assert_eq!(drawn, candidate(&search, number));
            assert_eq!(ModelConfig::parse(&drawn.text()), Ok(drawn.clone()), "{}", drawn.text());
            let Some(Value::Real(l2)) = drawn.values().get("l2") else { panic!("a number") };
            assert!((10.0..=5_000.0).contains(&l2), "{l2}");
            assert_eq!(drawn.values().get("half-life"), Some(Value::Word("none")), "fixed");
        }
    }

    #[test]
    fn rungs_shrink_as_users_grow() {
        assert_eq!(rungs(27, 1_000), [(27, 60), (9, 180), (3, 540), (1, 1_000)]);
        assert_eq!(rungs(5, 40), [(5, 40)]);
        assert_eq!(rungs(1, 400), [(1, 400)]);
    }

    #[test]
    fn the_best_go_on_and_ties_go_to_the_earlier() {
        let trial =
            |value| Trial { model: String::new(), users: 1, value, failure: None, seconds: 0.0 };
        let trials = [Some(0.1), Some(0.3), None, Some(0.3)].map(trial);
        assert_eq!(best(&trials, 2), [1, 3]);
        assert_eq!(best(&trials, 9), [1, 3, 0]);
    }
}
