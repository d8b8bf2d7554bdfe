//! The facts that are known of a table as a whole, once all its rows went by.

use crate::schema::{DatasetType, Schema};
use crate::validate::input::picking::TableLines;
use crate::validate::row::kind::CellKind;
use crate::validate::row::tally::Tally;
use crate::validate::whole::ids::IdSet;
use crate::validate::whole::repeats::Repeats;

/// A column of a table and what its cells are.
#[derive(Debug, Clone)]
pub(in crate::validate) struct ColumnFacts {
    pub(in crate::validate) name: String,
    pub(in crate::validate) kind: CellKind,
    /// True if it is metadata of one's own.
    pub(in crate::validate) is_metadata: bool,
}

/// The facts that are known of a table as a whole.
#[derive(Debug)]
pub struct Facts {
    pub(in crate::validate) dataset: Option<DatasetType>,
    pub(in crate::validate) schema: Schema,
    pub(in crate::validate) tally: Tally,
    pub(in crate::validate) columns: Vec<ColumnFacts>,
    pub(in crate::validate) users: IdSet,
    pub(in crate::validate) items: IdSet,
    pub(in crate::validate) impressions: IdSet,
    pub(in crate::validate) repeats: Repeats,
    pub(in crate::validate) lines: TableLines,
}

impl Facts {
    /// Tells whether the schema's column of this name is there.
    pub(in crate::validate) fn has_column(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.name == name)
    }

    /// Tells whether the table is of this dataset.
    pub(in crate::validate) fn is_of(&self, dataset: DatasetType) -> bool {
        self.dataset == Some(dataset)
    }
}
