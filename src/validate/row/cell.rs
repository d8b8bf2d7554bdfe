//! One cell against its field.

use crate::column::{CREATION_TIMESTAMP, EVENT_TYPE, ITEM_ID, SECONDS_END, TIMESTAMP, USER_ID};
use crate::rule::{self, Findings, Rule};
use crate::schema::reserved::{
    ACTION_ID, EXPIRATION_TIMESTAMP, IMPRESSION, REPEAT_FREQUENCY, VALUE,
};
use crate::schema::{AvroType, Dataset, Field};
use crate::text::{shorten, stands_for_nothing};
use crate::validate::input::row::Row;
use crate::validate::row::cell_text::{
    CJK_TEXT_CHARS_MAX, ID_CHARS_MAX, STRING_CHARS_MAX, is_blank, is_keyword, is_longer,
    is_of_float, is_simple_id, is_special, is_whole_with_fraction, n_chars, parse_whole,
    text_chars_max, unit,
};
use crate::validate::row::tally::ColumnTally;

/// The first instant that is taken for one: 1995-01-01 UTC.
const FIRST_INSTANT: i64 = 788_918_400;

/// The kind of a column's cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum Kind {
    Id,
    EventType,
    /// An instant in seconds: of an event, or of something that may also lie before or after.
    Instant {
        of_event: bool,
        may_be_future: bool,
    },
    /// A whole number, perhaps of a range.
    Whole(Option<(i64, i64)>),
    Real,
    Boolean,
    Category,
    Text,
    /// Items joined by `|`.
    Impression,
    Plain,
}

/// A column of the file that the schema has.
#[derive(Debug, Clone)]
pub(in crate::validate) struct Column<'a> {
    /// Its place in the file.
    pub(in crate::validate) at: usize,
    pub(in crate::validate) field: &'a Field,
    pub(in crate::validate) kind: Kind,
}

impl<'a> Column<'a> {
    pub(in crate::validate) fn new(at: usize, field: &'a Field, dataset: Option<Dataset>) -> Self {
        Self { at, field, kind: kind(field, dataset) }
    }

    /// The number that a cell of an instant holds, as [`Self::check`] leaves it in the tally.
    pub(in crate::validate) fn instant(&self, cell: &[u8]) -> Option<i64> {
        let is_instant = matches!(self.kind, Kind::Instant { .. });
        parse_whole(cell).filter(|_| is_instant && std::str::from_utf8(cell).is_ok())
    }

    /// Checks the column's cell of a row that is UTF-8 there.
    #[inline]
    pub(in crate::validate) fn check(
        &self,
        row: &Row<'_>,
        as_of: i64,
        line: u64,
        tally: &mut ColumnTally,
        findings: &mut Findings,
    ) {
        let cell = row.cell(self.at);
        if cell.is_empty() {
            tally.current = None;
            tally.n_empty += 1;
            if !self.field.is_nullable() {
                findings.add(&rule::VALUE_NULL, Some(&self.field.name), row.place(self.at), || {
                    format!("expected {}, found nothing", self.field.expected())
                });
            }
            return;
        }
        match self.kind {
            Kind::Instant { .. } => self.check_instant(cell, row, as_of, tally, findings),
            Kind::Id => {
                if !is_simple_id(cell) {
                    self.check_id(cell, row, findings);
                }
            }
            Kind::EventType => {
                if !tally.add_event(cell) {
                    let is_clean = !self.check_string(cell, row, findings);
                    tally.add_new_event(cell, line, is_clean);
                }
            }
            Kind::Category => {
                if !tally.is_last(cell) {
                    // What was found must be found again in the next row.
                    let is_clean = !self.check_string(cell, row, findings);
                    tally.set_last(if is_clean { cell } else { b"" });
                    tally.add_members(cell);
                }
            }
            Kind::Impression | Kind::Plain => {
                self.check_string(cell, row, findings);
            }
            Kind::Text => self.check_text(cell, row, findings),
            Kind::Whole(range) => self.check_whole(cell, range, row, line, tally, findings),
            Kind::Real => self.check_real(cell, row, line, tally, findings),
            Kind::Boolean => {
                if !AvroType::Boolean.admits(&String::from_utf8_lossy(cell)) {
                    self.add_type(row, findings);
                }
            }
        }
    }

    fn add(
        &self,
        rule: &'static Rule,
        row: &Row<'_>,
        findings: &mut Findings,
        message: impl FnOnce() -> String,
    ) {
        findings.add(rule, Some(&self.field.name), row.place(self.at), message);
    }

    fn add_type(&self, row: &Row<'_>, findings: &mut Findings) {
        self.add(&rule::VALUE_TYPE, row, findings, || {
            let text = String::from_utf8_lossy(row.cell(self.at)).into_owned();
            let date = matches!(self.kind, Kind::Instant { .. })
                && crate::instant::from_iso(&text).is_some();
            let what = if date { "the date " } else { "" };
            let unit = if date { " seconds since 1970" } else { "" };
            let nothing = stands_for_nothing(row.cell(self.at), true);
            let hint = if nothing { "; leave the cell empty if nothing is known" } else { "" };
            format!(
                "expected {}{unit}, found {what}\"{}\"{hint}",
                self.field.expected(),
                shorten(&text, 40)
            )
        });
    }

