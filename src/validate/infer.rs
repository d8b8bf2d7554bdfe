//! Infers a schema for a file that has none.

use std::fmt;
use std::path::Path;

use super::error::{InFile, ValidateError};
use super::input::files::files;
use super::input::opening::open;
use super::row::cell_text::{STRING_CHARS_MAX, parse_whole};
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::number::{Narrowest, thousands};
use crate::rule::Severity;
use crate::schema::compose::{ColumnType, compose, text_column};
use crate::schema::reserved::{self, ACTION_ID};
use crate::schema::{AvroType, DatasetType, Domain};
use crate::source::blocks::BLOCK_BYTES;
use crate::source::reader::Reader;
use crate::source::record::{Flaw, Record};
use crate::text::shorten;

/// A schema that was inferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// The dataset that the columns look like.
    pub dataset: DatasetType,
    /// The schema's text.
    pub text: String,
    /// The notes on what had to be guessed or cannot be helped.
    pub notes: Vec<String>,
}

/// The reason that no schema was inferred.
#[derive(Debug, thiserror::Error)]
pub enum InferError {
    /// A file that cannot be read.
    #[error(transparent)]
    Read(#[from] ValidateError),
    /// A row that cannot be told from the rows around it.
    #[error("{place}: {fault}; `validate schema` says more")]
    Row {
        /// The file and line.
        place: String,
        /// The fault of the row.
        fault: &'static str,
    },
    /// A column whose name is not UTF-8.
    #[error("{place}: a column's name is not UTF-8")]
    ColumnName {
        /// The file and line.
        place: String,
    },
    /// A part of a folder with another header than the first.
    #[error("{place}: expected the header of the first file")]
    OtherHeader {
        /// The file and line.
        place: String,
    },
    /// A row with another number of fields than the header.
    #[error("{place}: expected {expected} fields, found {found}")]
    RaggedRow {
        /// The file and line.
        place: String,
        /// The number of columns.
        expected: usize,
        /// The number of fields of the row.
        found: usize,
    },
    /// A table without a header or without rows.
    #[error("expected a header and rows, found no row")]
    NoRows,
    /// Columns that are those of no dataset.
    #[error(
        "cannot tell the dataset by the columns {columns}; expected USER_ID, ITEM_ID and TIMESTAMP for \
         interactions, ITEM_ID for items, USER_ID for users, ACTION_ID for actions; `--dataset` \
         says it"
    )]
    UnknownDataset {
        /// The columns' names.
        columns: String,
    },
    /// Columns that no schema of the dataset can have.
    #[error("no schema of {record} fits these columns: {fault}")]
    NoSchema {
        /// The name of the dataset's record.
        record: &'static str,
        /// The column with its fault and the code of its rule.
        fault: String,
    },
}

/// A cell with its place.
#[derive(Debug, Clone)]
struct CellAt {
    text: String,
    place: String,
}

impl fmt::Display for CellAt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "\"{}\" at {}", self.text, self.place)
    }
}

/// The types and values that the cells of a column allow.
#[derive(Debug, Clone, Default)]
struct ColumnSeen {
    has_empty: bool,
    n_values: u64,
    n_numbers: u64,
    /// The narrowest type that holds all cells so far.
    narrowest: Option<Narrowest>,
    /// The number of characters of the longest cell.
    longest: usize,
    /// The first cell that is no number.
    first_text: Option<CellAt>,
    /// The type that a reserved column must have.
    reserved: Option<AvroType>,
    n_unfit: u64,
    /// The first cell that does not fit the reserved type.
    first_unfit: Option<CellAt>,
}

