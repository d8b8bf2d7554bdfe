//! A table's rows in their total order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::super::in_turn::InTurn;
use super::super::record::Record;
use super::super::{First, FusedError};
use super::dictionary::Texts;
use super::ends::{Finished, Written, done, record_reading};
use super::key::{Row, Widths};
use super::parts::Parts;
use super::plan::Role;
use super::ranks::{GONE, Ranks};
use super::reading;
use super::records::Records;
use super::repeats::Repeats;
use super::sift::Alive;
use super::strongest::Strongest;
use super::tails::{RowsOf, Tails, apply_all};
use super::text::{Piece, Pieces, header};
use super::typed;
use super::{Job, TableDone, TablePlan, TableText};
use crate::column::{EVENT_TYPE, EVENT_VALUE};
use crate::export::{Destination, Format};
use crate::parallel::in_threads;

/// Records formatted at a time, so that the text of a large part is never whole in memory.
const BLOCK_RECORDS: usize = 1 << 16;
/// Records of which what is needed is loaded at once.
const BATCH: usize = 256;

pub(super) fn run(
    plan: &TablePlan,
    table: &TableText<'_>,
    destination: &mut Destination,
    job: Job<'_>,
) -> Result<TableDone, FusedError> {
    let mut read = reading::read(plan, table, &job)?;
    let widths = Widths::of(read.settled.scale);
    let path = table.files.files().first().cloned().unwrap_or_default();
    let tail_texts = std::mem::replace(&mut read.tails, super::dictionary::Dictionary::new());
    let tail_texts = tail_texts.into_texts();
    let n_tails = tail_texts.n_numbers();
    read.tally.tails.resize(n_tails, 0);
    let mut tails = Tails::new(tail_texts.iter().collect(), table, &read.physicals, &path)?;
    drop(tail_texts);
    let notes = read.notes.with(std::mem::take(&mut tails.notes));
    let mut records = Records::new(read.tally.rows);
    record_reading(plan, &read.tally, read.settled, &mut records);

    let (stores, runs) = (std::mem::take(&mut read.stores), std::mem::take(&mut read.runs));
    let has_repeats = plan.repeats().is_some();
    let bits = if has_repeats { Widths::second_bits() } else { widths.moment_bits() };
    let mut parts = Parts::new(stores, runs, job.memory, bits)?;
    apply_all(&mut tails, plan, &read.tally.tails, &mut records)?;
    if let Some(keep) = plan.repeats() {
        parts.drop_repeats(Repeats { widths, same: tails.same(n_tails)?, keep }, job.n_threads);
    }
    let quoting = (job.format == Format::Csv).then_some(job.quoting);
    let (users, items) = (take_texts(&mut read.users), take_texts(&mut read.items));
    let (users, items) = rayon::join(|| Ranks::new(users, quoting), || Ranks::new(items, quoting));
    let (users, items) = (users?, items?);
    let mut alive = Alive::new(users.n_numbers(), items.n_numbers(), tails.are_there(n_tails));
    while let Some((at, step)) = records.next(plan) {
        match plan.roles[at] {
            Role::Repeats(_) => {
                let rows = alive.count_rows(&parts, widths, job.n_threads)?;
                records.push(step, rows, Vec::new());
            }
            Role::Sift(sift) => {
                let (rows, log) = alive.sift(sift, &parts, widths, job.n_threads)?;
                records.push(step, rows, log);
            }
            _ => break,
        }
    }
    let counts = if plan.has_row_steps() {
        alive.count_tails(&parts, widths, n_tails, job.n_threads)?
    } else {
        std::mem::take(&mut read.tally.tails)
    };
    apply_all(&mut tails, plan, &counts, &mut records)?;
    let expected = records.rows();
    let late = apply_late(&mut tails, plan, &records)?;
    if expected == 0 {
        // Nothing is written, not even a header: the caller says which step dropped the last row.
        let written = Written { rows: vec![0; tails.kinds().len()] };
        let finished = Finished { records, written, expected, late, notes, input: read.input };
        return done(plan, &tails, finished);
    }
    let order = plan.steps.last().ok_or(FusedError::Odd)?;
    tails.sort(order)?;
    let writing = Writing::new(&tails, &job, widths, plan, users, items, &alive, n_tails)?;
    let written = if job.format == Format::Csv {
        writing.write(&parts, destination, job.n_threads)?
    } else {
        let frame = tails.frame()?;
        typed::write(&writing, &parts, &frame, job.format, destination, job.n_threads)?
    };
    done(plan, &tails, Finished { records, written, expected, late, notes, input: read.input })
}