    /// The number of a cell, after saying what is wrong where there is none.
    #[inline]
    fn whole(&self, cell: &[u8], row: &Row<'_>, findings: &mut Findings) -> Option<i64> {
        let number = parse_whole(cell)
            .filter(|&number| self.field.avro != AvroType::Int || i32::try_from(number).is_ok());
        if number.is_none() {
            if is_whole_with_fraction(cell) {
                self.add(&rule::VALUE_FRACTION, row, findings, || {
                    let text = String::from_utf8_lossy(cell);
                    format!("expected digits alone, found \"{}\"", shorten(&text, 40))
                });
                self.check_unit_of_fraction(cell, row, findings);
            } else {
                self.add_type(row, findings);
            }
        }
        number
    }

    #[inline]
    fn check_instant(
        &self,
        cell: &[u8],
        row: &Row<'_>,
        as_of: i64,
        tally: &mut ColumnTally,
        findings: &mut Findings,
    ) {
        tally.current = self.whole(cell, row, findings);
        let Some(instant) = tally.current else { return };
        tally.add_instant(instant);
        if (FIRST_INSTANT..=as_of).contains(&instant) && instant < SECONDS_END {
            return;
        }
        let Kind::Instant { of_event, may_be_future } = self.kind else { return };
        if instant >= SECONDS_END || instant <= -SECONDS_END {
            self.add_not_seconds(instant, row, findings);
        } else if instant > as_of && !may_be_future {
            self.add(&rule::VALUE_IN_FUTURE, row, findings, || {
                let (found, now) = (crate::instant::to_iso(instant), crate::instant::to_iso(as_of));
                format!("expected nothing later than {now}, found {found}")
            });
        } else if instant < FIRST_INSTANT && of_event {
            self.add(&rule::VALUE_TOO_OLD, row, findings, || {
                format!(
                    "expected an instant from 1995 on, found {}",
                    crate::instant::to_iso(instant)
                )
            });
        }
    }

    /// Checks the unit of a timestamp with a fraction, which may be in milliseconds as well.
    fn check_unit_of_fraction(&self, cell: &[u8], row: &Row<'_>, findings: &mut Findings) {
        let point = memchr::memchr(b'.', cell).unwrap_or(cell.len());
        let Some(instant) = parse_whole(&cell[..point]) else { return };
        let is_instant = matches!(self.kind, Kind::Instant { .. });
        if is_instant && instant.unsigned_abs() >= SECONDS_END.unsigned_abs() {
            self.add_not_seconds(instant, row, findings);
        }
    }

    fn add_not_seconds(&self, instant: i64, row: &Row<'_>, findings: &mut Findings) {
        self.add(&rule::VALUE_NOT_SECONDS, row, findings, || {
            let unit = unit(instant).map_or("finer than seconds", |(name, _)| name);
            format!("expected seconds since 1970, found {instant}, which must be {unit}")
        });
    }

    fn check_whole(
        &self,
        cell: &[u8],
        range: Option<(i64, i64)>,
        row: &Row<'_>,
        line: u64,
        tally: &mut ColumnTally,
        findings: &mut Findings,
    ) {
        let Some(number) = self.whole(cell, row, findings) else { return };
        #[expect(clippy::cast_precision_loss, reason = "moments need no more digits")]
        tally.add_number(number as f64, line);
        if let Some((least, most)) = range
            && !(least..=most).contains(&number)
        {
            self.add(&rule::VALUE_OUT_OF_RANGE, row, findings, || {
                format!("expected {least} to {most}, found {number}")
            });
        }
    }

    fn check_real(
        &self,
        cell: &[u8],
        row: &Row<'_>,
        line: u64,
        tally: &mut ColumnTally,
        findings: &mut Findings,
    ) {
        let text = std::str::from_utf8(cell).unwrap_or("");
        match text.parse::<f64>() {
            Ok(number) if self.field.avro.admits(text) => tally.add_number(number, line),
            _ => self.add_type(row, findings),
        }
    }

    /// Checks what is common to all strings but texts, and tells whether something was found.
    fn check_string(&self, cell: &[u8], row: &Row<'_>, findings: &mut Findings) -> bool {
        if is_blank(cell) {
            self.add(&rule::VALUE_BLANK, row, findings, || {
                "expected a value, found white space alone".to_owned()
            });
            return true;
        }
        let found = if is_longer(cell, STRING_CHARS_MAX) {
            self.add(&rule::VALUE_TOO_LONG, row, findings, || {
                format!("expected at most 1,000 characters, found {}", n_chars(cell))
            });
            true
        } else if is_keyword(cell) {
            self.add_keyword(row, findings);
            true
        } else if stands_for_nothing(cell, false) {
            self.add_nothing(row, findings);
            true
        } else {
            false
        };
        if self.kind == Kind::Plain || found {
            return found;
        }
        self.check_members(cell, row, findings)
    }

