//! Reads single lines again, to show what stands there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::opening::open;
use super::row::Row;
use crate::rule::{Example, Place};
use crate::source::blocks::BLOCK_BYTES;
use crate::source::door::{Origin, TextOptions};
use crate::source::reader::Reader;
use crate::source::record::Record;
use crate::source::remote;
use crate::validate::error::{InFile, ValidateError};

/// The places of a table's lines: each part with the lines before it.
#[derive(Debug, Clone, Default)]
pub(in crate::validate) struct TableLines {
    parts: Vec<Part>,
    /// The properties of their text that are said rather than found.
    text: TextOptions,
}

/// A part of a table.
#[derive(Debug, Clone)]
pub(in crate::validate) struct Part {
    pub(in crate::validate) path: PathBuf,
    /// The number of lines of the parts before it.
    pub(in crate::validate) lines_before: u64,
    /// The schema's columns with their places.
    columns: Vec<PlacedName>,
}

/// The name of a column and its place in a file.
#[derive(Debug, Clone)]
pub(in crate::validate) struct PlacedName {
    pub(in crate::validate) name: String,
    pub(in crate::validate) at: usize,
}

impl Part {
    /// The place of a column of the schema.
    pub(in crate::validate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().find(|column| column.name == name).map(|column| column.at)
    }
}

impl TableLines {
    pub(in crate::validate) const fn new(text: TextOptions) -> Self {
        Self { parts: Vec::new(), text }
    }

    pub(in crate::validate) fn add_part(
        &mut self,
        path: PathBuf,
        lines_before: u64,
        columns: Vec<PlacedName>,
    ) {
        self.parts.push(Part { path, lines_before, columns });
    }

    /// The parts, each with the lines before it.
    pub(in crate::validate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The rows that begin on `lines`, which rise, as examples; of `column` the cell is meant, without
    /// one the row.
    pub(in crate::validate) fn examples(
        &self,
        lines: &[u64],
        column: Option<&str>,
    ) -> Result<Vec<Example>, ValidateError> {
        let mut found = BTreeMap::new();
        for (index, part) in self.parts.iter().enumerate() {
            let before = part.lines_before;
            let end = self.parts.get(index + 1).map_or(u64::MAX, |part| part.lines_before);
            let of_part = lines.iter().filter(|&&line| line > before && line <= end);
            let here: Vec<u64> = of_part.map(|line| line - before).collect();
            // What is no file, such as a pipe, cannot be read again.
            if !here.is_empty() && remote::is_file(&part.path) {
                self.read_part(part, &here, column, &mut found)?;
            }
        }
        Ok(found.into_values().collect())
    }

    fn read_part(
        &self,
        part: &Part,
        lines: &[u64],
        column: Option<&str>,
        found: &mut BTreeMap<u64, Example>,
    ) -> Result<(), ValidateError> {
        let at = column.and_then(|name| part.column(name));
        let mut blocks = open(Origin::new(&part.path, &self.text))?.blocks(BLOCK_BYTES);
        let mut record = Record::default();
        let mut left = lines;
        while let Some(block) = blocks.next().in_file(&part.path)? {
            let n_lines = memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
            if left.first().is_none_or(|&line| line > block.line + n_lines) {
                if left.is_empty() {
                    break;
                }
                continue;
            }
            let mut reader = Reader::new(&block.bytes[..]);
            while reader.read(&mut record).in_file(&part.path)? {
                let row = Row::record(&record, block.line, block.offset);
                if left.first() != Some(&row.line) {
                    continue;
                }
                left = &left[1..];
                let place: Place<'_> = at.map_or_else(|| row.whole(), |at| row.place(at));
                let mut example = place.example();
                if self.parts.len() > 1 {
                    let name = part.path.file_name().unwrap_or_default().to_string_lossy();
                    example.value = format!("{name}: {}", example.value);
                    // The line alone would not say in which part it stands.
                    example.excerpt = None;
                }
                found.insert(part.lines_before + row.line, example);
            }
        }
        Ok(())
    }
}
