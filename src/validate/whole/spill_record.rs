//! Records of fixed size that a spill takes.

/// A record of fixed size that has a hash.
pub(in crate::validate) trait SpillRecord: Copy {
    /// The number of bytes of a record in a file.
    const BYTES: usize;

    /// The hash that deals records to partitions by its highest bits.
    fn partition_hash(&self) -> u64;

    /// Writes the record into [`Self::BYTES`] bytes.
    fn write(&self, bytes: &mut [u8]);

    /// The record that [`Self::write`] wrote.
    fn read(bytes: &[u8]) -> Self;
}

/// The `index`th eight bytes as a number.
#[inline]
pub(super) fn word(bytes: &[u8], index: usize) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[index * 8..index * 8 + 8]);
    u64::from_le_bytes(eight)
}

/// Writes numbers of eight bytes one behind the other.
#[inline]
pub(super) fn write_words<const N: usize>(words: [u64; N], bytes: &mut [u8]) {
    for (eight, word) in bytes.chunks_exact_mut(8).zip(words) {
        eight.copy_from_slice(&word.to_le_bytes());
    }
}
