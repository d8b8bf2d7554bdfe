//! The text of a table as all threads read it: blocks, the places of the cells, timestamps and tails.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::super::error::FusedError;
use super::super::hashing::Hashing;
use super::batch::{BETWEEN, Places, Rows, text};
use super::dictionary::{Dictionary, Local};
use super::job::TableText;
use super::lines::{FieldsOfRow, Form};
use super::plan::TablePlan;
use super::straight::{self, GAP, Straight};
use super::times::{Seen, Times};
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::export::digest::FileRecord;
use crate::source::ReadError;
use crate::source::door::Physical;
use crate::source::mapped::{
    self, CellLines, Cells, FileBlock, FileBlocks, FileLayout, Mapped, Place,
};

/// Distinct tails that are always held; more only where they are at most a quarter of the rows.
const TAILS_MAX: u64 = 1 << 17;

/// The places of the columns among the mapped ones.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) user: usize,
    pub(super) item: usize,
    timestamp: usize,
    /// The columns of the tail.
    pub(super) tail: Vec<usize>,
}

impl Shape {
    pub(super) fn of(mapped: &[Mapped]) -> Option<Self> {
        let place = |name| mapped.iter().position(|one| one.target == name);
        let [user, item, timestamp] = [place(USER_ID)?, place(ITEM_ID)?, place(TIMESTAMP)?];
        let tail = (0..mapped.len()).filter(|at| ![user, item, timestamp].contains(at)).collect();
        Some(Self { user, item, timestamp, tail })
    }
}

/// Counts of the rows that are read.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) rows: u64,
    pub(super) n_blank: u64,
    /// Rows inside the window, by the number of their tail.
    pub(super) tails: Vec<u64>,
    pub(super) oldest: u32,
    pub(super) newest: u32,
    pub(super) seen: Seen,
}

impl Tally {
    pub(super) fn new() -> Self {
        let seen = Seen::default();
        Self { rows: 0, n_blank: 0, tails: Vec::new(), oldest: u32::MAX, newest: 0, seen }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.n_blank += other.n_blank;
        self.oldest = self.oldest.min(other.oldest);
        self.newest = self.newest.max(other.newest);
        self.seen.add(&other.seen);
        if self.tails.len() < other.tails.len() {
            self.tails.resize(other.tails.len(), 0);
        }
        self.tails.iter_mut().zip(&other.tails).for_each(|(count, more)| *count += more);
    }
}

/// A table's text, shared by all threads.
pub(super) struct Source<'a> {
    plan: &'a TablePlan,
    pub(super) shape: Shape,
    cells: &'a Cells<'a>,
    pub(super) times: Times<'a>,
    /// Columns of the tail of which most cells are written as they stand.
    pub(super) straight: Vec<Straight>,
    /// The blocks, and how many were given out.
    blocks: Mutex<(FileBlocks<'a>, usize)>,
    pub(super) tails: Dictionary,
    /// The types in which the first file holds the cells: those of the tail first.
    pub(super) physicals: OnceLock<Vec<Physical>>,
    /// Rows read by all threads.
    rows: AtomicU64,
    hashing: Option<Hashing>,
}

impl<'a> Source<'a> {
    /// The text of `table`, whose cells `cells` judges.
    pub(super) fn new(
        plan: &'a TablePlan,
        table: &TableText<'a>,
        cells: &'a Cells<'a>,
    ) -> Result<Self, FusedError> {
        let hashing = table.is_plain.then(Hashing::default);
        let watch = hashing.as_ref().map(Hashing::watch);
        let shape = Shape::of(table.mapped).ok_or(FusedError::Odd)?;
        let times = Times::new(cells, shape.timestamp, plan.unit, table);
        Ok(Self {
            plan,
            straight: straight::columns(plan, &shape.tail, cells),
            shape,
            cells,
            times,
            blocks: Mutex::new((FileBlocks::new(table.files, table.mapped, watch), 0)),
            tails: Dictionary::new(),
            physicals: OnceLock::new(),
            rows: AtomicU64::new(0),
            hashing,
        })
    }

    /// The next block and its number.
    pub(super) fn next(&self) -> Result<Option<(usize, FileBlock)>, FusedError> {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(block) = blocks.0.next().map_err(unreadable)? else { return Ok(None) };
        blocks.1 += 1;
        Ok(Some((blocks.1 - 1, block)))
    }

    /// The size and digest of the bytes read, if the table is one plain file.
    pub(super) fn record(&self, table: &TableText<'_>) -> Option<FileRecord> {
        Some(self.hashing.as_ref()?.record(table.files.files().first()?))
    }

