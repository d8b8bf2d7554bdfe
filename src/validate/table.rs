//! The rows of a block against a table's columns.

use std::io;

use super::block::Block;
use super::cell::{Column, Kind};
use super::header::Header;
use super::ids::{self, IdTable};
use super::lines;
use super::marks::Marks;
use super::options::{EventFilter, Options};
use super::repeats;
use super::row::Row;
use super::sequence::{BlockRows, Kept};
use super::spill::{Room, Spill};
use super::tally::Tally;
use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, TIMESTAMP, USER_ID};
use crate::rule::{self, Findings, Selection};
use crate::schema::reserved::{ACTION_ID, IMPRESSION};
use crate::schema::{Dataset, Schema};
use crate::source::reader::Reader;
use crate::source::record::Record;

/// A column that more than its own rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Special {
    User,
    /// The item, or the action.
    Item,
    Timestamp,
    EventType,
}

/// What all blocks of a file are checked against.
#[derive(Debug)]
pub(super) struct Table<'a> {
    header: &'a Header<'a>,
    columns: Vec<Column<'a>>,
    dataset: Option<Dataset>,
    as_of: i64,
    filter: EventFilter,
    /// Lines of the files before this one, of a folder of parts.
    line_base: u64,
    /// Places in the file of the columns that more than their own rules look at.
    user: Option<usize>,
    item: Option<usize>,
    timestamp: Option<usize>,
    /// Which of [`Self::columns`] it is.
    timestamp_column: Option<usize>,
    event_type: Option<usize>,
    event_value: Option<usize>,
    impression: Option<usize>,
    /// Whether the file has the schema's columns and no others.
    is_exact: bool,
    finds_repeats: bool,
}

impl<'a> Table<'a> {
    pub(super) fn new(
        header: &'a Header<'a>,
        schema: &Schema,
        options: &Options,
        line_base: u64,
    ) -> Self {
        let dataset = schema.dataset;
        let columns: Vec<Column<'_>> =
            header.fields.iter().map(|&(at, field)| Column::new(at, field, dataset)).collect();
        let place = |name: &str| {
            columns.iter().find(|column| column.field.name == name).map(|column| column.at)
        };
        let item = match dataset {
            Some(Dataset::Actions | Dataset::ActionInteractions) => place(ACTION_ID),
            Some(Dataset::Users) => None,
            _ => place(ITEM_ID),
        };
        let is_metadata = dataset.is_some_and(|dataset| !dataset.is_events());
        let user = match dataset {
            Some(Dataset::Items | Dataset::Actions) => None,
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
            header,
            columns,
            dataset,
            as_of: options.as_of,
            filter: options.training_filter(),
            line_base,
        }
    }

    pub(super) fn columns(&self) -> &[Column<'a>] {
        &self.columns
    }

    /// Whether events are told apart by user, item and timestamp.
    fn has_event_key(&self) -> bool {
        self.finds_repeats && self.user.is_some() && self.item.is_some() && self.timestamp.is_some()
    }

    /// Whether the rows can be taken in the order of time.
    pub(super) fn is_sequence(&self) -> bool {
        self.dataset.is_none_or(Dataset::is_events)
    }

    /// The row's cell in such a column, empty where there is none.
    pub(super) fn cell<'r>(&self, row: &Row<'r>, column: Special) -> &'r [u8] {
        let at = match column {
            Special::User => self.user,
            Special::Item => self.item,
            Special::Timestamp => self.timestamp,
            Special::EventType => self.event_type,
        };
        at.map_or(b"", |at| row.cell(at))
    }

    /// The row's cell in the schema's column of this name, empty where there is none.
    pub(super) fn named_cell<'r>(&self, row: &Row<'r>, name: &str) -> &'r [u8] {
        let column = self.columns.iter().find(|column| column.field.name == name);
        column.map_or(b"", |column| row.cell(column.at))
    }

    /// The row's line, counted over all parts.
    pub(super) const fn line(&self, row: &Row<'_>) -> u64 {
        row.line + self.line_base
    }

    /// Whether the row is one to look at, rather than blank, ragged or the header again.
    pub(super) fn is_row(&self, row: &Row<'_>) -> bool {
        let n_columns = self.header.names.len();
        let is_blank = row.raw.is_empty() && n_columns > 1;
        !is_blank && row.n_cells() == n_columns && row.raw != self.header.raw
    }

    /// The timestamp, as the check of its column takes it.
    pub(super) fn instant(&self, cell: &[u8]) -> Option<i64> {
        let column = self.timestamp_column.map(|at| &self.columns[at])?;
        column.instant(cell)
    }

    /// Whether the event passes the filter of the solution that is to be trained.
    pub(super) fn matches(&self, row: &Row<'_>) -> bool {
        if self.filter.is_open() {
            return true;
        }
        let by_type = self.filter.event_type.as_ref().is_none_or(|wanted| {
            self.event_type.is_some_and(|at| row.cell(at) == wanted.as_bytes())
        });
        let by_value = self.filter.value_min.is_none_or(|least| {
            let cell = self.event_value.map_or(&b""[..], |at| row.cell(at));
            let value = std::str::from_utf8(cell).ok().and_then(|text| text.parse::<f64>().ok());
            value.is_some_and(|value| value >= least)
        });
        by_type && by_value
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

/// What one thread gathers over all its blocks.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) users: IdTable,
    pub(super) items: IdTable,
    pub(super) impressions: IdTable,
    pub(super) rows: Spill<3>,
    block_rows: BlockRows,
    last_user: (Vec<u8>, u128),
    starts: Vec<usize>,
    record: Record,
    scratch: Vec<u8>,
}

