//! The parts of a table, read one after another and joined.

use std::io;
use std::path::Path;

use crate::rule::{self, Findings, Place};
use crate::schema::Schema;
use crate::source::blocks::Block;
use crate::source::door::Origin;
use crate::source::reader::Reader;
use crate::source::record::Record;
use crate::validate::input::header::{self, Header};
use crate::validate::input::opening::open;
use crate::validate::input::picking::Lines;
use crate::validate::options::Options;
use crate::validate::row::columns::Table;
use crate::validate::row::tally::Tally;
use crate::validate::table::threads;
use crate::validate::whole::facts::{ColumnFacts, Facts};
use crate::validate::whole::gathered::Gathered;
use crate::validate::whole::ids::IdSet;
use crate::validate::whole::repeats::{Found, find};
use crate::validate::whole::spill::Room;

/// The parts of a table, one after another.
pub(super) struct Reading<'a> {
    schema: &'a Schema,
    options: &'a Options,
    room: Room,
    gathered: Vec<Gathered>,
    tally: Option<Tally>,
    columns: Vec<ColumnFacts>,
    header: Option<Vec<u8>>,
    lines: Lines,
    n_lines: u64,
    /// True if it is one file, which can be read again.
    is_only_part: bool,
    /// The repeats found in the order of time.
    found: Option<Found>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        schema: &'a Schema,
        options: &'a Options,
        n_bytes: u64,
        is_only_part: bool,
    ) -> Self {
        let room = options.room(Some(n_bytes));
        let gathered = (0..options.n_threads.max(1)).map(|_| Gathered::new(&room)).collect();
        Self {
            schema,
            options,
            room,
            gathered,
            tally: None,
            columns: Vec::new(),
            header: None,
            lines: Lines::new(options.text.clone()),
            n_lines: 0,
            is_only_part,
            found: None,
        }
    }

    pub(super) fn n_rows(&self) -> u64 {
        self.tally.as_ref().map_or(0, |tally| tally.n_rows)
    }

    /// Checks a file; that its content cannot be read is a finding.
    pub(super) fn check_file(&mut self, path: &Path, findings: &mut Findings) -> io::Result<u64> {
        match self.check_content(path, findings) {
            Err(error) if is_of_content(&error) => {
                findings.add_counted(&rule::FILE_UNREADABLE, None, 1, Vec::new(), || {
                    format!("expected a table, found a file that cannot be read: {error}")
                });
                Ok(path.metadata()?.len())
            }
            other => other,
        }
    }

    fn check_content(&mut self, path: &Path, findings: &mut Findings) -> io::Result<u64> {
        let opened = open(Origin::new(path, &self.options.text))?;
        if !opened.add_findings(findings) {
            return Ok(path.metadata()?.len());
        }
        let mut blocks = opened.blocks(self.options.block_bytes);
        let Some(mut first) = blocks.next()? else {
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
        let mut reader = Reader::new(&first.bytes[..]);
        reader.read(&mut record)?;
        let end = usize::try_from(reader.offset()).unwrap_or(first.bytes.len());
        let Some(header) = header::read(&record, self.schema, findings) else {
            return Ok(blocks.n_read());
        };
        self.check_header(&header, findings);
        first = Block {
            index: 0,
            line: first.line + record.n_lines(),
            offset: first.offset + end as u64,
            bytes: first.bytes.split_off(end),
        };
        let table = Table::new(&header, self.schema, self.options, self.n_lines);
        let places = header.fields.iter().map(|(at, field)| (field.name.clone(), *at)).collect();
        self.lines.add_part(path.to_owned(), self.n_lines, places);
        let is_only_part = self.is_only_part;
        let gathered = &mut self.gathered;
        let rows = threads::check(&table, first, &mut blocks, gathered, findings, is_only_part)?;
        match rows.repeats {
            Ok(found) => self.found = Some(found),
            Err(in_order) => {
                let origin = Origin::new(path, &self.options.text);
                let block_bytes = self.options.block_bytes;
                spill_again(origin, &table, &in_order, block_bytes, &mut self.gathered)?;
            }
        }
        self.n_lines += rows.n_lines;
        self.join(&table, rows.tally);
        Ok(path.metadata()?.len())
    }

    fn check_header(&mut self, header: &Header<'_>, findings: &mut Findings) {
        match &self.header {
            None => self.header = Some(header.raw.clone()),
            Some(first) if *first != header.raw => {
                let place = Place {
                    line: 1,
                    value: &header.raw,
                    within: Some((&header.raw, 0, header.raw.len())),
                };
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
            .columns()
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

    pub(super) fn finish(self) -> io::Result<Option<Facts>> {
        let Some(tally) = self.tally else { return Ok(None) };
        let (mut users, mut items, mut impressions, mut rows) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for gathered in self.gathered {
            users.push(gathered.users);
            items.push(gathered.items);
            impressions.push(gathered.impressions);
            rows.push(gathered.rows);
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

/// Tells whether an error is about what a file holds, rather than the system.
fn is_of_content(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput
    )
}

/// Reads the blocks again whose rows were done in the order of time before it broke.
fn spill_again(
    origin: Origin<'_>,
    table: &Table<'_>,
    in_order: &[usize],
    block_bytes: usize,
    gathered: &mut [Gathered],
) -> io::Result<()> {
    let (Some(gathered), Some(&last)) = (gathered.first_mut(), in_order.last()) else {
        return Ok(());
    };
    let mut blocks = open(origin)?.blocks(block_bytes);
    while let Some(block) = blocks.next()? {
        if block.index > last {
            break;
        }
        if in_order.binary_search(&block.index).is_err() {
            continue;
        }
        let block = if block.index == 0 { without_header(block)? } else { block };
        gathered.spill_block(table, &block)?;
    }
    Ok(())
}

/// The first block without its first record.
fn without_header(mut block: Block) -> io::Result<Block> {
    let mut record = Record::default();
    let mut reader = Reader::new(&block.bytes[..]);
    reader.read(&mut record)?;
    let end = usize::try_from(reader.offset()).unwrap_or(block.bytes.len());
    let bytes = block.bytes.split_off(end);
    let line = block.line + record.n_lines();
    Ok(Block { index: 0, bytes, line, offset: block.offset + end as u64 })
}
