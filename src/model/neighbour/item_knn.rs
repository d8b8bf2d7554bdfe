//! Items like those of the history.

use serde::{Deserialize, Serialize};

use super::similarity::{
    ALPHA, BETA, Formula, NORMALIZE, SHRINK, SIMILARITY, Similarity, SimilarityParameters,
};
use super::weighting::{WEIGHTING, Weighting, Weights};
use crate::dataset::ItemIdx;
use crate::model::core::parameter::{HALF_LIFE, Search, Searched, parameters, whole};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Scored, Shape, Training,
    all_items,
};
use crate::model::parts::co_occurrence::{Itself, neighbours};
use crate::model::parts::scorer::{Filled, Scorer, load};
use crate::model::parts::sparse::{ItemWeights, memory};

/// Item-based nearest neighbours on binary data.
///
/// Sarwar, Karypis, Konstan, Riedl 2001, doi:10.1145/371920.372071, without the normalisation of its
/// equation for ratings, which does not help rank binary data; similarities, shrinkage and weighting
/// as in the evaluation framework of Ferrari Dacrema et al. 2021, so that parameters published with
/// it can be used as they are.
///
/// Ties go to the smaller item index, among neighbours too.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "item-knn",
    family: ModelFamily::Neighbourhood,
    summary: "Items whose users are those of the history's items.",
    equation: "score(u, j) = Σ w(i) · s(j, i) over the distinct items i of the history that are among \
               the k items most similar to j; w halves every `half-life` newer items",
    source: "Sarwar et al. 2001, doi:10.1145/371920.372071, section 3; Ferrari Dacrema et al. 2021, \
             doi:10.1145/3434185, section 3.2",
    cost: "time Σ over users of items², memory n·k",
    is_fast: true,
    needs: None,
    method: Method::of::<ItemKnnParameters>(),
    load: load::<ItemKnn>,
};

parameters! {
    /// The items whose neighbours `k` counts.
    pub(in crate::model) enum KeepNeighbours {
        Target = "target",
        History = "history",
    }

    /// Parameters of neighbours of items.
    pub(in crate::model) struct ItemKnnParameters {
        k: usize =
            whole(1..=u64::MAX, 100, Search::LogInteger(5, 1_000), "neighbours kept per item");
        shrink: f32 = SHRINK;
        similarity: Formula = SIMILARITY;
        alpha: f32 = ALPHA;
        beta: f32 = BETA;
        weighting: Weighting = WEIGHTING;
        normalize: bool = NORMALIZE;
        keep: KeepNeighbours = KeepNeighbours::parameter(
            Searched::No,
            "whether k counts the neighbours of each item recommended or of each item of a history",
        );
        half_life: Option<f32> = HALF_LIFE;
    }
}

impl Learn for ItemKnnParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        memory(self.k, shape)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(Filled::new(fit(self, training), training)))
    }
}

impl ItemKnnParameters {
    fn similarity(&self) -> Similarity {
        let &Self { similarity: formula, alpha, beta, shrink, normalize, .. } = self;
        SimilarityParameters { formula, alpha, beta, shrink, normalize }.into()
    }
}

/// Finds each item's neighbours.
fn fit(parameters: &ItemKnnParameters, training: &Training<'_>) -> ItemKnn {
    let matrix = training.matrix();
    let similarity = parameters.similarity();
    // Items are documents, users their words.
    let (degrees, lengths) = (training.items_per_user(), training.users_per_item());
    let values_of = Weights::of(parameters.weighting, &degrees, &lengths, training.n_items());
    let uses_values = similarity.uses_values();
    let word = |user: u32| if uses_values { values_of.word[user as usize].powi(2) } else { 1.0 };
    let document = |item: ItemIdx| if uses_values { values_of.document[item.index()] } else { 1.0 };
    let squared = |item: ItemIdx| {
        let sum: f32 = matrix.users_of(item).iter().map(|&user| word(user)).sum();
        sum * document(item).powi(2)
    };
    let items = all_items(training.n_items());
    let lengths: Vec<(f32, f32)> = items.map(|item| similarity.lengths(squared(item))).collect();
    // Neighbours are found for each item recommended or for each item of a history; x, the item asked
    // about, is the one recommended either way.
    let of = |left: ItemIdx, right: ItemIdx, sum: f32| {
        let dot = sum * document(left) * document(right);
        let (asked, other) = match parameters.keep {
            KeepNeighbours::Target => (left, right),
            KeepNeighbours::History => (right, left),
        };
        similarity.of(dot, lengths[asked.index()].0, lengths[other.index()].1)
    };
    let kept = neighbours(matrix, parameters.k, Itself::Excluded, word, of);
    let weights = match parameters.keep {
        KeepNeighbours::Target => ItemWeights::from_columns(&kept),
        KeepNeighbours::History => ItemWeights::from_rows(&kept),
    };
    let half_life = parameters.half_life.unwrap_or(f32::INFINITY);
    ItemKnn { weights, of_history: values_of.document, half_life }
}

