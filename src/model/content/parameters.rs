//! Parameters of models of content.

use crate::model::core::parameter::{Search, Searched, half_life_of, parameters, real_f32};

parameters! {
    /// The scale of an item's genres and words.
    pub(in crate::model) enum Scaling {
        Length = "length",
        Unscaled = "none",
    }

    /// Parameters of both measures.
    pub(in crate::model) struct ContentParameters {
        genres: f32 = real_f32(0.0..=1_000.0, 1.0, Search::Real(0.0, 2.0), "weight of the genres");
        year: f32 = real_f32(0.0..=1_000.0, 1.0, Search::Real(0.0, 2.0), "weight of the year");
        rating: f32 = real_f32(
            0.0..=1_000.0,
            0.0,
            Search::Real(0.0, 2.0),
            "weight of the mean event value (or the share of clicks that became watches)",
        );
        tags: f32 = real_f32(
            0.0..=1_000.0,
            1.0,
            Search::Real(0.0, 2.0),
            "weight of the description's words, by TF-IDF",
        );
        scaling: Scaling = Scaling::parameter(
            Searched::Yes,
            "whether genres and words have length 1 in every item",
        );
        half_life: Option<f32> = half_life_of(10.0);
    }
}