    /// Finds the places of the cells in the rows of a file's block, whose types must be those of the first file.
    pub(super) fn places<'l>(
        &self,
        layout: &'l FileLayout,
        form: Form,
    ) -> Result<Places<'l>, FusedError> {
        let place = |at: usize| match &layout.places[at] {
            Place::Nowhere => Err(FusedError::Odd),
            place => Ok(place),
        };
        let held = |&at: &usize| match &layout.places[at] {
            Place::Field(_, physical) => physical.clone(),
            Place::Key(_) | Place::Nowhere => Physical::Text,
        };
        let Shape { user, item, timestamp, .. } = self.shape;
        let columns: Vec<usize> =
            self.shape.tail.iter().copied().chain([user, item, timestamp]).collect();
        let physicals: Vec<Physical> = columns.iter().map(held).collect();
        let first = self.physicals.get_or_init(|| physicals.clone());
        let is_there = |at: &usize| layout.places[*at] != Place::Nowhere;
        let mut all = first.iter().zip(&physicals).zip(&columns);
        if all.any(|((first, this), at)| is_there(at) && first != this) {
            return Err(FusedError::Odd);
        }
        let tail: Vec<&Place> = self.shape.tail.iter().map(|&at| &layout.places[at]).collect();
        let mut straight = self.straight.clone();
        straight.retain(|one| form == Form::Simple && tail[one.at].is_text_field());
        let is_literal = |at: &usize| straight.iter().all(|one| one.at != *at);
        let literal = (0..tail.len()).filter(is_literal).map(|at| tail[at]).collect();
        Ok(Places {
            user: place(self.shape.user)?,
            item: place(self.shape.item)?,
            timestamp: place(self.shape.timestamp)?,
            tail,
            straight,
            literal,
            form,
        })
    }

    /// The id that stands in a cell of `column` in a block of the form `form`.
    pub(super) fn id<'t>(
        &self,
        column: usize,
        place: &Place,
        text: &'t str,
        form: Form,
    ) -> Option<Cow<'t, str>> {
        let is_one_line = form == Form::Simple && place.is_field();
        let lines = if is_one_line { CellLines::One } else { CellLines::Any };
        self.cells.id(column, text, place.physical(), lines)
    }

    /// Tells whether a cell of `column` is written as it stands.
    #[inline]
    pub(super) fn stays(&self, column: usize, cell: &str) -> bool {
        self.cells.stays(column, cell)
    }

    /// Counts a row whose timestamp is written as it stands; false, and nothing is counted, where it is not or lies
    /// outside the window.
    #[inline]
    pub(super) fn count_plain(&self, timestamp: &str, tail: u32, tally: &mut Tally) -> bool {
        let Some(second) = self.times.as_it_stands(timestamp, &mut tally.seen) else {
            return false;
        };
        let is_inside = self.plan.window.is_none_or(|window| window.holds(i64::from(second)));
        let count = tally.tails.get_mut(tail as usize).filter(|_| is_inside);
        let Some(count) = count else { return false };
        *count += 1;
        tally.rows += 1;
        tally.oldest = tally.oldest.min(second);
        tally.newest = tally.newest.max(second);
        true
    }

    /// Counts rows that are not taken up.
    pub(super) fn pass(&self, n_rows: usize) {
        self.rows.fetch_add(n_rows as u64, Ordering::Relaxed);
    }

    /// Takes a row up: its ids, its moment and its tail.
    pub(super) fn take<'b>(
        &self,
        places: &Places<'b>,
        row: FieldsOfRow<'b>,
        rows: &mut Rows<'b>,
        tally: &mut Tally,
    ) -> Result<(), FusedError> {
        let timestamp = text(places.timestamp, row);
        let (moment, scale) =
            self.times.moment(timestamp, places.timestamp.physical(), &mut tally.seen)?;
        rows.scale = scale;
        tally.rows += 1;
        tally.oldest = tally.oldest.min(moment.second);
        tally.newest = tally.newest.max(moment.second);
        let is_inside =
            self.plan.window.is_none_or(|window| window.holds(i64::from(moment.second)));
        self.take_tail(places, row, rows)?;
        rows.users.push(text(places.user, row));
        rows.items.push(text(places.item, row));
        rows.moments.push((moment, is_inside));
        Ok(())
    }

    /// Takes up a row's tail, in which cells that are written as they stand are gaps.
    fn take_tail<'b>(
        &self,
        places: &Places<'b>,
        row: FieldsOfRow<'b>,
        rows: &mut Rows<'b>,
    ) -> Result<(), FusedError> {
        let first = rows.straight.len();
        for straight in &places.straight {
            let cell = text(places.tail[straight.at], row);
            if !self.cells.stays(straight.column, cell) {
                rows.straight.truncate(first);
                break;
            }
            rows.straight.push(cell);
        }
        let has_gaps = rows.straight.len() > first;
        rows.straight.resize(first + places.straight.len(), "");
        let mut gaps = places.straight.iter().map(|straight| straight.at).peekable();
        for (at, place) in places.tail.iter().enumerate() {
            if at > 0 {
                rows.tail_text.push(BETWEEN);
            }
            let cell = text(place, row);
            if gaps.next_if_eq(&at).is_none() {
                rows.tail_text.extend_from_slice(cell.as_bytes());
            } else if has_gaps {
                rows.tail_text.push(GAP);
            } else if cell.as_bytes() == [GAP] {
                return Err(FusedError::Odd);
            } else {
                rows.tail_text.extend_from_slice(cell.as_bytes());
            }
        }
        rows.tail_ends.push(rows.tail_text.len());
        Ok(())
    }

    /// The number of each row's tail, with the rows inside the window counted; `texts` are the tails.
    pub(super) fn number_tails(
        &self,
        places: &Places<'_>,
        rows: &Rows<'_>,
        texts: &[&[u8]],
        tails: &mut Local<'_>,
        tally: &mut Tally,
    ) -> Result<Vec<u32>, FusedError> {
        let n_rows = texts.len() as u64;
        let n_rows = self.rows.fetch_add(n_rows, Ordering::Relaxed) + n_rows;
        if self.tails.len() > TAILS_MAX.max(n_rows / 4) {
            return Err(FusedError::Varied);
        }
        let mut numbers = Vec::with_capacity(texts.len());
        let admit = |tail| self.admits(tail, places).then_some(Cow::Borrowed(tail));
        tails.numbers(texts, admit, &mut numbers).ok_or(FusedError::Odd)?;
        for (&number, (_, is_inside)) in numbers.iter().zip(&rows.moments) {
            if tally.tails.len() <= number as usize {
                tally.tails.resize(number as usize + 1, 0);
            }
            tally.tails[number as usize] += u64::from(*is_inside);
        }
        Ok(numbers)
    }

    /// Tells whether every cell of a tail is one that its column takes without a remark.
    fn admits(&self, tail: &[u8], places: &Places<'_>) -> bool {
        let Ok(text) = std::str::from_utf8(tail) else { return false };
        let columns = &self.shape.tail;
        if columns.is_empty() {
            return true;
        }
        let cells: Vec<&str> = text.split(char::from(BETWEEN)).collect();
        let is_gap = |at: usize| {
            cells[at].as_bytes() == [GAP] && places.straight.iter().any(|gap| gap.at == at)
        };
        // What stands beside gaps is written between them, and must not look like one.
        let has_gaps = (0..cells.len()).any(is_gap);
        let takes = |at: usize| {
            is_gap(at)
                || (self.cells.takes(columns[at], cells[at], places.tail[at].physical())
                    && !(has_gaps && cells[at].contains(char::from(GAP))))
        };
        cells.len() == columns.len() && (0..cells.len()).all(takes)
    }

    /// The remarks on the timestamps and the lines.
    pub(super) fn notes(&self, tally: &Tally) -> Notes {
        let form = self.times.settled().map(|settled| settled.form);
        let mut of_times: Vec<String> = form.and_then(mapped::form_note).into_iter().collect();
        of_times.extend(mapped::fraction_note(TIMESTAMP, tally.seen.n_fractions));
        Notes { of_times, of_lines: mapped::blank_note(tally.n_blank).into_iter().collect() }
    }
}

/// Remarks on a table, in sentences.
#[derive(Debug)]
pub(super) struct Notes {
    of_times: Vec<String>,
    of_lines: Vec<String>,
}

impl Notes {
    /// All notes, with those on the cells at their place.
    pub(super) fn with(self, of_cells: Vec<String>) -> Vec<String> {
        [self.of_times, of_cells, self.of_lines].concat()
    }
}

/// Leaves every fault but one of the disk to the careful reader, which names it.
fn unreadable(error: ReadError) -> FusedError {
    match error {
        ReadError::Io { path, source } => FusedError::Read { path, source },
        _ => FusedError::Odd,
    }
}