#[derive(Debug, Serialize, Deserialize)]
struct ItemKnn {
    weights: ItemWeights,
    /// The weight of each item of a history by itself.
    of_history: Vec<f32>,
    half_life: f32,
}

impl ItemKnn {
    /// The items of the history with their weights.
    fn history(&self, request: &Request<'_>) -> Vec<(ItemIdx, f32)> {
        let mut history = request.weighted_history(self.half_life);
        for (item, weight) in &mut history {
            *weight *= self.of_history[item.index()];
        }
        history
    }
}

impl Scorer for ItemKnn {
    fn n_items(&self) -> usize {
        self.weights.n_items()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        for (item, weight) in self.history(request) {
            self.weights.add_row(item, weight, scores);
        }
        true
    }

    fn is_evidence(&self) -> bool {
        true
    }

    fn contributions(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        self.weights.contributions(self.history(request), item)
    }

    fn is_sound(&self) -> bool {
        self.weights.is_sound() && self.of_history.len() == self.weights.n_items()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
    use crate::model::core::{Event, ModelConfig};

    /// Users 1 to 4; a has {1, 2, 3}, b has {1, 2}, c has {3, 4}, d has {4}.
    fn dataset() -> Dataset {
        Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "b", "", 2),
            ("2", "a", "", 1),
            ("2", "b", "", 2),
            ("3", "a", "", 1),
            ("3", "c", "", 2),
            ("4", "c", "", 1),
            ("4", "d", "", 2),
        ])
    }

    fn scores(spec: &str, history: &[u32], excluded: &[u32]) -> Vec<(u32, f32)> {
        let dataset = dataset();
        let rows: Vec<u32> = (0..8).collect();
        let config = ModelConfig::parse(spec).expect("a model");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
        let history: Vec<Event> = history.iter().map(|&item| ItemIdx(item).into()).collect();
        let excluded: Vec<ItemIdx> = excluded.iter().copied().map(ItemIdx).collect();
        let request = Request { excluded: &excluded, ..Request::new("x", &history, 4) };
        model.recommend(&request).iter().map(|scored| (scored.item.0, scored.score)).collect()
    }

    fn expect(found: &[(u32, f32)], expected: &[(u32, f32)]) {
        let close = |(left, right): (&(u32, f32), &(u32, f32))| {
            left.0 == right.0 && (left.1 - right.1).abs() < 1e-6
        };
        let equal = found.len() == expected.len() && found.iter().zip(expected).all(close);
        assert!(equal, "{found:?} is not {expected:?}");
    }

    #[test]
    fn similarities_are_those_of_the_formulas() {
        // a–b share 2 of 3 and 2; a–c share 1 of 3 and 2; then a and d by popularity.
        let cosine = [(1, 2.0 / 6.0_f32.sqrt()), (2, 1.0 / 6.0_f32.sqrt()), (0, -0.25), (3, -0.75)];
        expect(&scores("item-knn:shrink=0", &[0], &[]), &cosine);
        let jaccard = [(1, 2.0 / 3.0), (2, 1.0 / 4.0), (3, -0.75)];
        expect(&scores("item-knn:shrink=0,similarity=jaccard", &[0], &[0]), &jaccard);
        let shrunk = [(1, 2.0 / 4.0), (2, 1.0 / 5.0)];
        expect(&scores("item-knn:shrink=1,similarity=jaccard", &[0], &[0, 3]), &shrunk);
        let dice = [(1, 4.0 / 5.0), (2, 2.0 / 5.0)];
        expect(&scores("item-knn:shrink=0,similarity=dice", &[0], &[0, 3]), &dice);
        // Asked about b: 2 / (2^(2·.25) · 3^(2·.75)), of history a; about c: 1 / (2^.5 · 3^1.5).
        let spec = "item-knn:shrink=0,similarity=asymmetric,alpha=0.25";
        let length = |squared: f32, power: f32| squared.powf(power);
        let asymmetric = [
            (1, 2.0 / (length(2.0, 0.25) * length(3.0, 0.75))),
            (2, 1.0 / (length(2.0, 0.25) * length(3.0, 0.75))),
        ];
        expect(&scores(spec, &[0], &[0, 3]), &asymmetric);
        // Asked about b: 2 / (2 + .3 · (2 − 2) + .7 · (3 − 2)); c: 1 / (1 + .3 · 1 + .7 · 2).
        let spec = "item-knn:shrink=0,similarity=tversky,alpha=0.3,beta=0.7";
        expect(&scores(spec, &[0], &[0, 3]), &[(1, 2.0 / 2.7), (2, 1.0 / 2.7)]);
        // Where nothing is cut off, it does not matter whose neighbours are kept.
        for spec in ["asymmetric,alpha=0.25", "tversky,alpha=0.3,beta=0.7"] {
            let [target, history] = ["target", "history"].map(|keep| {
                scores(&format!("item-knn:shrink=0,similarity={spec},keep={keep}"), &[0], &[0, 3])
            });
            expect(&history, &target);
        }
        let co_occurrence = [(1, 2.0), (2, 1.0), (3, -0.75)];
        expect(&scores("item-knn:similarity=co-occurrence", &[0], &[0]), &co_occurrence);
        expect(&scores("item-knn:normalize=false", &[0], &[0]), &co_occurrence);
    }

    #[test]
    fn tf_idf_weighs_users_by_how_much_they_have() {
        // ln(4 items / (1 + 2 items of every user)) squared cancels in cosines without shrinkage.
        let plain = scores("item-knn:shrink=0", &[0], &[0, 3]);
        expect(&scores("item-knn:shrink=0,weighting=tf-idf", &[0], &[0, 3]), &plain);
        let idf = (4.0_f32 / 3.0).ln().powi(2);
        let shrunk = [
            (1, 2.0 * idf / (6.0_f32.sqrt() * idf + 1.0)),
            (2, idf / (6.0_f32.sqrt() * idf + 1.0)),
        ];
        expect(&scores("item-knn:shrink=1,weighting=tf-idf", &[0], &[0, 3]), &shrunk);
    }

    #[test]
    fn only_the_k_most_similar_items_of_a_target_count() {
        let spec = "item-knn:k=1,shrink=0,similarity=co-occurrence";
        // The one neighbour of a is b, of b is a, of c is a (tie with d, smaller index), of d is c.
        expect(&scores(spec, &[0], &[0]), &[(1, 2.0), (2, 1.0), (3, -0.75)]);
        expect(&scores(spec, &[2], &[2]), &[(3, 1.0), (0, -0.25), (1, -0.5)]);
    }

    #[test]
    fn repeats_in_the_history_count_once_and_an_empty_one_gives_popularity() {
        assert_eq!(scores("item-knn", &[0, 0, 0], &[]), scores("item-knn", &[0], &[]));
        let items: Vec<u32> = scores("item-knn", &[], &[]).iter().map(|&(item, _)| item).collect();
        assert_eq!(items, [0, 1, 2, 3], "3, 2, 2 and 1 users");
    }

    #[test]
    fn older_items_count_less() {
        // c is newest; a counts half: d by c 1, b by a half of 2, a by c 1, c by a half of 1.
        let spec = "item-knn:shrink=0,similarity=co-occurrence,half-life=1";
        expect(&scores(spec, &[0, 2], &[]), &[(0, 1.0), (1, 1.0), (3, 1.0), (2, 0.5)]);
    }

    /// implicit weighs the items but not the history; otherwise its BM25 is ours without a division.
    #[test]
    fn bm25_is_implicits() {
        let table = include_str!("../../../tests/oracle/models/interactions.tsv");
        let cells = |text: &'static str| {
            text.lines()
                .filter(|line| !line.starts_with('#'))
                .skip(1)
                .map(|line| line.split('\t').collect::<Vec<_>>())
        };
        let rows: Vec<(&str, &str, &str, i64)> =
            cells(table).map(|row| (row[0], row[1], "", 0)).collect();
        let dataset = Dataset::from_rows(&rows);
        let users = (0..).take(dataset.users().len()).map(crate::dataset::UserIdx);
        let rows: Vec<u32> = users.flat_map(|user| dataset.rows_of(user)).copied().collect();
        let parameters = ItemKnnParameters {
            k: 9,
            keep: KeepNeighbours::History,
            weighting: Weighting::Bm25,
            normalize: false,
            ..ItemKnnParameters::default()
        };
        let mut model = fit(&parameters, &Training::new(&dataset, &rows));
        model.of_history.fill(1.0);
        let mut n_compared = 0;
        for row in cells(include_str!("../../../tests/oracle/models/implicit_item_knn_bm25.tsv")) {
            let user = crate::dataset::UserIdx(dataset.users().find(row[0]).expect("a user"));
            let item = ItemIdx(dataset.items().find(row[1]).expect("an item"));
            let history: Vec<Event> =
                dataset.rows_of(user).iter().map(|&row| dataset.item(row).into()).collect();
            let is_seen = history.iter().any(|event| event.item == item);
            let (Ok(expected), false) = (row[2].parse::<f32>(), is_seen) else { continue };
            let mut scores = vec![0.0; 40];
            model.score(&Request::new("x", &history, 0), &mut scores);
            let found = scores[item.index()];
            assert!((found - expected).abs() < 1e-4 * expected.max(1.0), "{row:?}: {found}");
            n_compared += 1;
        }
        assert!(n_compared > 200, "{n_compared}");
    }
}
