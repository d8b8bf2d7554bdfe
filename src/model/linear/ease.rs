//! Autoencoders in closed form: EASE^R and EDLAE.

use serde::{Deserialize, Serialize};

use super::head::{Head, place};
use super::inverse::Inverse;
use crate::dataset::ItemIdx;
use crate::model::core::parameter::{Definition, HALF_LIFE, HEAD, Search, parameters, real_f32};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Scored, Shape, Training,
};
use crate::model::parts::scorer::{Filled, Scorer, load};
use crate::number::single_count;

/// EASE^R: each item regressed on all others, with a ridge.
///
/// Steck 2019, "Embarrassingly shallow autoencoders for sparse data", doi:10.1145/3308558.3313710,
/// equation 8: with `P = (XᵀX + λI)⁻¹`, `B(i, j) = −P(i, j) / P(j, j)` and 0 on the diagonal.
///
/// Woodbury's identity, P = (I − Xᵀ(XXᵀ + λI)⁻¹X) / λ, gives the same weights exactly without P where there are fewer
/// users than items. Items beyond `head` follow by popularity.
pub(in crate::model) static EASE: ModelKind = ModelKind {
    name: "ease",
    family: ModelFamily::Linear,
    summary: "Each item regressed on all others in closed form (EASE^R).",
    equation: "score(u, j) = Σ w(i) · B(i, j) over the history's items i, B(i, j) = −P(i, j)/P(j, j), \
               B(j, j) = 0, P = (XᵀX + λI)⁻¹; w halves every `half-life` newer items",
    source: "Steck 2019, doi:10.1145/3308558.3313710, equation 8",
    cost: "time Σ over users of items² + n³ (or m³ where users are fewer), memory n² (or m²)",
    is_fast: true,
    needs: None,
    method: Method::of::<EaseParameters>(),
    load: load::<Linear>,
};

/// EDLAE: EASE^R with a ridge that grows with an item's users, as dropout does.
///
/// Steck 2020, "Autoencoders that don't overfit towards the identity", `NeurIPS` 33, equation 9 with a
/// model of full rank: Λ = p/(1 − p) · diag(XᵀX) + λI.
pub(in crate::model) static EDLAE: ModelKind = ModelKind {
    name: "edlae",
    family: ModelFamily::Linear,
    summary: "EASE^R with dropout in closed form (EDLAE of full rank).",
    equation: "as ease, P = (XᵀX + p/(1 − p) · diag(XᵀX) + λI)⁻¹",
    source: "Steck 2020, \"Autoencoders that don't overfit towards the identity\", NeurIPS 33",
    cost: "time Σ over users of items² + n³ (or m³ where users are fewer), memory n² (or m²)",
    is_fast: true,
    needs: None,
    method: Method::of::<EdlaeParameters>(),
    load: load::<Linear>,
};

const L2: Definition<f32> =
    real_f32(1e-6..=1e9, 100.0, Search::LogReal(10.0, 5_000.0), "λ, the ridge");

parameters! {
    /// Parameters of EASE^R.
    pub(in crate::model) struct EaseParameters {
        l2: f32 = L2;
        half_life: Option<f32> = HALF_LIFE;
        head: Option<usize> = HEAD;
    }

    /// Parameters of EDLAE.
    pub(in crate::model) struct EdlaeParameters {
        dropout: f32 = real_f32(
            0.0..=0.99,
            0.3,
            Search::Real(0.05, 0.8),
            "p, the share of a history that is left out",
        );
        l2: f32 = L2;
        half_life: Option<f32> = HALF_LIFE;
        head: Option<usize> = HEAD;
    }
}

impl EaseParameters {
    /// As EDLAE that leaves nothing out.
    fn without_dropout(&self) -> EdlaeParameters {
        let &Self { l2, half_life, head } = self;
        EdlaeParameters { dropout: 0.0, l2, half_life, head }
    }
}

impl Learn for EaseParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        self.without_dropout().memory(shape)
    }

    fn work(&self, shape: &Shape) -> u64 {
        self.without_dropout().work(shape)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        self.without_dropout().fit(training)
    }
}

impl Learn for EdlaeParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        let head = self.head.unwrap_or(usize::MAX).min(shape.items);
        let m = shape.users.min(head) as u64;
        // Scores of the head and of all.
        let batch = Shape { items: head, ..*shape }.scores() + shape.scores();
        // The matrix, a quarter of it while it is inverted, and the pairs twice.
        m * m * 5 + batch + shape.pairs as u64 * 24 + shape.items as u64 * 24
    }

    /// The multiplications of the inverse alone: all others grow with the pairs.
    fn work(&self, shape: &Shape) -> u64 {
        let n = self.head.unwrap_or(usize::MAX).min(shape.items).min(shape.users) as u64;
        n.saturating_pow(3)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        fit(self, training)
    }
}

fn fit(parameters: &EdlaeParameters, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
    let &EdlaeParameters { dropout, l2, half_life, head } = parameters;
    let head = Head::of(training, head.unwrap_or(usize::MAX));
    let odds = dropout / (1.0 - dropout);
    let ridge: Vec<f32> =
        head.counts().iter().map(|&users| odds * single_count(users as usize) + l2).collect();
    let inverse = if head.matrix.n_users() < head.items.len() {
        Inverse::by_users(&head.matrix, &ridge)?
    } else {
        Inverse::by_items(&head.matrix, &ridge)?
    };
    let ranked = head.ranked();
    let Head { items, places, .. } = head;
    let half_life = half_life.unwrap_or(f32::INFINITY);
    let model = Linear { items, places, inverse, half_life };
    Ok(Box::new(Filled::with_ranked(model, training, ranked)))
}

