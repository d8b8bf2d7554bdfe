//! The text of a table in blocks of whole rows, for an engine that reads it with several threads.

use std::path::Path;
use std::sync::Arc;

use super::kind::Mapped;
use super::part::Looked;
use super::table_files::TableFiles;
use crate::source::blocks::{Block, Blocks};
use crate::source::door::{Physical, Structure};
use crate::source::error::ReadError;
use crate::source::reader::Reader;
use crate::source::record::Record;
use crate::source::table::{Input, place_of, plain_name};
use crate::source::watched::{Watch, watched};

/// The place of a mapped column's cells in the rows of one file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Place {
    /// In this field, counted from 0, held by a type.
    Field(usize, Physical),
    /// In the name of the file's folder.
    Key(String),
    /// Nowhere: the file has no such column.
    Nowhere,
}

impl Place {
    /// Tells whether a cell stands in the text of a block, rather than in the name of a folder.
    pub(crate) const fn is_field(&self) -> bool {
        matches!(self, Self::Field(..))
    }

    /// Tells whether it stands there as text.
    pub(crate) const fn is_text_field(&self) -> bool {
        matches!(self, Self::Field(_, Physical::Text))
    }

    /// The type in which the file holds the cells.
    pub(crate) const fn physical(&self) -> &Physical {
        match self {
            Self::Field(_, physical) => physical,
            Self::Key(_) | Self::Nowhere => &Physical::Text,
        }
    }
}

/// The layout of one file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FileLayout {
    /// Fields of a row.
    pub(crate) n_fields: usize,
    /// The places of the mapped columns, in their order.
    pub(crate) places: Vec<Place>,
    /// True if blank lines are those that keep objects of JSON on their lines.
    pub(crate) is_json: bool,
}

/// A block of rows, and the layout of its file.
#[derive(Debug)]
pub(crate) struct FileBlock {
    pub(crate) bytes: Vec<u8>,
    pub(crate) layout: Arc<FileLayout>,
    /// Bytes read so far, of all files.
    pub(crate) n_read: u64,
}

/// The blocks of all files of a table, in their order.
pub(crate) struct FileBlocks<'t> {
    files: &'t TableFiles,
    mapped: &'t [Mapped],
    watch: Option<Watch>,
    next: usize,
    open: Option<(Blocks<Input>, Arc<FileLayout>)>,
    /// Bytes of the files before the one that is open.
    n_before: u64,
}

impl<'t> FileBlocks<'t> {
    /// The blocks of `files`, from which the columns `mapped` are read; `watch` is told of the bytes.
    pub(crate) const fn new(
        files: &'t TableFiles,
        mapped: &'t [Mapped],
        watch: Option<Watch>,
    ) -> Self {
        Self { files, mapped, watch, next: 0, open: None, n_before: 0 }
    }

    /// The next block; none behind the last.
    ///
    /// # Errors
    /// When a file cannot be read, has no header, or lacks a column that every row must have.
    pub(crate) fn next(&mut self) -> Result<Option<FileBlock>, ReadError> {
        loop {
            if let Some((blocks, layout)) = &mut self.open {
                let path = || self.files.files()[self.next - 1].clone();
                let failed = |source| ReadError::Io { path: path(), source };
                if let Some(Block { bytes, .. }) = blocks.next().map_err(failed)? {
                    let n_read = self.n_before + blocks.n_read();
                    return Ok(Some(FileBlock { bytes, layout: Arc::clone(layout), n_read }));
                }
                self.n_before += blocks.n_read();
                self.open = None;
            }
            let Some(file) = self.files.parts().get(self.next) else { return Ok(None) };
            self.next += 1;
            let (blocks, layout, first) = self.begin(file)?;
            let n_read = self.n_before + blocks.n_read();
            let layout = Arc::new(layout);
            self.open = Some((blocks, Arc::clone(&layout)));
            if !first.is_empty() {
                return Ok(Some(FileBlock { bytes: first, layout, n_read }));
            }
        }
    }

    /// Opens a file: its blocks, its layout, and the rows behind the header in the first block.
    fn begin(&self, file: &Looked) -> Result<(Blocks<Input>, FileLayout, Vec<u8>), ReadError> {
        let path: &Path = file.look.path();
        let wanted: Vec<String> = self.mapped.iter().map(|one| one.source.clone()).collect();
        let mut input = file.look.open(Some(&wanted))?.input;
        if let Some(watch) = &self.watch {
            input = watched(input, Arc::clone(watch));
        }
        let mut blocks = Blocks::new(input);
        let failed = |source| ReadError::Io { path: path.to_owned(), source };
        let empty = || ReadError::Empty { path: path.to_owned(), expected: Vec::new() };
        let Block { bytes, .. } = blocks.next().map_err(failed)?.ok_or_else(empty)?;
        let mut header = Record::default();
        let mut reader = Reader::new(&bytes[..]);
        // A slice can be read.
        let is_there = reader.read(&mut header).map_err(failed)?;
        if !is_there || header.is_empty() || header.flaw().is_some() {
            return Err(empty());
        }
        let names: Vec<String> = (0..header.len())
            .map(|at| plain_name(&String::from_utf8_lossy(header.field(at))).to_owned())
            .collect();
        let places: Vec<Place> =
            self.mapped.iter().map(|one| Self::place(file, one, &names)).collect();
        let mut required = self.mapped.iter().zip(&places).filter(|(one, _)| one.is_required());
        if let Some((one, _)) = required.find(|(_, place)| **place == Place::Nowhere) {
            let (path, column) = (path.to_owned(), one.source.clone());
            return Err(ReadError::MissingColumn { path, column, found: names });
        }
        let behind = usize::try_from(reader.offset()).unwrap_or(bytes.len());
        let is_json = file.look.structure == Structure::Json;
        let layout = FileLayout { n_fields: names.len(), places, is_json };
        Ok((blocks, layout, bytes[behind.min(bytes.len())..].to_vec()))
    }

    fn place(file: &Looked, mapped: &Mapped, header: &[String]) -> Place {
        if let Some((_, value)) = file.keys.iter().find(|(name, _)| *name == mapped.source) {
            return Place::Key(value.clone());
        }
        let place = place_of(header, plain_name(&mapped.source));
        let physical = file.columns.iter().find(|column| column.name == mapped.source);
        match (place, physical) {
            (Some(at), Some(column)) => Place::Field(at, column.physical.clone()),
            _ => Place::Nowhere,
        }
    }
}
