//! A list of items that are popular now.

use super::ranking::{Ranking, load};
use crate::model::core::parameter::{Search, Searched, parameters, real};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Save, Scored, Shape, Training, all_items,
};
use crate::model::parts::decay::{DAY_S, decayed};
use crate::number::{from_seconds, single};

/// The items that are popular now: by growth over a window, as Trending-Now measures it, or by rows whose weight decays
/// with age. "Now" is the newest training row.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "trending",
    family: ModelFamily::NonPersonal,
    summary: "What is popular now: rows that decay with age, or growth over a window as the \
              service's Trending-Now.",
    equation: "by=decay: score(u, j) = Σ over rows of j of 0.5^(age / days); by=growth: \
               (rows in the newest window − rows in the one before) with ties by rows in the newest",
    source: "Amazon Personalize developer guide, \"native-recipe-trending-now\"",
    cost: "time r, memory n",
    is_fast: true,
    needs: None,
    method: Method::of::<TrendingParameters>(),
    load,
};

parameters! {
    /// The measure of popularity.
    pub(in crate::model) enum TrendingBy {
        Decay = "decay",
        Growth = "growth",
    }

    /// Parameters of trending items.
    pub(in crate::model) struct TrendingParameters {
        by: TrendingBy = TrendingBy::parameter(
            Searched::Yes,
            "rows that lose weight with age, or growth from one window to the next",
        );
        days: f64 = real(
            0.001..=100_000.0,
            365.0,
            Search::LogReal(1.0, 2_000.0),
            "half-life, or length of a window",
        );
    }
}

impl Learn for TrendingParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        32 * shape.items as u64
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        let scores = match self.by {
            TrendingBy::Decay => decayed(training, self.days),
            TrendingBy::Growth => growth(training, self.days),
        };
        let counts = training.rows_per_item();
        let scored = all_items(scores.len())
            .map(|item| Scored { item, score: single(scores[item.index()]) })
            .filter(|scored| counts[scored.item.index()] > 0);
        let mut ranking: Vec<Scored> = scored.collect();
        ranking.sort_by(Scored::rank);
        Ok(Box::new(Ranking { ranking, n_items: training.n_items() }))
    }
}

/// Rows in the newest window less rows in the one before, plus less than one for those in the newest,
/// which decides among equal growth alone.
fn growth(training: &Training<'_>, days: f64) -> Vec<f64> {
    let (dataset, now_s) = (training.dataset(), training.newest_s());
    let mut windows = vec![[0.0_f64; 2]; training.n_items()];
    for &row in training.rows() {
        let age_days = from_seconds(now_s.saturating_sub(dataset.timestamp_s(row))) / DAY_S;
        let window = &mut windows[dataset.item(row).index()];
        if age_days < days {
            window[0] += 1.0;
        } else if age_days < 2.0 * days {
            window[1] += 1.0;
        }
    }
    let most = windows.iter().map(|[newest, _]| *newest).fold(0.0, f64::max);
    windows.iter().map(|[newest, before]| newest - before + newest / (most + 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
    use crate::model::core::{ModelConfig, Request};

    fn list(spec: &str) -> Vec<(u32, f32)> {
        let day = 86_400;
        // a: days 0, 0, 9; b: days 9, 10; c: days 2, 10.
        let dataset = Dataset::from_rows(&[
            ("1", "a", "", 0),
            ("1", "a", "", 0),
            ("1", "c", "", 2 * day),
            ("1", "a", "", 9 * day),
            ("2", "b", "", 9 * day),
            ("2", "b", "", 10 * day),
            ("2", "c", "", 10 * day),
        ]);
        let rows: Vec<u32> = (0..7).collect();
        let config = ModelConfig::parse(spec).expect("known");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
        let list = model.recommend(&Request::new("x", &[], 3));
        list.iter().map(|scored| (scored.item.0, scored.score)).collect()
    }

    #[test]
    fn weights_halve_with_the_half_life_and_growth_compares_windows() {
        // 2·2^−10 + 2^−1; 2^−1 + 1; 2^−8 + 1.
        let decay = list("trending:days=1");
        assert_eq!(decay.iter().map(|one| one.0).collect::<Vec<_>>(), [1, 2, 0]);
        assert!((decay[0].1 - 1.5).abs() < 1e-6 && (decay[1].1 - 257.0 / 256.0).abs() < 1e-6);
        // Windows of 5 days, (5, 10] and (0, 5]: a 1 − 0, b 2 − 0, c 1 − 1.
        let growth = list("trending:by=growth,days=5");
        assert_eq!(growth.iter().map(|one| one.0).collect::<Vec<_>>(), [1, 0, 2]);
    }

    #[test]
    fn growth_goes_before_size_however_large_the_counts_are() {
        // a: 4,000 rows, then 5,000; b: none, then 1,002; c: 1, then 1,001.
        let rows = [("a", 4_000, 5_000), ("b", 0, 1_002), ("c", 1, 1_001)];
        let of = |(item, before, newest): (&'static str, usize, usize)| {
            let early = std::iter::repeat_n(("1", item, "", 0), before);
            early.chain(std::iter::repeat_n(("1", item, "", 86_400), newest))
        };
        let rows: Vec<_> = rows.into_iter().flat_map(of).collect();
        let dataset = Dataset::from_rows(&rows);
        let all: Vec<u32> = (0..crate::number::to_u32(rows.len())).collect();
        let config = ModelConfig::parse("trending:by=growth,days=1").expect("known");
        let model = config.fit(&Training::new(&dataset, &all)).expect("fits");
        let list = model.recommend(&Request::new("x", &[], 3));
        let ids: Vec<&str> =
            list.iter().map(|scored| dataset.items().id(scored.item.index())).collect();
        // Growth 1,002; then 1,000 twice, of which a has more rows now.
        assert_eq!(ids, ["b", "a", "c"]);
    }
}
