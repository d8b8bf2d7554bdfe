//! The models of an experiment.

use std::sync::Arc;

use crate::model::{Fit, ModelConfig, title};

/// A model under the name that it has in tables and files.
#[derive(Clone)]
pub struct Contestant {
    name: String,
    text: String,
    model: Arc<dyn Fit>,
}

impl Contestant {
    /// A model of your own. The models of an experiment must differ in their names or in their
    /// [`params`](Fit::params).
    #[must_use]
    pub fn new(name: impl Into<String>, model: impl Fit + 'static) -> Self {
        let name = name.into();
        Self { text: title(&name, &model.params()), name, model: Arc::new(model) }
    }

    /// Its name, without parameters.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name with the parameters that are not the default ones; of a model of your own, all of them.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &dyn Fit {
        self.model.as_ref()
    }
}

impl From<ModelConfig> for Contestant {
    fn from(config: ModelConfig) -> Self {
        Self { name: config.name().to_owned(), text: config.text(), model: Arc::new(config) }
    }
}

impl std::fmt::Debug for Contestant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Contestant").field(&self.text).finish()
    }
}

/// Equal names and parameters.
impl PartialEq for Contestant {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.model.params() == other.model.params()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::dataset::{Dataset, ItemIdx};
    use crate::experiment::{Experiment, ModelResult, RunError, Scoring, Seen};
    use crate::metric::{Formula, Metric, NOVELTY, WEIGHTED_NDCG_5};
    use crate::model::{FitError, Recommend, Request, Scored, Training};
    use crate::split::Protocol;

    /// Always lists the item of this number.
    struct Always(u32);

    impl Fit for Always {
        fn fit(&self, _training: &Training<'_>) -> Result<Box<dyn Recommend>, FitError> {
            Ok(Box::new(Self(self.0)))
        }
    }

