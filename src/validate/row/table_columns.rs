//! The table that all blocks of a file are checked against: its columns, and those that several rules look at.

use std::path::Path;

use super::kind::{CellKind, Column};
use super::own_check::{OwnCheck, own_checks};
use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID};
use crate::rule::{self, Selection};
use crate::schema::reserved::{ACTION_ID, IMPRESSION};
use crate::schema::{DatasetType, Schema};
use crate::validate::input::header::Header;
use crate::validate::input::row::Row;
use crate::validate::options::{EventFilter, FilterOutcome, Options};

/// A column that more than its own rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum Special {
    User,
    /// The item, or the action.
    Item,
    Timestamp,
    EventType,
}

/// A file of a table and what stands before it.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct PartStart<'a> {
    /// The file.
    pub(in crate::validate) path: &'a Path,
    /// The number of lines of the files before it.
    pub(in crate::validate) lines_before: u64,
}

/// The table that all blocks of a file are checked against.
#[derive(Debug)]
pub(in crate::validate) struct Table<'a> {
    pub(in crate::validate) header: &'a Header<'a>,
    pub(in crate::validate) columns: Vec<Column<'a>>,
    pub(in crate::validate) dataset: Option<DatasetType>,
    pub(in crate::validate) as_of: i64,
    pub(in crate::validate) filter: EventFilter,
    /// The file.
    pub(in crate::validate) path: &'a Path,
    /// The number of lines of the files before this one, of a folder of parts.
    line_base: u64,
    /// Places in the file of the columns that more than their own rules look at.
    pub(in crate::validate) user: Option<usize>,
    pub(in crate::validate) item: Option<usize>,
    pub(in crate::validate) timestamp: Option<usize>,
    /// The index of the timestamp in [`Self::columns`].
    pub(in crate::validate) timestamp_column: Option<usize>,
    pub(in crate::validate) event_type: Option<usize>,
    pub(in crate::validate) event_value: Option<usize>,
    pub(in crate::validate) impression: Option<usize>,
    /// True if the file has the schema's columns and no others.
    pub(in crate::validate) is_exact: bool,
    pub(in crate::validate) finds_repeats: bool,
    /// The rules of a team's own that rows can break.
    pub(super) own_checks: Vec<OwnCheck<'a>>,
}

impl<'a> Table<'a> {
    pub(in crate::validate) fn new(
        header: &'a Header<'a>,
        schema: &Schema,
        options: &'a Options,
        part: PartStart<'a>,
    ) -> Self {
        let dataset = schema.dataset;
        let columns: Vec<Column<'_>> = header
            .fields
            .iter()
            .map(|placed| Column::new(placed.at, placed.field, dataset))
            .collect();
        let place = |name: &str| {
            columns.iter().find(|column| column.field.name == name).map(|column| column.at)
        };
        let item = match dataset {
            Some(DatasetType::Actions | DatasetType::ActionInteractions) => place(ACTION_ID),
            Some(DatasetType::Users) => None,
            _ => place(ITEM_ID),
        };
        let is_metadata = dataset.is_some_and(|dataset| !dataset.is_events());
        let user = match dataset {
            Some(DatasetType::Items | DatasetType::Actions) => None,
            _ => place(USER_ID),
        };
        Self {
            user,
            item,
            timestamp: if is_metadata { None } else { place(TIMESTAMP) },
            timestamp_column: columns.iter().position(|column| column.field.name == TIMESTAMP),
            event_type: if is_metadata { None } else { place(EVENT_TYPE) },
            event_value: if is_metadata { None } else { place(EVENT_VALUE) },
            impression: if is_metadata { None } else { place(IMPRESSION) },
            is_exact: header.names.len() == columns.len(),
            finds_repeats: dataset.is_some() && finds_repeats(&options.selection),
            own_checks: own_checks(&options.own_rules, header, dataset, &options.selection),
            header,
            columns,
            dataset,
            as_of: options.as_of,
            filter: options.training_filter(),
            path: part.path,
            line_base: part.lines_before,
        }
    }

    /// Tells whether events are told apart by user, item and timestamp.
    pub(in crate::validate) fn has_event_key(&self) -> bool {
        self.finds_repeats && self.user.is_some() && self.item.is_some() && self.timestamp.is_some()
    }

    /// Tells whether the rows can be taken in the order of time.
    pub(in crate::validate) fn is_sequence(&self) -> bool {
        self.dataset.is_none_or(DatasetType::is_events)
    }

    /// The row's cell in such a column, empty where there is none.
    pub(in crate::validate) fn cell<'r>(&self, row: &Row<'r>, column: Special) -> &'r [u8] {
        let at = match column {
            Special::User => self.user,
            Special::Item => self.item,
            Special::Timestamp => self.timestamp,
            Special::EventType => self.event_type,
        };
        at.map_or(b"", |at| row.cell(at))
    }

    /// The row's cell in the schema's column of this name, empty where there is none.
    pub(in crate::validate) fn named_cell<'r>(&self, row: &Row<'r>, name: &str) -> &'r [u8] {
        let column = self.columns.iter().find(|column| column.field.name == name);
        column.map_or(b"", |column| row.cell(column.at))
    }

    /// The row's line, counted over all parts.
    pub(in crate::validate) const fn line(&self, row: &Row<'_>) -> u64 {
        row.line + self.line_base
    }

    /// Tells whether the row is one to look at, rather than blank, ragged or the header again.
    pub(in crate::validate) fn is_row(&self, row: &Row<'_>) -> bool {
        let n_columns = self.header.names.len();
        let is_blank = row.raw.is_empty() && n_columns > 1;
        !is_blank && row.n_cells() == n_columns && row.raw != self.header.raw
    }

    /// The timestamp, as the check of its column takes it.
    pub(in crate::validate) fn instant(&self, cell: &[u8]) -> Option<i64> {
        let column = self.timestamp_column.map(|at| &self.columns[at])?;
        column.instant(cell)
    }

    /// Holds the event against the filter of the solution that is to be trained.
    pub(in crate::validate) fn filter_outcome(&self, row: &Row<'_>) -> FilterOutcome {
        if self.filter.is_open() {
            return FilterOutcome::Passes;
        }
        let by_type = self.filter.event_type.as_ref().is_none_or(|wanted| {
            self.event_type.is_some_and(|at| row.cell(at) == wanted.as_bytes())
        });
        let by_value = self.filter.value_min.is_none_or(|least| {
            let cell = self.event_value.map_or(&b""[..], |at| row.cell(at));
            let value = std::str::from_utf8(cell).ok().and_then(|text| text.parse::<f64>().ok());
            value.is_some_and(|value| value >= least)
        });
        if by_type && by_value { FilterOutcome::Passes } else { FilterOutcome::Excluded }
    }

    /// Tells whether the column is metadata of one's own, rather than an id, an instant or an event.
    pub(in crate::validate) fn is_metadata(&self, column: &Column<'_>) -> bool {
        let known = [self.user, self.item, self.timestamp, self.event_type, self.event_value];
        !known.contains(&Some(column.at))
            && !matches!(column.kind, CellKind::Instant { .. } | CellKind::Impression)
    }
}

fn finds_repeats(selection: &Selection) -> bool {
    [
        &rule::REPEATED_ROW,
        &rule::TWIN_EVENTS,
        &rule::REPEATED_ID,
        &rule::QUOTA_INTERACTIONS,
        &rule::QUOTA_FILTERED_INTERACTIONS,
        &rule::QUOTA_ADVISED_INTERACTIONS,
    ]
    .into_iter()
    .any(|rule| selection.has(rule))
}
