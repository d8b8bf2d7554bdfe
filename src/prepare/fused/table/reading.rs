//! The rows of a table as records.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::super::runs::{Run, RunFile};
use super::super::sorted::spilled;
use super::super::store::Store;
use super::super::{First, FusedError};
use super::dictionary::Dictionary;
use super::key::{Row, Widths};
use super::plan::TablePlan;
use super::times::{Seen, Times};
use super::{Job, TableText, lines};
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::export::digest::{Digester, FileRecord};
use crate::instant::Unit;
use crate::parallel::in_threads;
use crate::source::door::Physical;
use crate::source::mapped::{Cells, FileBlock, FileBlocks, FileLayout, Mapped, Place, Watch};
use crate::source::{ReadError, mapped};

/// Stands between the cells of a tail.
pub(super) const BETWEEN: u8 = 0x1F;

/// Where the columns stand among the mapped ones.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    user: usize,
    item: usize,
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

/// A table that was read.
pub(super) struct Read {
    pub(super) stores: Vec<Store>,
    pub(super) runs: Vec<Run>,
    pub(super) users: Dictionary,
    pub(super) items: Dictionary,
    pub(super) tails: Dictionary,
    /// How the cells of the tail are held.
    pub(super) physicals: Vec<Physical>,
    pub(super) tally: Tally,
    pub(super) settled: super::times::Settled,
    pub(super) input: Option<FileRecord>,
}

/// What is counted while rows are read.
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
    fn new() -> Self {
        let seen = Seen::default();
        Self { rows: 0, n_blank: 0, tails: Vec::new(), oldest: u32::MAX, newest: 0, seen }
    }

    fn add(&mut self, other: &Self) {
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

/// What all threads share.
struct Shared<'a> {
    plan: &'a TablePlan,
    shape: Shape,
    cells: &'a Cells<'a>,
    times: Times<'a>,
    blocks: Mutex<FileBlocks<'a>>,
    users: Dictionary,
    items: Dictionary,
    tails: Dictionary,
    /// How the first file holds the cells of the tail.
    physicals: OnceLock<Vec<Physical>>,
    runs: Mutex<Vec<Run>>,
    bytes_max: usize,
}

/// Reads all rows.
pub(super) fn read(
    plan: &TablePlan,
    table: &TableText<'_>,
    job: &Job<'_>,
) -> Result<Read, FusedError> {
    let digester = Arc::new(Mutex::new(Digester::default()));
    let watch: Option<Watch> = table.is_plain.then(|| {
        let digester = Arc::clone(&digester);
        let take = move |bytes: &[u8]| {
            digester.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
        };
        Arc::new(Mutex::new(take)) as Watch
    });
    let cells = Cells::new(table.mapped, table.instants, table.reading);
    let shape = Shape::of(table.mapped).ok_or(FusedError::Odd)?;
    let has_format = table.reading.timestamp_format.is_some();
    let times = Times::new(&cells, shape.timestamp, plan.unit, table.instants, has_format);
    let shared = Shared {
        plan,
        shape,
        cells: &cells,
        times,
        blocks: Mutex::new(FileBlocks::new(table.files, table.mapped, watch)),
        users: Dictionary::new(),
        items: Dictionary::new(),
        tails: Dictionary::new(),
        physicals: OnceLock::new(),
        runs: Mutex::default(),
        bytes_max: job.memory.bytes_max / job.n_threads.max(1),
    };
    let workers = in_threads(job.n_threads, || (), |first| shared.work(first, job))?;
    let mut tally = Tally::new();
    let mut stores = Vec::new();
    for (store, of_thread) in workers {
        tally.add(&of_thread);
        stores.push(store);
    }
    // The careful reader says what is wrong with a table without rows.
    let settled = shared.times.settled().ok_or(FusedError::Odd)?;
    shared.times.expect_unit(&tally.seen)?;
    let input = table
        .is_plain
        .then(|| table.files.only_path())
        .flatten()
        .map(|path| digester.lock().unwrap_or_else(PoisonError::into_inner).record(path));
    Ok(Read {
        stores,
        runs: shared.runs.into_inner().unwrap_or_else(PoisonError::into_inner),
        users: shared.users,
        items: shared.items,
        tails: shared.tails,
        physicals: shared.physicals.into_inner().unwrap_or_default(),
        tally,
        settled,
        input,
    })
}

