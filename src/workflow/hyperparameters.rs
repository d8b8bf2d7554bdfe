//! The hyperparameters of recipes, with their ranges. (Developer guide, the pages of the recipes.)

use std::collections::BTreeMap;

use crate::param::hint;
use crate::validate::recipe::Recipe;

/// The values that a hyperparameter may have.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Range {
    Whole(i64, i64),
    Real(f64, f64),
    OneOf(&'static [&'static str]),
}

/// A hyperparameter: its name, its values, and whether the service can search it.
type Known = (&'static str, Range, bool);

const TRUTH: Range = Range::OneOf(&["true", "false", "True", "False"]);
const SHARE: Range = Range::Real(0.0, 1.0);
const HISTORY: [Known; 2] = [
    ("min_user_history_length_percentile", SHARE, false),
    ("max_user_history_length_percentile", SHARE, false),
];

/// The hyperparameters of a recipe.
fn known(recipe: Recipe) -> Vec<Known> {
    let recurrent = [
        ("hidden_dimension", Range::Whole(32, 256), true),
        ("bptt", Range::Whole(2, 32), true),
        ("recency_mask", TRUTH, true),
    ];
    match recipe {
        Recipe::UserPersonalizationV2 | Recipe::PersonalizedRankingV2 => {
            vec![("apply_recency_bias", TRUTH, false)]
        }
        Recipe::UserPersonalization
        | Recipe::PersonalizedRanking
        | Recipe::Hrnn
        | Recipe::HrnnMetadata => [&recurrent[..], &HISTORY].concat(),
        Recipe::HrnnColdstart => {
            let cold = [
                ("cold_start_max_interactions", Range::Whole(1, i64::MAX), false),
                ("cold_start_max_duration", Range::Real(f64::MIN_POSITIVE, f64::MAX), false),
                ("cold_start_relative_from", Range::OneOf(&["latestItem", "currentTime"]), false),
            ];
            [&recurrent[..], &HISTORY, &cold].concat()
        }
        Recipe::Sims => {
            let own = [
                ("popularity_discount_factor", SHARE, true),
                ("min_cointeraction_count", Range::Whole(0, 10), true),
                ("min_item_interaction_count_percentile", SHARE, false),
                ("max_item_interaction_count_percentile", SHARE, false),
            ];
            [&own[..], &HISTORY].concat()
        }
        Recipe::SimilarItems => vec![
            ("popularity_discount_factor", SHARE, false),
            ("item_id_hidden_dim", Range::Whole(30, 200), true),
            ("item_metadata_hidden_dim", Range::Whole(30, 200), true),
        ],
        Recipe::TrendingNow => {
            let paces = &["30 minutes", "1 hour", "2 hours", "3 hours", "1 day"];
            vec![("trend_discovery_frequency", Range::OneOf(paces), false)]
        }
        Recipe::NextBestAction => vec![("action_optimization_period", Range::Whole(7, 28), false)],
        Recipe::ItemAffinity | Recipe::ItemAttributeAffinity => {
            vec![("hidden_dimension", Range::Whole(32, 256), false)]
        }
        _ => Vec::new(),
    }
}

/// The reason that hyperparameters do not fit a recipe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HyperparameterError {
    /// One that the recipe does not have.
    #[error("`{recipe}` has no hyperparameter `{name}`{hint}; it has {known}")]
    Unknown {
        /// The recipe.
        recipe: &'static str,
        /// The name as typed.
        name: String,
        /// The nearest name.
        hint: String,
        /// Those that it has.
        known: String,
    },
    /// A value that it cannot have.
    #[error("`{name}={value}`: expected {expected}")]
    Value {
        /// The hyperparameter.
        name: String,
        /// The value as typed.
        value: String,
        /// The values that it may have.
        expected: String,
    },
    /// A search where the recipe has nothing to search.
    #[error("`{recipe}` has no hyperparameter that the service can search")]
    NotSearched {
        /// The recipe.
        recipe: &'static str,
    },
}

/// Checks the hyperparameters `chosen`, and that there is something to search where that is asked for.
///
/// # Errors
/// At the first one that does not fit.
pub fn check_hyperparameters(
    recipe: Recipe,
    chosen: &BTreeMap<String, String>,
) -> Result<(), HyperparameterError> {
    let known = known(recipe);
    let names: Vec<&str> = known.iter().map(|(name, ..)| *name).collect();
    for (name, value) in chosen {
        let Some((_, range, _)) = known.iter().find(|(known, ..)| known == name) else {
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            let (recipe, hint) = (recipe.name(), hint(name, &names));
            return Err(HyperparameterError::Unknown { recipe, name: name.clone(), hint, known });
        };
        if let Some(expected) = range.refused(value) {
            let (name, value) = (name.clone(), value.clone());
            return Err(HyperparameterError::Value { name, value, expected });
        }
    }
    Ok(())
}

/// Checks that the service can search a hyperparameter of the recipe.
pub(super) fn check_searched(recipe: Recipe) -> Result<(), HyperparameterError> {
    let is_searched = known(recipe).iter().any(|(.., is_searched)| *is_searched);
    let is_second = matches!(recipe, Recipe::UserPersonalizationV2 | Recipe::PersonalizedRankingV2);
    if is_searched || is_second {
        Ok(())
    } else {
        Err(HyperparameterError::NotSearched { recipe: recipe.name() })
    }
}

impl Range {
    /// The values that are expected, where `value` is none of them.
    fn refused(self, value: &str) -> Option<String> {
        let (fits, expected) = match self {
            Self::Whole(low, i64::MAX) => (
                value.parse().is_ok_and(|n: i64| n >= low),
                format!("a whole number from {low} on"),
            ),
            Self::Whole(low, high) => {
                let fits = value.parse().is_ok_and(|n: i64| (low..=high).contains(&n));
                (fits, format!("a whole number from {low} to {high}"))
            }
            Self::Real(low, high) => {
                let fits = value.parse().is_ok_and(|x: f64| (low..=high).contains(&x));
                let expected = if high > 1.0 {
                    "a number above 0".to_owned()
                } else {
                    format!("a number from {low} to {high}")
                };
                (fits, expected)
            }
            Self::OneOf(names) => (names.contains(&value), format!("one of {}", names.join(", "))),
        };
        (!fits).then_some(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_held_against_the_guides_ranges() {
        let check = |recipe, name: &str, value: &str| {
            check_hyperparameters(recipe, &[(name.to_owned(), value.to_owned())].into())
        };
        let first = Recipe::UserPersonalization;
        assert_eq!(check(first, "hidden_dimension", "149"), Ok(()));
        let wide = check(first, "hidden_dimension", "512").expect_err("wide").to_string();
        assert_eq!(wide, "`hidden_dimension=512`: expected a whole number from 32 to 256");
        let misspelt = check(first, "hidden_dimensions", "64").expect_err("misspelt").to_string();
        assert!(misspelt.contains("did you mean `hidden_dimension`?"), "{misspelt}");
        assert!(check(Recipe::TrendingNow, "trend_discovery_frequency", "1 hour").is_ok());
        assert!(check(Recipe::UserPersonalizationV2, "bptt", "32").is_err());
        assert!(check_searched(Recipe::PopularityCount).is_err());
    }
}
