//! User-based neighbours: a user's items are scored by the users like this one.

use serde::{Deserialize, Serialize};

use super::similarity::{
    ALPHA, BETA, Formula, NORMALIZE, SHRINK, SIMILARITY, Similarity, SimilarityParameters,
};
use super::weighting::{WEIGHTING, Weighting, Weights};
use crate::dataset::UserIdx;
use crate::model::core::parameter::{HALF_LIFE, Search, parameters, whole};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Scored, Shape, THREADS,
    Training, top_n,
};
use crate::model::parts::co_occurrence::Sums;
use crate::model::parts::scorer::{Filled, Scorer, load};
use crate::number::{from_count, to_u32};
use crate::seed;

/// User-based nearest neighbours on binary data.
///
/// A user under test is compared with all users of the training set, by the history as it is then,
/// so nobody has to have been there. A training user of the same id is no neighbour. Ties of
/// similarity go to the smaller user index.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "user-knn",
    family: ModelFamily::Neighbourhood,
    summary: "What the users most like this one have.",
    equation: "score(u, j) = Σ s(u, v) · x(v, j) over the k users v most similar to u, x as weighted",
    source: "Resnick et al. 1994, doi:10.1145/192844.192905, for binary data; Ferrari Dacrema et al. \
             2021, doi:10.1145/3434185, section 3.2",
    cost: "time and memory r; a request takes the users of its items",
    is_fast: true,
    needs: None,
    method: Method::of::<UserKnnParameters>(),
    load: load::<UserKnn>,
};

parameters! {
    /// Parameters of neighbours of users.
    pub(in crate::model) struct UserKnnParameters {
        k: usize = whole(1..=u64::MAX, 50, Search::LogInteger(5, 1_000), "neighbours of a user");
        shrink: f32 = SHRINK;
        similarity: Formula = SIMILARITY;
        alpha: f32 = ALPHA;
        beta: f32 = BETA;
        weighting: Weighting = WEIGHTING;
        normalize: bool = NORMALIZE;
        half_life: Option<f32> = HALF_LIFE;
    }
}

impl Learn for UserKnnParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        16 * shape.pairs as u64
            + 40 * (shape.users + shape.items) as u64
            + 12 * shape.users as u64 * THREADS
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(Filled::new(fit(self, training), training)))
    }
}

impl UserKnnParameters {
    fn similarity(&self) -> Similarity {
        let &Self { similarity: formula, alpha, beta, shrink, normalize, .. } = self;
        SimilarityParameters { formula, alpha, beta, shrink, normalize }.into()
    }
}

fn fit(parameters: &UserKnnParameters, training: &Training<'_>) -> UserKnn {
    let matrix = training.matrix();
    let similarity = parameters.similarity();
    let users: Vec<UserIdx> = training.users().map(|(user, _)| user).collect();
    // Users are documents, items their words.
    let n_items_of: Vec<u32> =
        users.iter().map(|&user| to_u32(matrix.items_of(user).len())).collect();
    let weights =
        Weights::of(parameters.weighting, &training.users_per_item(), &n_items_of, users.len());
    let mut of_items = Lists::default();
    let mut users_of = vec![Vec::new(); training.n_items()];
    for (number, &user) in (0_u32..).zip(&users) {
        of_items.push(matrix.items_of(user));
        for &item in matrix.items_of(user) {
            users_of[item as usize].push(number);
        }
    }
    let name = |user: &UserIdx| seed::hash(0, training.dataset().users().id(user.index()));
    let mut hashes: Vec<(u64, u32)> = users.iter().map(name).zip(0..).collect();
    hashes.sort_unstable();
    let mut model = UserKnn {
        k: parameters.k,
        half_life: parameters.half_life.unwrap_or(f32::INFINITY),
        similarity,
        weights,
        lengths: Vec::new(),
        of_items,
        users_of: Lists::default(),
        hashes,
    };
    for users in &users_of {
        model.users_of.push(users);
    }
    let squared = |number: usize| {
        let items = model.of_items.get(number);
        let sum: f32 = items.iter().map(|&item| model.square(item)).sum();
        sum * model.document(number).powi(2)
    };
    model.lengths = (0..users.len()).map(|at| similarity.lengths(squared(at)).1).collect();
    model
}

#[derive(Debug, Serialize, Deserialize)]
struct UserKnn {
    k: usize,
    half_life: f32,
    similarity: Similarity,
    weights: Weights,
    /// The length of each training user, as [`Similarity::lengths`] wants it.
    lengths: Vec<f32>,
    /// Items of each training user.
    of_items: Lists,
    /// Training users of each item.
    users_of: Lists,
    /// The training users by the hash of their ids.
    hashes: Vec<(u64, u32)>,
}

impl UserKnn {
    /// The contribution of a common item to a product.
    fn square(&self, item: u32) -> f32 {
        if self.similarity.uses_values() { self.weights.word[item as usize].powi(2) } else { 1.0 }
    }

    fn document(&self, user: usize) -> f32 {
        if self.similarity.uses_values() { self.weights.document[user] } else { 1.0 }
    }

    /// The number of the training user with this id.
    fn number_of(&self, user_id: &str) -> Option<u32> {
        let hash = seed::hash(0, user_id);
        let at = self.hashes.binary_search_by_key(&hash, |&(hash, _)| hash).ok()?;
        Some(self.hashes[at].1)
    }

