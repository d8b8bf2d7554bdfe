//! The columns that a pipeline's input has, or must have.

use polars::prelude::DataType;

use crate::column::{
    AGE, CREATION_TIMESTAMP, DESCRIPTION, EVENT_TYPE, EVENT_VALUE, FIRST_SEEN, GENDER, GENRES,
    ITEM_ID, OCCUPATION, RATING, TIMESTAMP, TITLE, USER_ID, YEAR, ZIP_CODE, derived,
};
use crate::instant::Unit;
use crate::schema::DatasetType;
use crate::source::mapped::{Instants, MappedKind};
use crate::transform::Step;

/// The data that the steps need beside the rows themselves.
pub(super) struct Needs {
    pub(super) ratings: bool,
    pub(super) tags: bool,
    pub(super) activity: bool,
}

impl Needs {
    pub(super) fn of(steps: &[Step]) -> Self {
        let needs: Vec<String> = steps.iter().flat_map(Step::needs).collect();
        let any = |names: &[&str]| needs.iter().any(|need| names.contains(&need.as_str()));
        Self {
            ratings: any(&[derived::FIRST_RATED, derived::NEWEST_RATED]),
            tags: any(&[derived::TAGS]),
            activity: any(&[derived::N_RATINGS, FIRST_SEEN]),
        }
    }
}

/// The columns of a release's frames, with their types.
pub(super) fn release_columns(
    dataset: DatasetType,
    steps: &[Step],
) -> Vec<(&'static str, DataType)> {
    let needs = Needs::of(steps);
    match dataset {
        DatasetType::Interactions => vec![
            (USER_ID, DataType::String),
            (ITEM_ID, DataType::String),
            (RATING, DataType::Float64),
            (TIMESTAMP, DataType::Int64),
        ],
        DatasetType::Items => {
            let mut columns = vec![
                (ITEM_ID, DataType::String),
                (TITLE, DataType::String),
                (GENRES, DataType::String),
            ];
            if needs.ratings {
                columns.push((derived::FIRST_RATED, DataType::Int64));
                columns.push((derived::NEWEST_RATED, DataType::Int64));
            }
            if needs.tags {
                columns.push((derived::TAGS, DataType::String));
            }
            columns
        }
        DatasetType::Users if needs.activity => vec![
            (USER_ID, DataType::String),
            (FIRST_SEEN, DataType::Int64),
            (derived::N_RATINGS, DataType::Int64),
        ],
        DatasetType::Users | DatasetType::Actions | DatasetType::ActionInteractions => {
            [USER_ID, AGE, GENDER, OCCUPATION, ZIP_CODE].map(|name| (name, DataType::String)).into()
        }
    }
}

/// The columns that every row of a table must have, and those that are taken where it calls them as
/// we do.
pub(super) const fn columns_of(
    dataset: DatasetType,
) -> (&'static [&'static str], &'static [&'static str]) {
    match dataset {
        DatasetType::Interactions => {
            (&[USER_ID, ITEM_ID, TIMESTAMP], &[EVENT_TYPE, EVENT_VALUE, RATING])
        }
        DatasetType::Items => (
            &[ITEM_ID],
            &[
                TITLE,
                GENRES,
                YEAR,
                DESCRIPTION,
                CREATION_TIMESTAMP,
                "PRICE",
                "CATEGORY_L1",
                "CATEGORY_L2",
                "CATEGORY_L3",
                "PRODUCT_DESCRIPTION",
                "GENRE_L2",
                "GENRE_L3",
                "DURATION",
                "AVERAGE_RATING",
                "CONTENT_OWNER",
                "CONTENT_CLASSIFICATION",
                "AGE_GROUP",
                "ADULT",
                "GENDER",
            ],
        ),
        DatasetType::Users | DatasetType::Actions | DatasetType::ActionInteractions => {
            (&[USER_ID], &[AGE, GENDER, OCCUPATION, "MEMBERSHIP_STATUS", "SUBSCRIPTION_MODEL"])
        }
    }
}

/// The type that a column of this kind is read as.
pub(super) const fn data_type(kind: MappedKind) -> DataType {
    match kind {
        MappedKind::Id | MappedKind::Text | MappedKind::Boolean => DataType::String,
        MappedKind::Number => DataType::Float64,
        MappedKind::Whole => DataType::Int32,
        MappedKind::Instant | MappedKind::Long => DataType::Int64,
    }
}

/// The forms that instants may have, by the step that converts them.
pub(super) fn instants(dataset: DatasetType, steps: &[Step]) -> Instants {
    let unit = steps.iter().find_map(|step| match step {
        Step::TimestampUnit(step) => Some(step.unit),
        _ => None,
    });
    match unit {
        Some(Unit::Auto) => Instants::Either,
        Some(Unit::Iso8601) => Instants::Iso,
        Some(Unit::Seconds) => Instants::Seconds,
        None if dataset == DatasetType::Interactions => Instants::Seconds,
        None => Instants::SecondsOrIso,
        Some(Unit::Milliseconds | Unit::Microseconds | Unit::Nanoseconds) => Instants::Numbers,
    }
}