/// A history times B.
#[derive(Debug, Serialize, Deserialize)]
struct Linear {
    /// The items of the head, rising.
    items: Vec<ItemIdx>,
    /// Each catalogue item's place in the head.
    places: Vec<u32>,
    inverse: Inverse,
    half_life: f32,
}

impl Linear {
    fn history(&self, request: &Request<'_>) -> Vec<(usize, f32)> {
        let weighted = request.weighted_history(self.half_life).into_iter();
        weighted.filter_map(|(item, weight)| Some((place(&self.places, item)?, weight))).collect()
    }
}

impl Scorer for Linear {
    fn n_items(&self) -> usize {
        self.places.len()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        self.score_many(std::slice::from_ref(request), scores).pop().unwrap_or(false)
    }

    /// x B (j) = x(j) − x P (j) / P(j, j).
    fn score_many(&self, requests: &[Request<'_>], scores: &mut [f32]) -> Vec<bool> {
        let n = self.inverse.n();
        let histories: Vec<Vec<(usize, f32)>> =
            requests.iter().map(|request| self.history(request)).collect();
        let mut products = vec![0.0_f32; n * requests.len()];
        self.inverse.multiply(&histories, &mut products);
        let rows = products.chunks_mut(n.max(1)).zip(scores.chunks_mut(self.places.len().max(1)));
        for (history, (product, scores)) in histories.iter().zip(rows) {
            for (product, diagonal) in product.iter_mut().zip(self.inverse.diagonal()) {
                *product /= -diagonal;
            }
            for &(item, weight) in history {
                product[item] += weight;
            }
            for (item, &score) in self.items.iter().zip(product.iter()) {
                scores[item.index()] = score;
            }
        }
        histories.iter().map(|history| !history.is_empty()).collect()
    }

    fn is_evidence(&self) -> bool {
        false
    }

    fn contributions(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        let Some(target) = place(&self.places, item) else { return Vec::new() };
        let diagonal = self.inverse.diagonal()[target];
        let history = self.history(request).into_iter().filter(|&(from, _)| from != target);
        let part = |(from, weight): (usize, f32)| Scored {
            item: self.items[from],
            score: -weight * self.inverse.entry(from, target) / diagonal,
        };
        history.map(part).collect()
    }

    fn is_sound(&self) -> bool {
        let n = self.items.len();
        self.inverse.is_sound()
            && self.inverse.n() == n
            && self.items.iter().all(|item| item.index() < self.places.len())
            && self.places.iter().all(|&place| place == u32::MAX || (place as usize) < n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
    use crate::model::core::{Event, ModelConfig};
    use crate::number::to_u32;

    /// Four users of two items, so that users outnumber items: a and b, a and b, a, b.
    fn by_items() -> Dataset {
        Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "b", "", 1),
            ("2", "a", "", 1),
            ("2", "b", "", 1),
            ("3", "a", "", 1),
            ("4", "b", "", 1),
        ])
    }

    fn score(dataset: &Dataset, spec: &str, history: &[u32], item: u32) -> f32 {
        let rows: Vec<u32> = (0..to_u32(dataset.n_rows())).collect();
        let config = ModelConfig::parse(spec).expect("known");
        let model = config.fit(&Training::new(dataset, &rows)).expect("fits");
        let history: Vec<Event> = history.iter().map(|&item| ItemIdx(item).into()).collect();
        let list = model.recommend(&Request::new("x", &history, 10));
        list.iter().find(|scored| scored.item == ItemIdx(item)).expect("in the list").score
    }

    #[test]
    fn two_items_by_hand() {
        // XᵀX + λI = [4 2; 2 4] with λ = 1; P = [4 −2; −2 4] / 12; B(a, b) = 2/4.
        let found = score(&by_items(), "ease:l2=1", &[0], 1);
        assert!((found - 0.5).abs() < 1e-6, "{found}");
        // Dropout ½: the diagonal is 3 + 3 + 1 = 7, so B(a, b) = 2/7.
        let found = score(&by_items(), "edlae:l2=1,dropout=0.5", &[0], 1);
        assert!((found - 2.0 / 7.0).abs() < 1e-6, "{found}");
    }

    #[test]
    fn few_users_by_hand() {
        // One user of a, b, c: XᵀX = 1 everywhere. With λ = 1, P = I − J/4, so P(j, j) = 3/4 and
        // B(i, j) = (1/4) / (3/4) = 1/3.
        let dataset =
            Dataset::from_rows(&[("1", "a", "", 1), ("1", "b", "", 1), ("1", "c", "", 1)]);
        for (history, expected) in [(&[0_u32][..], 1.0 / 3.0), (&[0, 1], 2.0 / 3.0)] {
            let found = score(&dataset, "ease:l2=1", history, 2);
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }

    #[test]
    fn items_beyond_the_head_follow_by_popularity() {
        let dataset = by_items();
        let rows: Vec<u32> = (0..6).collect();
        let config = ModelConfig::parse("ease:l2=1,head=1").expect("known");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
        let history = [Event::from(ItemIdx(0))];
        let list = model.recommend(&Request::new("x", &history, 10));
        let items: Vec<u32> = list.iter().map(|scored| scored.item.0).collect();
        assert_eq!(items, [0, 1]);
        assert!(list[0].score > list[1].score);
    }
}
