//! Looks at short bytes eight or four at a time.

/// The low bit of each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Tells whether all eight bytes are digits: their upper halves are those of `0`, and those of what is six
/// more too.
#[inline]
const fn are_eight_digits(word: u64) -> bool {
    const UPPER: u64 = 0xF0 * ONES;
    const ZEROS: u64 = 0x30 * ONES;
    // A byte that could carry into the next one is no digit, which the first test finds.
    word & UPPER == ZEROS && word.wrapping_add(6 * ONES) & UPPER == ZEROS
}

/// Tells whether the bytes are digits alone; no bytes are.
#[inline]
pub(super) fn are_digits(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    if let Some(last) = bytes.last_chunk::<8>() {
        // The last eight may have been among the others.
        return words.iter().chain([last]).all(|word| are_eight_digits(u64::from_le_bytes(*word)));
    }
    match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let [first, last] = [first, last].map(|four| u64::from(u32::from_le_bytes(*four)));
            are_eight_digits(first << 32 | last)
        }
        _ => rest.iter().all(u8::is_ascii_digit),
    }
}

/// The number that eight digits write: neighbours are joined to pairs, pairs to fours, fours to the number.
#[inline]
pub(super) fn eight_digits(digits: [u8; 8]) -> Option<u32> {
    const PAIRS: u64 = 0x0000_00FF_0000_00FF;
    let word = u64::from_le_bytes(digits);
    if !are_eight_digits(word) {
        return None;
    }
    let ones = word & (0x0F * ONES);
    let pairs = ones.wrapping_mul(10).wrapping_add(ones >> 8);
    let upper = (pairs & PAIRS).wrapping_mul(100 + (1_000_000 << 32));
    let lower = ((pairs >> 16) & PAIRS).wrapping_mul(1 + (10_000 << 32));
    u32::try_from(upper.wrapping_add(lower) >> 32).ok()
}

/// Tells whether two texts are the same; quicker than a comparison of any length where both are short.
#[inline]
pub(super) fn are_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    if one.len() > 16 {
        return one == other;
    }
    if let (Some(a), Some(b)) = (one.first_chunk::<8>(), other.first_chunk::<8>()) {
        return a == b && one.last_chunk::<8>() == other.last_chunk::<8>();
    }
    if let (Some(a), Some(b)) = (one.first_chunk::<4>(), other.first_chunk::<4>()) {
        return a == b && one.last_chunk::<4>() == other.last_chunk::<4>();
    }
    one.iter().zip(other).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nearly_digits() -> impl Strategy<Value = Vec<u8>> {
        let byte =
            prop_oneof![30 => b'0'..=b'9', 1 => any::<u8>(), 1 => Just(b'/'), 1 => Just(b':')];
        prop::collection::vec(byte, 0..30)
    }

    proptest! {
        #[test]
        fn words_tell_what_bytes_tell(bytes in nearly_digits(), other in nearly_digits(), at: prop::sample::Index) {
            prop_assert_eq!(are_digits(&bytes), bytes.iter().all(u8::is_ascii_digit));
            prop_assert_eq!(are_same(&bytes, &other), bytes == other);
            let mut changed = bytes.clone();
            prop_assert!(are_same(&bytes, &changed));
            if !changed.is_empty() {
                let at = at.index(changed.len());
                changed[at] ^= 1;
                prop_assert!(!are_same(&bytes, &changed));
            }
            if let Some(eight) = bytes.first_chunk::<8>() {
                let text = std::str::from_utf8(eight).ok();
                let number = text.filter(|_| are_digits(eight)).and_then(|text| text.parse().ok());
                prop_assert_eq!(eight_digits(*eight), number);
            }
        }
    }
}
