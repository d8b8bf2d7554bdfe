//! The hash by which ids are told apart.

/// The hash of an id.
#[inline]
pub(in crate::validate) fn hash(id: &[u8]) -> u128 {
    xxhash_rust::xxh3::xxh3_128(id)
}

/// The higher half of a hash.
pub(super) const fn high(hash: u128) -> u64 {
    (hash >> 64) as u64
}

/// The lower half of a hash.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
pub(super) const fn low(hash: u128) -> u64 {
    hash as u64
}
