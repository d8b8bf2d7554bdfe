//! The needs of recipes and use cases. (Developer guide, "working-with-predefined-recipes",
//! "VIDEO_ON_DEMAND-use-cases", "ECOMMERCE-use-cases".)

use crate::column::EVENT_TYPE;
use crate::param::hint;
use crate::schema::reserved::reserved;
use crate::schema::{DatasetType, Domain};

/// The limits on the rows and items that training considers.
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

/// The facts of a recipe or use case.
#[derive(Debug, PartialEq, Eq)]
pub struct RecipeFacts {
    /// The last part of its ARN.
    pub name: &'static str,
    /// Its result, in a line of plain words.
    pub summary: &'static str,
    /// The domain it belongs to.
    pub domain: Domain,
    /// The event type that alone it is trained on.
    pub event_type: Option<&'static str>,
    /// Event types that it is advised to have as well.
    pub advised: &'static [&'static str],
    /// Datasets that it needs.
    pub needs: &'static [DatasetType],
    /// The limits on the rows and items that it considers.
    pub generation: Generation,
}

/// The dataset of interactions alone.
const EVENTS: &[DatasetType] = &[DatasetType::Interactions];
/// The datasets of interactions and items.
const WITH_ITEMS: &[DatasetType] = &[DatasetType::Interactions, DatasetType::Items];
/// The datasets of actions and of what users did with them.
const ACTIONS: &[DatasetType] = &[DatasetType::Actions, DatasetType::ActionInteractions];

/// A recipe of a custom group on interactions alone, of the first generation.
const fn custom(name: &'static str, summary: &'static str) -> RecipeFacts {
    RecipeFacts {
        name,
        summary,
        domain: Domain::Custom,
        event_type: None,
        advised: &[],
        needs: EVENTS,
        generation: Generation::First,
    }
}

/// A use case for videos on interactions alone.
const fn video(name: &'static str, summary: &'static str) -> RecipeFacts {
    RecipeFacts { domain: Domain::VideoOnDemand, ..custom(name, summary) }
}

/// A use case for a shop on interactions alone.
const fn shop(name: &'static str, summary: &'static str) -> RecipeFacts {
    RecipeFacts { domain: Domain::Ecommerce, ..custom(name, summary) }
}

impl RecipeFacts {
    /// The recipe trained on one event type alone.
    const fn on(self, event_type: &'static str) -> Self {
        Self { event_type: Some(event_type), ..self }
    }

    const fn advised(self, advised: &'static [&'static str]) -> Self {
        Self { advised, ..self }
    }

    const fn needing(self, needs: &'static [DatasetType]) -> Self {
        Self { needs, ..self }
    }

    const fn of(self, generation: Generation) -> Self {
        Self { generation, ..self }
    }
}

/// Makes the enum of recipes and the table of their facts, in one order.
macro_rules! recipes {
    ($($recipe:ident = $group:ident($name:literal, $summary:literal)$(.$change:ident($value:expr))*;)*) => {
        /// A recipe of a custom group, or the use case of a domain.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Recipe {
            $(
                #[doc = concat!("`", $name, "`: ", $summary, ".")]
                $recipe,
            )*
        }

        impl Recipe {
            /// All recipes and use cases: those of a custom group, then domain by domain.
            pub const ALL: &[Self] = &[$(Self::$recipe),*];
        }

        /// The facts of each recipe, in the order of [`Recipe::ALL`].
        static FACTS: &[RecipeFacts] = &[$($group($name, $summary)$(.$change($value))*),*];
    };
}

recipes! {
    UserPersonalizationV2 =
        custom("aws-user-personalization-v2", "what a user will want next, of 5 million items").of(Generation::Second);
    UserPersonalization =
        custom("aws-user-personalization", "what a user will want next, with new items tried out");
    Hrnn =
        custom("aws-hrnn", "what a user will want next; old, superseded by the two above");
    HrnnMetadata =
        custom("aws-hrnn-metadata", "the same, with what is known of items and users; old").needing(WITH_ITEMS);
    HrnnColdstart =
        custom("aws-hrnn-coldstart", "new items that a user will want; old, no longer on offer").needing(WITH_ITEMS);
    PopularityCount =
        custom("aws-popularity-count", "what most users have used, the same for everybody");
    TrendingNow =
        custom("aws-trending-now", "the items whose use grows fastest, the same for everybody");
    PersonalizedRankingV2 =
        custom("aws-personalized-ranking-v2", "your own list, the best for a user first").of(Generation::Second);
    PersonalizedRanking =
        custom("aws-personalized-ranking", "the same, of the generation before");
    SimilarItems =
        custom("aws-similar-items", "items like an item, by who used both and by what they are");
    Sims =
        custom("aws-sims", "items like an item, by who used both alone; the older one");
    SemanticSimilarity =
        custom("aws-semantic-similarity", "items like an item, by what their texts say").of(Generation::Semantic).needing(WITH_ITEMS);
    NextBestAction =
        custom("aws-next-best-action", "what to offer a user to do, such as to join a club").needing(ACTIONS);
    ItemAffinity =
        custom("aws-item-affinity", "the users who will want an item, for a campaign");
    ItemAttributeAffinity =
        custom("aws-item-attribute-affinity", "the users who will want items of a genre or kind").needing(WITH_ITEMS);
    VodBecauseYouWatchedX =
        video("aws-vod-because-you-watched-x", "what those who watched a video watched as well").on("Watch");
    VodMoreLikeX =
        video("aws-vod-more-like-x", "videos like a video").advised(&["Watch", "Click"]).needing(WITH_ITEMS);
    VodMostPopular =
        video("aws-vod-most-popular", "the videos that most people watched").on("Watch");
    VodTrendingNow =
        video("aws-vod-trending-now", "the videos whose use grows fastest");
    VodTopPicks =
        video("aws-vod-top-picks", "what a user will want to watch next");
    EcommPopularItemsByViews =
        shop("aws-ecomm-popular-items-by-views", "the goods that are viewed most").on("View");
    EcommPopularItemsByPurchases =
        shop("aws-ecomm-popular-items-by-purchases", "the goods that are bought most").on("Purchase");
    EcommFrequentlyBoughtTogether =
        shop("aws-ecomm-frequently-bought-together", "what is bought together with an item").on("Purchase");
    EcommCustomersWhoViewedXAlsoViewed =
        shop("aws-ecomm-customers-who-viewed-x-also-viewed", "what its viewers viewed as well").on("View").advised(&["Purchase"]);
    EcommRecommendedForYou =
        shop("aws-ecomm-recommended-for-you", "what a customer will want next").advised(&["View", "Purchase"]);
}

