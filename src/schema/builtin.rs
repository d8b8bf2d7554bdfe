//! The schemas that ship with the program: the files of `schemas/`, for the custom domain.

use super::Dataset;

/// The shipped schema text for a dataset.
#[must_use]
pub const fn text(dataset: Dataset) -> &'static str {
    match dataset {
        Dataset::Interactions => include_str!("../../schemas/interactions.avsc"),
        Dataset::Items => include_str!("../../schemas/items.avsc"),
        Dataset::Users => include_str!("../../schemas/users.avsc"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::check::check;

    #[test]
    fn every_shipped_schema_is_without_findings() {
        for dataset in Dataset::ALL {
            let (schema, violations) = check(text(dataset), "shipped", 5);
            assert_eq!(violations, [], "{dataset:?}");
            assert_eq!(schema.map(|schema| schema.dataset), Some(Some(dataset)));
        }
    }
}
