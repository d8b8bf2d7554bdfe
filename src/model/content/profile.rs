//! Items by their features, beside the mean of the history's.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::features::Features;
use super::parameters::ContentParameters;
use crate::model::core::parameter::Parameters as _;
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Shape, Training,
};
use crate::model::parts::scorer::{Filled, Scorer, load};

const NEEDS: &str = "an items file with GENRES, YEAR or DESCRIPTION: `--items FILE`";

/// The cosine of an item's features and the mean of the history's.
///
/// Genres are 0 or 1, years and ratings stretched to 0 to 1 over the catalogue, words weighted by
/// TF-IDF; each block by its weight. Pazzani and Billsus 2007, "Content-based recommendation
/// systems", doi:10.1007/978-3-540-72079-9_10. Items that nobody has had can be recommended too.
pub(in crate::model) static COSINE: ModelKind = ModelKind {
    name: "content-cosine",
    family: ModelFamily::Content,
    summary: "Items whose features point where those of the history do.",
    equation: "score(u, j) = p(u)·f(j) / (|p(u)| |f(j)|), p(u) the weighted mean of the history's f",
    source: "Pazzani and Billsus 2007, doi:10.1007/978-3-540-72079-9_10, section 3",
    cost: "time and memory n · features",
    is_fast: true,
    needs: Some(NEEDS),
    method: Method {
        table: ContentParameters::TABLE,
        default: || Measure::Cosine.with(ContentParameters::default()),
        read: |values| Some(Measure::Cosine.with(ContentParameters::read(values)?)),
    },
    load: load::<Content>,
};

/// The same by distance.
pub(in crate::model) static EUCLIDEAN: ModelKind = ModelKind {
    name: "content-euclidean",
    family: ModelFamily::Content,
    summary: "Items whose features lie near those of the history.",
    equation: "score(u, j) = 1 / (1 + |p(u) − f(j)|), p(u) the weighted mean of the history's f",
    source: "Pazzani and Billsus 2007, doi:10.1007/978-3-540-72079-9_10, section 3",
    cost: "time and memory n · features",
    is_fast: true,
    needs: Some(NEEDS),
    method: Method {
        table: ContentParameters::TABLE,
        default: || Measure::Euclidean.with(ContentParameters::default()),
        read: |values| Some(Measure::Euclidean.with(ContentParameters::read(values)?)),
    },
    load: load::<Content>,
};

/// The measure of likeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Cosine,
    Euclidean,
}

impl Measure {
    fn with(self, parameters: ContentParameters) -> Arc<dyn Learn> {
        Arc::new(ByContent { measure: self, parameters })
    }
}

/// A model of content with its parameters.
#[derive(Debug)]
struct ByContent {
    measure: Measure,
    parameters: ContentParameters,
}

