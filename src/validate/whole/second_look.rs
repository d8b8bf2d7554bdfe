//! Reads a table's rows once more, for the few questions that only a second look answers.

use crate::rule::Findings;
use crate::source::blocks::BLOCK_BYTES;
use crate::source::door::Origin;
use crate::source::reader::Reader;
use crate::source::record::Record;
use crate::source::remote;
use crate::validate::error::{InFile, ValidateError};
use crate::validate::input::header;
use crate::validate::input::opening::open;
use crate::validate::input::row::Row;
use crate::validate::options::Options;
use crate::validate::row::table_columns::{PartStart, Table};
use crate::validate::whole::facts::Facts;

/// Calls `take` with every row that can be read, of all parts in their order.
///
/// An input that is no file, such as a pipe, is passed over: it cannot be read twice.
pub(in crate::validate) fn for_each_row(
    facts: &Facts,
    options: &Options,
    mut take: impl FnMut(&Table<'_>, &Row<'_>) -> Result<(), ValidateError>,
) -> Result<(), ValidateError> {
    for part in facts.lines.parts().iter().filter(|part| remote::is_file(&part.path)) {
        let mut blocks = open(Origin::new(&part.path, &options.text))?.blocks(BLOCK_BYTES);
        let mut record = Record::default();
        let mut header = None;
        while let Some(block) = blocks.next().in_file(&part.path)? {
            let mut reader = Reader::new(&block.bytes[..]);
            if header.is_none() {
                reader.read(&mut record).in_file(&part.path)?;
                // What is wrong with the header was found the first time.
                let mut findings = Findings::new("", 0, &options.selection);
                header = header::read(&record, &facts.schema, &mut findings);
            }
            let Some(header) = &header else { break };
            let start = PartStart { path: &part.path, lines_before: part.lines_before };
            let table = Table::new(header, &facts.schema, options, start);
            while reader.read(&mut record).in_file(&part.path)? {
                let row = Row::record(&record, block.line, block.offset);
                if record.flaw().is_none() && table.is_row(&row) {
                    take(&table, &row)?;
                }
            }
        }
    }
    Ok(())
}