    impl Recommend for Always {
        fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
            let item = ItemIdx(self.0);
            let list = |request: &Request<'_>| {
                let listed = request.allows(item).then_some(Scored { item, score: 1.0 });
                listed.into_iter().collect()
            };
            requests.iter().map(list).collect()
        }
    }

    static LENGTH: Metric = Metric {
        key: "length_of_history",
        short_name: "length",
        definition: "distinct items of the history",
        source: "these tests",
        formula: Formula::OfList(|list| Some(crate::number::from_count(list.history.len()))),
        ..Metric::OWN
    };

    /// Users a and b with items 0 to 4 and 0 to 8; the last one is held out.
    fn dataset() -> Dataset {
        let rows = |user: &'static str, n: i64| (0..n).map(move |at| (user, at.to_string(), at));
        Dataset::builder().interactions(rows("a", 5)).interactions(rows("b", 9)).build()
    }

    fn experiment(scoring: Scoring) -> Experiment {
        let models =
            [Contestant::new("always-4", Always(4)), Contestant::new("always-0", Always(0))];
        Experiment { protocol: Protocol::LeaveLastOne, scoring, ..Experiment::of(models) }
    }

    #[test]
    fn a_model_and_a_metric_of_ones_own_reach_figures_intervals_and_comparisons() {
        let scoring = Scoring { own_metrics: vec![&LENGTH], ..Scoring::default() };
        let found = experiment(scoring).run(&dataset()).expect("two users");
        let [four, zero] = &found.result.models[..] else { panic!("two models") };
        // Item 4 is the answer of user a alone.
        assert!((four.metrics["precision_at_5"] - 0.1).abs() < 1e-12);
        assert_eq!(four.name.as_str(), "always-4");
        assert!(zero.metrics["precision_at_5"].abs() < 1e-12);
        // (4 + 8) / 2
        assert!((four.metrics[LENGTH.key] - 6.0).abs() < 1e-12);
        let interval = four.intervals[LENGTH.key];
        assert!(4.0 <= interval.low && interval.high <= 8.0, "{interval:?}");
        let compared = found.result.comparisons.iter().find(|one| one.metric == LENGTH.key);
        assert!(compared.is_some_and(|one| one.paired.difference.abs() < 1e-12));
        assert!(found.per_user.metrics().contains(&LENGTH.key.to_owned()));
        assert!(found.result.data.interactions.is_none());
    }

    /// Lists these items for everybody.
    struct Lists(&'static [u32]);

    impl Fit for Lists {
        fn fit(&self, _training: &Training<'_>) -> Result<Box<dyn Recommend>, FitError> {
            Ok(Box::new(Self(self.0)))
        }
    }

    impl Recommend for Lists {
        fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
            let scored = |(&item, at): (&u32, usize)| Scored {
                item: ItemIdx(item),
                score: -crate::number::single_count(at),
            };
            vec![self.0.iter().zip(0..).map(scored).collect(); requests.len()]
        }
    }

    #[test]
    fn a_list_that_cannot_be_judged_ends_the_run_with_model_user_and_item() {
        let error = |items, time_limit| {
            let mine = [Contestant::new("mine", Lists(items))];
            let experiment = Experiment {
                protocol: Protocol::LeaveLastOne,
                seen: Seen::Exclude,
                time_limit,
                ..Experiment::of(mine)
            };
            experiment.run(&dataset()).expect_err("a broken list").to_string()
        };
        let advice = "; `rehearsal::model::conformance::check` tells what else a model breaks";
        // Item 4 is the answer of user a: counted twice it would be two hits of one.
        let twice = "model `mine`: its list for user `a` has item `4` twice, at ranks 2 and 3";
        let seen = "model `mine`: its list for user `a` has item `0` at rank 2, which the request does not allow";
        let unknown = "model `mine`: its list for user `a` has item number 9 at rank 2, but the data has 9 items, \
                       numbered from 0";
        let minute = Some(std::time::Duration::from_mins(1));
        for time_limit in [None, minute] {
            assert_eq!(error(&[0, 4, 4], time_limit), format!("{twice}{advice}"));
            assert_eq!(error(&[4, 9], time_limit), format!("{unknown}{advice}"));
            assert_eq!(error(&[4, 0], time_limit), format!("{seen}{advice}"));
        }
    }

    #[test]
    fn a_value_that_no_mean_can_be_made_of_ends_the_run() {
        static BROKEN: Metric = Metric {
            key: "hits_of_hits",
            formula: Formula::OfHits(|judged, _| {
                let of = |n: usize| crate::number::from_count(n);
                Some(of(judged.n_hits_at(1)) / of(judged.n_hits_at(25)))
            }),
            ..Metric::OWN
        };
        let scoring = Scoring { own_metrics: vec![&BROKEN], ..Scoring::default() };
        let error = experiment(scoring).run(&dataset()).expect_err("0 / 0");
        // Item 4 is the answer of user a; user b has no hit.
        assert_eq!(
            error.to_string(),
            "model `always-4`: the metric `hits_of_hits` is NaN for user `b`: expected a finite number, or none where \
             it says nothing of a user"
        );
    }

    /// [`Always`] with its number as a parameter.
    struct AlwaysThis(u32);

    impl Fit for AlwaysThis {
        fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Recommend>, FitError> {
            if self.0 as usize >= training.n_items() {
                return Err(FitError::Own(format!("there is no item {}", self.0)));
            }
            Ok(Box::new(Always(self.0)))
        }

        fn params(&self) -> BTreeMap<String, serde_json::Value> {
            BTreeMap::from([("item".to_owned(), self.0.into())])
        }
    }

    #[test]
    fn one_model_runs_with_several_values_and_tells_why_it_cannot() {
        let models = [4, 0, 99].map(|item| Contestant::new("this", AlwaysThis(item)));
        let experiment =
            Experiment { protocol: Protocol::LeaveLastOne, ..Experiment::of(models.clone()) };
        let result = experiment.run(&dataset()).expect("two users").result;
        let titles: Vec<String> = result.models.iter().map(ModelResult::title).collect();
        assert_eq!(titles, ["this:item=4", "this:item=0"]);
        assert_eq!(result.skipped[0].sentence(), "this:item=99 was left out: there is no item 99");
        assert_eq!(models[0].name(), "this");
    }

    #[test]
    fn equal_names_are_refused() {
        let mut twice = experiment(Scoring::default());
        twice.models.push(Contestant::new("always-0", Always(3)));
        let error = twice.run(&dataset()).expect_err("two of one name");
        let said = "two models are called `always-0`; give one of them another name";
        assert_eq!(error.to_string(), said);
        let own_metrics = vec![&LENGTH, &LENGTH];
        let error = experiment(Scoring { own_metrics, ..Scoring::default() }).run(&dataset());
        assert!(matches!(error, Err(RunError::SameName { what: "metrics", .. })));
    }

    #[test]
    fn a_main_metric_of_ones_own_is_named_and_one_that_is_not_told_is_refused() {
        static LOUD: Metric = Metric { key: "LOUD!", ..Metric::OWN };
        let main = |metric, own_metrics| Scoring { metric, own_metrics, ..Scoring::default() };
        let found = experiment(main(&LENGTH, vec![&LENGTH])).run(&dataset()).expect("two users");
        assert_eq!(found.result.metric().short_name, "length");
        assert_eq!(found.result.own_metrics.len(), 1);
        for metric in [&LENGTH, &WEIGHTED_NDCG_5] {
            let error = experiment(main(metric, Vec::new())).run(&dataset()).expect_err("untold");
            assert!(matches!(error, RunError::NotTold { metric: found } if found == metric.key));
        }
        experiment(main(&NOVELTY, Vec::new())).run(&dataset()).expect("there is a training set");
        let error = experiment(main(&LENGTH, vec![&LENGTH, &LOUD])).run(&dataset());
        let said = "the metric `LOUD!`: expected a key of small letters, digits and `_`, such as `first_is_hit`";
        assert_eq!(error.expect_err("a key").to_string(), said);
    }

    #[test]
    fn a_clean_experiment_is_the_clean_view() {
        let clean = experiment(Scoring::default()).clean(7).run(&dataset()).expect("two users");
        assert!(clean.result.clean().is_some());
        let custom = experiment(Scoring::default()).run(&dataset()).expect("two users");
        assert!(custom.result.clean().is_none());
    }
}
