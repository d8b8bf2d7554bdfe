//! Numbers for distinct texts, given out to many threads.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::index::{Entry, Index, SHARD_BITS};

/// Parts that are locked on their own.
const SHARDS: usize = 1 << SHARD_BITS;
/// Bytes of texts that all threads together keep of one dictionary.
const LOCAL_BYTES: usize = 64 << 20;
/// Texts whose places are loaded at once.
const BATCH: usize = 128;
/// Bytes before a text: its number and its length.
const HEAD: usize = 8;
/// Marks a text in the length that stands for another one.
const ALIAS: u32 = 1 << 31;

/// Numbers for distinct texts. Which number a text has depends on which thread met it first, and nothing
/// that is written depends on the number.
pub(super) struct Dictionary {
    shards: Vec<Aligned>,
    /// Texts that stand for themselves.
    n_texts: AtomicU64,
}

/// A shard on cache lines of its own, so that threads which lock different ones do not wait for each other.
#[repr(align(128))]
struct Aligned(Mutex<Shard>);

#[derive(Default)]
struct Shard {
    known: Index,
    /// Number, length and bytes of one text after another.
    arena: Vec<u8>,
    n_numbers: u32,
}

impl Dictionary {
    pub(super) fn new() -> Self {
        let shards = (0..SHARDS).map(|_| Aligned(Mutex::new(Shard::default()))).collect();
        Self { shards, n_texts: AtomicU64::new(0) }
    }

    /// The number of texts that stand for themselves.
    pub(super) fn len(&self) -> u64 {
        self.n_texts.load(Ordering::Relaxed)
    }

    /// The number of `text`, whose hash is known. `admit` gives the text that it stands for when it is met for
    /// the first time; none when it cannot be used.
    fn number<'t>(
        &self,
        text: &'t [u8],
        hash: u64,
        admit: impl FnOnce() -> Option<Cow<'t, [u8]>>,
    ) -> Option<u32> {
        if let Some(number) = self.lock(hash).find(text, hash) {
            return Some(number);
        }
        let meant = admit()?;
        if *meant == *text {
            self.n_texts.fetch_add(1, Ordering::Relaxed);
            return self.lock(hash).insert(text, hash, shard_of(hash), None);
        }
        let number = self.own_number(&meant)?;
        self.lock(hash).insert(text, hash, shard_of(hash), Some(number))
    }

    /// The number of a text that stands for itself.
    fn own_number(&self, text: &[u8]) -> Option<u32> {
        let hash = hash(text);
        let mut shard = self.lock(hash);
        if let Some(number) = shard.find(text, hash) {
            return Some(number);
        }
        self.n_texts.fetch_add(1, Ordering::Relaxed);
        shard.insert(text, hash, shard_of(hash), None)
    }

    fn lock(&self, hash: u64) -> std::sync::MutexGuard<'_, Shard> {
        self.shards[shard_of(hash)].0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All texts with their numbers; aliases are left out.
    pub(super) fn into_texts(self) -> Texts {
        let shards = self.shards.into_iter();
        Texts(
            shards
                .map(|shard| shard.0.into_inner().unwrap_or_else(PoisonError::into_inner).arena)
                .collect(),
        )
    }
}

/// The access of one thread to the numbers: what it has met before it need not ask for again, which costs a lock.
pub(super) struct Local<'d> {
    dictionary: &'d Dictionary,
    met: Shard,
    /// Bytes of texts that may be kept.
    bytes_max: usize,
}

impl<'d> Local<'d> {
    /// A way to `dictionary` of one of `n_threads` threads.
    pub(super) fn new(dictionary: &'d Dictionary, n_threads: usize) -> Self {
        Self { dictionary, met: Shard::default(), bytes_max: LOCAL_BYTES / n_threads.max(1) }
    }

    /// Appends the number of each of `texts` to `numbers`. `admit` gives the text that one stands for when it
    /// is met for the first time; none when it cannot be used, and then there is none in all.
    ///
    /// The places of many texts are loaded before the first is compared, since waiting for memory is most of
    /// the work: `perf record` of `benches/versus/prep_any` at ten million rows showed a third of all samples
    /// in the search without it, and a sixth with it.
    pub(super) fn numbers<'t>(
        &mut self,
        texts: &[&'t [u8]],
        admit: impl Fn(&'t [u8]) -> Option<Cow<'t, [u8]>>,
        numbers: &mut Vec<u32>,
    ) -> Option<()> {
        let mut hashes = [0; BATCH];
        let mut entries = [Entry::default(); BATCH];
        let mut heads = [(0, 0); BATCH];
        for batch in texts.chunks(BATCH) {
            for (hash, text) in hashes.iter_mut().zip(batch) {
                *hash = self::hash(text);
            }
            for (entry, &hash) in entries.iter_mut().zip(&hashes[..batch.len()]) {
                *entry = self.met.known.first(hash);
            }
            for ((at, entry), &hash) in
                heads.iter_mut().zip(&mut entries).zip(&hashes[..batch.len()])
            {
                // The next ones lie beside it in memory.
                *entry = self.met.known.likely(hash, *entry);
                *at = entry
                    .place(hash)
                    .map_or((0, u32::MAX), |at| head(&self.met.arena, at as usize));
            }
            for (at, &text) in batch.iter().enumerate() {
                let hash = hashes[at];
                let known = entries[at].place(hash).filter(|&place| {
                    // The length of what this thread has met has the mark of an alias.
                    heads[at].1 & !ALIAS == u32::try_from(text.len()).unwrap_or(ALIAS)
                        && entry(&self.met.arena, place).1 == text
                });
                numbers.push(match known {
                    Some(_) => heads[at].0,
                    None => self.number(text, hash, &admit)?,
                });
            }
        }
        Some(())
    }

    /// The number of a text that does not stand at the likely place of its hash.
    fn number<'t>(
        &mut self,
        text: &'t [u8],
        hash: u64,
        admit: impl Fn(&'t [u8]) -> Option<Cow<'t, [u8]>>,
    ) -> Option<u32> {
        if let Some(number) = self.met.find(text, hash) {
            return Some(number);
        }
        let number = self.dictionary.number(text, hash, || admit(text))?;
        if self.met.arena.len() < self.bytes_max {
            self.met.insert(text, hash, 0, Some(number));
        }
        Some(number)
    }
}

fn hash(text: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text)
}