impl ColumnSeen {
    fn add(&mut self, cell: &[u8], place: impl Fn() -> String) {
        if cell.is_empty() {
            self.has_empty = true;
            return;
        }
        self.n_values += 1;
        let text = String::from_utf8_lossy(cell);
        let shown = || CellAt { text: shorten(&text, 40), place: place() };
        if self.reserved.is_some_and(|avro| !avro.admits(&text)) {
            self.n_unfit += 1;
            self.first_unfit.get_or_insert_with(shown);
        }
        let is_number = parse_whole(cell).is_some() || AvroType::Double.admits(&text);
        self.n_numbers += u64::from(is_number);
        if !is_number {
            self.first_text.get_or_insert_with(shown);
            if cell.len() > self.longest {
                self.longest = self.longest.max(text.chars().count());
            }
        }
        let needed = Narrowest::of(&text);
        self.narrowest = Some(self.narrowest.map_or(needed, |known| known.join(needed)));
    }

    const fn avro(&self) -> AvroType {
        match self.narrowest {
            Some(Narrowest::Int) => AvroType::Int,
            Some(Narrowest::Long | Narrowest::WideLong) => AvroType::Long,
            Some(Narrowest::Double) => AvroType::Double,
            // Without a value, and where a number would lose digits, text keeps everything.
            Some(Narrowest::Text) | None => AvroType::String,
        }
    }

    /// The note on the column that a reader of the schema should know, if there is one.
    fn note(&self, name: &str) -> Option<String> {
        let name = shorten(name, 60);
        if let (Some(avro), Some(unfit)) = (self.reserved, &self.first_unfit) {
            let n_unfit = thousands(self.n_unfit);
            let avro = avro.name();
            return Some(format!("`{name}` must be {avro}, and {n_unfit} cells are not: {unfit}"));
        }
        if let (None, Some(text), true) =
            (self.reserved, &self.first_text, self.n_numbers * 2 > self.n_values)
        {
            return Some(format!(
                "`{name}` would be a number but for cells such as {text}, and is taken for text"
            ));
        }
        (self.reserved.is_none() && self.n_values == 0)
            .then(|| format!("`{name}` holds no value, and is taken for text"))
    }
}

/// The dataset that is asked for, if one is, and the domain.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    dataset: Option<DatasetType>,
    domain: Domain,
}

/// The columns of a table while its rows go by.
struct TableSeen {
    dataset: DatasetType,
    names: Vec<String>,
    columns: Vec<ColumnSeen>,
    n_rows: u64,
}

impl TableSeen {
    fn new(names: Vec<String>, wanted: Wanted) -> Result<Self, InferError> {
        let dataset = wanted.dataset.map_or_else(|| guess(&names), Ok)?;
        let seen = |name: &String| ColumnSeen {
            reserved: reserved::find(dataset, wanted.domain, name).map(|known| known.avro),
            ..ColumnSeen::default()
        };
        let columns = names.iter().map(seen).collect();
        Ok(Self { dataset, names, columns, n_rows: 0 })
    }

    fn add(&mut self, record: &Record, place: impl Fn() -> String) -> Result<(), InferError> {
        let expected = self.names.len();
        if record.is_empty() && expected > 1 {
            return Ok(());
        }
        if record.len() != expected {
            return Err(InferError::RaggedRow { place: place(), expected, found: record.len() });
        }
        self.n_rows += 1;
        for (index, column) in self.columns.iter_mut().enumerate() {
            column.add(record.field(index), &place);
        }
        Ok(())
    }

    /// The columns' types, of which one at most is text to learn from.
    fn types(&self) -> Vec<ColumnType> {
        let named = || self.names.iter().zip(&self.columns);
        let long = named().filter(|(_, seen)| seen.longest > STRING_CHARS_MAX);
        let long = long.max_by_key(|(_, seen)| seen.longest).map(|(name, _)| name.as_str());
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let text_column = text_column(&names).or(long);
        named()
            .map(|(name, seen)| ColumnType {
                name: name.clone(),
                avro: seen.reserved.unwrap_or_else(|| seen.avro()),
                has_empty: seen.has_empty,
                is_text: text_column == Some(name.as_str()),
            })
            .collect()
    }

