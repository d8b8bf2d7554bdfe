//! Ranked lists of one fold, judged.

use rayon::prelude::*;

use super::likeness::{PopularityRanking, UserLikeness};
use super::list::RankedList;
use super::segment::{ItemGroup, ItemGroups};
use crate::dataset::{Dataset, ItemIdx};
use crate::experiment::scoring::Scoring;
use crate::metric::{
    ACCURACY, ALL, Catalogue, Convention, Growth, Interval, Judged, JudgedList, LIST_LENGTH,
    Metric, Needs, TiedList, ndcg_at,
};
use crate::model::Training;
use crate::split::TestUser;

/// The K of NDCG, as the service reports it.
pub(in crate::experiment) const CUTS: [usize; 3] = [5, 10, 25];
/// NDCG under each convention at each of [`CUTS`].
pub(in crate::experiment) const N_CONVENTION_VALUES: usize = 9;

/// The further data that there is beside the lists and the held-out items.
#[derive(Debug, Clone, Copy)]
pub(in crate::experiment) struct Known {
    /// True if there is a training set, which says how popular items are.
    pub(in crate::experiment) training: bool,
    /// True if there is a test window, which says how items grew.
    pub(in crate::experiment) growth: bool,
}

/// The metrics that this data allows, in the order of the table, then those of the caller's own.
pub(in crate::experiment) fn metrics(
    dataset: &Dataset,
    scoring: &Scoring,
    known: Known,
) -> Vec<&'static Metric> {
    let is_there = |needs: Needs| match needs {
        Needs::Nothing => true,
        Needs::EventWeights => !scoring.event_weights.is_empty(),
        Needs::Rewards => dataset.has_rewards(),
        Needs::Growth => known.growth,
        Needs::Training => known.training,
        Needs::Genres => dataset.genres().is_some(),
    };
    let all = ALL.iter().chain(&scoring.own_metrics).copied();
    all.filter(|metric| is_there(metric.needs)).collect()
}

/// The data by which a fold's lists are judged.
pub(in crate::experiment) struct Judge<'a> {
    dataset: &'a Dataset,
    scoring: &'a Scoring,
    metrics: &'a [&'static Metric],
    /// The weight of each event type by number.
    weights: Vec<f64>,
    growth: Option<&'a Growth>,
    users_per_item: Vec<u32>,
    n_training_users: usize,
    groups: ItemGroups,
    /// The popularity ranking; none where training has few items or no rows.
    popularity: Option<PopularityRanking>,
}

/// A value of a metric that no mean can be made of.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "the metric `{metric}` is {value} for user `{user}`: expected a finite number, or none where it says nothing of a \
     user"
)]
pub struct FaultyValue {
    /// The metric's key.
    pub metric: &'static str,
    /// The id of the user.
    pub user: String,
    /// The value.
    pub value: f64,
}

/// The score of one user's list.
#[derive(Debug, Clone)]
pub(in crate::experiment) struct UserScore {
    /// The values, by the judge's metrics.
    pub(in crate::experiment) values: Vec<Option<f64>>,
    /// NDCG by convention and [`CUTS`].
    pub(in crate::experiment) by_convention: [f64; N_CONVENTION_VALUES],
    /// The range over which ties could move the values, by [`ACCURACY`]; none when no tie is in doubt.
    pub(in crate::experiment) ties: Option<Vec<Interval>>,
    /// The list judged by the held-out items of each group alone.
    pub(in crate::experiment) by_group: [Judged; ItemGroup::ALL.len()],
    /// The number of items that count as the most popular, and the list beside the popularity ranking.
    pub(in crate::experiment) likeness: Option<(usize, UserLikeness)>,
    /// Listed items of the catalogue.
    pub(in crate::experiment) listed: Vec<ItemIdx>,
    /// Places of the list, at most 25.
    pub(in crate::experiment) length: usize,
}

