//! The fields of each row of a block.

use super::super::FusedError;
use crate::source::mapped::FileLayout;
use crate::source::reader::Reader;
use crate::source::record::{RECORD_BYTES_MAX, Record};

/// A block's text and, where it has quotes, its fields without them.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Fields without their quotes, one after another.
    text: String,
    /// For each row the ends of its fields; rows are `n_fields` long.
    ends: Vec<usize>,
}

/// The properties of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Blank lines that were passed over.
    pub(super) n_blank: u64,
    /// True if no cell can need quotes when it is written.
    pub(super) is_simple: bool,
}

/// Calls `take` with the fields of every row of a block, which stay for as long as the block and `unquoted`.
///
/// # Errors
/// [`FusedError::Odd`] at a row that is not as wide as the header, is too long, is not UTF-8 or has a
/// misplaced quote; and the errors of `take`.
pub(super) fn each<'b>(
    bytes: &'b [u8],
    layout: &FileLayout,
    unquoted: &'b mut Fields,
    mut take: impl FnMut(&[&'b str]) -> Result<(), FusedError>,
) -> Result<Found, FusedError> {
    if memchr::memchr(b'"', bytes).is_some() {
        let n_blank = unquoted.fill(bytes, layout)?;
        let unquoted = &*unquoted;
        let (mut fields, mut from) = (Vec::with_capacity(layout.n_fields), 0);
        for row in unquoted.ends.chunks(layout.n_fields) {
            fields.clear();
            for &end in row {
                fields.push(&unquoted.text[from..end]);
                from = end;
            }
            take(&fields)?;
        }
        return Ok(Found { n_blank, is_simple: false });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FusedError::Odd)?;
    let is_simple = memchr::memchr(b'\r', bytes).is_none();
    let mut fields: Vec<&'b str> = Vec::with_capacity(layout.n_fields);
    let (mut n_blank, mut line_start, mut start) = (0, 0, 0);
    let mut at_end = |end: usize, is_line: bool| -> Result<(), FusedError> {
        if !is_line {
            fields.push(&text[start..end]);
            start = end + 1;
            return Ok(());
        }
        let cut = if end > start && bytes[end - 1] == b'\r' { end - 1 } else { end };
        fields.push(&text[start..cut]);
        if cut == line_start && layout.n_fields != 1 {
            n_blank += 1;
        } else if fields.len() == layout.n_fields && cut - line_start <= RECORD_BYTES_MAX {
            take(&fields)?;
        } else {
            return Err(FusedError::Odd);
        }
        fields.clear();
        start = end + 1;
        line_start = start;
        Ok(())
    };
    each_end(bytes, &mut at_end)?;
    if line_start < bytes.len() {
        fields.push(&text[start..]);
        if fields.len() != layout.n_fields || bytes.len() - line_start > RECORD_BYTES_MAX {
            return Err(FusedError::Odd);
        }
        take(&fields)?;
    }
    Ok(Found { n_blank, is_simple })
}

/// Calls `at_end` with the place of every comma and line feed, and whether it is the latter.
///
/// Eight bytes at a time: fields are short, and a search for each costs more than looking at all of them.
fn each_end(
    bytes: &[u8],
    at_end: &mut impl FnMut(usize, bool) -> Result<(), FusedError>,
) -> Result<(), FusedError> {
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    // The highest bit of each byte that is zero, exactly.
    let zeros = |word: u64| !(((word & LOW) + LOW) | word | LOW);
    let each = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    let mut base = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let lines = zeros(word ^ each(b'\n'));
        let mut found = lines | zeros(word ^ each(b','));
        while found != 0 {
            let bit = found.trailing_zeros();
            at_end(base + bit as usize / 8, lines >> bit & 1 == 1)?;
            found &= found - 1;
        }
        base += 8;
    }
    for (at, &byte) in rest.iter().enumerate() {
        if matches!(byte, b',' | b'\n') {
            at_end(base + at, byte == b'\n')?;
        }
    }
    Ok(())
}

impl Fields {
    /// Takes the fields of a block in which there are quotes, and gives how many lines are blank.
    fn fill(&mut self, bytes: &[u8], layout: &FileLayout) -> Result<u64, FusedError> {
        self.text.clear();
        self.ends.clear();
        let mut reader = Reader::new(bytes);
        let mut record = Record::default();
        let mut n_blank = 0;
        while reader.read(&mut record).map_err(|_| FusedError::Odd)? {
            if record.is_empty() && layout.n_fields != 1 {
                n_blank += 1;
                continue;
            }
            if record.flaw().is_some() || record.len() != layout.n_fields {
                return Err(FusedError::Odd);
            }
            for at in 0..record.len() {
                let field = std::str::from_utf8(record.field(at)).map_err(|_| FusedError::Odd)?;
                self.text.push_str(field);
                self.ends.push(self.text.len());
            }
        }
        Ok(n_blank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Rows = (Vec<Vec<String>>, u64);

    fn layout(n_fields: usize) -> FileLayout {
        FileLayout { n_fields, places: Vec::new(), is_json: false }
    }

    fn fields(bytes: &[u8], n_fields: usize) -> Option<Rows> {
        let (mut rows, mut unquoted) = (Vec::new(), Fields::default());
        let found = each(bytes, &layout(n_fields), &mut unquoted, |fields| {
            rows.push(fields.iter().map(ToString::to_string).collect());
            Ok(())
        });
        Some((rows, found.ok()?.n_blank))
    }

    fn careful(bytes: &[u8], n_fields: usize) -> Option<Rows> {
        let mut fields = Fields::default();
        let n_blank = fields.fill(bytes, &layout(n_fields)).ok()?;
        let mut from = 0;
        let mut cells = fields.ends.iter().map(|&end| {
            let cell = fields.text[from..end].to_owned();
            from = end;
            cell
        });
        let mut rows = Vec::new();
        while let Some(first) = cells.next() {
            let others = cells.by_ref().take(n_fields - 1);
            rows.push(std::iter::once(first).chain(others).collect());
        }
        Some((rows, n_blank))
    }

    proptest! {
        #[test]
        fn plain_blocks_are_cut_as_the_careful_reader_cuts_them(
            text in "[ab\u{AC2C}\u{10A}+,\r\n]{0,40}",
            n_fields in 1_usize..4,
        ) {
            prop_assert_eq!(fields(text.as_bytes(), n_fields), careful(text.as_bytes(), n_fields));
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