#[expect(clippy::cast_possible_truncation, reason = "a few bits")]
const fn shard_of(hash: u64) -> usize {
    (hash & (SHARDS as u64 - 1)) as usize
}

impl Shard {
    fn find(&self, text: &[u8], hash: u64) -> Option<u32> {
        let at = self.known.find(hash, |at| entry(&self.arena, at).1 == text)?;
        Some(entry(&self.arena, at).0)
    }

    /// Adds a text under a number of its own, or that of the text it stands for. None when there are too
    /// many.
    fn insert(&mut self, text: &[u8], hash: u64, shard: usize, alias: Option<u32>) -> Option<u32> {
        // Another thread may have been faster.
        if let Some(number) = self.find(text, hash) {
            return Some(number);
        }
        let at = u32::try_from(self.arena.len()).ok()?;
        let length = u32::try_from(text.len()).ok().filter(|length| length & ALIAS == 0)?;
        let number = if let Some(number) = alias {
            number
        } else {
            let number = self.n_numbers.checked_mul(1 << SHARD_BITS)?;
            self.n_numbers += 1;
            number | u32::try_from(shard).ok()?
        };
        self.arena.extend_from_slice(&number.to_le_bytes());
        let length = if alias.is_some() { length | ALIAS } else { length };
        self.arena.extend_from_slice(&length.to_le_bytes());
        self.arena.extend_from_slice(text);
        let arena = &self.arena;
        self.known.insert(hash, at, |at| self::hash(entry(arena, at).1));
        Some(number)
    }
}

/// The number and the text that stand at `at`.
fn entry(arena: &[u8], at: u32) -> (u32, &[u8]) {
    let (number, length) = head(arena, at as usize);
    let from = at as usize + HEAD;
    (number, &arena[from..from + (length & !ALIAS) as usize])
}

fn head(arena: &[u8], at: usize) -> (u32, u32) {
    let word = |at: usize| {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&arena[at..at + 4]);
        u32::from_le_bytes(bytes)
    };
    (word(at), word(at + 4))
}

/// Texts with their numbers.
pub(super) struct Texts(Vec<Vec<u8>>);

impl Texts {
    /// One more than the largest number.
    pub(super) fn n_numbers(&self) -> usize {
        self.iter().map(|(number, _)| number as usize + 1).max().unwrap_or(0)
    }

    /// Each text with its number, in no order that means anything.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &[u8])> {
        self.0.iter().flat_map(|arena| {
            let mut at = 0;
            std::iter::from_fn(move || {
                while at < arena.len() {
                    let here = u32::try_from(at).ok()?;
                    let (number, text) = entry(arena, here);
                    let is_alias = head(arena, at).1 & ALIAS != 0;
                    at += HEAD + text.len();
                    if !is_alias {
                        return Some((number, text));
                    }
                }
                None
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn meant(text: &[u8]) -> &[u8] {
        text.strip_suffix(b".0").map_or(text, meant)
    }

    proptest! {
        #[test]
        fn equal_texts_have_one_number_and_others_another(texts in prop::collection::vec("[ab.0]{0,3}", 0..200)) {
            let dictionary = Dictionary::new();
            // Some texts are met before, and others have no room.
            let mut local = Local { bytes_max: 40, ..Local::new(&dictionary, 1) };
            let bytes: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
            let admit = |text| Some(Cow::Borrowed(meant(text)));
            let mut numbers = Vec::new();
            local.numbers(&bytes, admit, &mut numbers).expect("room");
            for (text, number) in texts.iter().zip(&numbers) {
                for (other, another) in texts.iter().zip(&numbers) {
                    let same = text.trim_end_matches(".0") == other.trim_end_matches(".0");
                    prop_assert_eq!(number == another, same);
                }
            }
            let listed: std::collections::BTreeMap<u32, Vec<u8>> =
                dictionary.into_texts().iter().map(|(number, text)| (number, text.to_vec())).collect();
            for (text, number) in texts.iter().zip(&numbers) {
                prop_assert_eq!(&listed[number], text.trim_end_matches(".0").as_bytes());
            }
        }
    }

    #[test]
    fn what_is_not_admitted_has_no_number() {
        let dictionary = Dictionary::new();
        assert_eq!(Local::new(&dictionary, 1).numbers(&[b"x"], |_| None, &mut Vec::new()), None);
        assert_eq!(dictionary.into_texts().iter().count(), 0);
    }
}
