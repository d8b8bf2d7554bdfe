//! The sizes that the pages of a Parquet file claim, looked at before any of them is unpacked: a reader
//! takes as much memory as a page says that it unpacks to.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use parquet::file::metadata::ParquetMetaData;

use super::column::Structure;
use super::failure::damaged;

/// The most bytes that one page may unpack to. Writers make pages of about 1 MiB.
const PAGE_BYTES_MAX: i64 = 64 << 20;
/// A header's text, such as the least value of a page, is no longer.
const TEXT_BYTES_MAX: u64 = 16 << 20;
/// Records within records of a header.
const DEPTH_MAX: usize = 16;

/// Refuses a file with a page that claims to unpack to more than a page may.
pub(super) fn expect_bounded(file: &File, metadata: &ParquetMetaData) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 12, file.try_clone()?);
    let n_bytes = file.metadata()?.len();
    for group in metadata.row_groups() {
        for column in group.columns() {
            let (start, length) = column.byte_range();
            let end = start.saturating_add(length).min(n_bytes);
            let mut at = start;
            while at < end {
                input.seek(SeekFrom::Start(at))?;
                // What is no header is named by whoever reads it.
                let Ok(Some(page)) = Page::read(&mut input) else { break };
                if !(0..=PAGE_BYTES_MAX).contains(&page.unpacked) {
                    let name = column.column_path().string();
                    return Err(damaged(Structure::Parquet, &claim(&name, page.unpacked)));
                }
                at = input.stream_position()?.saturating_add(page.packed);
            }
        }
    }
    Ok(())
}

fn claim(column: &str, bytes: i64) -> String {
    format!(
        "column `{column}`: a page says that it unpacks to {bytes} bytes, and at most {PAGE_BYTES_MAX} are read"
    )
}

/// The sizes of a page, from its header.
#[derive(Debug, PartialEq, Eq)]
struct Page {
    unpacked: i64,
    packed: u64,
}

impl Page {
    /// Reads a header: a record of Thrift's compact protocol, whose fields 2 and 3 are the sizes. `None` where
    /// there is none.
    fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let (mut unpacked, mut packed) = (None, None);
        let mut number = 0;
        while let Some((next, kind)) = field(input, number)? {
            number = next;
            match (number, kind) {
                (2, INTEGER) => unpacked = Some(whole(input)?),
                (3, INTEGER) => packed = Some(whole(input)?),
                _ => skip(input, kind, 0)?,
            }
        }
        let (Some(unpacked), Some(packed)) = (unpacked, packed) else { return Ok(None) };
        Ok(u64::try_from(packed).ok().map(|packed| Self { unpacked, packed }))
    }
}

/// The type of 32-bit integers.
const INTEGER: u8 = 5;

/// The number and type of the next field; `None` at the end of a record.
fn field(input: &mut impl Read, before: i64) -> io::Result<Option<(i64, u8)>> {
    let head = byte(input)?;
    if head == 0 {
        return Ok(None);
    }
    let (step, kind) = (head >> 4, head & 0xF);
    let number = if step == 0 { whole(input)? } else { before + i64::from(step) };
    Ok(Some((number, kind)))
}

/// Reads past a value of this type.
fn skip(input: &mut impl Read, kind: u8, depth: usize) -> io::Result<()> {
    let too_deep = || io::Error::from(io::ErrorKind::InvalidData);
    if depth > DEPTH_MAX {
        return Err(too_deep());
    }
    match kind {
        // The value of a truth stands in its type.
        1 | 2 => Ok(()),
        3 => byte(input).map(drop),
        4..=6 => number(input).map(drop),
        7 => pass(input, 8),
        8 => {
            let length = number(input)?;
            if length > TEXT_BYTES_MAX { Err(too_deep()) } else { pass(input, length) }
        }
        9 | 10 => {
            let head = byte(input)?;
            let n = if head >> 4 == 0xF { number(input)? } else { u64::from(head >> 4) };
            // In a list a truth takes a byte.
            let kind = if matches!(head & 0xF, 1 | 2) { 3 } else { head & 0xF };
            (0..n.min(TEXT_BYTES_MAX)).try_for_each(|_| skip(input, kind, depth + 1))
        }
        12 => {
            let mut number = 0;
            while let Some((next, kind)) = field(input, number)? {
                number = next;
                skip(input, kind, depth + 1)?;
            }
            Ok(())
        }
        _ => Err(too_deep()),
    }
}

fn byte(input: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    input.read_exact(&mut byte)?;
    Ok(byte[0])
}

/// An unsigned number of seven bits a byte, the lowest first.
fn number(input: &mut impl Read) -> io::Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = byte(input)?;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

/// A number with a sign, which is its lowest bit.
fn whole(input: &mut impl Read) -> io::Result<i64> {
    let value = number(input)?;
    let half = i64::try_from(value >> 1).unwrap_or(i64::MAX);
    Ok(if value & 1 == 0 { half } else { -half - 1 })
}

fn pass(input: &mut impl Read, length: u64) -> io::Result<()> {
    io::copy(&mut input.take(length), &mut io::sink()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stand_in_fields_two_and_three_whatever_else_there_is() {
        // Type 0; 300 bytes, unpacked; 100 bytes; then a record with a text, a list and a truth.
        let header = [
            0x15, 0x00, 0x15, 0xD8, 0x04, 0x15, 0xC8, 0x01, 0x2C, 0x18, 0x02, b'a', b'b', 0x19,
            0x25, 0x02, 0x04, 0x11, 0x00, 0x00, 0xFF,
        ];
        let mut input = &header[..];
        let page = Page::read(&mut input).expect("whole");
        assert_eq!(page, Some(Page { unpacked: 300, packed: 100 }));
        assert_eq!(input, [0xFF], "what follows is left");
        assert_eq!(Page::read(&mut &[0x15, 0x00, 0x00][..]).expect("whole"), None);
        assert!(Page::read(&mut &header[..5]).is_err(), "cut off");
        let negative = [0x25, 0x03, 0x15, 0x02, 0x00];
        let page = Page::read(&mut &negative[..]).expect("whole");
        assert_eq!(page, Some(Page { unpacked: -2, packed: 1 }));
    }
}
