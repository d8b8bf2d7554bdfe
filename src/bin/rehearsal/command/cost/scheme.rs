//! The scheme by which a recipe is charged.

use rehearsal::schema::Domain;
use rehearsal::validate::recipe::{Generation, Recipe};

/// The scheme of a recipe's prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Training hours and a campaign.
    Campaign,
    /// Training hours and segment jobs.
    Segments,
    /// Training and a campaign at prices of their own.
    Semantic,
    /// Interactions and requests.
    Interactions,
    /// Users and hours, and requests beyond the free ones.
    Recommender,
}

impl Scheme {
    /// The scheme of `recipe`; of none that of the first generation.
    pub(super) fn of(recipe: Option<Recipe>) -> Self {
        let Some(recipe) = recipe else { return Self::Campaign };
        let facts = recipe.facts();
        match (recipe, facts.generation) {
            _ if facts.domain != Domain::Custom => Self::Recommender,
            (Recipe::ItemAffinity | Recipe::ItemAttributeAffinity, _) => Self::Segments,
            (_, Generation::Second) => Self::Interactions,
            (_, Generation::Semantic) => Self::Semantic,
            (_, Generation::First) => Self::Campaign,
        }
    }
}

/// Those that get a list each in a batch job of a recipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BatchFor {
    Users,
    Items,
    Segments,
    /// There are no batch jobs.
    Nobody,
}

impl BatchFor {
    /// Those of `recipe`; of none users. (Developer guide, "recommendations-batch".)
    pub(super) fn of(recipe: Option<Recipe>) -> Self {
        match recipe {
            Some(Recipe::TrendingNow | Recipe::NextBestAction) => Self::Nobody,
            Some(Recipe::SimilarItems | Recipe::Sims | Recipe::SemanticSimilarity) => Self::Items,
            Some(Recipe::ItemAffinity | Recipe::ItemAttributeAffinity) => Self::Segments,
            Some(recipe) if recipe.facts().domain != Domain::Custom => Self::Nobody,
            _ => Self::Users,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipe_has_the_scheme_of_its_kind() {
        for &recipe in Recipe::ALL {
            let (name, scheme) = (recipe.name(), Scheme::of(Some(recipe)));
            let expected = match name {
                _ if name.starts_with("aws-vod-") || name.starts_with("aws-ecomm-") => {
                    Scheme::Recommender
                }
                _ if name.ends_with("-v2") => Scheme::Interactions,
                _ if name.ends_with("-affinity") => Scheme::Segments,
                "aws-semantic-similarity" => Scheme::Semantic,
                _ => Scheme::Campaign,
            };
            assert_eq!(scheme, expected, "{name}");
            let has_jobs = BatchFor::of(Some(recipe)) != BatchFor::Nobody;
            let is_without = ["aws-trending-now", "aws-next-best-action"].contains(&name);
            assert_eq!(has_jobs, scheme != Scheme::Recommender && !is_without, "{name}");
        }
    }
}