impl Gathered {
    pub(super) fn new(room: &Room) -> Self {
        Self {
            users: IdTable::new(room),
            items: IdTable::new(room),
            impressions: IdTable::new(room),
            rows: Spill::new(room),
            block_rows: BlockRows::default(),
            last_user: (Vec::new(), ids::hash(b"")),
            starts: Vec::new(),
            record: Record::default(),
            scratch: Vec::new(),
        }
    }

    fn user_hash(&mut self, user: &[u8]) -> u128 {
        if self.last_user.0 != user {
            self.last_user.0.clear();
            self.last_user.0.extend_from_slice(user);
            self.last_user.1 = ids::hash(user);
        }
        self.last_user.1
    }

    fn add_event(
        &mut self,
        row: &Row<'_>,
        table: &Table<'_>,
        instant: Option<i64>,
        matches: bool,
    ) -> io::Result<()> {
        let line = table.line(row);
        let cell = |at: Option<usize>| at.map_or(&b""[..], |at| row.cell(at));
        let (user_id, item_id) = (cell(table.user), cell(table.item));
        let user = self.user_hash(user_id);
        let item = ids::hash(item_id);
        // What is empty is no id; that it is missing is found by its own rule.
        if !user_id.is_empty() {
            self.users.add(user, line, matches)?;
        }
        if !item_id.is_empty() {
            self.items.add(item, line, matches)?;
        }
        if let Some(impression) = table.impression {
            let shown = row.cell(impression).split(|&byte| byte == b'|');
            for member in shown.filter(|member| !member.is_empty()) {
                self.impressions.add(ids::hash(member), line, matches)?;
            }
        }
        if let (true, Some(timestamp)) = (table.has_event_key(), table.timestamp) {
            let key = event_key(user, item, row.cell(timestamp), instant);
            let values = values_hash(row, table, &mut self.scratch);
            self.block_rows.push(instant, key, values, line, matches);
        }
        Ok(())
    }

    /// Spills the rows of a block that was checked before.
    pub(super) fn spill_block(&mut self, table: &Table<'_>, block: &Block) -> io::Result<()> {
        let mut record = Record::default();
        let mut reader = Reader::new(&block.bytes[..]);
        while reader.read(&mut record)? {
            let row = Row::record(&record, block.line - 1, block.offset);
            let (Some(user), Some(item), Some(timestamp)) =
                (table.user, table.item, table.timestamp)
            else {
                return Ok(());
            };
            if record.flaw().is_some() || !table.is_row(&row) {
                continue;
            }
            let cell = row.cell(timestamp);
            let (user, item) = (ids::hash(row.cell(user)), ids::hash(row.cell(item)));
            let key = event_key(user, item, cell, table.instant(cell));
            let values = values_hash(&row, table, &mut self.scratch);
            let line = table.line(&row);
            self.rows.push(repeats::row(key, values, line, table.matches(&row)))?;
        }
        Ok(())
    }

    fn add_metadata(&mut self, row: &Row<'_>, table: &Table<'_>) -> io::Result<()> {
        let line = table.line(row);
        let (ids, at) = match (table.item, table.user) {
            (Some(item), _) => (&mut self.items, item),
            (None, Some(user)) => (&mut self.users, user),
            (None, None) => return Ok(()),
        };
        let id = row.cell(at);
        if id.is_empty() {
            return Ok(());
        }
        let hash = ids::hash(id);
        ids.add(hash, line, true)?;
        if table.finds_repeats {
            // Rows of one id are all alike here: the newer one replaces the older.
            self.rows.push(repeats::row(hash, 0, line, true))?;
        }
        Ok(())
    }
}