impl Shared<'_> {
    fn work(&self, first: &First, job: &Job<'_>) -> Result<(Store, Tally), FusedError> {
        let mut worker = Worker { tally: Tally::new(), store: Store::new(), tail: Vec::new() };
        let mut file: Option<RunFile> = None;
        while !first.is_set() {
            let block = self.blocks.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(FileBlock { bytes, layout, n_read }) = block.map_err(unreadable)? else {
                break;
            };
            (job.progress)(n_read);
            let places = self.places(&layout)?;
            let n_blank =
                lines::each(&bytes, &layout, |fields| worker.take(self, &places, fields))?;
            worker.tally.n_blank += if layout.is_json { 0 } else { n_blank };
            if worker.store.bytes() > self.bytes_max {
                let run = spilled(&mut worker.store, &mut file, job.memory)?;
                self.runs.lock().unwrap_or_else(PoisonError::into_inner).push(run);
            }
        }
        Ok((worker.store, worker.tally))
    }

    /// Where the cells stand in a file's rows, whose types must be those of the first file.
    fn places<'l>(&self, layout: &'l FileLayout) -> Result<Places<'l>, FusedError> {
        let place = |at: usize| match &layout.places[at] {
            Place::Nowhere => Err(FusedError::Odd),
            place => Ok(place),
        };
        let held = |&at: &usize| match &layout.places[at] {
            Place::Field(_, physical) => physical.clone(),
            Place::Key(_) | Place::Nowhere => Physical::Text,
        };
        let physicals: Vec<Physical> = self.shape.tail.iter().map(held).collect();
        let first = self.physicals.get_or_init(|| physicals.clone());
        let is_there = |at: &usize| layout.places[*at] != Place::Nowhere;
        let all = first.iter().zip(&physicals).zip(&self.shape.tail);
        if all.into_iter().any(|((first, this), at)| is_there(at) && first != this) {
            return Err(FusedError::Odd);
        }
        Ok(Places {
            user: place(self.shape.user)?,
            item: place(self.shape.item)?,
            timestamp: place(self.shape.timestamp)?,
            tail: self.shape.tail.iter().map(|&at| &layout.places[at]).collect(),
        })
    }

    /// Whether every cell of a tail is one that its column takes without a remark.
    fn admits(&self, tail: &[u8], places: &Places<'_>) -> bool {
        let Ok(text) = std::str::from_utf8(tail) else { return false };
        let cells: Vec<&str> = text.split(char::from(BETWEEN)).collect();
        let columns = &self.shape.tail;
        if columns.is_empty() {
            return true;
        }
        cells.len() == columns.len()
            && cells
                .iter()
                .zip(columns)
                .zip(&places.tail)
                .all(|((cell, &column), place)| self.cells.takes(column, cell, physical(place)))
    }
}

/// What a file cannot give in blocks is for the careful reader to say.
fn unreadable(error: ReadError) -> FusedError {
    match error {
        ReadError::Io { path, source } => FusedError::Read { path, source },
        _ => FusedError::Odd,
    }
}

/// Where the cells of a row stand.
struct Places<'l> {
    user: &'l Place,
    item: &'l Place,
    timestamp: &'l Place,
    tail: Vec<&'l Place>,
}

fn text<'t>(place: &'t Place, fields: &[&'t str]) -> &'t str {
    match place {
        Place::Field(at, _) => fields[*at],
        Place::Key(value) => value,
        Place::Nowhere => "",
    }
}

fn physical(place: &Place) -> &Physical {
    match place {
        Place::Field(_, physical) => physical,
        Place::Key(_) | Place::Nowhere => &Physical::Text,
    }
}

/// What one thread holds.
struct Worker {
    tally: Tally,
    store: Store,
    /// The tail at hand.
    tail: Vec<u8>,
}

impl Worker {
    fn take(
        &mut self,
        shared: &Shared<'_>,
        places: &Places<'_>,
        fields: &[&str],
    ) -> Result<(), FusedError> {
        let id = |place: &Place, column: usize, dictionary: &Dictionary| {
            let text = text(place, fields);
            let admit = || {
                let id = shared.cells.id(column, text, physical(place))?;
                Some(match id {
                    Cow::Borrowed(id) => Cow::Borrowed(id.as_bytes()),
                    Cow::Owned(id) => Cow::Owned(id.into_bytes()),
                })
            };
            dictionary.number(text.as_bytes(), admit).ok_or(FusedError::Odd)
        };
        let user = id(places.user, shared.shape.user, &shared.users)?;
        let item = id(places.item, shared.shape.item, &shared.items)?;
        self.tail.clear();
        for (at, place) in places.tail.iter().enumerate() {
            if at > 0 {
                self.tail.push(BETWEEN);
            }
            self.tail.extend_from_slice(text(place, fields).as_bytes());
        }
        let admit = || shared.admits(&self.tail, places).then_some(Cow::Borrowed(&self.tail[..]));
        let tail = shared.tails.number(&self.tail, admit).ok_or(FusedError::Odd)?;
        let timestamp = text(places.timestamp, fields);
        let held = physical(places.timestamp);
        let (moment, scale) = shared.times.moment(timestamp, held, &mut self.tally.seen)?;
        self.tally.rows += 1;
        self.tally.oldest = self.tally.oldest.min(moment.second);
        self.tally.newest = self.tally.newest.max(moment.second);
        if shared.plan.window.is_some_and(|window| !window.holds(i64::from(moment.second))) {
            return Ok(());
        }
        if self.tally.tails.len() <= tail as usize {
            self.tally.tails.resize(tail as usize + 1, 0);
        }
        self.tally.tails[tail as usize] += 1;
        self.store(
            scale,
            Row { second: moment.second, fraction: moment.fraction, user, item, tail },
        )
    }

    fn store(&mut self, scale: Unit, row: Row) -> Result<(), FusedError> {
        self.store.push(Widths::of(scale).record(row).ok_or(FusedError::Odd)?);
        Ok(())
    }
}

/// What is to be said of the timestamps and the lines of a table, in sentences.
pub(super) fn notes(read: &Read, of_cells: Vec<String>) -> Vec<String> {
    let mut notes: Vec<String> = mapped::form_note(read.settled.form).into_iter().collect();
    notes.extend(mapped::fraction_note(TIMESTAMP, read.tally.seen.n_fractions));
    notes.extend(of_cells);
    notes.extend(mapped::blank_note(read.tally.n_blank));
    notes
}
