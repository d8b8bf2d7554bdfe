//! The datasets that an expression speaks of, and their schemas.

use std::collections::BTreeMap;

use super::values::KnownValues;
use crate::schema::{DatasetType, Schema};

/// The word for the user whom recommendations are for.
pub const CURRENT_USER: &str = "CurrentUser";
/// The word for the item that a request names.
pub const CURRENT_ITEM: &str = "CurrentItem";

/// A field of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilterField {
    /// The dataset.
    pub dataset: DatasetType,
    /// The name, as it was written.
    pub name: String,
}

/// Schemas by dataset, the place that they come from, and values of the data.
#[derive(Debug, Clone, Default)]
pub struct FilterSchemas {
    /// The schemas.
    pub schemas: BTreeMap<DatasetType, Schema>,
    /// The place where they were looked for, as a message names it.
    pub place: String,
    /// The values that occur in fields; fields that were not read are absent.
    pub values: BTreeMap<FilterField, KnownValues>,
}

/// The dataset that a word before a dot stands for, in any case and with or without underscores.
#[must_use]
pub fn dataset_named(word: &str) -> Option<DatasetType> {
    let plain = word.replace('_', "");
    let is = |name: &str| plain.eq_ignore_ascii_case(name);
    match () {
        () if is(CURRENT_USER) => Some(DatasetType::Users),
        () if is(CURRENT_ITEM) => Some(DatasetType::Items),
        () => DatasetType::ALL.into_iter().find(|dataset| is(dataset.record_name())),
    }
}
