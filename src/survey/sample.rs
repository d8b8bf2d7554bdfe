//! The first rows of a table, by columns.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::cells::{Cells, plural};
use crate::source::ReadError;
use crate::source::door::{FileColumn, Look, Physical, Structure, TextOptions};
use crate::source::files::{self, Part};
use crate::source::table::Table;

/// The most rows of a table that are looked at.
pub const SAMPLE_ROWS: u64 = 10_000;
/// The most files of a folder of which rows are looked at.
const FILES_MAX: usize = 4;

/// A table that was looked at.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// The file, the pattern or the folder.
    pub(super) path: PathBuf,
    pub(super) columns: Vec<Cells>,
    pub(super) n_rows: u64,
    /// True if these are all rows.
    pub(super) is_whole: bool,
    /// The number of its files.
    pub(super) n_files: usize,
    /// The form of the files, in words; none for plain CSV.
    pub(super) form: Option<String>,
    /// True if the first line is a row.
    pub(super) has_no_header: bool,
}

impl Sample {
    /// The column of this name, without case.
    pub(super) fn column(&self, name: &str) -> Option<&Cells> {
        let exact = self.columns.iter().find(|column| column.name == name);
        exact.or_else(|| self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)))
    }

    /// The number of rows, in words.
    pub(super) fn said(&self) -> String {
        let mut text = plural(self.n_rows, "row");
        if !self.is_whole {
            text = format!("the first {text}");
        }
        if self.n_files > 1 {
            let files = plural(self.n_files as u64, "file");
            text = format!("{text} of {files}");
        }
        match &self.form {
            Some(form) => format!("{text}, {form}"),
            None => text,
        }
    }
}

/// Looks at the table at `path`.
///
/// # Errors
/// The reason that it is none, in words.
pub(super) fn sample(path: &Path) -> Result<Sample, String> {
    let parts = files::find(path).map_err(|error| error.to_string())?.parts;
    let n_files = parts.len();
    let step = n_files.div_ceil(FILES_MAX).max(1);
    let chosen: Vec<Part> = parts.into_iter().step_by(step).collect();
    let Some(first) = chosen.first() else { return Err("no file is there".to_owned()) };
    let look = look(&first.path, &TextOptions::default())?;
    let header = header(&look)?;
    let has_no_header = look.structure == Structure::Text && !names_columns(&header);
    let mut options = TextOptions::default();
    if has_no_header {
        options.columns = Some((1..=header.len()).map(|at| format!("column{at}")).collect());
    }
    let mut sample = Sample {
        path: path.to_owned(),
        columns: Vec::new(),
        n_rows: 0,
        is_whole: step == 1,
        n_files,
        form: look.said(),
        has_no_header,
    };
    let share = SAMPLE_ROWS.div_ceil(chosen.len() as u64);
    for part in &chosen {
        sample.take(part, &options, share)?;
    }
    if sample.n_rows == 0 {
        return Err("it has no row".to_owned());
    }
    if has_no_header {
        sample.make_names_up();
    }
    Ok(sample)
}

fn look(path: &Path, options: &TextOptions) -> Result<Look, String> {
    let look = Look::at(path, options).map_err(|error| said(&error))?;
    if look.is_binary {
        return Err("it holds zero bytes, which no text does".to_owned());
    }
    Ok(look)
}

/// An error with its cause.
fn said(error: &ReadError) -> String {
    let cause = std::error::Error::source(error);
    cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

/// The names of the columns, and of a text those in its first line.
fn header(look: &Look) -> Result<Vec<String>, String> {
    if look.structure != Structure::Text {
        return Ok(look.columns().iter().map(|column| column.name.clone()).collect());
    }
    let opened = look.open(None).map_err(|error| said(&error))?;
    let table = Table::opened(look.path(), opened, &[]).map_err(|error| said(&error))?;
    let names = table.header().to_vec();
    if names.len() < 2 {
        return Err("it has one column".to_owned());
    }
    Ok(names)
}

/// Tells whether a first line holds names: each has a letter, and none tells time.
fn names_columns(header: &[String]) -> bool {
    let is_name = |name: &String| {
        let values = BTreeSet::from([name.clone()]);
        let has_letter = name.chars().any(char::is_alphabetic);
        has_letter && super::instants::form(&values).is_none()
    };
    // A column of row numbers has no name.
    let named: Vec<&String> = header.iter().filter(|name| !name.is_empty()).collect();
    !named.is_empty() && named.into_iter().all(is_name)
}

impl Sample {
    /// Takes the first rows of a file in.
    fn take(&mut self, part: &Part, options: &TextOptions, most: u64) -> Result<(), String> {
        let look = look(&part.path, options)?;
        let opened = look.open(None).map_err(|error| said(&error))?;
        let mut table = Table::opened(&part.path, opened, &[]).map_err(|error| said(&error))?;
        let header = table.header().to_vec();
        let places: Vec<_> = header.iter().map(|name| table.optional_column(name)).collect();
        let mut cells: Vec<Cells> = header.iter().map(|name| Cells::new(name)).collect();
        let keys = part.keys.iter().filter(|(key, _)| !header.contains(key));
        let mut constant: Vec<(Cells, &String)> =
            keys.map(|(key, value)| (Cells::new(key), value)).collect();
        let mut n_rows = 0;
        while n_rows < most {
            match table.advance() {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) if n_rows < 2 => return Err(said(&error)),
                // A row that cannot be used is for `prep` to say.
                Err(_) => continue,
            }
            n_rows += 1;
            for (cells, place) in cells.iter_mut().zip(&places) {
                let text = place.and_then(|place| table.text(place).ok());
                cells.push(text.unwrap_or_default());
            }
            for (cells, value) in &mut constant {
                cells.push(value);
            }
        }
        self.is_whole &= n_rows < most || !matches!(table.advance(), Ok(true));
        self.n_rows += n_rows;
        let all = cells.into_iter().chain(constant.into_iter().map(|(cells, _)| cells));
        for cells in all {
            self.merge(cells, look.columns());
        }
        Ok(())
    }

    /// Names the columns of a table without a header by what they hold.
    fn make_names_up(&mut self) {
        let mut ids = ["user", "item"].into_iter();
        let mut others = ["timestamp", "rating"].map(Some);
        for cells in &mut self.columns {
            let is_small = |value: &String| {
                value.parse::<f64>().is_ok_and(|value| (0.0..=10.0).contains(&value))
            };
            let is_rating =
                cells.is_number() && cells.values.len() <= 21 && cells.values.iter().all(is_small);
            let name = if cells.time.is_some() {
                others[0].take()
            } else if is_rating {
                others[1].take()
            } else if cells.may_be_ids() {
                ids.next()
            } else {
                None
            };
            if let Some(name) = name {
                name.clone_into(&mut cells.name);
            }
        }
    }

    /// Puts the cells of a file to those of the files before.
    fn merge(&mut self, mut cells: Cells, typed: &[FileColumn]) {
        let physical = typed.iter().find(|column| column.name == cells.name);
        let physical = physical.map_or(&Physical::Text, |column| &column.physical);
        if let Some(known) = self.columns.iter_mut().find(|column| column.name == cells.name) {
            known.n_rows += cells.n_rows;
            known.n_empty += cells.n_empty;
            known.values.append(&mut cells.values);
            known.finish(physical);
        } else {
            cells.finish(physical);
            self.columns.push(cells);
        }
    }
}