impl<'a> Judge<'a> {
    pub(in crate::experiment) fn new(
        dataset: &'a Dataset,
        scoring: &'a Scoring,
        metrics: &'a [&'static Metric],
        training: &Training<'_>,
        growth: Option<&'a Growth>,
    ) -> Self {
        let weight = |name: &String| scoring.event_weights.get(name).copied().unwrap_or(0.0);
        Self {
            dataset,
            scoring,
            metrics,
            weights: dataset.event_types().iter().map(weight).collect(),
            growth,
            users_per_item: training.users_per_item(),
            n_training_users: training.users().count(),
            groups: ItemGroups::new(&training.rows_per_item()),
            popularity: PopularityRanking::of(&training.users_per_item()),
        }
    }

    /// Judges one list per test user of the fold, on all threads, in the order of users.
    ///
    /// # Errors
    /// The first value, in the order of users, that is infinite or not a number.
    pub(in crate::experiment) fn all(
        &self,
        test_users: &[TestUser],
        lists: &[RankedList],
    ) -> Result<Vec<UserScore>, FaultyValue> {
        let pairs = test_users.par_iter().zip(lists);
        let scores: Vec<UserScore> = pairs.map(|(test, list)| self.one(test, list)).collect();
        let faults =
            test_users.iter().zip(&scores).find_map(|(test, score)| self.fault(test, score));
        faults.map_or(Ok(scores), Err)
    }

    fn fault(&self, test: &TestUser, score: &UserScore) -> Option<FaultyValue> {
        let mut values = self.metrics.iter().zip(&score.values);
        values.find_map(|(metric, value)| {
            let value = value.filter(|value| !value.is_finite())?;
            let user = self.dataset.users().id(test.user.index()).to_owned();
            Some(FaultyValue { metric: metric.key, user, value })
        })
    }

    fn one(&self, test: &TestUser, list: &RankedList) -> UserScore {
        let length = list.items.len().min(LIST_LENGTH);
        let is_hit = |item: &Option<ItemIdx>| {
            item.is_some_and(|item| test.held_out.binary_search(&item).is_ok())
        };
        let hits: Vec<bool> = list.items.iter().map(is_hit).collect();
        let judged = Judged::from_hits(&hits[..length], test.held_out.len());
        let listed: Vec<ItemIdx> = list.items[..length].iter().copied().flatten().collect();
        let mut history: Vec<ItemIdx> =
            test.history.iter().map(|&row| self.dataset.item(row)).collect();
        history.sort_unstable();
        history.dedup();
        let list_of_user = JudgedList {
            judged,
            places: &list.items[..length],
            listed: &listed,
            held_out: &test.held_out,
            held_out_rows: &test.held_out_rows,
            history: &history,
            dataset: self.dataset,
            catalogue: Catalogue {
                users_per_item: &self.users_per_item,
                n_users: self.n_training_users,
                genres: self.dataset.genres(),
            },
            growth: self.growth,
            event_weights: &self.weights,
            convention: self.scoring.convention,
        };
        let values = self.metrics.iter().map(|metric| metric.of_list(&list_of_user));
        UserScore {
            values: values.collect(),
            by_convention: by_convention(judged),
            ties: self.ties(&hits, list, test),
            by_group: self.by_group(test, list, length),
            likeness: self.likeness(&listed, &history),
            listed,
            length,
        }
    }

    fn likeness(&self, listed: &[ItemIdx], history: &[ItemIdx]) -> Option<(usize, UserLikeness)> {
        let popularity = self.popularity.as_ref()?;
        Some((popularity.most_popular(), popularity.of_list(listed, history)?))
    }

    fn ties(&self, hits: &[bool], list: &RankedList, test: &TestUser) -> Option<Vec<Interval>> {
        let tied = TiedList::new(&list.scored(hits), test.held_out.len());
        if !tied.is_in_doubt() {
            return None;
        }
        let convention = self.scoring.convention;
        ACCURACY.iter().map(|metric| tied.range(metric, convention)).collect()
    }

    fn by_group(
        &self,
        test: &TestUser,
        list: &RankedList,
        length: usize,
    ) -> [Judged; ItemGroup::ALL.len()] {
        ItemGroup::ALL.map(|group| {
            let held_out: Vec<ItemIdx> = test
                .held_out
                .iter()
                .copied()
                .filter(|&item| self.groups.of(item) == group)
                .collect();
            let is_hit = |item: &Option<ItemIdx>| {
                item.is_some_and(|item| held_out.binary_search(&item).is_ok())
            };
            let hits: Vec<bool> = list.items[..length].iter().map(is_hit).collect();
            Judged::from_hits(&hits, held_out.len())
        })
    }
}

pub(in crate::experiment) fn by_convention(judged: Judged) -> [f64; N_CONVENTION_VALUES] {
    let all = Convention::ALL
        .map(|convention| CUTS.map(|k| ndcg_at(judged, k, convention).unwrap_or(f64::NAN)));
    std::array::from_fn(|at| all[at / CUTS.len()][at % CUTS.len()])
}
