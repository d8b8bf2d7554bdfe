//! The framing of Thrift's compact protocol, in which Parquet writes its metadata.

use std::io::{self, Read};

/// Records within records, as deep as the reader of Parquet goes.
const DEPTH_MAX: usize = 64;

/// The reason that a record cannot be walked through.
#[derive(Debug)]
pub(super) enum Fault {
    /// It ends too early or is none: whoever reads it names the fault.
    NoRecord,
    /// Elements that take no bytes, so that a few bytes claim billions of them. The metadata of Parquet has none, and
    /// its reader would count them one by one.
    ClaimsWithoutBytes(u64),
}

impl From<io::Error> for Fault {
    fn from(_: io::Error) -> Self {
        Self::NoRecord
    }
}

/// The type of 32-bit integers.
pub(super) const INTEGER: u8 = 5;
/// The type of records.
pub(super) const RECORD: u8 = 12;
/// The types of `true` and `false`, whose value stands in the type.
const BOOLEANS: [u8; 2] = [1, 2];

/// The number and type of the next field; `None` at the end of a record.
pub(super) fn field(input: &mut impl Read, before: i64) -> Result<Option<(i64, u8)>, Fault> {
    let head = byte(input)?;
    let (step, kind) = (head >> 4, head & 0xF);
    if kind == 0 {
        return Ok(None);
    }
    let number = if step == 0 { whole(input)? } else { before + i64::from(step) };
    Ok(Some((number, kind)))
}

/// Reads past a value of this type.
pub(super) fn skip(input: &mut impl Read, kind: u8, depth: usize) -> Result<(), Fault> {
    if depth == DEPTH_MAX {
        return Err(Fault::NoRecord);
    }
    match kind {
        1 | 2 => Ok(()),
        3 => byte(input).map(drop),
        4..=6 => number(input).map(drop),
        7 => pass(input, 8),
        8 => number(input).and_then(|length| pass(input, length)),
        9 | 10 => skip_list(input, depth),
        11 => skip_map(input, depth),
        RECORD => {
            let mut number = 0;
            while let Some((next, kind)) = field(input, number)? {
                number = next;
                skip(input, kind, depth + 1)?;
            }
            Ok(())
        }
        13 => pass(input, 16),
        _ => Err(Fault::NoRecord),
    }
}

fn skip_list(input: &mut impl Read, depth: usize) -> Result<(), Fault> {
    let head = byte(input)?;
    let n = if head >> 4 == 0xF { number(input)? } else { u64::from(head >> 4) };
    let kind = head & 0xF;
    if BOOLEANS.contains(&kind) && n > 0 {
        return Err(Fault::ClaimsWithoutBytes(n));
    }
    (0..n).try_for_each(|_| skip(input, kind, depth + 1))
}

fn skip_map(input: &mut impl Read, depth: usize) -> Result<(), Fault> {
    let n = number(input)?;
    if n == 0 {
        return Ok(());
    }
    let kinds = byte(input)?;
    let (key, value) = (kinds >> 4, kinds & 0xF);
    if BOOLEANS.contains(&key) && BOOLEANS.contains(&value) {
        return Err(Fault::ClaimsWithoutBytes(n));
    }
    (0..n).try_for_each(|_| {
        skip(input, key, depth + 1)?;
        skip(input, value, depth + 1)
    })
}

fn byte(input: &mut impl Read) -> Result<u8, Fault> {
    let mut byte = [0];
    input.read_exact(&mut byte)?;
    Ok(byte[0])
}

/// An unsigned number of seven bits a byte, the lowest first.
fn number(input: &mut impl Read) -> Result<u64, Fault> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = byte(input)?;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(Fault::NoRecord)
}

/// A number with a sign, which is its lowest bit.
pub(super) fn whole(input: &mut impl Read) -> Result<i64, Fault> {
    let value = number(input)?;
    let half = i64::try_from(value >> 1).unwrap_or(i64::MAX);
    Ok(if value & 1 == 0 { half } else { -half - 1 })
}

fn pass(input: &mut impl Read, length: u64) -> Result<(), Fault> {
    let passed = io::copy(&mut input.take(length), &mut io::sink())?;
    if passed < length { Err(Fault::NoRecord) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(mut bytes: &[u8]) -> Result<usize, Fault> {
        skip(&mut bytes, RECORD, 0).map(|()| bytes.len())
    }

    #[test]
    fn every_type_is_passed_and_what_follows_is_left() {
        // A truth, a byte, an integer, a double, a text, a list of two bytes, a map of a byte to a truth, 16 bytes.
        let record = [
            &[0x11, 0x13, 0x07, 0x15, 0xD8, 0x04, 0x17][..],
            &[0; 8],
            &[0x18, 0x02, b'a', b'b', 0x19, 0x23, 1, 2, 0x1B, 0x01, 0x31, 9, 0x1D],
            &[0; 16],
            &[0x00, 0xFF],
        ]
        .concat();
        assert!(matches!(walk(&record), Ok(1)));
        assert!(matches!(walk(&record[..record.len() - 2]), Err(Fault::NoRecord)), "cut off");
    }

    #[test]
    fn billions_of_elements_without_a_byte_are_claims() {
        let list = [0x19, 0xF1, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00];
        assert!(matches!(walk(&list), Err(Fault::ClaimsWithoutBytes(0x7FFF_FFFF))));
        let map = [0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x12, 0x00];
        assert!(matches!(walk(&map), Err(Fault::ClaimsWithoutBytes(0x7FFF_FFFF))));
        // Elements that take bytes end with the bytes.
        let bytes = [0x19, 0xF3, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00];
        assert!(matches!(walk(&bytes), Err(Fault::NoRecord)));
    }

    #[test]
    fn records_within_records_end_somewhere() {
        assert!(matches!(walk(&[0x1C; 100]), Err(Fault::NoRecord)));
    }
}
