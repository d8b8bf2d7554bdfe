//! Mean ratings that are shrunk where few have voted.

use super::ranking::{Ranking, load};
use crate::model::core::parameter::{Search, parameters, real};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Save, Scored, Shape, Training, rank_by_count,
};
use crate::model::parts::means::Means;
use crate::number::{quantile, single};

/// The weighted rating that film sites show: an item's mean, drawn to the mean of all items the more,
/// the fewer votes it has.
///
/// Votes v are rows. R is the mean event value; without values, the share of an item's weaker events
/// (clicks) that became the stronger one (watches, purchases). C is the same over all rows.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "weighted-rating",
    family: ModelFamily::NonPersonal,
    summary: "The best rated items, held back where few have voted.",
    equation: "score(u, j) = v/(v + m) · R + m/(v + m) · C; v rows of j, R their mean value (or \
               the share of clicks that became watches), C that of all rows, m the `percentile` of v",
    source: "the Bayesian estimate of IMDb's top list",
    cost: "time r, memory n",
    is_fast: true,
    needs: Some(NEEDS),
    method: Method::of::<WeightedRatingParameters>(),
    load,
};

const NEEDS: &str = "event values, or two event types: `prep interactions --event-value`";

parameters! {
    /// Parameters of the weighted rating.
    pub(in crate::model) struct WeightedRatingParameters {
        percentile: f64 =
            real(0.0..=100.0, 90.0, Search::Real(50.0, 99.0), "which percentile of the votes m is");
    }
}

impl Learn for WeightedRatingParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        32 * shape.items as u64
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(fit(*self, training)?))
    }
}

fn fit(parameters: WeightedRatingParameters, training: &Training<'_>) -> Result<Ranking, FitError> {
    let means = Means::of(training).ok_or(FitError::Missing {
        what: "event values, or clicks beside watches",
        remedy: "`prep interactions --event-value` writes them",
    })?;
    let votes = training.rows_per_item();
    let mut sorted: Vec<u32> = votes.iter().copied().filter(|&votes| votes > 0).collect();
    sorted.sort_unstable();
    let m = quantile(sorted.len(), parameters.percentile / 100.0, |at| f64::from(sorted[at]));
    let score = |scored: &Scored| {
        let (v, r) = (f64::from(votes[scored.item.index()]), means.by_item[scored.item.index()]);
        let score = if v + m > 0.0 { (v * r + m * means.all) / (v + m) } else { 0.0 };
        Scored { item: scored.item, score: single(score) }
    };
    let mut ranking: Vec<Scored> = rank_by_count(&votes).iter().map(score).collect();
    ranking.sort_by(Scored::rank);
    Ok(Ranking { ranking, n_items: training.n_items() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Dataset, ItemIdx};
    use crate::model::core::{ModelConfig, Request};
    use crate::number::to_u32;

    #[test]
    fn few_votes_are_drawn_to_the_mean_of_all() {
        // a: 4 clicks, 2 watches; b: 1 click, 1 watch; c: 1 click.
        let mut rows = Vec::new();
        for user in ["1", "2", "3", "4"] {
            rows.push((user, "a", "click", 1));
        }
        rows.extend([("1", "a", "watch", 2), ("2", "a", "watch", 2)]);
        rows.extend([("1", "b", "click", 3), ("1", "b", "watch", 3), ("2", "c", "click", 3)]);
        let dataset = Dataset::from_rows(&rows);
        let rows: Vec<u32> = (0..to_u32(dataset.n_rows())).collect();
        // Rows come user by user.
        let mut rows = rows;
        rows.sort_by_key(|&row| (dataset.user(row), dataset.timestamp_s(row), row));
        let config = ModelConfig::parse("weighted-rating:percentile=50").expect("known");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("two event types");
        let list = model.recommend(&Request::new("x", &[], 3));
        // v = 6, 2, 1, so m = 2; C = 3/6; R = 1/2, 1, 0.
        let expected =
            [(1, 0.5 * 1.0 + 0.5 * 0.5), (0, 0.75 * 0.5 + 0.25 * 0.5), (2, 2.0 / 3.0 * 0.5)];
        for (scored, (item, score)) in list.iter().zip(expected) {
            assert_eq!(scored.item, ItemIdx(item));
            assert!((scored.score - score).abs() < 1e-6, "{scored:?} {score}");
        }
    }
}
