//! Infers a schema for a file that has none.

use std::io;
use std::path::Path;

use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::number::Narrowest;
use crate::rule::Severity;
use crate::schema::compose::{ColumnType, compose, text_column};
use crate::schema::reserved::{self, ACTION_ID};
use crate::schema::{AvroType, Dataset, Domain};
use crate::source::blocks::BLOCK_BYTES;
use crate::source::reader::Reader;
use crate::source::record::{Flaw, Record};
use crate::validate::input::files::files;
use crate::validate::input::opening::open;
use crate::validate::row::cell_text::{STRING_CHARS_MAX, parse_whole};

/// A schema that was inferred.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// The dataset that the columns look like.
    pub dataset: Dataset,
    /// The schema's text.
    pub text: String,
    /// The notes on what had to be guessed or cannot be helped.
    pub notes: Vec<String>,
}

/// The types and values that the cells of a column allow.
#[derive(Debug, Clone)]
struct Seen {
    has_empty: bool,
    n_values: u64,
    n_numbers: u64,
    /// The narrowest type that holds all cells so far.
    narrowest: Option<Narrowest>,
    /// The number of characters of the longest cell.
    longest: usize,
    /// The first cell that is no number, and where.
    first_text: Option<(String, String)>,
    /// The type that a reserved column must have, and the first cell that does not fit it.
    reserved: Option<AvroType>,
    n_unfit: u64,
    first_unfit: Option<(String, String)>,
}

impl Seen {
    const fn new(reserved: Option<AvroType>) -> Self {
        Self {
            has_empty: false,
            n_values: 0,
            n_numbers: 0,
            narrowest: None,
            longest: 0,
            first_text: None,
            reserved,
            n_unfit: 0,
            first_unfit: None,
        }
    }

    fn add(&mut self, cell: &[u8], place: impl Fn() -> String) {
        if cell.is_empty() {
            self.has_empty = true;
            return;
        }
        self.n_values += 1;
        let text = String::from_utf8_lossy(cell);
        let shown = || (crate::text::shorten(&text, 40), place());
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
        let name = crate::text::shorten(name, 60);
        if let (Some(avro), Some((text, place))) = (self.reserved, &self.first_unfit) {
            let n_unfit = crate::number::thousands(self.n_unfit);
            let avro = avro.name();
            return Some(format!(
                "`{name}` must be {avro}, and {n_unfit} cells are not: \"{text}\" at {place}"
            ));
        }
        if let (None, Some((text, place)), true) =
            (self.reserved, &self.first_text, self.n_numbers * 2 > self.n_values)
        {
            return Some(format!(
                "`{name}` would be a number but for cells such as \"{text}\" at {place}, and is taken for text"
            ));
        }
        (self.reserved.is_none() && self.n_values == 0)
            .then(|| format!("`{name}` holds no value, and is taken for text"))
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
pub fn infer(path: &Path, dataset: Option<Dataset>, domain: Domain) -> io::Result<Inferred> {
    let known = |names: &[String]| {
        let dataset = dataset.map_or_else(|| guess(names), Ok)?;
        let reserved =
            |name: &String| reserved::find(dataset, domain, name).map(|known| known.avro);
        Ok((dataset, names.iter().map(|name| Seen::new(reserved(name))).collect()))
    };
    let (names, (dataset, seen), n_rows) = read(path, known)?;
    let long = names.iter().zip(&seen).filter(|(_, seen)| seen.longest > STRING_CHARS_MAX);
    let long = long.max_by_key(|(_, seen)| seen.longest).map(|(name, _)| name.as_str());
    let text_column = text_column(&names.iter().map(String::as_str).collect::<Vec<_>>()).or(long);
    let columns: Vec<ColumnType> = names
        .iter()
        .zip(&seen)
        .map(|(name, seen)| ColumnType {
            name: name.clone(),
            avro: seen.reserved.unwrap_or_else(|| seen.avro()),
            has_empty: seen.has_empty,
            is_text: text_column == Some(name.as_str()),
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
    notes.extend(names.iter().zip(&seen).filter_map(|(name, seen)| seen.note(name)));
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

/// A dataset and what is seen of its columns.
type Known = (Dataset, Vec<Seen>);

/// Reads the whole table; `known` says what its columns must be.
fn read(
    path: &Path,
    known: impl Fn(&[String]) -> io::Result<Known>,
) -> io::Result<(Vec<String>, Known, u64)> {
    let (mut names, mut seen, mut n_rows) = (Vec::new(), None, 0);
    for part in files(path)?.parts {
        let mut blocks = open(&part)?.blocks(BLOCK_BYTES);
        let mut record = Record::default();
        let mut is_header = true;
        while let Some(block) = blocks.next()? {
            let mut reader = Reader::new(&block.bytes[..]);
            while reader.read(&mut record)? {
                let line = record.line() + block.line - 1;
                let at = || format!("{}:{line}", part.display());
                if let Some(flaw) = record.flaw() {
                    let why = match flaw {
                        Flaw::TooLong => "the row is longer than 1 MiB",
                        Flaw::UnclosedQuote { .. } | Flaw::StrayQuote { .. } => {
                            "the row's quotes cannot be read"
                        }
                    };
                    return Err(invalid(format!("{}: {why}; `validate schema` says more", at())));
                }
                if std::mem::take(&mut is_header) {
                    let header = header(&record, &at())?;
                    if names.is_empty() {
                        seen = Some(known(&header)?);
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
                    let columns = seen.iter_mut().flat_map(|(_, columns)| columns);
                    for (index, column) in columns.enumerate() {
                        column.add(record.field(index), at);
                    }
                }
            }
        }
    }
    match seen {
        Some(seen) if n_rows > 0 => Ok((names, seen, n_rows)),
        _ => Err(invalid("expected a header and rows, found no row".to_owned())),
    }
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
