//! Gathers, in each thread, ids and rows to look for repeats, for the rules on whole files.

use crate::source::blocks::Block;
use crate::source::reader::Reader;
use crate::source::record::Record;
use crate::validate::error::{InFile, ValidateError};
use crate::validate::input::row::Row;
use crate::validate::options::FilterOutcome;
use crate::validate::row::table_columns::Table;
use crate::validate::whole::id_hash;
use crate::validate::whole::id_table::IdTable;
use crate::validate::whole::keyed_row::KeyedRow;
use crate::validate::whole::room::Room;
use crate::validate::whole::sequence::{BlockRows, RepeatSearch};
use crate::validate::whole::spill::Spill;

/// The rows and ids that one thread gathers over all its blocks.
#[derive(Debug)]
pub(in crate::validate) struct Gathered {
    pub(in crate::validate) users: IdTable,
    pub(in crate::validate) items: IdTable,
    pub(in crate::validate) impressions: IdTable,
    pub(in crate::validate) rows: Spill<KeyedRow>,
    pub(in crate::validate) block_rows: BlockRows,
    /// The search for repeats among the rows of this block.
    pub(in crate::validate) search: RepeatSearch,
    pub(in crate::validate) starts: Vec<usize>,
    pub(in crate::validate) record: Record,
    scratch: Vec<u8>,
}

impl Gathered {
    pub(in crate::validate) fn new(room: &Room) -> Self {
        Self {
            users: IdTable::new(room),
            items: IdTable::new(room),
            impressions: IdTable::new(room),
            rows: Spill::new(room),
            block_rows: BlockRows::default(),
            search: RepeatSearch::BySpill,
            starts: Vec::new(),
            record: Record::default(),
            scratch: Vec::new(),
        }
    }

    pub(in crate::validate) fn add_event(
        &mut self,
        row: &Row<'_>,
        table: &Table<'_>,
        instant: Option<i64>,
        outcome: FilterOutcome,
    ) -> Result<(), ValidateError> {
        let line = table.line(row);
        let cell = |at: Option<usize>| at.map_or(&b""[..], |at| row.cell(at));
        let (user_id, item_id) = (cell(table.user), cell(table.item));
        let (user, item) = (id_hash::hash(user_id), id_hash::hash(item_id));
        // What is empty is no id; that it is missing is found by its own rule.
        if !user_id.is_empty() {
            self.users.add(user, line, outcome)?;
        }
        if !item_id.is_empty() {
            self.items.add(item, line, outcome)?;
        }
        if let Some(impression) = table.impression {
            let shown = row.cell(impression).split(|&byte| byte == b'|');
            for member in shown.filter(|member| !member.is_empty()) {
                self.impressions.add(id_hash::hash(member), line, outcome)?;
            }
        }
        if let (true, Some(timestamp)) = (table.has_event_key(), table.timestamp) {
            let key = event_key(user, item, row.cell(timestamp), instant);
            let values = values_hash(row, table, &mut self.scratch);
            let row = KeyedRow::new(key, values, line, outcome);
            match self.search {
                RepeatSearch::BySpill => self.rows.push(row)?,
                RepeatSearch::InOrderOfTime => self.block_rows.push(instant, row),
            }
        }
        Ok(())
    }

    /// Spills the rows of a block that was checked before.
    pub(in crate::validate) fn spill_block(
        &mut self,
        table: &Table<'_>,
        block: &Block,
    ) -> Result<(), ValidateError> {
        let mut record = Record::default();
        let mut reader = Reader::new(&block.bytes[..]);
        while reader.read(&mut record).in_file(table.path)? {
            let row = Row::record(&record, block.line, block.offset);
            let (Some(user), Some(item), Some(timestamp)) =
                (table.user, table.item, table.timestamp)
            else {
                return Ok(());
            };
            if record.flaw().is_some() || !table.is_row(&row) {
                continue;
            }
            let cell = row.cell(timestamp);
            let (user, item) = (id_hash::hash(row.cell(user)), id_hash::hash(row.cell(item)));
            let key = event_key(user, item, cell, table.instant(cell));
            let values = values_hash(&row, table, &mut self.scratch);
            let line = table.line(&row);
            self.rows.push(KeyedRow::new(key, values, line, table.filter_outcome(&row)))?;
        }
        Ok(())
    }

    pub(in crate::validate) fn add_metadata(
        &mut self,
        row: &Row<'_>,
        table: &Table<'_>,
    ) -> Result<(), ValidateError> {
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
        let hash = id_hash::hash(id);
        ids.add(hash, line, FilterOutcome::Passes)?;
        if table.finds_repeats {
            // Rows of one id are all alike here: the newer one replaces the older.
            self.rows.push(KeyedRow::new(hash, 0, line, FilterOutcome::Passes))?;
        }
        Ok(())
    }
}

/// A hash of all values of the schema's columns, the same however they are quoted.
pub(in crate::validate) fn values_hash(
    row: &Row<'_>,
    table: &Table<'_>,
    scratch: &mut Vec<u8>,
) -> u64 {
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
///
/// The hashes of user and item are spread over all 128 bits already, so that a sum of multiples is too. An odd
/// factor loses nothing, and two factors keep apart a user and an item of the same name.
#[inline]
fn event_key(user: u128, item: u128, timestamp: &[u8], instant: Option<i64>) -> u128 {
    const OF_ITEM: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
    const OF_INSTANT: u128 = 0xC2B2_AE3D_27D4_EB4F_1656_67B1_9E37_79F9;
    let instant = instant.map_or_else(|| xxhash_rust::xxh3::xxh3_64(timestamp), i64::cast_unsigned);
    let of_item = item.wrapping_mul(OF_ITEM);
    user.wrapping_add(of_item).wrapping_add(u128::from(instant).wrapping_mul(OF_INSTANT))
}
