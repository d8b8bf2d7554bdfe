//! A model of items that are like those of the history by their features.

mod features;

use serde::{Deserialize, Serialize};

use crate::model::parameter::{
    Parameter, Search, Value, half_life_parameter, real_parameter, word_parameter,
};
use crate::model::parts::scorer::{Filled, Scorer, load};
use crate::model::{Family, FitError, Kind, Request, Save, Training, Values};
use features::Features;

const NEEDS: &str = "an items file with GENRES, YEAR or DESCRIPTION: `--items FILE`";

const PARAMETERS: &[Parameter] = &[
    real_parameter("genres", (0.0, 1_000.0), 1.0, Search::Real(0.0, 2.0), "weight of the genres"),
    real_parameter("year", (0.0, 1_000.0), 1.0, Search::Real(0.0, 2.0), "weight of the year"),
    real_parameter(
        "rating",
        (0.0, 1_000.0),
        0.0,
        Search::Real(0.0, 2.0),
        "weight of the mean event value (or the share of clicks that became watches)",
    ),
    real_parameter(
        "tags",
        (0.0, 1_000.0),
        1.0,
        Search::Real(0.0, 2.0),
        "weight of the description's words, by TF-IDF",
    ),
    word_parameter(
        "scaling",
        &["length", "none"],
        "length",
        Search::Word(&["length", "none"]),
        "whether genres and words have length 1 in every item",
    ),
    half_life_parameter(Value::Real(10.0)),
];

/// The cosine of an item's features and the mean of the history's.
///
/// Genres are 0 or 1, years and ratings stretched to 0 to 1 over the catalogue, words weighted by
/// TF-IDF; each block by its weight. Pazzani and Billsus 2007, "Content-based recommendation
/// systems", doi:10.1007/978-3-540-72079-9_10. Items that nobody has had can be recommended too.
pub(super) static COSINE: Kind = Kind {
    name: "content-cosine",
    family: Family::Content,
    summary: "Items whose features point where those of the history do.",
    equation: "score(u, j) = p(u)·f(j) / (|p(u)| |f(j)|), p(u) the weighted mean of the history's f",
    source: "Pazzani and Billsus 2007, doi:10.1007/978-3-540-72079-9_10, section 3",
    cost: "time and memory n · features",
    is_fast: true,
    needs: Some(NEEDS),
    parameters: PARAMETERS,
    memory: |_, shape| 400 * shape.items as u64 + shape.scores(),
    work: |_, _| 0,
    fit: |values, training| fit(values, training, false),
    load: load::<Content>,
};

/// The same by distance.
pub(super) static EUCLIDEAN: Kind = Kind {
    name: "content-euclidean",
    family: Family::Content,
    summary: "Items whose features lie near those of the history.",
    equation: "score(u, j) = 1 / (1 + |p(u) − f(j)|), p(u) the weighted mean of the history's f",
    source: "Pazzani and Billsus 2007, doi:10.1007/978-3-540-72079-9_10, section 3",
    cost: "time and memory n · features",
    is_fast: true,
    needs: Some(NEEDS),
    parameters: PARAMETERS,
    memory: |_, shape| 400 * shape.items as u64 + shape.scores(),
    work: |_, _| 0,
    fit: |values, training| fit(values, training, true),
    load: load::<Content>,
};

fn fit(
    values: &Values,
    training: &Training<'_>,
    by_distance: bool,
) -> Result<Box<dyn Save>, FitError> {
    let features = Features::of(values, training).ok_or(FitError::Missing {
        what: "genres, years or descriptions of items",
        remedy: "`--items FILE` names a file with GENRES, YEAR or DESCRIPTION",
    })?;
    // Also items that nobody had yet.
    let ranked = (0..training.n_items()).map(|item| !features.of_item(item).is_empty()).collect();
    let model = Content { features, by_distance, half_life: values.single("half-life") };
    Ok(Box::new(Filled::with_ranked(model, training, ranked)))
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
    use crate::model::{Event, ModelConfig};

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
