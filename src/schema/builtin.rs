//! The schemas that ship with the program: the files of `schemas/`.

use super::domain::Domain;
use super::record_schema::Dataset;

/// The shipped schema text for a dataset of a domain; none where the domain has no such dataset.
///
/// For a custom group those of interactions, items and users are what `prep` writes for MovieLens,
/// for a domain its default schemas. (Developer guide, "ECOMMERCE-datasets-and-schemas",
/// "VIDEO-ON-DEMAND-datasets-and-schemas".)
#[must_use]
#[expect(clippy::match_same_arms, reason = "files of two domains that happen to be alike")]
pub const fn text(dataset: Dataset, domain: Domain) -> Option<&'static str> {
    Some(match (domain, dataset) {
        (Domain::Custom, Dataset::Interactions) => include_str!("../../schemas/interactions.avsc"),
        (Domain::Custom, Dataset::Items) => include_str!("../../schemas/items.avsc"),
        (Domain::Custom, Dataset::Users) => include_str!("../../schemas/users.avsc"),
        (Domain::Custom, Dataset::Actions) => include_str!("../../schemas/actions.avsc"),
        (Domain::Custom, Dataset::ActionInteractions) => {
            include_str!("../../schemas/action-interactions.avsc")
        }
        (Domain::VideoOnDemand, Dataset::Interactions) => {
            include_str!("../../schemas/video-on-demand/interactions.avsc")
        }
        (Domain::VideoOnDemand, Dataset::Items) => {
            include_str!("../../schemas/video-on-demand/items.avsc")
        }
        (Domain::VideoOnDemand, Dataset::Users) => {
            include_str!("../../schemas/video-on-demand/users.avsc")
        }
        (Domain::Ecommerce, Dataset::Interactions) => {
            include_str!("../../schemas/ecommerce/interactions.avsc")
        }
        (Domain::Ecommerce, Dataset::Items) => include_str!("../../schemas/ecommerce/items.avsc"),
        (Domain::Ecommerce, Dataset::Users) => include_str!("../../schemas/ecommerce/users.avsc"),
        (_, Dataset::Actions | Dataset::ActionInteractions) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::check::check;

    #[test]
    fn every_shipped_schema_is_without_findings() {
        for domain in Domain::ALL {
            for dataset in Dataset::ALL {
                let Some(text) = text(dataset, domain) else {
                    assert!(!domain.has(dataset));
                    continue;
                };
                let (schema, violations) = check(text, "shipped", domain);
                assert_eq!(violations, [], "{dataset:?} {domain:?}");
                assert_eq!(schema.map(|schema| schema.dataset), Some(Some(dataset)));
            }
        }
    }
}