/// Runs the steps `columns` that stand behind `collapse-events`, and gives what they say.
fn apply_late(
    tails: &mut Tails,
    plan: &TablePlan,
    records: &Records,
) -> Result<Vec<Vec<String>>, FusedError> {
    let Some((at, _)) = records.next(plan) else { return Ok(Vec::new()) };
    let has_value = tails.has(EVENT_VALUE);
    let mut said = Vec::new();
    for (step, role) in plan.steps[at..].iter().zip(&plan.roles[at..]) {
        if *role == Role::Tail {
            let mut ran = Records::new(0);
            tails.apply(step, &[], &mut ran)?;
            said.extend(ran.into_done().into_iter().map(|record| record.log));
        }
    }
    // What is strongest is found in the columns that are left.
    let is_lost = !tails.has(EVENT_TYPE) || (has_value && !tails.has(EVENT_VALUE));
    if plan.weakest_first().is_some() && is_lost { Err(FusedError::Odd) } else { Ok(said) }
}

fn take_texts(dictionary: &mut super::dictionary::Dictionary) -> Texts {
    std::mem::replace(dictionary, super::dictionary::Dictionary::new()).into_texts()
}

/// The ranks and texts that rows are written with.
pub(super) struct Writing {
    pub(super) widths: Widths,
    pub(super) users: Ranks,
    pub(super) items: Ranks,
    /// The rows of the frame of tails that each tail gives.
    rows_of: RowsOf,
    header: Vec<u8>,
    pieces: Pieces,
    /// The text of each row of the frame of tails.
    rows: Vec<Piece>,
    strongest: Option<Strongest>,
}

impl Writing {
    #[expect(clippy::too_many_arguments, reason = "each is made before and given up here")]
    fn new(
        tails: &Tails,
        job: &Job<'_>,
        widths: Widths,
        plan: &TablePlan,
        mut users: Ranks,
        mut items: Ranks,
        alive: &Alive,
        n_tails: usize,
    ) -> Result<Self, FusedError> {
        let strongest = match plan.weakest_first() {
            // Which of equally strong events of one second stays is a matter of the file's order.
            Some(_) if widths.has_fraction() => return Err(FusedError::Odd),
            Some(order) => Some(Strongest::new(order, &tails.frame()?)?),
            None => None,
        };
        let (header, mut pieces) = (header(tails, job.quoting)?, Pieces::default());
        let rows = pieces.add(tails, job.quoting)?;
        let rows_of = tails.rows_of(n_tails);
        if !widths.has_tail(rows.len()) {
            return Err(FusedError::Odd);
        }
        if plan.has_row_steps() {
            users.leave(alive.users());
            items.leave(alive.items());
        }
        Ok(Self { widths, users, items, rows_of, header, pieces, rows, strongest })
    }

