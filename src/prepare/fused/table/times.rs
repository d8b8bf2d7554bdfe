//! The timestamps of rows: one form and one unit for all of them.

use std::sync::OnceLock;

use super::super::error::FusedError;
use super::job::TableText;
use crate::column::SECONDS_END;
use crate::instant::{PLAUSIBLE, Unit};
use crate::source::door::Physical;
use crate::source::mapped::{Cells, InstantForm, Instants};

/// A timestamp: its second since 1970, and the fraction beyond that on the table's scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) second: u32,
    pub(super) fraction: u32,
}

/// The form and the unit that the first timestamp shows and all others must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) form: InstantForm,
    pub(super) unit: Unit,
    /// The unit in which fractions of a second are kept.
    pub(super) scale: Unit,
}

/// A reader of a table's timestamps.
pub(super) struct Times<'c> {
    cells: &'c Cells<'c>,
    /// The column of timestamps among the mapped ones.
    column: usize,
    asked: Unit,
    instants: Instants,
    /// True if the settings give numbers another meaning.
    is_special: bool,
    settled: OnceLock<Settled>,
}

/// The timestamps that one thread has seen, in figures.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    largest: u64,
    pub(super) n_fractions: u64,
}

impl Seen {
    pub(super) fn add(&mut self, other: &Self) {
        self.largest = self.largest.max(other.largest);
        self.n_fractions += other.n_fractions;
    }
}

impl<'c> Times<'c> {
    /// The timestamps in a `column` of `table`, whose cells `cells` judges; `asked` is the unit that a step names.
    pub(super) const fn new(
        cells: &'c Cells<'c>,
        column: usize,
        asked: Unit,
        table: &TableText<'_>,
    ) -> Self {
        let TableText { instants, reading, .. } = *table;
        let is_special = reading.timestamp_format.is_some() || !reading.null.is_empty();
        Self { cells, column, asked, instants, is_special, settled: OnceLock::new() }
    }

    /// The form and the unit; none before the first timestamp.
    pub(super) fn settled(&self) -> Option<Settled> {
        self.settled.get().copied()
    }

    /// The moment that `text` says.
    pub(super) fn moment(
        &self,
        text: &str,
        physical: &Physical,
        seen: &mut Seen,
    ) -> Result<(Moment, Unit), FusedError> {
        let (form, number, nanoseconds) = if let Some(number) = self.plain(text, physical) {
            (InstantForm::Number, number, 0)
        } else {
            let cell = self.cells.instant(self.column, text, physical).ok_or(FusedError::Odd)?;
            seen.n_fractions += u64::from(cell.has_fraction);
            (cell.form, cell.number, cell.nanoseconds)
        };
        let settled = match self.settled.get() {
            Some(settled) => *settled,
            None => self.settle(text, form, number)?,
        };
        if settled.form != form {
            return Err(FusedError::Odd);
        }
        if form == InstantForm::Number {
            seen.largest = seen.largest.max(number.unsigned_abs());
            let may_be_any = number.unsigned_abs() < PLAUSIBLE.start;
            if self.asked == Unit::Auto && !may_be_any && Unit::of(number) != settled.unit {
                return Err(FusedError::Odd);
            }
        }
        let per_second = settled.unit.per_second();
        let second = u32::try_from(number.div_euclid(per_second)).map_err(|_| FusedError::Odd)?;
        let fraction = if per_second == 1 {
            fraction(nanoseconds, settled.scale)?
        } else if nanoseconds > 0 {
            return Err(FusedError::Odd);
        } else {
            u32::try_from(number.rem_euclid(per_second)).map_err(|_| FusedError::Odd)?
        };
        Ok((Moment { second, fraction }, settled.scale))
    }

    /// The second of a timestamp, held as text, that is written as it stands; none for any other one, of which nothing
    /// is then taken down.
    #[inline]
    pub(super) fn as_it_stands(&self, text: &str, seen: &mut Seen) -> Option<u32> {
        let settled = self.settled.get()?;
        let is_plain = settled.form == InstantForm::Number && settled.unit == Unit::Seconds;
        let number = self.plain(text, &Physical::Text).filter(|_| is_plain)?;
        let is_another = self.asked == Unit::Auto
            && number.unsigned_abs() >= PLAUSIBLE.start
            && Unit::of(number) != settled.unit;
        let second = u32::try_from(number).ok().filter(|_| !is_another)?;
        (text.len() == 1 || !text.starts_with('0')).then(|| {
            seen.largest = seen.largest.max(u64::from(second));
            second
        })
    }

    /// The form and the unit that a timestamp shows, unless another thread has met one before.
    fn settle(&self, text: &str, form: InstantForm, number: i64) -> Result<Settled, FusedError> {
        let unit = self.unit(form, number)?;
        // Texts and types show later whether they have a fraction; numbers show it by their point.
        let may_have = form != InstantForm::Number || text.contains('.');
        let scale = if unit == Unit::Seconds && may_have { Unit::Microseconds } else { unit };
        Ok(*self.settled.get_or_init(|| Settled { form, unit, scale }))
    }

    /// A whole number that needs no second look.
    #[inline]
    fn plain(&self, text: &str, physical: &Physical) -> Option<i64> {
        // Eight digits may be a date.
        let is_plain = matches!(text.len(), 1..=7 | 9..=18)
            && self.instants != Instants::Iso
            && !self.is_special
            && *physical != Physical::Instant;
        if !is_plain {
            return None;
        }
        let mut number = 0_i64;
        for byte in text.bytes() {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return None;
            }
            number = number * 10 + i64::from(digit);
        }
        let in_seconds = matches!(self.instants, Instants::Seconds | Instants::SecondsOrIso);
        (!in_seconds || number < SECONDS_END).then_some(number)
    }

    /// The unit of all timestamps, as the first one shows it.
    fn unit(&self, form: InstantForm, number: i64) -> Result<Unit, FusedError> {
        match (form, self.asked) {
            (InstantForm::Number, Unit::Auto) if number.unsigned_abs() < PLAUSIBLE.start => {
                Err(FusedError::Odd)
            }
            (InstantForm::Number, Unit::Auto) => Ok(Unit::of(number)),
            (InstantForm::Number, Unit::Iso8601) => Ok(Unit::Seconds),
            (InstantForm::Number, asked) => Ok(asked),
            _ => Ok(Unit::Seconds),
        }
    }

    /// The form and the unit, if all timestamps may be of it; all other timestamps, and a table without rows, are left
    /// to the general engine.
    pub(super) fn expect_unit(&self, seen: &Seen) -> Result<Settled, FusedError> {
        let Some(settled) = self.settled() else { return Err(FusedError::Odd) };
        let is_finer = settled.unit != Unit::Seconds && self.asked != Unit::Auto;
        if settled.form == InstantForm::Number && is_finer && PLAUSIBLE.contains(&seen.largest) {
            return Err(FusedError::Odd);
        }
        // The step asks for a finer unit, and the table has a type of its own.
        let asks_numbers = self.instants == Instants::Numbers;
        if settled.form != InstantForm::Number && asks_numbers {
            return Err(FusedError::Odd);
        }
        Ok(settled)
    }
}

/// Nanoseconds on a scale of seconds or finer; [`FusedError::Odd`] where it is too coarse for them.
fn fraction(nanoseconds: u32, scale: Unit) -> Result<u32, FusedError> {
    let per_second = u32::try_from(scale.per_second()).map_err(|_| FusedError::Odd)?;
    let each = 1_000_000_000 / per_second;
    if nanoseconds.is_multiple_of(each) { Ok(nanoseconds / each) } else { Err(FusedError::Odd) }
}