/// A hash of all values of the schema's columns, the same however they are quoted.
pub(super) fn values_hash(row: &Row<'_>, table: &Table<'_>, scratch: &mut Vec<u8>) -> u64 {
    if table.is_exact && row.is_plain() {
        return xxhash_rust::xxh3::xxh3_64(row.raw);
    }
    let cells = || table.columns.iter().map(|column| row.cell(column.at));
    let has_comma = cells().any(|cell| memchr::memchr(b',', cell).is_some());
    let separator = if has_comma { 0x1F } else { b',' };
    scratch.clear();
    for (index, cell) in cells().enumerate() {
        if index > 0 || has_comma {
            scratch.push(separator);
        }
        scratch.extend_from_slice(cell);
    }
    xxhash_rust::xxh3::xxh3_64(scratch)
}

/// The hash of user, item and timestamp, the latter as a number where it is one.
fn event_key(user: u128, item: u128, timestamp: &[u8], instant: Option<i64>) -> u128 {
    let instant = instant.map_or_else(|| xxhash_rust::xxh3::xxh3_64(timestamp), i64::cast_unsigned);
    let mut key = [0; 40];
    key[..16].copy_from_slice(&user.to_le_bytes());
    key[16..32].copy_from_slice(&item.to_le_bytes());
    key[32..].copy_from_slice(&instant.to_le_bytes());
    ids::hash(&key)
}

/// What a block gave.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) findings: Findings,
    pub(super) tally: Tally,
    /// The first blank line before any row.
    pub(super) leading_blank: Option<u64>,
    /// The first of the blank lines at the end, if a row stands before them.
    pub(super) trailing_blank: Option<u64>,
    /// The last row, if no line break ends it.
    pub(super) cut_off: Option<(u64, Vec<u8>)>,
    /// Lines that end in a carriage return and a line feed, and the first of them.
    pub(super) n_returns: u64,
    pub(super) first_return: u64,
    /// Its rows, as those that look for repeats need them.
    pub(super) kept: Kept,
}

struct Checker<'t> {
    table: &'t Table<'t>,
    checked: Checked,
    blank: Option<u64>,
    is_utf8: bool,
}

/// Checks all rows of a block.
pub(super) fn check_block(
    table: &Table<'_>,
    block: &Block,
    findings: Findings,
    must_spill: bool,
    gathered: &mut Gathered,
) -> io::Result<Checked> {
    let lines_max = findings.examples_max();
    let checked = Checked {
        findings,
        tally: Tally::new(table.columns.len()),
        leading_blank: None,
        trailing_blank: None,
        cut_off: None,
        n_returns: 0,
        first_return: 0,
        kept: Kept::Spilled,
    };
    let is_utf8 = std::str::from_utf8(&block.bytes).is_ok();
    let mut checker = Checker { table, checked, blank: None, is_utf8 };
    if memchr::memchr(b'"', &block.bytes).is_none() {
        checker.check_plain(block, gathered)?;
    } else {
        checker.check_records(block, gathered)?;
    }
    checker.checked.tally.end();
    let Gathered { block_rows, rows, .. } = gathered;
    checker.checked.kept = block_rows.end(must_spill, lines_max, rows)?;
    if checker.checked.tally.n_rows == 0 {
        checker.checked.leading_blank = checker.blank;
    } else {
        checker.checked.trailing_blank = checker.blank;
    }
    Ok(checker.checked)
}

