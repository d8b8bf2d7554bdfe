//! Finds commas and line feeds, eight bytes at a time.

/// The low bit of each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// Eight commas, and eight line feeds.
const COMMAS: u64 = 0x2C * ONES;
const FEEDS: u64 = 0x0A * ONES;
/// All bits of each byte but the highest.
const LOW: u64 = 0x7F * ONES;

/// Finds commas and line feeds one after another.
pub(in crate::validate) struct Marks<'a> {
    bytes: &'a [u8],
    /// The byte at which the word that `found` speaks of begins.
    word: usize,
    /// The highest bit of each byte of the word that is a mark and was not given yet.
    found: u64,
    /// The first byte that was not looked at.
    next: usize,
}

impl<'a> Marks<'a> {
    pub(in crate::validate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, word: 0, found: 0, next: 0 }
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            self.word = self.next;
            let rest = &self.bytes[self.word..];
            let word = if let Some(eight) = rest.first_chunk::<8>() {
                u64::from_le_bytes(*eight)
            } else if rest.is_empty() {
                return None;
            } else {
                // Zeros are no marks.
                let mut eight = [0; 8];
                eight[..rest.len()].copy_from_slice(rest);
                u64::from_le_bytes(eight)
            };
            self.next = self.word + rest.len().min(8);
            self.found = zeros(word ^ COMMAS) | zeros(word ^ FEEDS);
        }
        let at = self.word + self.found.trailing_zeros() as usize / 8;
        self.found &= self.found - 1;
        Some(at)
    }
}

/// The highest bit of each byte that is zero, exactly: adding to the low bits of a byte carries into
/// its highest bit when one of them is set, and never beyond.
#[inline]
const fn zeros(word: u64) -> u64 {
    !(((word & LOW) + LOW) | word | LOW)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn marks_are_those_of_a_plain_search(bytes in prop::collection::vec(
            prop_oneof![Just(b','), Just(b'\n'), any::<u8>(), Just(b'+'), Just(0xAC)], 0..100)
        ) {
            let plain: Vec<usize> = (0..bytes.len()).filter(|&at| matches!(bytes[at], b',' | b'\n')).collect();
            prop_assert_eq!(Marks::new(&bytes).collect::<Vec<_>>(), plain);
        }
    }
}
