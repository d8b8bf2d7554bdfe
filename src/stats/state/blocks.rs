//! Columns of bytes, each compressed on its own.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;

use super::error::StateError;

/// Deflate makes no more than so many bytes of one.
const EXPANSION_MAX: u64 = 1_032;

/// The blocks, one after another: the number of bytes, that of the compressed ones (each in 64 bits, the lowest first), and
/// these.
pub(super) fn packed(blocks: &[Vec<u8>]) -> std::io::Result<Vec<u8>> {
    let deflated: Vec<Vec<u8>> = blocks
        .par_iter()
        .map(|block| {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(block)?;
            encoder.finish()
        })
        .collect::<std::io::Result<_>>()?;
    let mut bytes = Vec::new();
    for (block, deflated) in blocks.iter().zip(deflated) {
        bytes.extend_from_slice(&(block.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&(deflated.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&deflated);
    }
    Ok(bytes)
}

/// The `N` blocks of all these bytes.
pub(super) fn unpacked<const N: usize>(mut bytes: &[u8]) -> Result<[Vec<u8>; N], StateError> {
    let mut deflated = Vec::new();
    for _ in 0..N {
        let (length, rest) = word(bytes)?;
        let (n_deflated, rest) = word(rest)?;
        let n = usize::try_from(n_deflated).map_err(|_| CUT_OFF)?;
        let (block, rest) = rest.split_at_checked(n).ok_or(CUT_OFF)?;
        deflated.push((length, block));
        bytes = rest;
    }
    let blocks: Vec<Vec<u8>> =
        deflated.into_par_iter().map(inflated).collect::<Result<_, StateError>>()?;
    if bytes.is_empty() { blocks.try_into().map_err(|_| CUT_OFF) } else { Err(CUT_OFF) }
}

const CUT_OFF: StateError = StateError::Damaged("a column is cut off");

/// The number in the first eight bytes, and the bytes behind it.
pub(super) fn word(bytes: &[u8]) -> Result<(u64, &[u8]), StateError> {
    let (eight, rest) = bytes.split_first_chunk().ok_or(CUT_OFF)?;
    Ok((u64::from_le_bytes(*eight), rest))
}

/// The block of `length` bytes; never more is held, whatever the compressed bytes say.
fn inflated((length, deflated): (u64, &[u8])) -> Result<Vec<u8>, StateError> {
    if length > EXPANSION_MAX.saturating_mul(deflated.len() as u64) {
        return Err(CUT_OFF);
    }
    let mut block = Vec::new();
    let mut decoder = DeflateDecoder::new(deflated).take(length.saturating_add(1));
    decoder.read_to_end(&mut block).map_err(|_| CUT_OFF)?;
    if block.len() as u64 == length { Ok(block) } else { Err(CUT_OFF) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_and_what_is_cut_off_is_refused() {
        let blocks = [vec![7; 5_000], Vec::new(), b"abc".to_vec()];
        let bytes = packed(&blocks).expect("memory");
        assert!(bytes.len() < 100, "{}", bytes.len());
        assert_eq!(unpacked(&bytes), Ok(blocks));
        assert_eq!(unpacked::<3>(&bytes[..bytes.len() - 1]), Err(CUT_OFF));
        assert_eq!(unpacked::<2>(&bytes), Err(CUT_OFF));
        let mut longer = bytes;
        longer[1] += 1;
        assert_eq!(unpacked::<3>(&longer), Err(CUT_OFF));
    }
}
