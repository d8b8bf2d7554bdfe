//! The fields of each row of a block.

use super::super::FusedError;
use crate::source::mapped::FileLayout;
use crate::source::reader::Reader;
use crate::source::record::{RECORD_BYTES_MAX, Record};

/// Calls `take` with the fields of every row of a block, and gives how many blank lines were passed over.
///
/// # Errors
/// [`FusedError::Odd`] at a row that is not as wide as the header, is too long, is not UTF-8 or has a
/// misplaced quote; and the errors of `take`.
pub(super) fn each(
    bytes: &[u8],
    layout: &FileLayout,
    mut take: impl FnMut(&[&str]) -> Result<(), FusedError>,
) -> Result<u64, FusedError> {
    if memchr::memchr(b'"', bytes).is_some() {
        return each_quoted(bytes, layout, take);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FusedError::Odd)?;
    let mut fields: Vec<&str> = Vec::with_capacity(layout.n_fields);
    let (mut n_blank, mut line_start, mut start) = (0, 0, 0);
    for at in memchr::memchr2_iter(b',', b'\n', bytes) {
        if bytes[at] == b',' {
            fields.push(&text[start..at]);
            start = at + 1;
            continue;
        }
        let end = if at > start && bytes[at - 1] == b'\r' { at - 1 } else { at };
        fields.push(&text[start..end]);
        n_blank += row(&fields, layout, end - line_start, &mut take)?;
        fields.clear();
        start = at + 1;
        line_start = start;
    }
    if line_start < bytes.len() {
        fields.push(&text[start..]);
        n_blank += row(&fields, layout, bytes.len() - line_start, &mut take)?;
    }
    Ok(n_blank)
}

/// Hands over a row of `length` bytes, or gives 1 for a blank line.
fn row(
    fields: &[&str],
    layout: &FileLayout,
    length: usize,
    take: &mut impl FnMut(&[&str]) -> Result<(), FusedError>,
) -> Result<u64, FusedError> {
    if length == 0 && layout.n_fields != 1 {
        return Ok(1);
    }
    if fields.len() != layout.n_fields || length > RECORD_BYTES_MAX {
        return Err(FusedError::Odd);
    }
    take(fields).map(|()| 0)
}

/// The same for a block in which there are quotes.
fn each_quoted(
    bytes: &[u8],
    layout: &FileLayout,
    mut take: impl FnMut(&[&str]) -> Result<(), FusedError>,
) -> Result<u64, FusedError> {
    let mut reader = Reader::new(bytes);
    let mut record = Record::default();
    let mut n_blank = 0;
    while reader.read(&mut record).map_err(|_| FusedError::Odd)? {
        if record.is_empty() && layout.n_fields != 1 {
            n_blank += 1;
            continue;
        }
        if record.flaw().is_some() {
            return Err(FusedError::Odd);
        }
        let text = |at| std::str::from_utf8(record.field(at));
        let fields: Vec<&str> =
            (0..record.len()).map(text).collect::<Result<_, _>>().map_err(|_| FusedError::Odd)?;
        if fields.len() != layout.n_fields {
            return Err(FusedError::Odd);
        }
        take(&fields)?;
    }
    Ok(n_blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(bytes: &[u8], n_fields: usize) -> Option<(Vec<Vec<String>>, u64)> {
        let layout = FileLayout { n_fields, places: Vec::new(), is_json: false };
        let mut rows = Vec::new();
        let n_blank = each(bytes, &layout, |fields| {
            rows.push(fields.iter().map(ToString::to_string).collect());
            Ok(())
        });
        Some((rows, n_blank.ok()?))
    }

    proptest! {
        #[test]
        fn plain_blocks_are_cut_as_the_careful_reader_cuts_them(
            text in "[ab,\r\n]{0,40}",
            n_fields in 1_usize..4,
        ) {
            let layout = FileLayout { n_fields, places: Vec::new(), is_json: false };
            let mut rows = Vec::new();
            let careful = each_quoted(text.as_bytes(), &layout, |fields| {
                rows.push(fields.iter().map(ToString::to_string).collect::<Vec<_>>());
                Ok(())
            });
            prop_assert_eq!(fields(text.as_bytes(), n_fields), careful.ok().map(|n| (rows, n)));
        }
    }

    #[test]
    fn quotes_are_taken_off_and_odd_rows_are_left() {
        let rows = fields(b"\"a, b\",2\n\n3,4\n", 2).expect("plain");
        assert_eq!(rows.0, [["a, b", "2"], ["3", "4"]]);
        assert_eq!(rows.1, 1);
        for odd in [&b"1,2,3\n"[..], b"1\n", b"\"a\"b,2\n", b"\xFF,2\n"] {
            assert_eq!(fields(odd, 2), None, "{odd:?}");
        }
    }
}