    /// The notes on the table and on columns that a reader of the schema should know.
    fn notes(&self, domain: Domain) -> Vec<String> {
        let mut notes = vec![format!(
            "{} rows look like {} of the domain {}",
            thousands(self.n_rows),
            self.dataset.record_name(),
            domain.name()
        )];
        let columns = self.names.iter().zip(&self.columns);
        notes.extend(columns.filter_map(|(name, seen)| seen.note(name)));
        notes
    }
}

/// Reads the whole table at `path` and composes a schema that it fits, for `dataset`, or for what
/// its columns look like.
///
/// Reserved columns get their reserved types; numbers int, long or double, the first that holds them all; other
/// text becomes a category, or text to learn from where the column's name says so.
///
/// # Errors
/// When it cannot be read, its columns are those of no dataset, or no schema can fit it.
pub fn infer(
    path: &Path,
    dataset: Option<DatasetType>,
    domain: Domain,
) -> Result<Inferred, InferError> {
    let table = read(path, Wanted { dataset, domain })?;
    let text = compose(table.dataset, domain, &table.types());
    let (_, violations) = crate::schema::check::check(&text, "the inferred schema", domain);
    if let Some(found) = violations.iter().find(|found| found.severity == Severity::Error) {
        let column = found.column.as_ref().map_or_else(String::new, |name| format!("`{name}`: "));
        return Err(InferError::NoSchema {
            record: table.dataset.record_name(),
            fault: format!("{column}{} ({})", found.message, found.code),
        });
    }
    Ok(Inferred { dataset: table.dataset, text, notes: table.notes(domain) })
}

fn guess(names: &[String]) -> Result<DatasetType, InferError> {
    let has = |name: &str| names.iter().any(|found| found == name);
    match (has(USER_ID), has(ITEM_ID), has(ACTION_ID), has(TIMESTAMP)) {
        (true, true, _, true) => Ok(DatasetType::Interactions),
        (true, _, true, true) => Ok(DatasetType::ActionInteractions),
        (false, true, _, _) => Ok(DatasetType::Items),
        (false, _, true, _) => Ok(DatasetType::Actions),
        (true, false, false, _) => Ok(DatasetType::Users),
        _ => Err(InferError::UnknownDataset { columns: shorten(&names.join(", "), 200) }),
    }
}

/// Reads the whole table.
fn read(path: &Path, wanted: Wanted) -> Result<TableSeen, InferError> {
    let mut table = None;
    for part in files(path)?.parts {
        read_part(&part, wanted, &mut table)?;
    }
    table.filter(|table| table.n_rows > 0).ok_or(InferError::NoRows)
}

/// Reads one file of the table, of which the first one's header begins `table`.
fn read_part(part: &Path, wanted: Wanted, table: &mut Option<TableSeen>) -> Result<(), InferError> {
    let mut blocks = open(part)?.blocks(BLOCK_BYTES);
    let mut record = Record::default();
    let mut is_header = true;
    while let Some(block) = blocks.next().in_file(part)? {
        let mut reader = Reader::new(&block.bytes[..]);
        while reader.read(&mut record).in_file(part)? {
            let line = record.line() + block.line - 1;
            let place = || format!("{}:{line}", part.display());
            if let Some(flaw) = record.flaw() {
                return Err(InferError::Row { place: place(), fault: fault(flaw) });
            }
            if !std::mem::take(&mut is_header) {
                table.as_mut().map_or(Ok(()), |table| table.add(&record, place))?;
                continue;
            }
            let names = header(&record, place)?;
            match table {
                None => *table = Some(TableSeen::new(names, wanted)?),
                Some(first) if first.names != names => {
                    return Err(InferError::OtherHeader { place: place() });
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}

const fn fault(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::TooLong => "the row is longer than 1 MiB",
        Flaw::UnclosedQuote { .. } | Flaw::StrayQuote { .. } => "the row's quotes cannot be read",
    }
}

fn header(record: &Record, place: impl Fn() -> String) -> Result<Vec<String>, InferError> {
    (0..record.len())
        .map(|column| {
            let name = std::str::from_utf8(record.field(column));
            name.map(str::to_owned).map_err(|_| InferError::ColumnName { place: place() })
        })
        .collect()
}
