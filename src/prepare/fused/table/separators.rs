//! The places of commas and line feeds.

/// Bytes that are looked at together.
const WORD: usize = 64;

/// Writes the places of all commas and line feeds to `places`; none where a place does not fit into 32 bits.
///
/// 64 bytes become the bits of one number, and the places are written eight at a time whether there are eight or not:
/// a branch for each place would be guessed wrongly for each, since fields have any length.
pub(super) fn find(bytes: &[u8], places: &mut Vec<u32>) -> Option<()> {
    u32::try_from(bytes.len()).ok()?;
    let (words, rest) = bytes.as_chunks::<WORD>();
    let mut n = 0;
    let mut base = 0;
    for word in words {
        if places.len() < n + WORD {
            places.resize((2 * places.len()).max(n + 64 * WORD), 0);
        }
        n += write(bits(word), base, &mut places[n..n + WORD]);
        base += 64;
    }
    places.truncate(n);
    for (at, byte) in (base..).zip(rest) {
        if matches!(byte, b',' | b'\n') {
            places.push(at);
        }
    }
    Some(())
}

/// A bit for each byte that is a comma or a line feed, the first byte's lowest.
fn bits(word: &[u8; WORD]) -> u64 {
    let mut marks = [0_u8; WORD];
    for (at, (mark, byte)) in marks.iter_mut().zip(word).enumerate() {
        *mark = if matches!(byte, b',' | b'\n') { 1 << (at % 8) } else { 0 };
    }
    let (eights, _) = marks.as_chunks::<8>();
    let mut bits = 0;
    for (at, eight) in eights.iter().enumerate() {
        // Each byte has a bit of its own, so that their sum, in the highest byte, is all of them.
        let sum = u64::from_le_bytes(*eight).wrapping_mul(0x0101_0101_0101_0101) >> 56;
        bits |= sum << (8 * at);
    }
    bits
}

/// Writes the places of the set bits, from `base`, and gives their number. What stands behind them means nothing.
fn write(bits: u64, base: u32, places: &mut [u32]) -> usize {
    let n = bits.count_ones() as usize;
    let mut left = bits;
    for eight in places.chunks_exact_mut(8).take(n.div_ceil(8)) {
        for place in eight {
            *place = base + left.trailing_zeros();
            left &= left.wrapping_sub(1);
        }
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_separator_is_found(text in "[ab,\n\u{AC2C}\u{10A}+]{0,300}") {
            let mut places = vec![7; 3];
            find(text.as_bytes(), &mut places).expect("short");
            let is_separator = |&(_, byte): &(u32, u8)| matches!(byte, b',' | b'\n');
            let expected: Vec<u32> =
                (0..).zip(text.bytes()).filter(is_separator).map(|(at, _)| at).collect();
            prop_assert_eq!(places, expected);
        }
    }
}
