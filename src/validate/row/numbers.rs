//! Checks of numbers and instants.

use super::cell_check::CellCheck;
use super::cell_text::{is_whole_with_fraction, parse_whole, unit};
use super::kind::{CellKind, WholeRange};
use crate::column::SECONDS_END;
use crate::instant::to_iso;
use crate::rule;
use crate::schema::AvroType;
use crate::text::shorten;

/// The first instant that is taken for one: 1995-01-01 UTC.
const FIRST_INSTANT: i64 = 788_918_400;

impl CellCheck<'_> {
    #[inline]
    pub(super) fn check_instant(&mut self) {
        self.tally.current = self.whole();
        let Some(instant) = self.tally.current else { return };
        self.tally.add_instant(instant);
        let as_of = self.as_of;
        if (FIRST_INSTANT..=as_of).contains(&instant) && instant < SECONDS_END {
            return;
        }
        let CellKind::Instant { of_event, may_be_future } = self.column.kind else { return };
        if instant >= SECONDS_END || instant <= -SECONDS_END {
            self.add_not_seconds(instant);
        } else if instant > as_of && !may_be_future {
            self.add(&rule::VALUE_IN_FUTURE, || {
                let (found, now) = (to_iso(instant), to_iso(as_of));
                format!("expected nothing later than {now}, found {found}")
            });
        } else if instant < FIRST_INSTANT && of_event {
            self.add(&rule::VALUE_TOO_OLD, || {
                format!("expected an instant from 1995 on, found {}", to_iso(instant))
            });
        }
    }

    pub(super) fn check_whole(&mut self, range: Option<WholeRange>) {
        let Some(number) = self.whole() else { return };
        #[expect(clippy::cast_precision_loss, reason = "moments need no more digits")]
        self.tally.add_number(number as f64, self.line);
        if let Some(range) = range
            && !range.contains(number)
        {
            self.add(&rule::VALUE_OUT_OF_RANGE, || {
                format!("expected {} to {}, found {number}", range.least, range.most)
            });
        }
    }

    pub(super) fn check_real(&mut self) {
        let text = std::str::from_utf8(self.cell).unwrap_or("");
        match text.parse::<f64>() {
            Ok(number) if self.column.field.avro.admits(text) => {
                self.tally.add_number(number, self.line);
            }
            _ => self.add_type(),
        }
    }

    /// The number of the cell, after saying what is wrong where there is none.
    #[inline]
    fn whole(&mut self) -> Option<i64> {
        let is_int = self.column.field.avro == AvroType::Int;
        let number =
            parse_whole(self.cell).filter(|&number| !is_int || i32::try_from(number).is_ok());
        if number.is_none() {
            self.add_no_whole();
        }
        number
    }

    fn add_no_whole(&mut self) {
        let cell = self.cell;
        if !is_whole_with_fraction(cell) {
            self.add_type();
            return;
        }
        self.add(&rule::VALUE_FRACTION, || {
            let text = String::from_utf8_lossy(cell);
            format!("expected digits alone, found \"{}\"", shorten(&text, 40))
        });
        self.check_unit_of_fraction();
    }

    /// Checks the unit of a timestamp with a fraction, which may be in milliseconds as well.
    fn check_unit_of_fraction(&mut self) {
        let point = memchr::memchr(b'.', self.cell).unwrap_or(self.cell.len());
        let Some(instant) = parse_whole(&self.cell[..point]) else { return };
        let is_instant = matches!(self.column.kind, CellKind::Instant { .. });
        if is_instant && instant.unsigned_abs() >= SECONDS_END.unsigned_abs() {
            self.add_not_seconds(instant);
        }
    }

    fn add_not_seconds(&mut self, instant: i64) {
        self.add(&rule::VALUE_NOT_SECONDS, || {
            let unit = unit(instant).map_or("finer than seconds", |unit| unit.name);
            format!("expected seconds since 1970, found {instant}, which must be {unit}")
        });
    }
}
