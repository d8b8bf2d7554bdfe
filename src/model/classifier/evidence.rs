//! The evidence on a pair of a history and an item.

use serde::{Deserialize, Serialize};

use crate::dataset::ItemIdx;
use crate::model::core::{Event, Request, Training, all_items};
use crate::model::parts::co_occurrence::{Itself, neighbours};
use crate::model::parts::decay::decayed;
use crate::model::parts::means::mean_values;
use crate::model::parts::sparse::ItemWeights;
use crate::model::sequence::markov::{self, MarkovParameters};
use crate::number::{from_seconds, single, single_count};

/// The number of features that describe a pair.
pub(super) const N_FEATURES: usize = 14;
/// The index of the feature that is the number of users of the item.
pub(super) const USERS_FEATURE: usize = 2;
/// Similar items kept of each.
pub(super) const NEIGHBOURS: usize = 200;
/// Shrinkage of the similarities.
const SHRINK: f32 = 10.0;
/// The newest items of a history whose transitions count, each half of the one after it.
const RECENT: usize = 5;
/// The greatest distance of a transition, in items.
const WINDOW: usize = 5;
/// Half-life of the trend, in days.
const TREND_DAYS: f64 = 365.0;

/// Statistics of the training set.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Evidence {
    similar: ItemWeights,
    /// The number of times item j comes d ≤ 5 items after item i, each weighted 0.5^(d − 1).
    followed: ItemWeights,
    users: Vec<f32>,
    trend: Vec<f32>,
    rating: Vec<f32>,
    /// Genres as bits, at most 64.
    genres: Vec<u64>,
    /// NaN where unknown.
    years: Vec<f32>,
}

impl Evidence {
    pub(super) fn of(training: &Training<'_>) -> Self {
        let dataset = training.dataset();
        let n_items = training.n_items();
        let users: Vec<f32> =
            training.users_per_item().iter().map(|&users| single_count(users as usize)).collect();
        let of = |left: ItemIdx, right: ItemIdx, common: f32| {
            similarity(common, users[left.index()], users[right.index()])
        };
        let similar = neighbours(training.matrix(), NEIGHBOURS, Itself::Excluded, |_| 1.0, of);
        let bits = |item: ItemIdx| {
            let genres = dataset.genres().map_or(&[][..], |genres| genres.of(item));
            genres.iter().filter(|&&genre| genre < 64).fold(0, |bits, &genre| bits | 1_u64 << genre)
        };
        let year = |year: &Option<i32>| year.map_or(f32::NAN, |year| single(f64::from(year)));
        Self {
            similar: ItemWeights::from_rows(&similar),
            followed: followed(training),
            trend: decayed(training, TREND_DAYS).into_iter().map(single).collect(),
            rating: mean_values(training)
                .map_or(vec![0.0; n_items], |means| means.into_iter().map(single).collect()),
            genres: all_items(n_items).map(bits).collect(),
            years: dataset
                .years()
                .map_or(vec![f32::NAN; n_items], |years| years.iter().map(year).collect()),
            users,
        }
    }

    pub(super) fn n_items(&self) -> usize {
        self.users.len()
    }

    pub(super) fn is_sound(&self) -> bool {
        let n = self.n_items();
        self.similar.is_sound()
            && self.followed.is_sound()
            && [self.similar.n_items(), self.followed.n_items(), self.trend.len()] == [n; 3]
            && [self.rating.len(), self.genres.len(), self.years.len()] == [n; 3]
    }

    /// Everything about a history that does not depend on the item.
    pub(super) fn view(&self, history: &[Event]) -> View<'_> {
        let newest = Request::new("", history, 0).newest_first();
        let n = self.n_items();
        let mut view = View {
            evidence: self,
            seen: newest.clone(),
            sums: vec![0.0; n],
            largest: vec![0.0; n],
            newest: vec![0.0; n],
            transitions: vec![0.0; n],
            size: single_count(newest.len()).ln_1p(),
            popularity: 0.0,
            hours: 0.0,
            genres: vec![0.0; 64],
            year: f32::NAN,
        };
        view.seen.sort_unstable();
        view.fill(&newest, history);
        view
    }
}

fn similarity(common: f32, left: f32, right: f32) -> f32 {
    common / ((left * right).max(0.0).sqrt() + SHRINK)
}

/// Transitions by the very model of that name, without its popularity terms.
fn followed(training: &Training<'_>) -> ItemWeights {
    let parameters = MarkovParameters {
        window: WINDOW,
        decay: 0.5,
        backward: 0.0,
        alpha: 0.0,
        beta: 0.0,
        k: NEIGHBOURS,
        ..MarkovParameters::default()
    };
    markov::weights(&parameters, training)
}

