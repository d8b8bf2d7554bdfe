//! Interactions files into a builder, on all threads, in the order of the file.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::builder::{Builder, Chunk};
use super::vocab::Interner;
use super::{DatasetError, RowFilter};
use crate::column;
use crate::source::ReadError;
use crate::source::personalize::{BlockEnd, Interaction, InteractionBlocks};

/// Adds the rows of the file at `path` that `filter` keeps; `reward` names the column of rewards, if
/// the interactions have to have it. Gives whether the file ends in a line break.
///
/// Each thread numbers the ids of its blocks on its own; whoever finishes a block hands over those
/// that are next in the file, so that numbers and rows come out as if one thread had read them all.
pub(super) fn read_part(
    path: &Path,
    reward: Option<&str>,
    filter: &RowFilter,
    builder: &mut Builder,
) -> Result<bool, DatasetError> {
    let file = InteractionBlocks::open(path, reward)?;
    let shown = || path.display().to_string();
    let missing = |column, option| DatasetError::FilterColumn { path: shown(), column, option };
    if filter.event_type.is_some() && !file.has_event_type() {
        return Err(missing(column::EVENT_TYPE, "event-type"));
    }
    if filter.event_value_threshold.is_some() && !file.has_event_value() {
        return Err(missing(column::EVENT_VALUE, "event-value-threshold"));
    }
    if let Some(column) = reward.filter(|_| !file.has_reward()) {
        return Err(DatasetError::RewardColumn { path: shown(), column: column.to_owned() });
    }
    let before = builder.n_rows();
    let n_threads = rayon::current_num_threads();
    let merger = Mutex::new(Merger::new(builder, n_threads));
    std::thread::scope(|scope| {
        for thread in 0..n_threads {
            let (file, merger) = (&file, &merger);
            scope.spawn(move || work(thread, file, filter, merger));
        }
    });
    let merger = merger.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (n_read, ended) = merger.finish()?;
    if n_read == 0 {
        return Err(ReadError::NoRows { path: path.to_owned() }.into());
    }
    let too_many = |most, what| DatasetError::TooMany { path: shown(), most, what };
    if u32::try_from(builder.n_rows()).is_err() {
        return Err(too_many(u64::from(u32::MAX), "rows"));
    }
    if builder.has_too_many_event_types() {
        return Err(too_many(u64::from(u16::MAX), "event types"));
    }
    if builder.n_rows() == before {
        let event_types = builder.event_types();
        return Err(DatasetError::NothingLeft { path: shown(), event_types });
    }
    builder.end_part(reward.is_some());
    Ok(ended)
}

/// One thread's numbers and the chunk at hand.
#[derive(Default)]
struct Worker {
    users: Interner,
    items: Interner,
    /// Of all rows, also of those that the filter drops.
    event_types: Interner,
    chunk: Chunk,
    /// How many users, items and event types were handed over already.
    handed: [usize; 3],
}

impl Worker {
    fn take(&mut self, row: &Interaction<'_>, filter: &RowFilter) {
        let event = self.event_types.intern(row.event_type);
        if !filter.keeps(row) {
            self.chunk.n_filtered_out += 1;
            return;
        }
        let (user, item) = (self.users.intern(row.user_id), self.items.intern(row.item_id));
        self.chunk.push(user, item, event, row);
    }

    /// The chunk and what it has of new ids.
    fn done(&mut self, thread: usize, end: BlockEnd) -> Done {
        let interners = [&self.users, &self.items, &self.event_types];
        let new = std::array::from_fn(|at| interners[at].since(self.handed[at]).to_vec());
        self.handed = interners.map(Interner::len);
        Done { thread, chunk: std::mem::take(&mut self.chunk), new, end }
    }
}

/// A block as it is handed over.
struct Done {
    thread: usize,
    chunk: Chunk,
    /// Users, items and event types that are new to the thread, in the order of its numbers.
    new: [Vec<Box<str>>; 3],
    end: BlockEnd,
}

fn work(thread: usize, file: &InteractionBlocks, filter: &RowFilter, merger: &Mutex<Merger<'_>>) {
    let mut worker = Worker::default();
    let hand_over = |index: usize, done: Result<Done, ReadError>| {
        if done.is_err() {
            file.stop();
        }
        merger.lock().unwrap_or_else(PoisonError::into_inner).add(index, done);
    };
    loop {
        let block = match file.next() {
            Ok(Some(block)) => block,
            Ok(None) => return,
            // Behind every block that was read.
            Err(error) => return hand_over(usize::MAX, Err(error)),
        };
        let index = block.index;
        let begin = |worker: &mut Worker| worker.chunk = Chunk::default();
        let read = file.read(block, &mut worker, begin, |worker, row| worker.take(row, filter));
        match read {
            Ok(end) => hand_over(index, Ok(worker.done(thread, end))),
            Err(error) => return hand_over(index, Err(error)),
        }
    }
}

/// Takes blocks in any order and adds them in that of the file.
struct Merger<'b> {
    builder: &'b mut Builder,
    /// For each thread, the builder's numbers of its users, items and event types.
    numbers: Vec<[Vec<u32>; 3]>,
    early: BTreeMap<usize, Result<Done, ReadError>>,
    next: usize,
    n_read: u64,
    ended: bool,
}

impl<'b> Merger<'b> {
    fn new(builder: &'b mut Builder, n_threads: usize) -> Self {
        Self {
            builder,
            numbers: (0..n_threads).map(|_| Default::default()).collect(),
            early: BTreeMap::new(),
            next: 0,
            n_read: 0,
            ended: true,
        }
    }

    fn add(&mut self, index: usize, done: Result<Done, ReadError>) {
        self.early.insert(index, done);
        while self.early.get(&self.next).is_some_and(Result::is_ok) {
            if let Some(Ok(done)) = self.early.remove(&self.next) {
                self.merge(done);
            }
            self.next += 1;
        }
    }

    fn merge(&mut self, done: Done) {
        let Done { thread, chunk, new, end } = done;
        self.ended = end.ended;
        self.n_read += end.n_rows;
        let numbers = &mut self.numbers[thread];
        let interners = self.builder.interners();
        for ((numbers, new), interner) in numbers.iter_mut().zip(&new).zip(interners) {
            numbers.extend(new.iter().map(|id| interner.intern(id)));
        }
        self.builder.append(&chunk, numbers);
    }

    /// Rows read and whether the last one is whole, or the first error in the order of the file.
    fn finish(self) -> Result<(u64, bool), ReadError> {
        for done in self.early.into_values() {
            done?;
        }
        Ok((self.n_read, self.ended))
    }
}