impl Checker<'_> {
    fn check_plain(&mut self, block: &Block, gathered: &mut Gathered) -> io::Result<()> {
        let has_returns = memchr::memchr(b'\r', &block.bytes).is_some();
        let mut starts = std::mem::take(&mut gathered.starts);
        let bytes = &block.bytes[..];
        let mut marks = Marks::new(bytes);
        let (mut at, mut line) = (0, block.line);
        while at < bytes.len() {
            starts.clear();
            starts.push(0);
            let feed = loop {
                match marks.next() {
                    Some(mark) if bytes[mark] == b'\n' => break Some(mark),
                    Some(comma) => starts.push(comma + 1 - at),
                    None => break None,
                }
            };
            let mut end = feed.unwrap_or(bytes.len());
            if has_returns && feed.is_some() && bytes[at..end].ends_with(b"\r") {
                end -= 1;
                self.add_return(line);
            }
            let raw = &bytes[at..end];
            starts.push(raw.len() + 1);
            if raw.len() > crate::source::record::RECORD_BYTES_MAX {
                self.check_too_long(line, block.offset + at as u64, raw);
            } else {
                let row = Row::plain(line, block.offset + at as u64, raw, &starts);
                self.check_row(&row, has_returns || !self.is_utf8, gathered)?;
            }
            if feed.is_none() {
                self.checked.cut_off = Some((line, raw[..raw.len().min(1 << 10)].to_vec()));
            }
            at = feed.map_or(bytes.len(), |feed| feed + 1);
            line += 1;
        }
        gathered.starts = starts;
        Ok(())
    }

    fn check_too_long(&mut self, line: u64, offset: u64, raw: &[u8]) {
        self.end_blank();
        self.checked.tally.n_rows += 1;
        let raw = &raw[..1 << 10];
        let row = Row::plain(line, offset, raw, &[0, 0]);
        lines::add_flaw(
            crate::source::record::Flaw::TooLong,
            &row,
            |_| None,
            &mut self.checked.findings,
        );
    }

    fn check_records(&mut self, block: &Block, gathered: &mut Gathered) -> io::Result<()> {
        let mut record = std::mem::take(&mut gathered.record);
        let mut reader = Reader::new(&block.bytes[..]);
        while reader.read(&mut record)? {
            let row = Row::record(&record, block.line - 1, block.offset);
            let end = usize::try_from(reader.offset()).unwrap_or(0);
            if record.ended() && end >= 2 && block.bytes[end - 2] == b'\r' {
                self.add_return(row.line + record.n_lines() - 1);
            }
            if !record.ended() {
                self.checked.cut_off =
                    Some((row.line, row.raw[..row.raw.len().min(1 << 10)].to_vec()));
            }
            if let Some(flaw) = record.flaw() {
                self.end_blank();
                self.checked.tally.n_rows += 1;
                let header = self.table.header;
                lines::add_flaw(
                    flaw,
                    &row,
                    |column| header.name(column),
                    &mut self.checked.findings,
                );
            } else {
                self.check_row(&row, true, gathered)?;
            }
        }
        gathered.record = record;
        Ok(())
    }

    fn add_return(&mut self, line: u64) {
        if self.checked.n_returns == 0 {
            self.checked.first_return = line;
        }
        self.checked.n_returns += 1;
    }

    /// A row follows a run of blank lines, which is then an error.
    fn end_blank(&mut self) {
        let Some(line) = self.blank.take() else { return };
        if self.checked.tally.n_rows == 0 {
            self.checked.leading_blank = Some(line);
        } else {
            add_blank(line, &mut self.checked.findings);
        }
    }

    fn check_row(
        &mut self,
        row: &Row<'_>,
        text_is_in_doubt: bool,
        gathered: &mut Gathered,
    ) -> io::Result<()> {
        let table = self.table;
        let n_columns = table.header.names.len();
        // Blank lines may end a file; before another row they are errors.
        if row.raw.is_empty() && n_columns > 1 {
            self.blank.get_or_insert(row.line);
            return Ok(());
        }
        self.end_blank();
        let Checked { findings, tally, .. } = &mut self.checked;
        if tally.n_rows == 0 {
            tally.first_line = table.line(row);
        }
        tally.n_rows += 1;
        if row.n_cells() != n_columns {
            findings.add(&rule::FILE_RAGGED_ROW, None, row.whole(), || {
                let found = row.n_cells();
                format!("expected {n_columns} fields as in the header, found {found}")
            });
            return Ok(());
        }
        if row.raw.len() == table.header.raw.len() && row.raw == table.header.raw {
            findings.add(&rule::FILE_HEADER_AGAIN, None, row.whole(), || {
                "expected a row, found the header again".to_owned()
            });
            return Ok(());
        }
        if text_is_in_doubt {
            lines::check_text(row, &|column| table.header.name(column), findings);
        }
        let mut is_complete = true;
        let line = table.line(row);
        for (column, tally) in table.columns.iter().zip(&mut tally.columns) {
            let cell = row.cell(column.at);
            is_complete &= !cell.is_empty();
            // What is not UTF-8 was found already, for every column of the row.
            if !text_is_in_doubt || std::str::from_utf8(cell).is_ok() {
                column.check(row, table.as_of, line, tally, findings);
            } else {
                tally.current = None;
            }
        }
        tally.n_incomplete += u64::from(!is_complete);
        if table.dataset.is_some_and(|dataset| !dataset.is_events()) {
            tally.n_matching += 1;
            return gathered.add_metadata(row, table);
        }
        let matches = table.matches(row);
        tally.n_matching += u64::from(matches);
        let instant = table.timestamp_column.and_then(|at| tally.columns[at].current);
        gathered.add_event(row, table, instant, matches)
    }
}

/// Adds a run of blank lines among the rows.
pub(super) fn add_blank(line: u64, findings: &mut Findings) {
    let place = crate::rule::Place { line, value: b"", within: Some((b"", 0, 0)) };
    findings.add(&rule::FILE_BLANK_LINE, None, place, || {
        "expected a row, found a blank line".to_owned()
    });
}

impl Table<'_> {
    /// Whether the column is metadata of one's own, rather than an id, an instant or an event.
    pub(super) fn is_metadata(&self, column: &Column<'_>) -> bool {
        let known = [self.user, self.item, self.timestamp, self.event_type, self.event_value];
        !known.contains(&Some(column.at))
            && !matches!(column.kind, Kind::Instant { .. } | Kind::Impression)
    }
}