/// A name that no recipe has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown recipe `{name}`{hint}; `rehearsal recipes` lists them all")]
pub struct UnknownRecipe {
    name: String,
    hint: String,
}

impl Recipe {
    /// The facts of the recipe.
    #[must_use]
    pub fn facts(self) -> &'static RecipeFacts {
        &FACTS[self as usize]
    }

    /// The last part of its ARN.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// Tells whether it segments users, for which timestamps must differ.
    pub(in crate::validate) const fn segments_users(self) -> bool {
        matches!(self, Self::ItemAffinity | Self::ItemAttributeAffinity)
    }

    /// Tells whether it takes a limited amount of users and items together.
    pub(in crate::validate) const fn limits_metadata(self) -> bool {
        matches!(self, Self::HrnnMetadata | Self::HrnnColdstart)
    }

    /// The columns of `dataset` that it cannot do without.
    #[must_use]
    pub fn columns(self, dataset: DatasetType) -> Vec<&'static str> {
        let required = reserved(dataset, self.facts().domain).iter().filter(|field| field.required);
        let mut columns: Vec<&str> = required.map(|field| field.name).collect();
        let filters = dataset == DatasetType::Interactions && self.facts().event_type.is_some();
        if filters && !columns.contains(&EVENT_TYPE) {
            columns.push(EVENT_TYPE);
        }
        columns
    }

    /// The columns of `dataset` that it asks for beside those that every recipe does.
    #[must_use]
    pub fn further_columns(self, dataset: DatasetType) -> Vec<&'static str> {
        let everywhere: Vec<&str> = reserved(dataset, Domain::Custom)
            .iter()
            .filter(|field| field.required)
            .map(|field| field.name)
            .collect();
        self.columns(dataset).into_iter().filter(|name| !everywhere.contains(name)).collect()
    }

    /// Its demands beside datasets, columns and the numbers that every recipe asks for.
    #[must_use]
    pub const fn condition(self) -> Option<&'static str> {
        match self {
            Self::SemanticSimilarity => Some("a field of the items with \"textual\": true"),
            Self::ItemAttributeAffinity => {
                Some("a category or number that several items share; times that differ")
            }
            Self::HrnnColdstart => {
                Some("100 to 80,000 items without interactions; at most 5 GB of metadata")
            }
            Self::NextBestAction => Some("at most 1,000 actions"),
            Self::HrnnMetadata => Some("at most 5 GB of metadata"),
            Self::ItemAffinity => Some("times that differ"),
            _ => None,
        }
    }

    /// The recipe of this name, with or without `aws-` or the ARN before it.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(name: &str) -> Result<Self, UnknownRecipe> {
        let short = name.rsplit('/').next().unwrap_or(name);
        let wanted =
            if short.starts_with("aws-") { short.to_owned() } else { format!("aws-{short}") };
        let found = Self::ALL.iter().copied().find(|recipe| recipe.name() == wanted);
        found.ok_or_else(|| {
            let names: Vec<&str> = FACTS.iter().map(|facts| facts.name).collect();
            UnknownRecipe { name: crate::text::shorten(name, 60), hint: hint(&wanted, &names) }
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
        assert_eq!(Recipe::ALL.len(), FACTS.len());
        for recipe in FACTS {
            let spelled = recipe.domain.event_types();
            let events = recipe.event_type.iter().chain(recipe.advised);
            assert!(events.clone().all(|event| spelled.contains(event)), "{}", recipe.name);
            assert!(recipe.name.len() + recipe.summary.len() <= 76, "{}", recipe.name);
            let of_group = |dataset: &DatasetType| recipe.domain.has(*dataset);
            assert!(recipe.needs.iter().all(of_group), "{}", recipe.name);
        }
    }
}
