//! The sizes that a Parquet file claims, looked at before anything of it is read: a reader takes as much memory as a
//! page says that it unpacks to, and as much time as a list says that it is long.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use parquet::file::metadata::ParquetMetaData;

use super::column::Structure;
use super::failure::damaged;
use super::shapes::{FILE_METADATA, INTEGER, PAGE_HEADER};
use super::thrift::{Fault, field, pass_field, pass_record, whole};

/// The most bytes that one page may unpack to. Writers make pages of about 1 MiB.
const PAGE_BYTES_MAX: i64 = 64 << 20;
/// The end of a file: the length of its metadata, and the four letters.
const END_BYTES: u64 = 8;

/// Refuses a file whose metadata claims elements that take no bytes, or has fields of other types than the format
/// gives them.
pub(super) fn expect_honest_metadata(file: &File) -> io::Result<()> {
    let mut file = file.try_clone()?;
    let n_bytes = file.metadata()?.len();
    let Some(end) = n_bytes.checked_sub(END_BYTES) else { return Ok(()) };
    let mut last = [0; 8];
    file.seek(SeekFrom::Start(end))?;
    file.read_exact(&mut last)?;
    let length = u64::from(u32::from_le_bytes([last[0], last[1], last[2], last[3]]));
    // What is no length is named by whoever reads it.
    if let Some(start) = end.checked_sub(length) {
        file.seek(SeekFrom::Start(start))?;
        let mut input = BufReader::new(&mut file).take(length);
        let fault = pass_record(&mut input, FILE_METADATA).err();
        if let Some(what) = fault.and_then(|fault| fault.said_of("metadata")) {
            return Err(damaged(Structure::Parquet, &what));
        }
    }
    file.rewind()
}

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
                let page = match Page::read(&mut input) {
                    Ok(Some(page)) => page,
                    // What is no header is named by whoever reads it.
                    Ok(None) => break,
                    Err(fault) => match fault.said_of("header of a page") {
                        None => break,
                        Some(what) => return Err(damaged(Structure::Parquet, &what)),
                    },
                };
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
    /// Reads a header: a record whose fields 2 and 3 are the sizes. `None` where there is none.
    fn read(input: &mut impl Read) -> Result<Option<Self>, Fault> {
        let (mut unpacked, mut packed) = (None, None);
        let mut number = 0;
        while let Some((next, kind)) = field(input, number)? {
            number = next;
            match (number, kind) {
                (2, INTEGER) => unpacked = Some(whole(input)?),
                (3, INTEGER) => packed = Some(whole(input)?),
                _ => pass_field(input, PAGE_HEADER, (number, kind))?,
            }
        }
        let (Some(unpacked), Some(packed)) = (unpacked, packed) else { return Ok(None) };
        Ok(u64::try_from(packed).ok().map(|packed| Self { unpacked, packed }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stand_in_fields_two_and_three_whatever_else_there_is() {
        // Type 0; 300 bytes, unpacked; 100 bytes; then an unknown record with a text, a list and a truth.
        let header = [
            0x15, 0x00, 0x15, 0xD8, 0x04, 0x15, 0xC8, 0x01, 0x6C, 0x18, 0x02, b'a', b'b', 0x19,
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
