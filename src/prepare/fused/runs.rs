//! Sorted runs of records on the disk, for rows that do not fit into memory.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::record::{RECORD_BYTES, Record};
use super::store::{BUCKETS, Store};

/// Bytes read or written at a time.
const BUFFER_BYTES: usize = 1 << 20;

/// A file for the runs of one thread. It has no name, so that nothing of it outlives the program.
#[derive(Debug)]
pub(super) struct RunFile {
    file: Arc<Mutex<File>>,
    /// Records in it.
    len: u64,
}

impl RunFile {
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: Arc::new(Mutex::new(tempfile::tempfile_in(folder)?)), len: 0 })
    }
}

/// One sorted run.
#[derive(Debug)]
pub(super) struct Run {
    file: Arc<Mutex<File>>,
    /// The place in the file at which it begins, in records.
    start: u64,
    len: u64,
}

impl Run {
    /// Sorts all records of `store` and moves them into a run behind those that `file` has.
    pub(super) fn write(store: &mut Store, file: &mut RunFile) -> io::Result<Self> {
        let locked = file.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut writer = BufWriter::with_capacity(BUFFER_BYTES, &*locked);
        writer.seek(SeekFrom::Start(file.len * RECORD_BYTES as u64))?;
        let mut records = Vec::new();
        let mut len = 0;
        for bucket in 0..BUCKETS {
            records.clear();
            store.take(bucket, &mut records);
            records.sort_unstable();
            for record in &records {
                writer.write_all(&record.0.to_le_bytes())?;
            }
            len += records.len() as u64;
        }
        writer.flush()?;
        drop(writer);
        drop(locked);
        let start = file.len;
        file.len += len;
        Ok(Self { file: Arc::clone(&file.file), start, len })
    }

    /// Appends the records at `range` to `records`.
    fn read(&self, range: Range<u64>, records: &mut Vec<Record>) -> io::Result<()> {
        let mut left = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
        let mut buffer = vec![0; BUFFER_BYTES.min(left * RECORD_BYTES)];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start((self.start + range.start) * RECORD_BYTES as u64))?;
        while left > 0 {
            let bytes = &mut buffer[..BUFFER_BYTES.min(left * RECORD_BYTES)];
            file.read_exact(bytes)?;
            for record in bytes.as_chunks::<RECORD_BYTES>().0 {
                records.push(Record(u128::from_le_bytes(*record)));
            }
            left -= bytes.len() / RECORD_BYTES;
        }
        Ok(())
    }

    fn get(&self, at: u64) -> io::Result<Record> {
        let mut one = Vec::with_capacity(1);
        self.read(at..at + 1, &mut one)?;
        one.pop().ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// The place in `range` of the first record that is not below `bound`.
    fn first_at_least(&self, bound: u128, range: Range<u64>) -> io::Result<u64> {
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle)?.0 < bound {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

/// A part of every run that holds the same keys, so that the parts in their order are the order of
/// all records.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    ranges: Vec<Range<u64>>,
}

impl Segment {
    /// The segment of all of the runs.
    fn whole(runs: &[Run]) -> Self {
        Self { ranges: runs.iter().map(|run| 0..run.len).collect() }
    }

    fn len(&self) -> u64 {
        self.ranges.iter().map(|range| range.end - range.start).sum()
    }

    /// Its records, sorted.
    pub(super) fn load(&self, runs: &[Run], records: &mut Vec<Record>) -> io::Result<()> {
        for (run, range) in runs.iter().zip(&self.ranges) {
            run.read(range.clone(), records)?;
        }
        records.sort();
        Ok(())
    }

    /// Cuts it at the middle key of its longest range, at the beginning of a moment, so that the
    /// records of one moment stay together; `None` when all records are of one moment. Keys that agree
    /// above their last `below` bits are of one moment.
    fn split(&self, runs: &[Run], below: u32) -> io::Result<Option<[Self; 2]>> {
        let longest = (0..runs.len()).max_by_key(|&at| self.ranges[at].end - self.ranges[at].start);
        let Some(longest) = longest else { return Ok(None) };
        let range = self.ranges[longest].clone();
        let middle = runs[longest].get(range.start + (range.end - range.start) / 2)?;
        for bound in [middle.0 >> below, (middle.0 >> below) + 1] {
            // A moment above the last is beyond all keys.
            let Some(bound) = bound.checked_shl(below).filter(|key| key >> below == bound) else {
                break;
            };
            let mut cut = [Self { ranges: Vec::new() }, Self { ranges: Vec::new() }];
            for (run, range) in runs.iter().zip(&self.ranges) {
                let at = run.first_at_least(bound, range.clone())?;
                cut[0].ranges.push(range.start..at);
                cut[1].ranges.push(at..range.end);
            }
            if cut.iter().all(|part| part.len() > 0) {
                return Ok(Some(cut));
            }
        }
        Ok(None)
    }
}

/// The runs in segments of at most `records_max` records, but for those of a single moment: keys that agree
/// above their last `below` bits.
pub(super) fn segments(runs: &[Run], records_max: u64, below: u32) -> io::Result<Vec<Segment>> {
    let mut done = Vec::new();
    // A stack, the earliest part on top.
    let mut open = vec![Segment::whole(runs)];
    while let Some(segment) = open.pop() {
        if segment.len() == 0 {
            continue;
        }
        let cut = if segment.len() > records_max { segment.split(runs, below)? } else { None };
        match cut {
            Some([first, second]) => open.extend([second, first]),
            None => done.push(segment),
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::super::record::Parsed;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn runs_merge_into_the_order_of_all_records(
            runs in prop::collection::vec(
                prop::collection::vec((any::<u16>(), 0_u32..3, 0_u32..3, 0_u8..3), 0..60), 1..4),
            spread in 0_u32..3,
            records_max in 1_u64..20,
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let mut all = Vec::new();
            let mut written = Vec::new();
            let mut file = RunFile::create(folder.path()).expect("room");
            for run in &runs {
                let mut store = Store::new();
                for &(at, user, item, code) in run {
                    // From all records in a moment to all over the buckets.
                    let timestamp_s = u32::from(at) * [0, 1, 65_537][spread as usize];
                    let record = Record::new(Parsed { user, item, code, timestamp_s });
                    store.push(record);
                    all.push(record);
                }
                written.push(Run::write(&mut store, &mut file).expect("room"));
                prop_assert_eq!(store.bytes(), 0);
            }
            all.sort();
            let mut merged: Vec<Record> = Vec::new();
            for segment in segments(&written, records_max, 32).expect("readable") {
                let mut records = Vec::new();
                segment.load(&written, &mut records).expect("readable");
                let one_moment = records.iter().all(|r| r.moment() == records[0].moment());
                prop_assert!(records.len() as u64 <= records_max || one_moment);
                if let (Some(last), Some(first)) = (merged.last(), records.first()) {
                    prop_assert!(last.moment() < first.moment(), "a moment was cut");
                }
                merged.extend(records);
            }
            prop_assert_eq!(merged, all);
        }
    }
}
