//! A schema for a file that has none.

use std::io;
use std::path::Path;

use super::block::Blocks;
use super::cell::parse_whole;
use super::open::{files, open};
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::rule::Severity;
use crate::schema::compose::{ColumnType, compose};
use crate::schema::reserved::{self, ACTION_ID};
use crate::schema::{AvroType, Dataset, Domain};
use crate::source::reader::Reader;
use crate::source::record::Record;

/// A schema that was inferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// What the columns look like.
    pub dataset: Dataset,
    /// The schema's text.
    pub text: String,
    /// What had to be guessed or cannot be helped.
    pub notes: Vec<String>,
}

/// What the cells of a column allow.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
struct Seen {
    has_empty: bool,
    n_values: u64,
    is_int: bool,
    is_long: bool,
    is_real: bool,
    has_leading_zero: bool,
}

impl Seen {
    const NOTHING: Self = Self {
        has_empty: false,
        n_values: 0,
        is_int: true,
        is_long: true,
        is_real: true,
        has_leading_zero: false,
    };

    fn add(&mut self, cell: &[u8]) {
        if cell.is_empty() {
            self.has_empty = true;
            return;
        }
        self.n_values += 1;
        if !self.is_real {
            return;
        }
        let whole = parse_whole(cell);
        self.is_int &= whole.is_some_and(|number| i32::try_from(number).is_ok());
        self.is_long &= whole.is_some();
        let text = std::str::from_utf8(cell).unwrap_or("");
        self.is_real &= whole.is_some() || AvroType::Double.admits(text);
        let digits = text.strip_prefix('-').unwrap_or(text);
        self.has_leading_zero |=
            digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    }

    const fn avro(&self) -> AvroType {
        match () {
            // Without a value, and where zeros in front would be lost, text keeps everything.
            () if self.n_values == 0 || self.has_leading_zero => AvroType::String,
            () if self.is_int => AvroType::Int,
            () if self.is_long => AvroType::Long,
            () if self.is_real => AvroType::Double,
            () => AvroType::String,
        }
    }
}

/// Reads the whole table at `path` and composes a schema that it fits, for `dataset`, or for what
/// its columns look like.
///
/// Reserved columns get their reserved types; numbers the smallest type that holds them all; other
/// text becomes a category, or text to learn from where the column's name says so.
///
/// # Errors
/// When it cannot be read, its columns are those of no dataset, or no schema can fit it.
pub fn infer(path: &Path, dataset: Option<Dataset>, domain: Domain) -> io::Result<Inferred> {
    let (names, seen, n_rows) = read(path)?;
    let dataset = dataset.map_or_else(|| guess(&names), Ok)?;
    let columns: Vec<ColumnType> = names
        .iter()
        .zip(&seen)
        .map(|(name, seen)| {
            let known = reserved::find(dataset, domain, name);
            ColumnType {
                name: name.clone(),
                avro: known.map_or_else(|| seen.avro(), |known| known.avro),
                has_empty: seen.has_empty,
            }
        })
        .collect();
    let text = compose(dataset, domain, &columns);
    let (_, violations) = crate::schema::check::check(&text, "the inferred schema", domain);
    if let Some(found) = violations.iter().find(|found| found.severity == Severity::Error) {
        let column = found.column.as_ref().map_or_else(String::new, |name| format!("`{name}`: "));
        return Err(invalid(format!(
            "no schema of {} fits these columns: {column}{} ({})",
            dataset.record_name(),
            found.message,
            found.code
        )));
    }
    let mut notes = vec![format!(
        "{} rows look like {} of the domain {}",
        crate::number::thousands(n_rows),
        dataset.record_name(),
        domain.name()
    )];
    for (column, seen) in columns.iter().zip(&seen) {
        if seen.n_values == 0 && reserved::find(dataset, domain, &column.name).is_none() {
            notes.push(format!("`{}` holds no value, and is taken for text", column.name));
        }
    }
    Ok(Inferred { dataset, text, notes })
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn guess(names: &[String]) -> io::Result<Dataset> {
    let has = |name: &str| names.iter().any(|found| found == name);
    match (has(USER_ID), has(ITEM_ID), has(ACTION_ID), has(TIMESTAMP)) {
        (true, true, _, true) => Ok(Dataset::Interactions),
        (true, _, true, true) => Ok(Dataset::ActionInteractions),
        (false, true, _, _) => Ok(Dataset::Items),
        (false, _, true, _) => Ok(Dataset::Actions),
        (true, false, false, _) => Ok(Dataset::Users),
        _ => Err(invalid(format!(
            "cannot tell the dataset by the columns {}; expected USER_ID, ITEM_ID and TIMESTAMP for \
             interactions, ITEM_ID for items, USER_ID for users, ACTION_ID for actions; `--dataset` \
             says it",
            crate::text::shorten(&names.join(", "), 200)
        ))),
    }
}

fn read(path: &Path) -> io::Result<(Vec<String>, Vec<Seen>, u64)> {
    let (mut names, mut seen, mut n_rows) = (Vec::new(), Vec::new(), 0);
    for part in files(path)?.parts {
        let (_, input) = open(&part)?;
        let mut blocks = Blocks::new(input);
        let mut record = Record::default();
        let mut is_header = true;
        while let Some(block) = blocks.next()? {
            let mut reader = Reader::new(&block.bytes[..]);
            while reader.read(&mut record)? {
                let line = record.line() + block.line - 1;
                let at = || format!("{}:{line}", part.display());
                if record.flaw().is_some() {
                    return Err(invalid(format!(
                        "{}: the row's quotes cannot be read; `validate schema` says more",
                        at()
                    )));
                }
                if std::mem::take(&mut is_header) {
                    let header = header(&record, &at())?;
                    if names.is_empty() {
                        seen = vec![Seen::NOTHING; header.len()];
                        names = header;
                    } else if names != header {
                        return Err(invalid(format!(
                            "{}: expected the header of the first file",
                            at()
                        )));
                    }
                } else if !(record.is_empty() && names.len() > 1) {
                    if record.len() != names.len() {
                        return Err(invalid(format!(
                            "{}: expected {} fields, found {}",
                            at(),
                            names.len(),
                            record.len()
                        )));
                    }
                    n_rows += 1;
                    seen.iter_mut().enumerate().for_each(|(at, seen)| seen.add(record.field(at)));
                }
            }
        }
    }
    if n_rows == 0 {
        return Err(invalid("expected a header and rows, found no row".to_owned()));
    }
    Ok((names, seen, n_rows))
}

fn header(record: &Record, at: &str) -> io::Result<Vec<String>> {
    (0..record.len())
        .map(|column| {
            let bytes = record.field(column);
            let name = std::str::from_utf8(bytes)
                .map_err(|_| invalid(format!("{at}: a column's name is not UTF-8")))?;
            Ok(name.to_owned())
        })
        .collect()
}