impl Learn for ByContent {
    fn memory(&self, shape: &Shape) -> u64 {
        400 * shape.items as u64 + shape.scores()
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        let features = Features::of(&self.parameters, training).ok_or(FitError::Missing {
            what: "genres, years or descriptions of items",
            remedy: "`--items FILE` names a file with GENRES, YEAR or DESCRIPTION",
        })?;
        // Also items that nobody had yet.
        let ranked =
            (0..training.n_items()).map(|item| !features.of_item(item).is_empty()).collect();
        let by_distance = self.measure == Measure::Euclidean;
        let half_life = self.parameters.half_life.unwrap_or(f32::INFINITY);
        let model = Content { features, by_distance, half_life };
        Ok(Box::new(Filled::with_ranked(model, training, ranked)))
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Content {
    features: Features,
    by_distance: bool,
    half_life: f32,
}

impl Content {
    /// The weighted mean of the history's features; `None` where it has none.
    fn profile(&self, request: &Request<'_>) -> Option<Vec<f32>> {
        let mut profile = vec![0.0_f32; self.features.n_features()];
        let mut total = 0.0;
        for (item, weight) in request.weighted_history(self.half_life) {
            let features = self.features.of_item(item.index());
            if features.is_empty() {
                continue;
            }
            total += weight;
            for &(feature, value) in features {
                profile[feature as usize] += weight * value;
            }
        }
        for value in &mut profile {
            *value /= total;
        }
        (total > 0.0).then_some(profile)
    }
}

impl Scorer for Content {
    fn n_items(&self) -> usize {
        self.features.n_items()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        let Some(profile) = self.profile(request) else { return false };
        let squared: f32 = profile.iter().map(|value| value * value).sum();
        for (item, score) in scores.iter_mut().enumerate() {
            let features = self.features.of_item(item);
            let (mut product, mut own) = (0.0, 0.0);
            for &(feature, value) in features {
                product += profile[feature as usize] * value;
                own += value * value;
            }
            *score = if self.by_distance {
                1.0 / (1.0 + (squared - 2.0 * product + own).max(0.0).sqrt())
            } else {
                product / (squared * own).sqrt().max(f32::MIN_POSITIVE)
            };
        }
        true
    }

    fn is_evidence(&self) -> bool {
        false
    }

    fn is_sound(&self) -> bool {
        self.features.is_sound()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Dataset, ItemIdx, Reading};
    use crate::model::core::{Event, ModelConfig};

    /// Three films: genres, year and rating 4, 3 and 3.5.
    fn films() -> Dataset {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            path
        };
        let items = write(
            "items.csv",
            "ITEM_ID,TITLE,GENRES,YEAR\n1,Die Hard,Action|Thriller,1988\n2,Rambo III,Action,1988\n3,Ghostbusters,Comedy,1984\n",
        );
        let interactions = write(
            "interactions.csv",
            "USER_ID,ITEM_ID,EVENT_VALUE,TIMESTAMP\na,1,4,1\na,2,3,2\nb,3,3.5,3\n",
        );
        let reading = Reading {
            interactions: vec![&interactions],
            items: Some(&items),
            ..Reading::default()
        };
        reading.read().expect("three rows")
    }

    fn scores(spec: &str) -> Vec<(u32, f32)> {
        let dataset = films();
        let rows: Vec<u32> = (0..3).collect();
        let config = ModelConfig::parse(spec).expect("known");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("genres");
        let history = [Event::from(ItemIdx(0))];
        let excluded = [ItemIdx(0)];
        let request = Request { excluded: &excluded, ..Request::new("x", &history, 3) };
        model.recommend(&request).iter().map(|scored| (scored.item.0, scored.score)).collect()
    }

    fn expect(found: &[(u32, f32)], expected: &[(u32, f32)]) {
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                found.0 == expected.0 && (found.1 - expected.1).abs() < 1e-5,
                "{found:?} {expected:?}"
            );
        }
    }

    #[test]
    fn die_hard_is_nearer_to_rambo_iii_than_to_ghostbusters() {
        // Without scaling. Action, Comedy, Thriller, year (1984 to 1988 as 0 to 1), rating (3 to 4):
        // Die Hard (1, 0, 1, 1, 1), Rambo III (1, 0, 0, 1, 0), Ghostbusters (0, 1, 0, 0, ½).
        let spec = "rating=1,scaling=none";
        let cosine = [(1, 2.0 / (4.0_f32 * 2.0).sqrt()), (2, 0.5 / (4.0_f32 * 1.25).sqrt())];
        expect(&scores(&format!("content-cosine:{spec}")), &cosine);
        // Distances √(0 + 0 + 1 + 0 + 1) and √(1 + 1 + 1 + 1 + ¼).
        let euclidean = [(1, 1.0 / (1.0 + 2.0_f32.sqrt())), (2, 1.0 / (1.0 + 4.25_f32.sqrt()))];
        expect(&scores(&format!("content-euclidean:{spec}")), &euclidean);
        // Scaled, Die Hard's two genres are 1/√2 each.
        let root = 0.5_f32.sqrt();
        let scaled = [(1, root / 1.0), (2, 0.0)];
        expect(&scores("content-cosine:year=0,tags=0"), &scaled);
    }
}
