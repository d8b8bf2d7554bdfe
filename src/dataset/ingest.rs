//! Interactions files into a builder, on all threads, in the order of the file.

use std::path::Path;

use super::builder::{Builder, Chunk};
use super::error::DatasetError;
use super::filter::RowFilter;
use super::vocab::Interner;
use crate::column;
use crate::parallel::in_order;
use crate::source::ReadError;
use crate::source::blocks::Block;
use crate::source::door::Origin;
use crate::source::personalize::{BlockEnd, Interaction, InteractionBlocks, OtherColumns};

/// Adds the rows of the file at a place that `filter` keeps; `reward` names the column of rewards, if
/// the interactions have to have it.
///
/// Each thread numbers the ids of its blocks on its own and hands the blocks over in the order of the file,
/// so that numbers and rows come out as if one thread had read them all.
pub(super) fn read_part(
    origin: Origin<'_>,
    reward: Option<&str>,
    others: OtherColumns,
    filter: &RowFilter,
    builder: &mut Builder,
) -> Result<(), DatasetError> {
    let path = origin.path;
    let file = InteractionBlocks::open(origin, reward, others)?;
    expect_columns(&file, path, reward, filter)?;
    if !file.has_time() {
        builder.lack_time();
    }
    if file.has_event_type() {
        builder.have_event_type();
    }
    builder.have_other_columns(file.other_columns());
    let before = builder.n_rows();
    let n_threads = rayon::current_num_threads();
    let mut merger = Merger::new(builder, n_threads);
    let make = |worker: &mut Worker, block: Block| {
        let begin = |worker: &mut Worker| worker.chunk = Chunk::default();
        let end = file.read(block, worker, begin, |worker, row| worker.take(row, filter))?;
        Ok(worker.done(end))
    };
    let take = |done| {
        merger.merge(done);
        Ok::<_, ReadError>(())
    };
    let workers = (0..n_threads).map(Worker::new).collect();
    in_order(workers, || file.next(), make, take)?;
    let Merger { n_read, ended, .. } = merger;
    if n_read == 0 {
        return Err(ReadError::NoRows { path: path.to_owned() }.into());
    }
    expect_numbered(builder, path)?;
    if builder.n_rows() == before {
        let (path, event_types) = (path.display().to_string(), builder.event_types());
        return Err(DatasetError::NothingLeft { path, event_types });
    }
    if !ended {
        builder.break_off();
    }
    if reward.is_some() {
        builder.have_rewards();
    }
    builder.end_part();
    Ok(())
}

/// Checks that the file has the columns that `filter` looks at, and that of rewards if one is named.
fn expect_columns(
    file: &InteractionBlocks,
    path: &Path,
    reward: Option<&str>,
    filter: &RowFilter,
) -> Result<(), DatasetError> {
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
    Ok(())
}

/// Checks that the numbers of rows and event types suffice.
fn expect_numbered(builder: &Builder, path: &Path) -> Result<(), DatasetError> {
    let too_many =
        |most, what| DatasetError::TooMany { path: path.display().to_string(), most, what };
    if u32::try_from(builder.n_rows()).is_err() {
        return Err(too_many(u64::from(u32::MAX), "rows"));
    }
    if builder.has_too_many_event_types() {
        return Err(too_many(u64::from(u16::MAX), "event types"));
    }
    Ok(())
}

/// One thread's numbers and the chunk at hand.
#[derive(Default)]
struct Worker {
    thread: usize,
    users: Interner,
    items: Interner,
    /// The event types of all rows, also of those that the filter drops.
    event_types: Interner,
    chunk: Chunk,
    /// The number of users, items and event types that were handed over already.
    handed: [usize; 3],
}

impl Worker {
    fn new(thread: usize) -> Self {
        Self { thread, ..Self::default() }
    }

    fn take(&mut self, row: &Interaction<'_>, filter: &RowFilter) {
        let event = self.event_types.intern(row.event_type);
        if !filter.keeps(row) {
            self.chunk.n_filtered_out += 1;
            return;
        }
        let (user, item) = (self.users.intern(row.user_id), self.items.intern(row.item_id));
        self.chunk.push(user, item, event, row);
    }

    /// The chunk and the ids that are new in it.
    fn done(&mut self, end: BlockEnd) -> Done {
        let interners = [&self.users, &self.items, &self.event_types];
        let new = std::array::from_fn(|at| interners[at].since(self.handed[at]).to_vec());
        self.handed = interners.map(Interner::len);
        Done { thread: self.thread, chunk: std::mem::take(&mut self.chunk), new, end }
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

/// Adds blocks in the order of the file.
struct Merger<'b> {
    builder: &'b mut Builder,
    /// For each thread, the builder's numbers of its users, items and event types.
    numbers: Vec<[Vec<u32>; 3]>,
    n_read: u64,
    ended: bool,
}

impl<'b> Merger<'b> {
    fn new(builder: &'b mut Builder, n_threads: usize) -> Self {
        Self {
            builder,
            numbers: (0..n_threads).map(|_| Default::default()).collect(),
            n_read: 0,
            ended: true,
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
}
