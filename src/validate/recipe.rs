//! What recipes and use cases need. (Developer guide, "working-with-predefined-recipes",
//! "VIDEO_ON_DEMAND-use-cases", "ECOMMERCE-use-cases".)

use crate::param::nearest;
use crate::schema::{Dataset, Domain};

/// How many rows and items training considers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// 500 million interactions, 750,000 items.
    First,
    /// 3 billion interactions, 5 million items.
    Second,
    /// 10 million items.
    Semantic,
}

impl Generation {
    /// Interactions that training considers.
    #[must_use]
    pub const fn interactions_max(self) -> u64 {
        match self {
            Self::First | Self::Semantic => 500_000_000,
            Self::Second => 3_000_000_000,
        }
    }

    /// Items that training considers.
    #[must_use]
    pub const fn items_max(self) -> u64 {
        match self {
            Self::First => 750_000,
            Self::Second => 5_000_000,
            Self::Semantic => 10_000_000,
        }
    }
}

/// A recipe of a custom group, or the use case of a domain.
#[derive(Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The last part of its ARN.
    pub name: &'static str,
    /// The domain it belongs to.
    pub domain: Domain,
    /// The event type that alone it is trained on.
    pub event_type: Option<&'static str>,
    /// Event types that it is advised to have as well.
    pub advised: &'static [&'static str],
    /// Datasets that it needs.
    pub needs: &'static [Dataset],
    /// How much it considers.
    pub generation: Generation,
}

/// Interactions alone.
const EVENTS: &[Dataset] = &[Dataset::Interactions];
/// Interactions and items.
const WITH_ITEMS: &[Dataset] = &[Dataset::Interactions, Dataset::Items];

const fn custom(name: &'static str, generation: Generation, needs: &'static [Dataset]) -> Recipe {
    Recipe { name, domain: Domain::Custom, event_type: None, advised: &[], needs, generation }
}

const fn video(
    name: &'static str,
    event_type: Option<&'static str>,
    advised: &'static [&'static str],
    needs: &'static [Dataset],
) -> Recipe {
    let domain = Domain::VideoOnDemand;
    Recipe { name, domain, event_type, advised, needs, generation: Generation::First }
}

const fn ecommerce(
    name: &'static str,
    event_type: Option<&'static str>,
    advised: &'static [&'static str],
) -> Recipe {
    let domain = Domain::Ecommerce;
    Recipe { name, domain, event_type, advised, needs: EVENTS, generation: Generation::First }
}

/// The name of the recipe that segments users by attributes of items.
pub const ITEM_ATTRIBUTE_AFFINITY: &str = "aws-item-attribute-affinity";
/// The name of the recipe that reads texts.
pub const SEMANTIC_SIMILARITY: &str = "aws-semantic-similarity";
/// The name of the recipe for actions.
pub const NEXT_BEST_ACTION: &str = "aws-next-best-action";
/// The recipes that segment users.
pub const USER_SEGMENTATION: [&str; 2] = ["aws-item-affinity", ITEM_ATTRIBUTE_AFFINITY];

/// All recipes and use cases.
pub static RECIPES: [Recipe; 25] = [
    custom("aws-user-personalization-v2", Generation::Second, EVENTS),
    custom("aws-user-personalization", Generation::First, EVENTS),
    custom("aws-hrnn", Generation::First, EVENTS),
    custom("aws-hrnn-metadata", Generation::First, WITH_ITEMS),
    custom("aws-hrnn-coldstart", Generation::First, WITH_ITEMS),
    custom("aws-popularity-count", Generation::First, EVENTS),
    custom("aws-trending-now", Generation::First, EVENTS),
    custom("aws-personalized-ranking-v2", Generation::Second, EVENTS),
    custom("aws-personalized-ranking", Generation::First, EVENTS),
    custom("aws-similar-items", Generation::First, EVENTS),
    custom("aws-sims", Generation::First, EVENTS),
    custom(SEMANTIC_SIMILARITY, Generation::Semantic, WITH_ITEMS),
    custom(NEXT_BEST_ACTION, Generation::First, &[Dataset::Actions, Dataset::ActionInteractions]),
    custom("aws-item-affinity", Generation::First, EVENTS),
    custom(ITEM_ATTRIBUTE_AFFINITY, Generation::First, WITH_ITEMS),
    video("aws-vod-because-you-watched-x", Some("Watch"), &[], EVENTS),
    video("aws-vod-more-like-x", None, &["Watch", "Click"], WITH_ITEMS),
    video("aws-vod-most-popular", Some("Watch"), &[], EVENTS),
    video("aws-vod-trending-now", None, &[], EVENTS),
    video("aws-vod-top-picks", None, &[], EVENTS),
    ecommerce("aws-ecomm-popular-items-by-views", Some("View"), &[]),
    ecommerce("aws-ecomm-popular-items-by-purchases", Some("Purchase"), &[]),
    ecommerce("aws-ecomm-frequently-bought-together", Some("Purchase"), &[]),
    ecommerce("aws-ecomm-customers-who-viewed-x-also-viewed", Some("View"), &["Purchase"]),
    ecommerce("aws-ecomm-recommended-for-you", None, &["View", "Purchase"]),
];

/// A name that no recipe has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown recipe `{name}`{hint}; the recipes and use cases are {known}")]
pub struct UnknownRecipe {
    name: String,
    hint: String,
    known: String,
}

impl Recipe {
    /// The recipe of this name, with or without `aws-` or the ARN before it.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<&'static Self, UnknownRecipe> {
        let short = name.rsplit('/').next().unwrap_or(name);
        let wanted =
            if short.starts_with("aws-") { short.to_owned() } else { format!("aws-{short}") };
        let names: Vec<&str> = RECIPES.iter().map(|recipe| recipe.name).collect();
        RECIPES.iter().find(|recipe| recipe.name == wanted).ok_or_else(|| UnknownRecipe {
            name: crate::text::shorten(name, 60),
            hint: nearest(&wanted, &names)
                .map_or_else(String::new, |near| format!(" (did you mean `{near}`?)")),
            known: names.join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipes_are_found_by_short_names_and_arns() {
        let trending =
            Recipe::find("arn:aws:personalize:::recipe/aws-trending-now").expect("known");
        assert_eq!(Recipe::find("trending-now"), Ok(trending));
        let unknown = Recipe::find("aws-vod-top-pick").expect_err("misspelt").to_string();
        assert!(unknown.contains("did you mean `aws-vod-top-picks`?"), "{unknown}");
        for recipe in &RECIPES {
            let spelled = recipe.domain.event_types();
            let events = recipe.event_type.iter().chain(recipe.advised);
            assert!(events.clone().all(|event| spelled.contains(event)), "{}", recipe.name);
        }
    }
}
