//! Columns that grow row by row.

use std::borrow::Cow;

use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series, StringChunkedBuilder};

use super::cell::{self, InstantCell, InstantForm, Instants};
use super::kind::{Mapped, MappedKind};
use super::remarks::fraction_note;
use super::settings::MappedReading;
use crate::column::{FRACTION, SECONDS_END, TIMESTAMP};
use crate::instant::from_compact_date;
use crate::source::door::Physical;
use crate::text::on_one_line;

/// All columns of a table.
pub(super) struct Builders<'r> {
    pub(super) columns: Vec<Builder<'r>>,
    n_rows: u64,
}

/// One column.
pub(super) struct Builder<'r> {
    pub(super) mapped: Mapped,
    reading: &'r MappedReading,
    values: Values,
    instants: Instants,
    form: Option<InstantForm>,
    /// Nanoseconds beyond the seconds of each row of `TIMESTAMP`, up to the last row that has any.
    nanoseconds: Vec<i32>,
    noticed: Noticed,
}

/// Counts of the changes to the cells of a column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Noticed {
    breaks: u64,
    fractions: u64,
    zeros: u64,
}

impl Noticed {
    /// Tells whether anything was changed or is odd.
    pub(super) const fn is_any(self) -> bool {
        self.breaks + self.fractions + self.zeros > 0
    }
}

enum Values {
    Text(StringChunkedBuilder),
    Number(Vec<Option<f64>>),
    Whole(Vec<Option<i32>>),
    Long(Vec<Option<i64>>),
    Instant(Vec<Option<i64>>),
}

/// A cell that its column can hold.
pub(super) enum Cell<'t> {
    Nothing,
    Text(Cow<'t, str>, Noticed),
    Number(f64),
    Whole(i32),
    Long(i64),
    Instant(InstantCell),
}

impl<'r> Builders<'r> {
    pub(super) fn new(mapped: &[Mapped], instants: Instants, reading: &'r MappedReading) -> Self {
        let columns = mapped.iter().map(|mapped| Builder {
            mapped: mapped.clone(),
            reading,
            values: match mapped.kind {
                MappedKind::Id | MappedKind::Text | MappedKind::Boolean => {
                    Values::Text(StringChunkedBuilder::new(mapped.target.as_str().into(), 0))
                }
                MappedKind::Number => Values::Number(Vec::new()),
                MappedKind::Whole => Values::Whole(Vec::new()),
                MappedKind::Long => Values::Long(Vec::new()),
                MappedKind::Instant => Values::Instant(Vec::new()),
            },
            // Only TIMESTAMP has a step that converts it; other instants are settled by their own unit.
            instants: if mapped.target == TIMESTAMP { instants } else { Instants::Either },
            form: None,
            nanoseconds: Vec::new(),
            noticed: Noticed::default(),
        });
        Self { columns: columns.collect(), n_rows: 0 }
    }

    /// Appends a row, one cell for each column.
    pub(super) fn push(&mut self, cells: &mut Vec<Cell<'_>>) {
        for (builder, cell) in self.columns.iter_mut().zip(cells.drain(..)) {
            builder.push(cell);
        }
        self.n_rows += 1;
    }

    pub(super) const fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// The frame, with [`FRACTION`] where rows have one, how the instants were written, and what was changed, in sentences.
    pub(super) fn finish(mut self) -> (DataFrame, Option<InstantForm>, Vec<String>) {
        let form = self.columns.iter().find_map(|column| column.form);
        let mut notes = Vec::new();
        for column in &self.columns {
            notes.extend(column.notes());
        }
        let fraction = self.columns.iter_mut().find_map(|column| column.fraction(self.n_rows));
        let mut columns: Vec<Column> = self.columns.into_iter().map(Builder::finish).collect();
        columns.extend(fraction);
        let frame = DataFrame::new_infer_height(columns);
        (frame.expect("all columns grew row by row together"), form, notes)
    }
}

