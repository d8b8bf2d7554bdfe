//! The schemas that ship with the program: the files of `schemas/`.

use super::domain::Domain;
use super::record_schema::DatasetType;

/// The shipped schema text for a dataset of a domain; none where the domain has no such dataset.
///
/// For a custom group those of interactions, items and users are what `prep` writes for MovieLens,
/// for a domain its default schemas. (Developer guide, "ECOMMERCE-datasets-and-schemas",
/// "VIDEO-ON-DEMAND-datasets-and-schemas".)
#[must_use]
#[expect(clippy::match_same_arms, reason = "files of two domains that happen to be alike")]
pub const fn text(dataset: DatasetType, domain: Domain) -> Option<&'static str> {
    Some(match (domain, dataset) {
        (Domain::Custom, DatasetType::Interactions) => {
            include_str!("../../schemas/interactions.avsc")
        }
        (Domain::Custom, DatasetType::Items) => include_str!("../../schemas/items.avsc"),
        (Domain::Custom, DatasetType::Users) => include_str!("../../schemas/users.avsc"),
        (Domain::Custom, DatasetType::Actions) => include_str!("../../schemas/actions.avsc"),
        (Domain::Custom, DatasetType::ActionInteractions) => {
            include_str!("../../schemas/action-interactions.avsc")
        }
        (Domain::VideoOnDemand, DatasetType::Interactions) => {
            include_str!("../../schemas/video-on-demand/interactions.avsc")
        }
        (Domain::VideoOnDemand, DatasetType::Items) => {
            include_str!("../../schemas/video-on-demand/items.avsc")
        }
        (Domain::VideoOnDemand, DatasetType::Users) => {
            include_str!("../../schemas/video-on-demand/users.avsc")
        }
        (Domain::Ecommerce, DatasetType::Interactions) => {
            include_str!("../../schemas/ecommerce/interactions.avsc")
        }
        (Domain::Ecommerce, DatasetType::Items) => {
            include_str!("../../schemas/ecommerce/items.avsc")
        }
        (Domain::Ecommerce, DatasetType::Users) => {
            include_str!("../../schemas/ecommerce/users.avsc")
        }
        (_, DatasetType::Actions | DatasetType::ActionInteractions) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::check::check;

    #[test]
    fn every_shipped_schema_is_without_findings() {
        for domain in Domain::ALL {
            for dataset in DatasetType::ALL {
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
