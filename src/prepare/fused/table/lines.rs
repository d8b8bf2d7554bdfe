//! The fields of each row of a block.

use std::ops::Range;

use super::super::error::FusedError;
use super::separators;
use crate::source::mapped::FileLayout;
use crate::source::reader::Reader;
use crate::source::record::{RECORD_BYTES_MAX, Record};

/// The form of a block's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// No cell has quotes or a carriage return, so that none can need quotes when it is written.
    Simple,
    /// Lines may end in a carriage return.
    Returns,
    /// Cells may stand in quotes.
    Quoted,
}

impl Form {
    pub(super) fn of(bytes: &[u8]) -> Self {
        if memchr::memchr(b'"', bytes).is_some() {
            Self::Quoted
        } else if memchr::memchr(b'\r', bytes).is_some() {
            Self::Returns
        } else {
            Self::Simple
        }
    }
}

/// The places of a block's fields and, where it has quotes, the fields without them.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Fields without their quotes, one after another.
    text: String,
    /// The ends of the fields; of a block without quotes those of blank lines too.
    ends: Vec<u32>,
}

/// The fields of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldsOfRow<'b> {
    text: &'b str,
    start: usize,
    ends: &'b [u32],
    /// Bytes between two fields.
    gap: usize,
    /// The end of the last field.
    end: usize,
}

impl<'b> FieldsOfRow<'b> {
    /// The field at the place `at`, from 0.
    #[inline]
    pub(super) fn field(&self, at: usize) -> &'b str {
        let start = if at == 0 { self.start } else { self.ends[at - 1] as usize + self.gap };
        let end = if at + 1 == self.ends.len() { self.end } else { self.ends[at] as usize };
        &self.text[start..end]
    }

    /// The bytes of a line that ends in a line feed, with it; none of another row.
    #[inline]
    pub(super) fn line(&self) -> Option<&'b [u8]> {
        self.text.as_bytes().get(self.range()?)
    }

    /// The place of [`Self::line`] in the block.
    #[inline]
    pub(super) fn range(&self) -> Option<Range<usize>> {
        (self.gap == 1 && self.end < self.text.len()).then_some(self.start..self.end + 1)
    }

    #[cfg(test)]
    fn all(&self) -> Vec<String> {
        (0..self.ends.len()).map(|at| self.field(at).to_owned()).collect()
    }
}

/// Calls `take` with the fields of every row of a block of the form `form`, and gives the number of blank lines,
/// which are passed over. Fields stay for as long as the block and `fields`.
///
/// # Errors
/// [`FusedError::Odd`] at a row that is not as wide as the header, is too long, is not UTF-8 or has a
/// misplaced quote; and the errors of `take`.
pub(super) fn each<'b>(
    bytes: &'b [u8],
    form: Form,
    layout: &FileLayout,
    fields: &'b mut Fields,
    mut take: impl FnMut(FieldsOfRow<'b>) -> Result<(), FusedError>,
) -> Result<u64, FusedError> {
    if form == Form::Quoted {
        let n_blank = fields.fill(bytes, layout)?;
        let Fields { text, ends } = &*fields;
        let mut start = 0;
        for ends in ends.chunks(layout.n_fields) {
            let end = ends.last().map_or(start, |&end| end as usize);
            take(FieldsOfRow { text, start, ends, gap: 0, end })?;
            start = end;
        }
        return Ok(n_blank);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FusedError::Odd)?;
    separators::find(bytes, &mut fields.ends).ok_or(FusedError::Odd)?;
    if bytes.last().is_some_and(|&last| last != b'\n') {
        fields.ends.push(u32::try_from(bytes.len()).map_err(|_| FusedError::Odd)?);
    }
    each_line(text, form, layout.n_fields, &fields.ends, take)
}

/// Calls `take` with the fields of every line, of which `ends` are the ends.
fn each_line<'b>(
    text: &'b str,
    form: Form,
    n_fields: usize,
    mut ends: &'b [u32],
    mut take: impl FnMut(FieldsOfRow<'b>) -> Result<(), FusedError>,
) -> Result<u64, FusedError> {
    let bytes = text.as_bytes();
    let is_line = |end: u32| bytes.get(end as usize).is_none_or(|&byte| byte == b'\n');
    // A return at the end of a text without a line feed is part of the last field.
    let has_return = |start: usize, end: usize| {
        form == Form::Returns && end > start && end < bytes.len() && bytes[end - 1] == b'\r'
    };
    let (mut n_blank, mut start) = (0, 0);
    while let Some(&first) = ends.first() {
        let first_end = first as usize - usize::from(has_return(start, first as usize));
        let is_blank = n_fields != 1 && first_end == start && is_line(first);
        if is_blank {
            n_blank += 1;
            start = first as usize + 1;
            ends = &ends[1..];
            continue;
        }
        let (row, rest) = ends.split_at_checked(n_fields).ok_or(FusedError::Odd)?;
        let (&last, others) = row.split_last().ok_or(FusedError::Odd)?;
        let last = last as usize;
        let end = last - usize::from(has_return(start, last));
        let is_wide = is_line(row[n_fields - 1]) && !others.iter().any(|&end| is_line(end));
        if !is_wide || end - start > RECORD_BYTES_MAX {
            return Err(FusedError::Odd);
        }
        take(FieldsOfRow { text, start, ends: row, gap: 1, end })?;
        start = last + 1;
        ends = rest;
    }
    Ok(n_blank)
}

impl Fields {
    /// Takes the fields of a block in which there are quotes, and gives the number of blank lines.
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
                self.ends.push(u32::try_from(self.text.len()).map_err(|_| FusedError::Odd)?);
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
        let (mut rows, mut fields) = (Vec::new(), Fields::default());
        let n_blank = each(bytes, Form::of(bytes), &layout(n_fields), &mut fields, |row| {
            rows.push(row.all());
            Ok(())
        });
        Some((rows, n_blank.ok()?))
    }

    fn careful(bytes: &[u8], n_fields: usize) -> Option<Rows> {
        let mut fields = Fields::default();
        let n_blank = fields.fill(bytes, &layout(n_fields)).ok()?;
        let mut from = 0;
        let mut cells = fields.ends.iter().map(|&end| {
            let cell = fields.text[from..end as usize].to_owned();
            from = end as usize;
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
