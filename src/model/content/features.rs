//! The features of items, as sparse vectors.

use serde::{Deserialize, Serialize};

use super::parameters::{ContentParameters, Scaling};
use crate::dataset::ItemIdx;
use crate::model::core::Training;
use crate::model::parts::means::mean_values;
use crate::number::{from_count, single, to_u32};

/// Each item's features, by rising number.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Features {
    of_items: Vec<Vec<(u32, f32)>>,
    n_features: usize,
}

impl Features {
    /// Genres, words, year and mean value, each by its weight; `None` when the data set has neither
    /// genres nor words nor years.
    pub(super) fn of(parameters: &ContentParameters, training: &Training<'_>) -> Option<Self> {
        let dataset = training.dataset();
        if dataset.genres().is_none() && dataset.terms().is_none() && dataset.years().is_none() {
            return None;
        }
        let n_items = training.n_items();
        let mut features = Self { of_items: vec![Vec::new(); n_items], n_features: 0 };
        let &ContentParameters { genres: by_genres, year: by_year, rating, tags, scaling, .. } =
            parameters;
        if let Some(genres) = dataset.genres() {
            let of = |item| genres.of(item).iter().map(|&genre| (genre, 1.0)).collect();
            features.add(genres.names().len(), (by_genres, scaling), of);
        }
        if let Some(terms) = dataset.terms() {
            let mut items_with = vec![0_usize; terms.names().len()];
            for item in 0..n_items {
                for &(word, _) in terms.of(ItemIdx(to_u32(item))) {
                    items_with[word as usize] += 1;
                }
            }
            let idf = |word: u32| {
                let share = from_count(n_items) / from_count(items_with[word as usize]);
                single(libm::log(share))
            };
            let of = |item| {
                let words = terms.of(item).iter();
                words
                    .map(|&(word, count)| {
                        (word, f32::from(u16::try_from(count).unwrap_or(u16::MAX)) * idf(word))
                    })
                    .collect()
            };
            features.add(terms.names().len(), (tags, scaling), of);
        }
        if let Some(years) = dataset.years() {
            let years = years.iter().map(|year| year.map(f64::from)).collect();
            features.add_number(by_year, years);
        }
        if rating > 0.0
            && let Some(means) = mean_values(training)
        {
            let counts = training.rows_per_item();
            let known = means.iter().zip(counts).map(|(&mean, count)| (count > 0).then_some(mean));
            features.add_number(rating, known.collect());
        }
        Some(features)
    }

    /// Adds a block of `n` features by its weight, each item's block scaled first.
    fn add(
        &mut self,
        n: usize,
        (weight, scaling): (f32, Scaling),
        of: impl Fn(ItemIdx) -> Vec<(u32, f32)>,
    ) {
        let begin = to_u32(self.n_features);
        self.n_features += n;
        if weight == 0.0 {
            return;
        }
        for (item, features) in self.of_items.iter_mut().enumerate() {
            let block = of(ItemIdx(to_u32(item)));
            let squared: f32 = block.iter().map(|(_, value)| value * value).sum();
            let factor = match scaling {
                Scaling::Length => weight / squared.sqrt().max(f32::MIN_POSITIVE),
                Scaling::Unscaled => weight,
            };
            features.extend(block.into_iter().map(|(at, value)| (begin + at, value * factor)));
        }
    }

    /// Adds one number, stretched to 0 to 1 over all items that have it.
    fn add_number(&mut self, weight: f32, numbers: Vec<Option<f64>>) {
        let at = to_u32(self.n_features);
        self.n_features += 1;
        if weight == 0.0 {
            return;
        }
        let known = || numbers.iter().flatten().copied();
        let (least, most) =
            (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
        let width = if most > least { most - least } else { 1.0 };
        for (features, number) in self.of_items.iter_mut().zip(numbers) {
            if let Some(number) = number {
                features.push((at, weight * single((number - least) / width)));
            }
        }
    }

    pub(super) fn of_item(&self, item: usize) -> &[(u32, f32)] {
        &self.of_items[item]
    }

    pub(super) fn n_items(&self) -> usize {
        self.of_items.len()
    }

    pub(super) fn n_features(&self) -> usize {
        self.n_features
    }

    pub(super) fn is_sound(&self) -> bool {
        let below = |&(feature, _): &(u32, f32)| (feature as usize) < self.n_features;
        self.of_items.iter().flatten().all(below)
    }
}