/// A history, ready to be laid beside any item.
pub(super) struct View<'e> {
    evidence: &'e Evidence,
    seen: Vec<ItemIdx>,
    sums: Vec<f32>,
    largest: Vec<f32>,
    newest: Vec<f32>,
    transitions: Vec<f32>,
    size: f32,
    popularity: f32,
    hours: f32,
    /// The share of each genre in the history.
    genres: Vec<f32>,
    year: f32,
}

impl View<'_> {
    fn fill(&mut self, newest: &[ItemIdx], history: &[Event]) {
        let evidence = self.evidence;
        let (mut years, mut n_years) = (0.0, 0.0);
        for (age, &item) in newest.iter().enumerate() {
            let (targets, weights) = evidence.similar.row(item);
            for (&target, &weight) in targets.iter().zip(weights) {
                let target = target as usize;
                self.sums[target] += weight;
                self.largest[target] = self.largest[target].max(weight);
                if age == 0 {
                    self.newest[target] = weight;
                }
            }
            if age < RECENT {
                evidence.followed.add_row(
                    item,
                    0.5_f32.powi(i32::try_from(age).unwrap_or(0)),
                    &mut self.transitions,
                );
            }
            self.popularity += evidence.users[item.index()].ln_1p();
            let bits = evidence.genres[item.index()];
            for (genre, share) in self.genres.iter_mut().enumerate() {
                if bits >> genre & 1 == 1 {
                    *share += 1.0;
                }
            }
            let year = evidence.years[item.index()];
            if !year.is_nan() {
                years += year;
                n_years += 1.0;
            }
        }
        let n = single_count(newest.len()).max(1.0);
        self.popularity /= n;
        self.genres.iter_mut().for_each(|share| *share /= n);
        self.year = years / n_years;
        let times = history.iter().rev().map(|event| event.timestamp_s);
        let last: Vec<i64> = times.take(2).collect();
        if let [last, before] = last[..] {
            self.hours =
                single(from_seconds(last.saturating_sub(before)) / 3_600.0).max(0.0).ln_1p();
        }
    }

    /// Fills in the features of the pair with `item`.
    pub(super) fn features(&self, item: usize, into: &mut [f32; N_FEATURES]) {
        let evidence = self.evidence;
        let seen = self.seen.binary_search_by_key(&item, |seen| seen.index()).is_ok();
        *into = [
            self.size,
            self.popularity,
            evidence.users[item].ln_1p(),
            evidence.trend[item].ln_1p(),
            evidence.rating[item],
            self.hours,
            self.sums[item].ln_1p(),
            self.largest[item],
            self.newest[item],
            (10.0 * self.transitions[item]).ln_1p(),
            self.transitions[item] / (evidence.users[item] + 5.0).sqrt(),
            self.genre_match(item),
            self.year_distance(item),
            f32::from(u8::from(seen)),
        ];
    }

    fn genre_match(&self, item: usize) -> f32 {
        let bits = self.evidence.genres[item];
        let own = single_count(bits.count_ones() as usize).max(1.0).sqrt();
        let sum: f32 = self
            .genres
            .iter()
            .enumerate()
            .filter(|(genre, _)| bits >> genre & 1 == 1)
            .map(|(_, share)| share)
            .sum();
        sum / own
    }

    /// The distance of an item's year from the history's, in tens of years; 0 where either is unknown.
    fn year_distance(&self, item: usize) -> f32 {
        let distance = (self.evidence.years[item] - self.year).abs() / 10.0;
        if distance.is_nan() { 0.0 } else { distance.min(10.0) }
    }

    /// Takes the share of the user's own later event with `item` out of the statistics: the user is one of those who
    /// have the item with each of the history, and one of those whose next items it is.
    pub(super) fn without_own(&mut self, item: ItemIdx, newest: &[ItemIdx]) {
        let evidence = self.evidence;
        let at = item.index();
        let n = evidence.users[at];
        (self.sums[at], self.largest[at], self.newest[at], self.transitions[at]) =
            (0.0, 0.0, 0.0, 0.0);
        for (age, &other) in newest.iter().enumerate() {
            let m = evidence.users[other.index()];
            let known = evidence.similar.weight(other, item);
            if known > 0.0 {
                let common = known * ((n * m).sqrt() + SHRINK) - 1.0;
                let left = similarity(common.max(0.0), n - 1.0, m - 1.0);
                self.sums[at] += left;
                self.largest[at] = self.largest[at].max(left);
                if age == 0 {
                    self.newest[at] = left;
                }
            }
            if age < RECENT {
                // Its own step, from so many items before.
                let own = 0.5_f32.powi(i32::try_from(age).unwrap_or(0));
                let all = evidence.followed.weight(other, item);
                self.transitions[at] += own * (all - own).max(0.0);
            }
        }
    }
}
