//! The parts of a table, read one after another and joined.

use std::io::{self, Read};
use std::path::Path;

use crate::rule::{self, Findings, Place};
use crate::schema::Schema;
use crate::source::blocks::Block;
use crate::source::door::Origin;
use crate::source::reader::Reader;
use crate::source::record::Record;
use crate::source::remote;
use crate::validate::error::{InFile, ValidateError};
use crate::validate::input::header::{self, Header};
use crate::validate::input::opening::open;
use crate::validate::input::picking::{PlacedName, TableLines};
use crate::validate::options::Options;
use crate::validate::row::table_columns::{PartStart, Table};
use crate::validate::row::tally::Tally;
use crate::validate::whole::facts::{ColumnFacts, Facts};
use crate::validate::whole::gathered::Gathered;
use crate::validate::whole::ids::IdSet;
use crate::validate::whole::repeats::{Found, find};
use crate::validate::whole::room::Room;
use crate::validate::whole::sequence::{RepeatSearch, SequenceOutcome};

use super::apart::{Apart, ApartCounts};
use super::threads::{self, PartBlocks, PartOutcome};

/// The parts of a table, one after another.
pub(super) struct Reading<'a, 'w> {
    schema: &'a Schema,
    options: &'a Options,
    room: Room,
    gathered: Vec<Gathered>,
    tally: Option<Tally>,
    columns: Vec<ColumnFacts>,
    header: Option<Vec<u8>>,
    lines: TableLines,
    n_lines: u64,
    /// The way in which repeats are looked for at first.
    search: RepeatSearch,
    /// The repeats found in the order of time.
    found: Option<Found>,
    /// Puts rows apart, where that is asked for.
    apart: Option<Apart<'w>>,
}

impl<'a, 'w> Reading<'a, 'w> {
    pub(super) fn new(
        schema: &'a Schema,
        options: &'a Options,
        n_bytes: u64,
        search: RepeatSearch,
    ) -> Self {
        let room = Room::for_file(options, n_bytes);
        let gathered = (0..options.n_threads.max(1)).map(|_| Gathered::new(&room)).collect();
        Self {
            schema,
            options,
            room,
            gathered,
            tally: None,
            columns: Vec::new(),
            header: None,
            lines: TableLines::new(options.text.clone()),
            n_lines: 0,
            search,
            found: None,
            apart: None,
        }
    }

    /// Has the rows be put apart.
    pub(super) fn put_apart(&mut self, apart: Apart<'w>) {
        self.apart = Some(apart);
    }

    /// The numbers of rows that were put apart; none where the file could not be read to its end.
    pub(super) fn apart_counts(&self) -> Option<ApartCounts> {
        self.apart.as_ref().and_then(Apart::counts)
    }

    pub(super) fn n_rows(&self) -> u64 {
        self.tally.as_ref().map_or(0, |tally| tally.n_rows)
    }

    /// Checks a file; that its content cannot be read is a finding.
    pub(super) fn check_file(
        &mut self,
        path: &Path,
        findings: &mut Findings,
    ) -> Result<u64, ValidateError> {
        match self.check_content(path, findings) {
            Err(error) if error.is_of_content() => {
                findings.add_counted(&rule::FILE_UNREADABLE, None, 1, Vec::new(), || {
                    format!("expected a table, found a file that cannot be read: {error}")
                });
                Ok(byte_length(path)?)
            }
            other => other,
        }
    }

    fn check_content(
        &mut self,
        path: &Path,
        findings: &mut Findings,
    ) -> Result<u64, ValidateError> {
        let opened = open(Origin::new(path, &self.options.text))?;
        if !opened.add_findings(findings) {
            return byte_length(path);
        }
        let mark_bytes = opened.mark_bytes();
        let mut blocks = opened.blocks(self.options.block_bytes);
        let Some(first) = blocks.next().in_file(path)? else {
            findings.add(&rule::FILE_EMPTY, None, Place::line(1, b""), || {
                "expected a header row, found nothing".to_owned()
            });
            return Ok(0);
        };
        if blocks.has_mark() {
            findings.add(&rule::FILE_BYTE_ORDER_MARK, None, Place::line(1, b"U+FEFF"), || {
                "expected the first column's name, found a byte-order mark before it".to_owned()
            });
        }
        let mut record = Record::default();
        let (header_bytes, first) = split_header(first, &mut record).in_file(path)?;
        let Some(header) = header::read(&record, self.schema, findings) else {
            return Ok(blocks.n_read());
        };
        self.check_header(&header, findings);
        if let Some(apart) = &mut self.apart {
            apart.begin(&header_bytes, mark_bytes, first.offset)?;
        }
        let part = PartStart { path, lines_before: self.n_lines };
        let table = Table::new(&header, self.schema, self.options, part);
        self.check_rows(&table, PartBlocks { first, further: &mut blocks }, findings)?;
        byte_length(path)
    }