    fn check_members(&self, cell: &[u8], row: &Row<'_>, findings: &mut Findings) -> bool {
        // An event type is no list, and may have any sign but a blank at its ends.
        let is_list = self.kind != Kind::EventType;
        let mut members = cell.split(|&byte| is_list && byte == b'|');
        if members.clone().any(<[u8]>::is_empty) {
            self.add(&rule::VALUE_LIST_MEMBER, row, findings, || {
                "expected a member on both sides of every `|`, found none".to_owned()
            });
            return true;
        }
        if members.any(|member| member.trim_ascii().len() != member.len()) {
            self.add(&rule::VALUE_LIST_BLANK, row, findings, || {
                let text = String::from_utf8_lossy(cell);
                format!("expected no white space at the ends, found \"{}\"", shorten(&text, 40))
            });
            return true;
        }
        false
    }

    fn check_text(&self, cell: &[u8], row: &Row<'_>, findings: &mut Findings) {
        if is_blank(cell) {
            self.add(&rule::VALUE_BLANK, row, findings, || {
                "expected a text, found white space alone".to_owned()
            });
        } else if is_longer(cell, CJK_TEXT_CHARS_MAX) {
            let text = String::from_utf8_lossy(cell);
            let (length, most) = (text.chars().count(), text_chars_max(&text));
            if length > most {
                self.add(&rule::VALUE_TEXT_CUT, row, findings, || {
                    let [most, length] = [most, length].map(|n| crate::number::thousands(n as u64));
                    format!("expected at most {most} characters, found {length}")
                });
            }
        }
    }

    fn check_id(&self, cell: &[u8], row: &Row<'_>, findings: &mut Findings) {
        let text = String::from_utf8_lossy(cell);
        if is_blank(cell) {
            self.add(&rule::VALUE_BLANK, row, findings, || {
                "expected an id, found white space alone".to_owned()
            });
        } else if is_longer(cell, ID_CHARS_MAX) {
            self.add(&rule::VALUE_ID_TOO_LONG, row, findings, || {
                format!("expected at most 256 characters, found {}", n_chars(cell))
            });
        } else if is_keyword(cell) {
            self.add_keyword(row, findings);
        } else if stands_for_nothing(cell, true) {
            self.add_nothing(row, findings);
        } else if text.trim().len() != text.len() {
            self.add(&rule::VALUE_ID_BLANK, row, findings, || {
                format!("expected \"{}\", found white space around it", shorten(text.trim(), 40))
            });
        } else if is_of_float(&text) {
            self.add(&rule::VALUE_ID_OF_FLOAT, row, findings, || {
                format!("expected an id as it was given out, found \"{}\"", shorten(&text, 40))
            });
        } else if text.contains(is_special) {
            self.add(&rule::VALUE_ID_CHARACTER, row, findings, || {
                format!(
                    "expected letters, digits and simple signs, found \"{}\"",
                    shorten(&text, 40)
                )
            });
        }
    }

    fn add_keyword(&self, row: &Row<'_>, findings: &mut Findings) {
        self.add(&rule::VALUE_RESERVED, row, findings, || {
            let text = String::from_utf8_lossy(row.cell(self.at));
            format!("expected a value, found the reserved name `{text}`")
        });
    }

    fn add_nothing(&self, row: &Row<'_>, findings: &mut Findings) {
        self.add(&rule::VALUE_STANDS_FOR_NOTHING, row, findings, || {
            let text = String::from_utf8_lossy(row.cell(self.at));
            format!("expected a value or an empty cell, found \"{text}\"")
        });
    }
}

fn kind(field: &Field, dataset: Option<Dataset>) -> Kind {
    let is_actions = dataset == Some(Dataset::Actions);
    match (field.avro, field.name.as_str()) {
        (AvroType::String, USER_ID | ITEM_ID | ACTION_ID) => Kind::Id,
        (AvroType::String, EVENT_TYPE) => Kind::EventType,
        (AvroType::String, IMPRESSION) => Kind::Impression,
        (AvroType::String, _) if field.textual => Kind::Text,
        (AvroType::String, _) if field.categorical => Kind::Category,
        (AvroType::String | AvroType::Null, _) => Kind::Plain,
        (AvroType::Long, TIMESTAMP) => Kind::Instant { of_event: true, may_be_future: false },
        (AvroType::Long, CREATION_TIMESTAMP) => {
            Kind::Instant { of_event: false, may_be_future: false }
        }
        (AvroType::Long, EXPIRATION_TIMESTAMP | "ACTION_EXPIRATION_TIMESTAMP") if is_actions => {
            Kind::Instant { of_event: false, may_be_future: true }
        }
        (AvroType::Long, VALUE) if is_actions => Kind::Whole(Some((1, 10))),
        (AvroType::Long, REPEAT_FREQUENCY) if is_actions => Kind::Whole(Some((1, 30))),
        (AvroType::Int | AvroType::Long, _) => Kind::Whole(None),
        (AvroType::Float | AvroType::Double, _) => Kind::Real,
        (AvroType::Boolean, _) => Kind::Boolean,
    }
}
