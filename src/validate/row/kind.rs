//! The columns of a file that the schema has, and the kinds of their cells.

use super::cell_text::parse_whole;
use crate::column::{CREATION_TIMESTAMP, EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID};
use crate::schema::reserved::{
    ACTION_ID, EXPIRATION_TIMESTAMP, IMPRESSION, REPEAT_FREQUENCY, VALUE,
};
use crate::schema::{AvroType, DatasetType, Field};

/// The kind of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum CellKind {
    Id,
    EventType,
    /// An instant in seconds: of an event, or of something that may also lie before or after.
    Instant {
        of_event: bool,
        may_be_future: bool,
    },
    /// A whole number, perhaps of a range.
    Whole(Option<WholeRange>),
    Real,
    Boolean,
    Category,
    Text,
    /// Items joined by `|`.
    Impression,
    Plain,
}

/// The least and the greatest value that a whole number may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) struct WholeRange {
    pub(super) least: i64,
    pub(super) most: i64,
}

impl WholeRange {
    /// The range of VALUE of an action.
    const ACTION_VALUE: Self = Self { least: 1, most: 10 };
    /// The range of `REPEAT_FREQUENCY`, in days.
    const REPEAT_FREQUENCY: Self = Self { least: 1, most: 30 };

    pub(super) const fn contains(self, number: i64) -> bool {
        self.least <= number && number <= self.most
    }
}

/// A column of the file that the schema has.
#[derive(Debug, Clone)]
pub(in crate::validate) struct Column<'a> {
    /// Its place in the file.
    pub(in crate::validate) at: usize,
    pub(in crate::validate) field: &'a Field,
    pub(in crate::validate) kind: CellKind,
}

impl<'a> Column<'a> {
    pub(in crate::validate) fn new(
        at: usize,
        field: &'a Field,
        dataset: Option<DatasetType>,
    ) -> Self {
        Self { at, field, kind: kind(field, dataset) }
    }

    /// The number that a cell of an instant holds, as the check of the cell leaves it in the tally.
    pub(super) fn instant(&self, cell: &[u8]) -> Option<i64> {
        let is_instant = matches!(self.kind, CellKind::Instant { .. });
        parse_whole(cell).filter(|_| is_instant && std::str::from_utf8(cell).is_ok())
    }
}

fn kind(field: &Field, dataset: Option<DatasetType>) -> CellKind {
    let is_actions = dataset == Some(DatasetType::Actions);
    match (field.avro, field.name.as_str()) {
        (AvroType::String, USER_ID | ITEM_ID | ACTION_ID) => CellKind::Id,
        (AvroType::String, EVENT_TYPE) => CellKind::EventType,
        (AvroType::String, IMPRESSION) => CellKind::Impression,
        (AvroType::String, _) if field.textual => CellKind::Text,
        (AvroType::String, _) if field.categorical => CellKind::Category,
        (AvroType::String | AvroType::Null, _) => CellKind::Plain,
        (AvroType::Long, TIMESTAMP) => CellKind::Instant { of_event: true, may_be_future: false },
        (AvroType::Long, CREATION_TIMESTAMP) => {
            CellKind::Instant { of_event: false, may_be_future: false }
        }
        (AvroType::Long, EXPIRATION_TIMESTAMP | "ACTION_EXPIRATION_TIMESTAMP") if is_actions => {
            CellKind::Instant { of_event: false, may_be_future: true }
        }
        (AvroType::Long, VALUE) if is_actions => CellKind::Whole(Some(WholeRange::ACTION_VALUE)),
        (AvroType::Long, REPEAT_FREQUENCY) if is_actions => {
            CellKind::Whole(Some(WholeRange::REPEAT_FREQUENCY))
        }
        (AvroType::Int | AvroType::Long, _) => CellKind::Whole(None),
        (AvroType::Float | AvroType::Double, _) => CellKind::Real,
        (AvroType::Boolean, _) => CellKind::Boolean,
    }
}
