//! An interactions file for many threads at once.

use std::io::Cursor;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::interaction::{Interaction, Layout, OtherColumns, REQUIRED};
use crate::source::blocks::{BLOCK_BYTES, Block, Blocks};
use crate::source::door::{self, Opened, Origin};
use crate::source::error::ReadError;
use crate::source::record::RECORD_BYTES_MAX;
use crate::source::table::{Input, Table};

/// An interactions file in blocks, for many threads at once.
pub struct InteractionBlocks {
    path: PathBuf,
    layout: Layout,
    header: Vec<String>,
    has_lines: bool,
    blocks: Mutex<Queue>,
}

struct Queue {
    blocks: Blocks<Input>,
    /// The first block, with the header; the first thread that asks takes it.
    first: Option<Block>,
    /// True after an error: nobody gets more then.
    failed: bool,
}

/// The facts about a block beside its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlockEnd {
    /// Its rows.
    pub n_rows: u64,
    /// True if its last row ends in a line break.
    pub ended: bool,
}

impl std::fmt::Debug for InteractionBlocks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("InteractionBlocks")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl InteractionBlocks {
    /// Opens the file at a place; `reward` as in [`super::InteractionRows::open`].
    ///
    /// # Errors
    /// When the file cannot be read, is empty, or lacks a column.
    pub fn open<'o>(
        origin: impl Into<Origin<'o>>,
        reward: Option<&str>,
        others: OtherColumns,
    ) -> Result<Self, ReadError> {
        let origin = origin.into();
        let path = origin.path;
        let failed = |source| ReadError::Io { path: path.to_owned(), source };
        let Opened { input, line, offset, has_lines } = door::open(origin)?;
        let mut blocks = Blocks::starting(input, line, offset, BLOCK_BYTES);
        let first = blocks.next().map_err(failed)?;
        let beginning = first.as_ref().map_or(Vec::new(), |block| block.bytes.clone());
        let input = Input::new(Cursor::new(beginning));
        let table = Table::opened(path, Opened { input, line, offset, has_lines }, &REQUIRED)?;
        let layout = Layout::of(&table, reward)?;
        Ok(Self {
            path: path.to_owned(),
            layout: match others {
                OtherColumns::Ignored => layout,
                OtherColumns::Hashed => layout.with_rest(table.header(), &table),
            },
            header: table.header().to_vec(),
            has_lines,
            blocks: Mutex::new(Queue { blocks, first, failed: false }),
        })
    }

    /// Tells whether there is an `EVENT_TYPE` column.
    #[must_use]
    pub fn has_event_type(&self) -> bool {
        self.layout.event_type.is_some()
    }

    /// True if there is a `TIMESTAMP` column.
    #[must_use]
    pub fn has_time(&self) -> bool {
        self.layout.timestamp.is_some()
    }

    /// Tells whether there is an `EVENT_VALUE` column.
    #[must_use]
    pub fn has_event_value(&self) -> bool {
        self.layout.event_value.is_some()
    }

    /// Tells whether there is the reward column that was asked for.
    #[must_use]
    pub fn has_reward(&self) -> bool {
        self.layout.reward.is_some()
    }

    /// The names of the columns of which rows have a hash, in their order.
    #[must_use]
    pub fn other_columns(&self) -> Vec<String> {
        self.layout.rest.iter().map(|column| self.header[column.index()].clone()).collect()
    }

    /// The next block for this thread; none at the end, and after an error.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next(&self) -> Result<Option<Block>, ReadError> {
        let mut queue = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.failed {
            return Ok(None);
        }
        if let Some(first) = queue.first.take() {
            return Ok(Some(first));
        }
        let next = queue.blocks.next();
        queue.failed = next.is_err();
        next.map_err(|source| ReadError::Io { path: self.path.clone(), source })
    }

    /// Calls `begin`, then `take` with every row of `block`. A block that is not plain throughout is
    /// begun again and read strictly.
    ///
    /// # Errors
    /// At the first row that cannot be read.
    pub fn read<S>(
        &self,
        block: Block,
        state: &mut S,
        begin: impl Fn(&mut S),
        mut take: impl FnMut(&mut S, &Interaction<'_>),
    ) -> Result<BlockEnd, ReadError> {
        begin(state);
        if block.index > 0
            && let Some(end) = self.read_plain(&block.bytes, state, &mut take)
        {
            return Ok(end);
        }
        begin(state);
        let (first, line, offset) = (block.index == 0, block.line, block.offset);
        let input = Input::new(Cursor::new(block.bytes));
        let opened = Opened { input, line, offset, has_lines: self.has_lines };
        let mut table = if first {
            Table::opened(&self.path, opened, &REQUIRED)?
        } else {
            Table::resumed(&self.path, opened, self.header.clone())
        };
        while table.advance()? {
            take(state, &self.layout.row(&table)?);
        }
        Ok(BlockEnd { n_rows: table.n_rows(), ended: table.ended() })
    }

    /// Reads lines without quotes, carriage returns or anything odd; `None` at the first other.
    fn read_plain<S>(
        &self,
        bytes: &[u8],
        state: &mut S,
        take: &mut impl FnMut(&mut S, &Interaction<'_>),
    ) -> Option<BlockEnd> {
        const COLUMNS_MAX: usize = 32;
        let n_columns = self.layout.n_columns;
        if n_columns > COLUMNS_MAX || memchr::memchr2(b'"', b'\r', bytes).is_some() {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
        let mut end = BlockEnd { ended: true, ..BlockEnd::default() };
        let mut cells = [""; COLUMNS_MAX];
        let (mut n, mut start, mut row_start) = (0, 0, 0);
        for at in memchr::memchr2_iter(b',', b'\n', text.as_bytes()).chain([text.len()]) {
            if n == n_columns {
                return None;
            }
            cells[n] = &text[start..at];
            (n, start) = (n + 1, at + 1);
            if text.as_bytes().get(at) != Some(&b',') {
                if n != n_columns || at - row_start > RECORD_BYTES_MAX {
                    return None;
                }
                row_start = start;
                take(state, &self.layout.plain(&cells[..n])?);
                end.n_rows += 1;
                n = 0;
            }
        }
        Some(end)
    }
}
