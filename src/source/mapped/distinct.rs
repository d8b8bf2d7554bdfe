//! The cells of mapped columns for an engine that looks at each distinct text once.

use std::borrow::Cow;
use std::path::Path;

use polars::prelude::DataFrame;

use super::builder::{Builder, Builders, Cell};
use super::cell::{InstantCell, Instants, is_whole_with_zeros};
use super::kind::{Mapped, MappedKind};
use super::settings::MappedReading;
use super::{instants, numbers};
use crate::source::door::Physical;

/// The mapped columns of a table, as judges of single cells.
///
/// A cell that needs a remark, or that its column refuses, is none for this engine: the table is then read
/// row by row, which says what is to be said with its place.
pub(crate) struct Cells<'r> {
    builders: Builders<'r>,
    mapped: &'r [Mapped],
    instants: Instants,
    reading: &'r MappedReading,
    /// True if an id in text is its text, unless something is odd about it.
    takes_as_is: bool,
}

/// The lines that the text of a cell may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellLines {
    /// One, as is known of it.
    One,
    /// Any number.
    Any,
}

/// Tells whether an id is neither empty nor of several lines nor a number that ends in `.0`.
#[inline]
fn is_plain_id(text: &str, lines: CellLines) -> bool {
    let last = text.as_bytes().last();
    last.is_some_and(|&last| last != b'0' || !is_whole_with_zeros(text))
        && (lines == CellLines::One || memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none())
}

/// Tells whether a number is written as the shortest text that means it, so that reading and writing it changes no
/// byte: at most fifteen digits, no more zeros than it needs, no exponent.
#[inline]
fn is_shortest(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let (mut point, mut n_digits) = (None, 0);
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => n_digits += 1,
            b'.' if point.is_none() && at > 0 => point = Some(at),
            _ => return false,
        }
    }
    let whole = &digits[..point.unwrap_or(digits.len())];
    let is_whole_shortest = !whole.is_empty() && (whole[0] != b'0' || whole.len() == 1);
    let ends_well = match point {
        Some(_) => !matches!(digits.last(), Some(b'0' | b'.')),
        // -0 is written as 0.
        None => digits != b"0" || text.len() == 1,
    };
    is_whole_shortest && ends_well && n_digits <= 15
}

impl<'r> Cells<'r> {
    /// The columns `mapped`.
    pub(crate) fn new(
        mapped: &'r [Mapped],
        instants: Instants,
        reading: &'r MappedReading,
    ) -> Self {
        let builders = Builders::new(mapped, instants, reading);
        let takes_as_is = reading.null.is_empty() && !reading.whole_ids;
        Self { builders, mapped, instants, reading, takes_as_is }
    }

    fn builder(&self, column: usize) -> &Builder<'r> {
        &self.builders.columns[column]
    }

    /// The id that stands in a cell of `column`.
    pub(crate) fn id<'t>(
        &self,
        column: usize,
        text: &'t str,
        physical: &Physical,
        lines: CellLines,
    ) -> Option<Cow<'t, str>> {
        if self.takes_as_is && *physical == Physical::Text && is_plain_id(text, lines) {
            return Some(Cow::Borrowed(text));
        }
        match self.builder(column).cell(text, physical) {
            Ok(Cell::Text(id, noticed)) if !noticed.is_any() => Some(id),
            _ => None,
        }
    }

    /// The name of `column`.
    pub(crate) fn name(&self, column: usize) -> &str {
        &self.mapped[column].target
    }

    /// Tells whether [`Self::stays`] can hold for cells of `column`.
    pub(crate) fn may_stay(&self, column: usize) -> bool {
        let one = &self.mapped[column];
        let is_rewritten = one.is_list() && self.reading.list_separator.is_some();
        let is_number =
            matches!(one.kind, MappedKind::Number | MappedKind::Whole | MappedKind::Long);
        let is_rewritten = is_rewritten || (is_number && self.reading.decimal_comma);
        self.takes_as_is && !one.is_open && !is_rewritten
    }

    /// Tells whether a cell that is held as text of one line is written exactly as it stands, with no remark.
    #[inline]
    pub(crate) fn stays(&self, column: usize, text: &str) -> bool {
        match self.mapped[column].kind {
            MappedKind::Text => !text.is_empty(),
            MappedKind::Id => is_plain_id(text, CellLines::One),
            MappedKind::Number => is_shortest(text),
            MappedKind::Whole | MappedKind::Long => {
                is_shortest(text) && text.len() < 10 && !text.contains('.')
            }
            MappedKind::Boolean | MappedKind::Instant => false,
        }
    }

    /// The instant that stands in a cell of `column`.
    pub(crate) fn instant(
        &self,
        column: usize,
        text: &str,
        physical: &Physical,
    ) -> Option<InstantCell> {
        match self.builder(column).cell(text, physical) {
            Ok(Cell::Instant(instant)) => Some(instant),
            _ => None,
        }
    }

    /// Tells whether the column takes the cell and has no remark on it.
    pub(crate) fn takes(&self, column: usize, text: &str, physical: &Physical) -> bool {
        match self.builder(column).cell(text, physical) {
            Ok(Cell::Text(_, noticed)) => !noticed.is_any(),
            Ok(Cell::Instant(instant)) => !instant.has_fraction,
            Ok(_) => true,
            Err(_) => false,
        }
    }

    /// The frame of some rows, with the types that all of the rows give the columns, and what is to be said
    /// of them; none when a cell does not fit, or the instants of a column are in different units.
    pub(crate) fn frame<'t>(
        &self,
        rows: impl Iterator<Item = Vec<&'t str>>,
        physicals: &[Physical],
    ) -> Option<(DataFrame, Vec<String>)> {
        let mut builders = Builders::new(self.mapped, self.instants, self.reading);
        for row in rows {
            let cells = builders.columns.iter().zip(&row).zip(physicals);
            let cells = cells.map(|((column, text), physical)| column.cell(text, physical));
            match cells.collect::<Result<Vec<_>, _>>() {
                Ok(mut cells) => builders.push(&mut cells),
                Err(_) => return None,
            }
        }
        let (frame, _, mut notes) = builders.finish();
        let frame = numbers::settle(frame, self.mapped, self.reading, &mut notes);
        // Whoever is told of it reads the table again, and names its file.
        let frame = instants::settle(frame, self.mapped, Path::new(""), &mut notes).ok()?;
        Some((frame, notes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_shortest_is_written_as_it_was_read(text in "-?[019]{0,9}(\\.[019]{0,8})?") {
            if is_shortest(&text) {
                let number: f64 = text.parse().expect("a number");
                prop_assert_eq!((number + 0.0).to_string(), text);
            }
        }
    }

    #[test]
    fn usual_numbers_are_shortest() {
        for text in ["0", "7", "-7", "13.47", "0.05", "-0.5", "100", "175.06"] {
            assert!(is_shortest(text), "{text}");
        }
        for text in
            ["", "-", "-0", "00", "07", "7.", ".5", "7.0", "1e5", "+7", "7.50", "1234567890123456"]
        {
            assert!(!is_shortest(text), "{text}");
        }
    }
}