    /// Checks the rows of a part, and joins what is known of them with the parts before.
    fn check_rows<R: Read + Send>(
        &mut self,
        table: &Table<'_>,
        blocks: PartBlocks<'_, R>,
        findings: &mut Findings,
    ) -> Result<(), ValidateError> {
        let names = table.header.fields.iter();
        let names =
            names.map(|placed| PlacedName { name: placed.field.name.clone(), at: placed.at });
        self.lines.add_part(table.path.to_owned(), self.n_lines, names.collect());
        let outcome = PartOutcome { findings, apart: self.apart.as_mut() };
        let part = threads::check(table, blocks, &mut self.gathered, outcome, self.search)?;
        self.apart.as_mut().map_or(Ok(()), Apart::end)?;
        match part.repeats {
            SequenceOutcome::InOrder(found) => self.found = Some(found),
            SequenceOutcome::Broken { blocks_in_order } => {
                self.spill_again(table, &blocks_in_order)?;
            }
        }
        self.n_lines += part.n_lines;
        self.join(table, part.tally);
        Ok(())
    }

    /// Reads the blocks again whose rows were done in the order of time before it broke.
    fn spill_again(&mut self, table: &Table<'_>, in_order: &[usize]) -> Result<(), ValidateError> {
        let (Some(gathered), Some(&last)) = (self.gathered.first_mut(), in_order.last()) else {
            return Ok(());
        };
        let origin = Origin::new(table.path, &self.options.text);
        let mut blocks = open(origin)?.blocks(self.options.block_bytes);
        while let Some(block) = blocks.next().in_file(table.path)? {
            if block.index > last {
                break;
            }
            if in_order.binary_search(&block.index).is_err() {
                continue;
            }
            let block = if block.index == 0 {
                split_header(block, &mut Record::default()).in_file(table.path)?.1
            } else {
                block
            };
            gathered.spill_block(table, &block)?;
        }
        Ok(())
    }

    fn check_header(&mut self, header: &Header<'_>, findings: &mut Findings) {
        match &self.header {
            None => self.header = Some(header.raw.clone()),
            Some(first) if *first != header.raw => {
                let place = Place::whole(1, &header.raw);
                findings.add(&rule::FILE_OTHER_HEADER, None, place, || {
                    let first = String::from_utf8_lossy(first);
                    format!("expected `{}` as in the first file", crate::text::shorten(&first, 120))
                });
            }
            Some(_) => {}
        }
    }

    /// Joins the columns by name: parts may have them in different orders.
    fn join(&mut self, table: &Table<'_>, tally: Tally) {
        let columns: Vec<ColumnFacts> = table
            .columns
            .iter()
            .map(|column| ColumnFacts {
                name: column.field.name.clone(),
                kind: column.kind,
                is_metadata: table.is_metadata(column),
            })
            .collect();
        match &mut self.tally {
            None => {
                self.columns = columns;
                self.tally = Some(tally);
            }
            Some(joined) => {
                let mut tally = tally;
                let places = self
                    .columns
                    .iter()
                    .map(|known| columns.iter().position(|column| column.name == known.name));
                tally.columns = places
                    .map(|at| at.map_or_else(Tally::no_column, |at| tally.columns[at].clone()))
                    .collect();
                joined.join(tally);
            }
        }
    }

    pub(super) fn finish(self) -> Result<Option<Facts>, ValidateError> {
        let Some(tally) = self.tally else { return Ok(None) };
        let (mut users, mut items, mut impressions, mut rows) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for gathered in self.gathered {
            users.push(gathered.users);
            items.push(gathered.items);
            impressions.push(gathered.impressions);
            rows.push(gathered.rows.finish());
        }
        let Options { examples_max, n_threads, .. } = *self.options;
        let repeats = match self.found {
            Some(found) => found.into(),
            None => find(&rows, self.room.n_partitions, examples_max, n_threads)?,
        };
        Ok(Some(Facts {
            dataset: self.schema.dataset,
            schema: self.schema.clone(),
            tally,
            columns: self.columns,
            users: IdSet::new(users, &self.room)?,
            items: IdSet::new(items, &self.room)?,
            impressions: IdSet::new(impressions, &self.room)?,
            repeats,
            lines: self.lines,
        }))
    }
}

/// The number of bytes of a file.
pub(super) fn byte_length(path: &Path) -> Result<u64, ValidateError> {
    remote::expect(path).in_file(path)?;
    Ok(remote::length(path))
}

/// The bytes of the first record, which is read into `record`, and the first block without them.
fn split_header(mut block: Block, record: &mut Record) -> io::Result<(Vec<u8>, Block)> {
    let mut reader = Reader::new(&block.bytes[..]);
    reader.read(record)?;
    let end = usize::try_from(reader.offset()).unwrap_or(block.bytes.len());
    let bytes = block.bytes.split_off(end);
    let line = block.line + record.n_lines();
    let rest = Block { index: 0, bytes, line, offset: block.offset + end as u64 };
    Ok((block.bytes, rest))
}