impl Builder<'_> {
    fn notes(&self) -> Vec<String> {
        let count = |n: u64| crate::number::thousands(n);
        let name = &self.mapped.target;
        let mut notes = Vec::new();
        let Noticed { breaks, fractions, zeros } = self.noticed;
        if breaks > 0 {
            notes.push(format!("{name}: line breaks that became spaces: {}", count(breaks)));
        }
        notes.extend(fraction_note(name, fractions));
        if zeros > 0 {
            notes.push(format!(
                "{name}: ids that end in `.0`, as text that once was a number: {}; `--whole-ids` writes 17385 \
                 for 17385.0",
                count(zeros)
            ));
        }
        notes
    }

    /// The nanoseconds of the rows beyond the second, if any row has some.
    fn fraction(&mut self, n_rows: u64) -> Option<Column> {
        if self.nanoseconds.is_empty() {
            return None;
        }
        let mut nanoseconds = std::mem::take(&mut self.nanoseconds);
        nanoseconds.resize(usize::try_from(n_rows).ok()?, 0);
        Some(Series::new(FRACTION.into(), nanoseconds).into_column())
    }

    fn finish(self) -> Column {
        let name = self.mapped.target.as_str().into();
        match self.values {
            Values::Text(texts) => texts.finish().into_column(),
            Values::Number(numbers) => Series::new(name, numbers).into_column(),
            Values::Whole(numbers) => Series::new(name, numbers).into_column(),
            Values::Long(numbers) => Series::new(name, numbers).into_column(),
            Values::Instant(instants) => Series::new(name, instants).into_column(),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (&mut self.values, cell) {
            (Values::Text(texts), Cell::Text(text, noticed)) => {
                texts.append_value(text);
                self.noticed.breaks += noticed.breaks;
                self.noticed.zeros += noticed.zeros;
            }
            (Values::Number(numbers), Cell::Number(number)) => numbers.push(Some(number)),
            (Values::Whole(numbers), Cell::Whole(number)) => numbers.push(Some(number)),
            (Values::Long(numbers), Cell::Long(number)) => numbers.push(Some(number)),
            (Values::Instant(instants), Cell::Instant(instant)) => {
                self.form = Some(instant.form);
                self.noticed.fractions += u64::from(instant.has_fraction);
                if instant.nanoseconds > 0 && self.mapped.target == TIMESTAMP {
                    self.nanoseconds.resize(instants.len(), 0);
                    // A second has fewer than 2^31 of them.
                    self.nanoseconds.push(i32::try_from(instant.nanoseconds).unwrap_or(0));
                }
                instants.push(Some(instant.number));
            }
            // Cells are made by the column that they are pushed to.
            (Values::Text(texts), _) => texts.append_null(),
            (Values::Number(numbers), _) => numbers.push(None),
            (Values::Whole(numbers), _) => numbers.push(None),
            (Values::Long(numbers) | Values::Instant(numbers), _) => numbers.push(None),
        }
    }

    /// The cell of which `text` is the text, held as `physical`.
    ///
    /// # Errors
    /// The expected content, when the column cannot hold it.
    pub(super) fn cell<'t>(
        &self,
        text: &'t str,
        physical: &Physical,
    ) -> Result<Cell<'t>, &'static str> {
        let is_number =
            matches!(self.values, Values::Number(_) | Values::Whole(_) | Values::Long(_));
        let is_number = is_number || matches!(self.values, Values::Instant(_));
        if self.reading.is_null(text) || (is_number && cell::is_no_value(text)) {
            return if self.mapped.is_required() {
                Err(self.expected())
            } else {
                Ok(Cell::Nothing)
            };
        }
        let has_comma = self.reading.decimal_comma && *physical == Physical::Text;
        let pointed = match self.values {
            Values::Number(_) | Values::Whole(_) | Values::Long(_) if has_comma => {
                Some(cell::with_point(text).ok_or(self.expected())?)
            }
            _ => None,
        };
        let number = pointed.as_deref().unwrap_or(text);
        match self.values {
            Values::Text(_) if self.mapped.kind == MappedKind::Id => {
                let id = cell::id(text, physical, self.reading)?;
                let zeros = *physical == Physical::Text && cell::is_whole_with_zeros(&id);
                Ok(one_line(id, u64::from(zeros)))
            }
            Values::Text(_) if self.mapped.kind == MappedKind::Boolean => {
                let is = boolean(text).ok_or(self.expected())?;
                Ok(Cell::Text(Cow::Borrowed(if is { "true" } else { "false" }), Noticed::default()))
            }
            Values::Text(_) => Ok(one_line(self.separated(text), 0)),
            Values::Number(_) => {
                let number = number.trim().parse().ok().filter(|number: &f64| number.is_finite());
                // -0 is 0, as it compares.
                let number = number.ok_or(self.expected())? + 0.0;
                // The service's `float` has 32 bits.
                if self.mapped.is_float() && number.abs() > f64::from(f32::MAX) {
                    return Err("a number of at most 3.4028e38, the largest that a float can hold");
                }
                Ok(Cell::Number(number))
            }
            Values::Whole(_) => {
                let number = cell::whole(number).and_then(|number| i32::try_from(number).ok());
                number.map(Cell::Whole).ok_or(self.expected())
            }
            Values::Long(_) => cell::whole(number).map(Cell::Long).ok_or(self.expected()),
            Values::Instant(_) => self.instant(text, physical).map(Cell::Instant),
        }
    }

    /// A text with the separator of its list as the service writes it.
    fn separated<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.reading.list_separator {
            Some(separator) if self.mapped.is_list() => {
                let parts =
                    text.split(separator.as_str()).map(str::trim).filter(|part| !part.is_empty());
                Cow::Owned(parts.collect::<Vec<_>>().join("|"))
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// An instant, of the same form as those before.
    fn instant(&self, text: &str, physical: &Physical) -> Result<InstantCell, &'static str> {
        if *physical == Physical::Instant {
            return self.typed(text);
        }
        let instant = cell::instant(text, self.instants, self.reading).ok_or(self.expected())?;
        let in_seconds = matches!(self.instants, Instants::Seconds | Instants::SecondsOrIso);
        let allowed = match instant.form {
            InstantForm::Number => self.instants != Instants::Iso,
            InstantForm::Iso => !matches!(self.instants, Instants::Numbers | Instants::Seconds),
            InstantForm::Typed | InstantForm::Format => true,
        };
        // Nobody's seconds lie in the August of 1970.
        let has_format = self.reading.timestamp_format.is_some();
        if in_seconds && !has_format && from_compact_date(text.trim()).is_some() {
            return Err(
                "whole seconds since 1970, and this looks like a date without separators; \
                 `--timestamp-unit iso-8601` reads it",
            );
        }
        let must_be_seconds = instant.form == InstantForm::Number && in_seconds;
        if must_be_seconds && instant.number.unsigned_abs() >= SECONDS_END.unsigned_abs() {
            return Err(if self.instants == Instants::Seconds {
                "whole seconds since 1970, and this must be milliseconds or finer; \
                 `--timestamp-unit auto` finds the unit and says which"
            } else {
                "whole seconds since 1970, and this must be milliseconds or finer"
            });
        }
        if !allowed || self.form.is_some_and(|known| known != instant.form) {
            return Err(self.expected());
        }
        Ok(instant)
    }

    /// An instant of a type of its own, in seconds with a fraction.
    fn typed(&self, text: &str) -> Result<InstantCell, &'static str> {
        if self.instants == Instants::Numbers {
            return Err(
                "a whole number, as `--timestamp-unit` says; the column's own type has a unit, so leave the \
                 option out",
            );
        }
        let number = cell::number_of(text).ok_or("an instant")?;
        Ok(number.instant(InstantForm::Typed))
    }

    /// The values that a cell of the column must hold, in words.
    pub(super) const fn expected(&self) -> &'static str {
        match self.mapped.kind {
            MappedKind::Id => {
                "a text or a whole number that is not empty; `--bad-rows drop` leaves such rows out, counted"
            }
            MappedKind::Text => "a text",
            MappedKind::Boolean => "true or false",
            MappedKind::Number if self.reading.decimal_comma => {
                "a number with a decimal comma, such as 3,5 or 1.234,50"
            }
            MappedKind::Number => "a finite number",
            MappedKind::Whole => "a whole number of 32 bits",
            MappedKind::Long => "a whole number of 64 bits",
            MappedKind::Instant => {
                match (self.form, self.instants, self.reading.timestamp_format.is_some()) {
                    (_, _, true) => "an instant as `--timestamp-format` says",
                    (Some(InstantForm::Number), ..) => "a whole number, as in the rows above",
                    (Some(InstantForm::Iso), ..) => "an ISO 8601 date, as in the rows above",
                    (None, Instants::Numbers, _) => "a whole number",
                    (None, Instants::Seconds, _) => {
                        "whole seconds since 1970; `--timestamp-unit auto` reads other units and \
                     ISO 8601, and says which; `--timestamp-format` reads any other form"
                    }
                    (None, Instants::Iso, _) => {
                        "an ISO 8601 date such as 2020-07-31T23:50:43Z; `--timestamp-format` reads any other form"
                    }
                    _ => {
                        "a whole number or an ISO 8601 date; `--timestamp-format` reads any other form"
                    }
                }
            }
        }
    }
}

fn one_line(text: Cow<'_, str>, zeros: u64) -> Cell<'_> {
    let (line, breaks) = match text {
        Cow::Borrowed(text) => on_one_line(text),
        Cow::Owned(text) => {
            let (line, breaks) = on_one_line(&text);
            (Cow::Owned(line.into_owned()), breaks)
        }
    };
    Cell::Text(line, Noticed { breaks, zeros, fractions: 0 })
}

fn boolean(text: &str) -> Option<bool> {
    let named = |names: [&str; 4]| names.iter().any(|name| name.eq_ignore_ascii_case(text.trim()));
    match () {
        () if named(["true", "t", "yes", "1"]) => Some(true),
        () if named(["false", "f", "no", "0"]) => Some(false),
        () => None,
    }
}