    /// The k most similar training users.
    fn nearest(&self, request: &Request<'_>) -> Vec<Scored> {
        let history = request.weighted_history(self.half_life);
        let document = if self.similarity.uses_values() {
            self.weights.of_length(from_count(history.len()))
        } else {
            1.0
        };
        let mut sums = Sums::new(self.of_items.len());
        let mut squared = 0.0;
        for &(item, weight) in &history {
            let value = self.square(item.0);
            // The size of a set whose members count `weight`, or the square of a vector.
            let own = if self.similarity.uses_values() { weight * weight } else { weight };
            squared += value * own;
            for &user in self.users_of.get(item.index()) {
                sums.add(user, value * weight * document);
            }
        }
        let length = self.similarity.lengths(squared * document * document).0;
        let own = self.number_of(request.user_id);
        let mut alike = Vec::new();
        sums.drain(|user, sum| {
            let dot = sum * self.document(user.index());
            let score = self.similarity.of(dot, length, self.lengths[user.index()]);
            if Some(user.0) != own && score > 0.0 {
                alike.push(Scored { item: user, score });
            }
        });
        top_n(alike, self.k)
    }

    /// The value of `item` in a training user's vector.
    fn value(&self, user: usize, item: u32) -> f32 {
        self.weights.word[item as usize] * self.weights.document[user]
    }
}

impl Scorer for UserKnn {
    fn n_items(&self) -> usize {
        self.users_of.len()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        for neighbour in self.nearest(request) {
            let user = neighbour.item.index();
            for &item in self.of_items.get(user) {
                scores[item as usize] += neighbour.score * self.value(user, item);
            }
        }
        true
    }

    fn is_evidence(&self) -> bool {
        true
    }

    fn is_sound(&self) -> bool {
        let (n_items, n_users) = (self.users_of.len(), self.of_items.len());
        self.of_items.is_sound(n_items)
            && self.users_of.is_sound(n_users)
            && self.lengths.len() == n_users
            && self.weights.word.len() == n_items
            && self.weights.document.len() == n_users
            && self.hashes.iter().all(|&(_, number)| (number as usize) < n_users)
    }
}

/// Lists of numbers, one after another.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Lists {
    ends: Vec<usize>,
    numbers: Vec<u32>,
}

impl Lists {
    fn push(&mut self, numbers: &[u32]) {
        self.numbers.extend_from_slice(numbers);
        self.ends.push(self.numbers.len());
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, at: usize) -> &[u32] {
        let begin = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.numbers[begin..self.ends[at]]
    }

    fn is_sound(&self, below: usize) -> bool {
        self.ends.is_sorted()
            && self.ends.last().copied().unwrap_or(0) == self.numbers.len()
            && self.numbers.iter().all(|&number| (number as usize) < below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Dataset, ItemIdx};
    use crate::model::core::{Event, ModelConfig};

    /// A data set in which Marcos has seen the films of Jonas, and Peter those of John.
    fn films() -> Dataset {
        Dataset::from_rows(&[
            ("jonas", "die-hard", "", 1),
            ("jonas", "rambo-iii", "", 2),
            ("jonas", "predator", "", 3),
            ("john", "ghostbusters", "", 1),
            ("john", "rambo-iii", "", 2),
            ("john", "beetlejuice", "", 3),
        ])
    }

    fn list(spec: &str, user_id: &str, seen: &[&str]) -> Vec<(String, f32)> {
        let dataset = films();
        let mut rows: Vec<u32> = (0..6).collect();
        rows.sort_by_key(|&row| (dataset.user(row), dataset.timestamp_s(row)));
        let item = |id: &&str| ItemIdx(dataset.items().find(id).expect("a film"));
        let mut excluded: Vec<ItemIdx> = seen.iter().map(item).collect();
        let history: Vec<Event> = excluded.iter().copied().map(Event::from).collect();
        excluded.sort_unstable();
        let config = ModelConfig::parse(spec).expect("known");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
        let request = Request { excluded: &excluded, ..Request::new(user_id, &history, 2) };
        let name = |scored: &Scored| dataset.items().id(scored.item.index()).to_owned();
        model.recommend(&request).iter().map(|scored| (name(scored), scored.score)).collect()
    }

    #[test]
    fn marcos_gets_what_jonas_saw_and_peter_what_john_saw() {
        // Two of Marcos' two and Jonas' three films, one with John: 2/√6 and 1/√6.
        let cosine = 2.0 / 6.0_f32.sqrt();
        let marcos = list("user-knn:shrink=0,k=1", "marcos", &["die-hard", "rambo-iii"]);
        assert_eq!(marcos[0].0, "predator");
        assert!((marcos[0].1 - cosine).abs() < 1e-6, "{marcos:?}");
        let peter = list("user-knn:shrink=0,k=1", "peter", &["ghostbusters", "rambo-iii"]);
        assert_eq!(
            (peter[0].0.as_str(), peter[0].1.to_bits()),
            ("beetlejuice", marcos[0].1.to_bits())
        );
        // With two neighbours, John's other films come behind with 1/√6.
        let both = list("user-knn:shrink=0", "marcos", &["die-hard", "rambo-iii"]);
        assert!((both[1].1 - 1.0 / 6.0_f32.sqrt()).abs() < 1e-6, "{both:?}");
    }

    #[test]
    fn a_training_user_is_no_neighbour_of_their_own() {
        let own = list("user-knn:shrink=0,k=1", "jonas", &["die-hard", "rambo-iii"]);
        assert_eq!(own[0].0, "beetlejuice", "by John, though Jonas is nearer");
    }
}
