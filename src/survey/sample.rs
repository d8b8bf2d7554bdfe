//! The first rows of a table, by columns.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::cells::{CellKind, Cells, Commas, plural};
use crate::source::ReadError;
use crate::source::door::{Encoding, FileColumn, Look, Physical, Structure, TextOptions};
use crate::source::files::{self, Part};
use crate::source::table::Table;
use crate::text::shell_word;

/// The most rows of a table that are looked at.
pub const SAMPLE_ROWS: u64 = 10_000;
/// The most files of a folder of which rows are looked at.
const FILES_MAX: usize = 4;
/// The bytes of a text that are looked at for its encoding.
const BEGINNING_BYTES: u64 = 1 << 16;

/// A table that was looked at.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// The file, the pattern or the folder.
    pub(super) path: PathBuf,
    pub(super) columns: Vec<Cells>,
    pub(super) n_rows: u64,
    /// True if these are all rows of the files that were looked at.
    pub(super) is_whole: bool,
    /// The number of its files.
    pub(super) n_files: usize,
    /// The number of those of which rows were looked at.
    pub(super) n_looked_at: usize,
    /// The encoding that was supposed, where the text is not UTF-8.
    pub(super) encoding: Option<&'static str>,
    /// Cells that are not UTF-8.
    n_undecoded: u64,
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
        let rows = plural(self.n_rows, "row");
        let files = plural(self.n_files as u64, "file");
        let files = if self.n_looked_at < self.n_files {
            format!("{} of {files}", self.n_looked_at)
        } else {
            files
        };
        let text = match (self.n_files, self.is_whole) {
            (1, true) => rows,
            (1, false) => format!("the first {rows}"),
            (_, true) => format!("{rows} of {files}"),
            (_, false) => format!("{rows}, the first ones of {files}"),
        };
        match &self.form {
            Some(form) => format!("{text}, {form}"),
            None => text,
        }
    }
}

impl Sample {
    /// The treatment of decimal commas that its columns allow.
    pub(super) fn commas(&self) -> Commas {
        let has = |is: fn(&Cells) -> bool| self.columns.iter().any(is);
        let has_commas = has(|cells| cells.kind == CellKind::WithComma);
        let has_points = has(|cells| cells.kind == CellKind::Real && !cells.has_points());
        if has_commas && !has_points { Commas::Read } else { Commas::NotRead }
    }

    /// It with its columns, in a question.
    pub(super) fn listed(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|cells| cells.name.as_str()).collect();
        format!("`{}`: {}, with the columns {}", self.path.display(), self.said(), names.join(", "))
    }
}

/// Looks at the table at `path`.
///
/// Text that is not UTF-8 is read as windows-1252, which has a letter for every byte.
///
/// # Errors
/// The reason that it is none, in words.
pub(super) fn sample(path: &Path) -> Result<Sample, String> {
    let plain = sample_as(path, None);
    let has_other_letters = plain.as_ref().is_ok_and(|sample| sample.n_undecoded > 0);
    let is_other = has_other_letters || begins_otherwise(path);
    if is_other { sample_as(path, Some("windows-1252")).or(plain) } else { plain }
}

/// Tells whether the table at `path` begins with a text that is not UTF-8.
fn begins_otherwise(path: &Path) -> bool {
    let Ok(found) = files::find(path) else { return false };
    let look = found.parts.first().and_then(|part| look(&part.path, &TextOptions::default()).ok());
    let Some(look) = look.filter(|look| look.structure == Structure::Text) else { return false };
    let mut beginning = Vec::new();
    let Ok(text) = look.text() else { return false };
    let read = text.take(BEGINNING_BYTES).read_to_end(&mut beginning);
    // A letter may be cut at the end.
    let is_utf_8 = |error: std::str::Utf8Error| error.error_len().is_none();
    read.is_ok() && !std::str::from_utf8(&beginning).map_or_else(is_utf_8, |_| true)
}

/// Looks at the table at `path`, whose text is in an encoding that is named, or in one that is found.
fn sample_as(path: &Path, encoding: Option<&'static str>) -> Result<Sample, String> {
    let parts = files::find(path).map_err(|error| error.to_string())?.parts;
    let n_files = parts.len();
    let step = n_files.div_ceil(FILES_MAX).max(1);
    let chosen: Vec<Part> = parts.into_iter().step_by(step).collect();
    let Some(first) = chosen.first() else { return Err("no file is there".to_owned()) };
    let mut options =
        TextOptions { encoding: encoding.and_then(Encoding::parse), ..TextOptions::default() };
    let look = look(&first.path, &options)?;
    let header = header(&look)?;
    let has_no_header = look.structure == Structure::Text && !names_columns(&header);
    if has_no_header {
        options.columns = Some((1..=header.len()).map(|at| format!("column{at}")).collect());
    }
    let mut sample = Sample {
        path: path.to_owned(),
        columns: Vec::new(),
        n_rows: 0,
        is_whole: true,
        n_files,
        n_looked_at: chosen.len(),
        encoding,
        n_undecoded: 0,
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
    let said = cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"));
    match flattening(&said, error) {
        Some(command) => format!("{said}; this makes a row of each: `{command}`"),
        None => said,
    }
}

/// The command that makes a row of each object in a list of objects, if the error is about one.
fn flattening(said: &str, error: &ReadError) -> Option<String> {
    let ReadError::Io { path, .. } = error else { return None };
    let before = said.strip_suffix("`: a list of lists or objects, which no column can hold")?;
    let key = before.rsplit('`').next()?;
    let is_bare = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let place = if key.split('.').all(is_bare) { format!(".{key}") } else { format!(".{key:?}") };
    let mut first = [b' '];
    let mut file = crate::source::opening::open(path).ok()?;
    while first[0].is_ascii_whitespace() && file.read(&mut first).ok()? > 0 {}
    let each = if first[0] == b'[' { ".[] | " } else { "" };
    let plain = path.display().to_string();
    Some(format!(
        "jq -c '{each}{place}[] as $one | {place} = $one' {} > rows.jsonl",
        shell_word(&plain)
    ))
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
                let text = place.map_or(Ok(""), |place| table.text(place));
                self.n_undecoded += u64::from(text.is_err());
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
            } else if cells.may_be_ids() && !cells.has_points() {
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
            known.no_values.append(&mut cells.no_values);
            known.values.append(&mut cells.values);
            known.finish(physical);
        } else {
            cells.finish(physical);
            self.columns.push(cells);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_were_looked_at_are_counted() {
        let folder = tempfile::tempdir().expect("a folder");
        for day in 10..20 {
            let path = folder.path().join(format!("day-{day}.csv"));
            std::fs::write(path, "user,item\n1,7\n2,8\n").expect("written");
        }
        let said = |name: &str| sample(&folder.path().join(name)).expect("a table").said();
        assert_eq!(said("day-1*.csv"), "8 rows of 4 of 10 files");
        assert_eq!(said("day-1[0-2].csv"), "6 rows of 3 files");
        assert_eq!(said("day-10.csv"), "2 rows");
    }

    #[test]
    fn lists_of_objects_are_told_with_a_command() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("o.json");
        std::fs::write(&path, "[{\"user\":1,\"lines\":[{\"item\":5}]}]").expect("written");
        let why = sample(&path).expect_err("nested");
        let command = "this makes a row of each: `jq -c '.[] | .lines[] as $one | .lines = $one' ";
        assert!(why.contains(command), "{why}");
    }
}