    fn write(
        &self,
        parts: &Parts,
        destination: &mut Destination,
        n_threads: usize,
    ) -> Result<Written, FusedError> {
        let out = InTurn::new(destination, &self.header).map_err(FusedError::Write)?;
        let next = AtomicUsize::new(0);
        let rows = Mutex::new(vec![0_u64; self.rows.len()]);
        let work = |first: &First| -> Result<(), FusedError> {
            let mut texter = Texter::new(self.rows.len());
            let (mut records, mut ranked) = (Vec::new(), Vec::new());
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= parts.len() || first.is_set() {
                    break;
                }
                parts.take(index, &mut records)?;
                self.rank(&mut records, &mut ranked)?;
                if !self.write_part(index, &ranked, &mut texter, &out)? {
                    break;
                }
            }
            let mut rows = rows.lock().unwrap_or_else(PoisonError::into_inner);
            rows.iter_mut().zip(&texter.rows).for_each(|(count, more)| *count += more);
            Ok(())
        };
        in_threads(n_threads, || out.stop(), work)?;
        out.finish();
        Ok(Written { rows: rows.into_inner().unwrap_or_else(PoisonError::into_inner) })
    }

    /// The rows that are left of the records, by ranks and rows of the frame of tails, sorted.
    pub(super) fn rank(
        &self,
        records: &mut Vec<Record>,
        ranked: &mut Vec<Record>,
    ) -> Result<(), FusedError> {
        ranked.clear();
        ranked.reserve(records.len());
        for &record in records.iter() {
            let row = self.widths.row(record);
            let (user, item) = (self.users.of(row.user), self.items.of(row.item));
            // A tail that a filter left out has no rows.
            if user == GONE || item == GONE {
                continue;
            }
            for &tail in self.rows_of.of(row.tail) {
                let row = Row { user, item, tail, ..row };
                ranked.push(self.widths.record(row).ok_or(FusedError::Odd)?);
            }
        }
        records.clear();
        ranked.sort_unstable();
        if let Some(strongest) = &self.strongest {
            strongest.leave(ranked, self.widths)?;
        }
        Ok(())
    }

    /// Formats and writes one part, block by block; `false` when another thread has failed.
    fn write_part(
        &self,
        index: usize,
        ranked: &[Record],
        texter: &mut Texter,
        out: &InTurn<'_>,
    ) -> Result<bool, FusedError> {
        let mut rest = ranked;
        loop {
            let (block, after) = rest.split_at(rest.len().min(BLOCK_RECORDS));
            texter.clear();
            block.chunks(BATCH).for_each(|batch| texter.push(batch, self));
            if !out.write(index, texter.text(), after.is_empty())? {
                return Ok(false);
            }
            if after.is_empty() {
                return Ok(true);
            }
            rest = after;
        }
    }
}

/// Rows of CSV in the making, and how many there are for each row of the frame of tails.
struct Texter {
    text: Vec<u8>,
    rows: Vec<u64>,
    digits: itoa::Buffer,
    found: Vec<Found>,
}

/// The places of the parts of a row.
struct Found {
    user: (u32, u32),
    item: (u32, u32),
    piece: Piece,
    second: u32,
}

impl Texter {
    fn new(n_rows: usize) -> Self {
        let (text, digits) = (Vec::new(), itoa::Buffer::new());
        Self { text, rows: vec![0; n_rows], digits, found: Vec::with_capacity(BATCH) }
    }

    fn clear(&mut self) {
        self.text.clear();
    }

    fn text(&self) -> &[u8] {
        &self.text
    }

    /// Appends some rows. What is far away in memory is loaded for all of them before the first is written,
    /// since waiting for it was a third of the work.
    fn push(&mut self, batch: &[Record], of: &Writing) {
        let rows = &mut self.rows;
        self.found.clear();
        self.found.extend(batch.iter().map(|&record| {
            let row = of.widths.row(record);
            rows[row.tail as usize] += 1;
            Found {
                user: of.users.span(row.user),
                item: of.items.span(row.item),
                piece: of.rows[row.tail as usize],
                second: row.second,
            }
        }));
        let touch = |found: &Found| {
            let bytes = [
                of.users.touch(found.user),
                of.items.touch(found.item),
                of.pieces.touch(found.piece),
            ];
            bytes.into_iter().map(u64::from).sum::<u64>()
        };
        std::hint::black_box(self.found.iter().map(touch).sum::<u64>());
        for found in &self.found {
            let (middle, end) = of.pieces.parts(found.piece);
            self.text.extend_from_slice(of.users.text(found.user));
            self.text.extend_from_slice(of.items.text(found.item));
            self.text.extend_from_slice(middle);
            self.text.extend_from_slice(self.digits.format(found.second).as_bytes());
            self.text.extend_from_slice(end);
        }
    }
}
