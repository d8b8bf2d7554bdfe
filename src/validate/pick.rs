//! Single lines read again, to show what stands there.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::block::Blocks;
use super::open::open;
use super::row::Row;
use crate::rule::{Example, Place};
use crate::source::reader::Reader;
use crate::source::record::Record;

/// Where a table's lines lie: each part with the lines before it.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    parts: Vec<(PathBuf, u64)>,
}

impl Lines {
    pub(super) fn add_part(&mut self, path: PathBuf, lines_before: u64) {
        self.parts.push((path, lines_before));
    }

    /// The parts, each with the lines before it.
    pub(super) fn parts(&self) -> &[(PathBuf, u64)] {
        &self.parts
    }

    /// The rows that begin on `lines`, which rise, as examples; `column` tells the cell that is meant
    /// from the header's names, or the row is meant.
    pub(super) fn examples(&self, lines: &[u64], column: Option<&str>) -> io::Result<Vec<Example>> {
        let mut found = BTreeMap::new();
        for (index, (path, before)) in self.parts.iter().enumerate() {
            let end = self.parts.get(index + 1).map_or(u64::MAX, |part| part.1);
            let here: Vec<u64> = lines
                .iter()
                .filter(|&&line| line > *before && line <= end)
                .map(|line| line - before)
                .collect();
            if !here.is_empty() {
                self.read_part(path, &here, column, &mut found, *before)?;
            }
        }
        Ok(found.into_values().collect())
    }

    fn read_part(
        &self,
        path: &Path,
        lines: &[u64],
        column: Option<&str>,
        found: &mut BTreeMap<u64, Example>,
        before: u64,
    ) -> io::Result<()> {
        let (_, input) = open(path)?;
        let mut blocks = Blocks::new(input);
        let mut record = Record::default();
        let (mut at, mut left) = (None, lines);
        let mut is_first = true;
        while let Some(block) = blocks.next()? {
            let n_lines = memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
            if is_first || left.first().is_some_and(|&line| line < block.line + n_lines + 1) {
                let mut reader = Reader::new(&block.bytes[..]);
                while reader.read(&mut record)? {
                    let row = Row::record(&record, block.line - 1, block.offset);
                    if std::mem::take(&mut is_first) {
                        at = column.and_then(|name| {
                            (0..row.n_cells())
                                .find(|&at| row.cell(at).eq_ignore_ascii_case(name.as_bytes()))
                        });
                    }
                    if left.first() == Some(&row.line) {
                        left = &left[1..];
                        let place: Place<'_> = at.map_or_else(|| row.whole(), |at| row.place(at));
                        let mut example = place.example();
                        if self.parts.len() > 1 {
                            let name = path.file_name().unwrap_or_default().to_string_lossy();
                            example.value = format!("{name}: {}", example.value);
                            // The line alone would not say in which part it stands.
                            example.excerpt = None;
                        }
                        found.insert(before + row.line, example);
                    }
                }
            }
            if left.is_empty() {
                break;
            }
        }
        Ok(())
    }
}
