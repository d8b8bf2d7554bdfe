//! The cells of a foreign table in SQL: what each kind of column takes, as `source::mapped` reads it.
//!
//! SQL takes less than the reader of tables does, and never something else: what is not of a plain form ends the
//! query with the cell in the message.

use polars::prelude::DataType;

use super::super::columns::data_type;
use super::error::SourceError;
use crate::column::{SECONDS_END, TIMESTAMP};
use crate::number::WHOLE_END;
use crate::source::door::Physical;
use crate::source::mapped::{Instants, Mapped, MappedKind, MappedReading};
use crate::transform::sql::{SqlDialect, choice, on_one_line};

/// The condition that always holds.
const ALWAYS: &str = "1 = 1";
/// A number with a decimal comma, whose thousands points may part, and a whole one.
const COMMA_NUMBER: &str = r"^[+-]?([0-9]+|[0-9]{1,3}([.][0-9]{3})+)(,[0-9]+)?\z";
const COMMA_WHOLE: &str = r"^[+-]?([0-9]{1,18}|[0-9]{1,3}([.][0-9]{3}){1,5})(,0+)?\z";
/// A plain number, without blanks.
const PLAIN_NUMBER: &str = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?\z";
/// A whole number, which may be written with zeros behind a point.
const PLAIN_WHOLE: &str = r"^[+-]?[0-9]{1,18}(\.0+)?\z";
/// Seconds, or parts of them, with the rest behind a point where they are not negative.
const PLAIN_INSTANT: &str = r"^(-?[0-9]{1,18}|[0-9]{1,18}\.[0-9]+)\z";
/// A number that may be a date without separators.
const COMPACT_DATE: &str = r"^(19|20)[0-9]{6}\z";
/// A date, and a time with a fraction of a second and an offset; the groups are its parts: year, month, day, hour,
/// minute, second, fraction, hours of the offset with their sign, minutes of the offset.
const ISO: &str = concat!(
    r"^([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    r"(?:[T ]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,9}))?",
    r"(?: ?(?:Z|UTC|GMT)| ?([+-](?:0[0-9]|1[0-4]))(?::?([0-5][0-9]))?)?)?\z",
);

/// A column of a table and how it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct SourceColumn<'c> {
    pub(super) dialect: SqlDialect,
    pub(super) mapped: &'c Mapped,
    pub(super) physical: &'c Physical,
    pub(super) instants: Instants,
    pub(super) reading: &'c MappedReading,
    /// Words for nothing in numbers and instants.
    pub(super) no_value: &'static [&'static str],
}

/// A column in SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SqlColumn {
    pub(super) value: String,
    pub(super) data_type: DataType,
    /// The nanoseconds beyond an instant's second.
    pub(super) beyond: Option<String>,
}

impl SourceColumn<'_> {
    /// The column in SQL.
    pub(super) fn sql(&self) -> Result<SqlColumn, SourceError> {
        if self.mapped.is_open {
            return Err(self.fault(format!(
                "whether its cells are numbers is seen by looking at all of them: say it, as in `--map {name}:string={}` \
                 or `{name}:double`",
                self.mapped.source,
                name = self.mapped.target
            )));
        }
        let data_type = data_type(self.mapped.kind);
        let column = |value| Ok(SqlColumn { value, data_type: data_type.clone(), beyond: None });
        match self.mapped.kind {
            MappedKind::Id => column(self.id()?),
            MappedKind::Text => column(self.text()?),
            MappedKind::Number => column(self.number()?),
            MappedKind::Whole | MappedKind::Long => column(self.whole(&data_type)?),
            MappedKind::Boolean => column(self.boolean()?),
            MappedKind::Instant => self.instant(),
        }
    }

    fn fault(&self, why: String) -> SourceError {
        SourceError::Column { column: self.mapped.source.clone(), why }
    }

    fn untaken(&self) -> SourceError {
        self.fault(format!(
            "cells of its type ({:?}) are not read as {}; map another column, or cast it where the table is made",
            self.physical, self.mapped.target
        ))
    }

    /// The cell as it stands.
    fn cell(&self) -> String {
        self.dialect.quoted(&self.mapped.source)
    }

    fn trimmed(&self) -> String {
        format!("trim({})", self.cell())
    }

    /// The text of a number with a decimal point.
    fn pointed(&self) -> String {
        if !self.reading.decimal_comma {
            return self.trimmed();
        }
        let digits = self.dialect.replaced(&self.trimmed(), r"[.]", "");
        self.dialect.replaced(&digits, ",", ".")
    }

    /// The condition that there is nothing in the cell.
    fn is_nothing(&self) -> String {
        let cell = self.cell();
        let texts = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| self.dialect.text(text)).collect::<Vec<_>>().join(", ")
        };
        match self.physical {
            Physical::Text => {
                let said = self.reading.null.iter().map(String::as_str);
                let plain = texts(&mut [""].into_iter().chain(said));
                let is_word = match self.mapped.kind {
                    MappedKind::Id | MappedKind::Text | MappedKind::Boolean => String::new(),
                    _ if self.no_value.is_empty() => String::new(),
                    _ => {
                        format!(
                            " OR lower({}) IN ({})",
                            self.trimmed(),
                            texts(&mut self.no_value.iter().copied())
                        )
                    }
                };
                format!("({cell} IS NULL OR {cell} IN ({plain}){is_word})")
            }
            Physical::Real => format!("({cell} IS NULL OR isnan({cell}))"),
            _ => format!("({cell} IS NULL)"),
        }
    }

    /// The value where the cell is as expected, and otherwise the end of the query. Nothing stays nothing, or is not
    /// expected where the column needs a value.
    fn expect(&self, is_good: &str, value: &str, expected: &str) -> String {
        let text = self.dialect.type_name(&DataType::String);
        let data_type = data_type(self.mapped.kind);
        let message = format!(
            "concat({}, coalesce(CAST({} AS {text}), ''), {})",
            self.dialect
                .text(&format!("column {}: expected {expected}, found `", self.mapped.source)),
            self.cell(),
            self.dialect.text("`"),
        );
        let refusal = self.dialect.refusal(&message, &data_type);
        let nothing = self.is_nothing();
        match (self.mapped.is_required(), is_good) {
            (true, ALWAYS) => format!("CASE WHEN {nothing} THEN {refusal} ELSE {value} END"),
            (true, _) => {
                format!("CASE WHEN NOT {nothing} AND {is_good} THEN {value} ELSE {refusal} END")
            }
            (false, ALWAYS) => format!("CASE WHEN NOT {nothing} THEN {value} END"),
            (false, _) => {
                let cases = [(nothing, "NULL".to_owned()), (is_good.to_owned(), value.to_owned())];
                choice("", &cases, &refusal)
            }
        }
    }

    fn id(&self) -> Result<String, SourceError> {
        const EXPECTED: &str = "an id, a text or a whole number";
        let (cell, text) = (self.cell(), self.dialect.type_name(&DataType::String));
        Ok(match self.physical {
            Physical::Text => {
                let line = on_one_line(self.dialect, &cell);
                let value = if self.reading.whole_ids {
                    let is_whole = self.dialect.is_like(&cell, r"^-?[0-9]+\.0+\z");
                    let digits = self.dialect.replaced(&cell, r"\.0+\z", "");
                    format!("CASE WHEN {is_whole} THEN {digits} ELSE {line} END")
                } else {
                    line
                };
                self.expect(ALWAYS, &value, EXPECTED)
            }
            Physical::Whole | Physical::Boolean => {
                self.expect(ALWAYS, &format!("CAST({cell} AS {text})"), EXPECTED)
            }
            Physical::Real => {
                let value = format!("CAST(CAST({cell} AS BIGINT) AS {text})");
                self.expect(&self.is_whole_real(), &value, EXPECTED)
            }
            _ => return Err(self.untaken()),
        })
    }

    fn is_whole_real(&self) -> String {
        let cell = self.cell();
        format!("{cell} = floor({cell}) AND abs({cell}) < {}", SqlDialect::number(WHOLE_END))
    }

    fn text(&self) -> Result<String, SourceError> {
        if self.reading.list_separator.is_some() {
            return Err(self.fault("`--list-separator` has no SQL".to_owned()));
        }
        let (cell, text) = (self.cell(), self.dialect.type_name(&DataType::String));
        Ok(match self.physical {
            Physical::Text => self.expect(ALWAYS, &on_one_line(self.dialect, &cell), "a text"),
            Physical::Whole | Physical::Boolean => {
                self.expect(ALWAYS, &format!("CAST({cell} AS {text})"), "a text")
            }
            _ => return Err(self.untaken()),
        })
    }

    fn number(&self) -> Result<String, SourceError> {
        let text = self.dialect.type_name(&DataType::String);
        let number = match self.physical {
            Physical::Text => format!("CAST({} AS DOUBLE)", self.pointed()),
            // A number of 32 bits is the one that its digits say.
            Physical::Real => format!("CAST(CAST({} AS {text}) AS DOUBLE)", self.cell()),
            Physical::Whole | Physical::Decimal => format!("CAST({} AS DOUBLE)", self.cell()),
            _ => return Err(self.untaken()),
        };
        let most = if self.mapped.is_float() { f64::from(f32::MAX) } else { f64::MAX };
        let fits = format!("abs({number}) <= {}", SqlDialect::number(most));
        let is_good = match self.physical {
            Physical::Text => {
                let plain = if self.reading.decimal_comma { COMMA_NUMBER } else { PLAIN_NUMBER };
                format!("{} AND {fits}", self.dialect.is_like(&self.trimmed(), plain))
            }
            _ => fits,
        };
        // −0 is 0, as it compares.
        Ok(self.expect(&is_good, &format!("{number} + 0e0"), "a finite number"))
    }

    fn whole(&self, data_type: &DataType) -> Result<String, SourceError> {
        let (number, is_whole) = match self.physical {
            Physical::Text => {
                let digits = self.dialect.replaced(&self.pointed(), r"\.0+\z", "");
                let plain = if self.reading.decimal_comma { COMMA_WHOLE } else { PLAIN_WHOLE };
                let is_plain = self.dialect.is_like(&self.trimmed(), plain);
                (format!("CAST({digits} AS BIGINT)"), is_plain)
            }
            Physical::Whole => (self.cell(), ALWAYS.to_owned()),
            Physical::Real => (format!("CAST({} AS BIGINT)", self.cell()), self.is_whole_real()),
            _ => return Err(self.untaken()),
        };
        if *data_type == DataType::Int32 {
            let fits = format!(
                "CASE WHEN {is_whole} THEN {number} BETWEEN -2147483648 AND 2147483647 END"
            );
            return Ok(self.expect(
                &fits,
                &format!("CAST({number} AS INT)"),
                "a whole number of 32 bits",
            ));
        }
        let value = format!("CAST({number} AS BIGINT)");
        Ok(self.expect(&is_whole, &value, "a whole number of 64 bits"))
    }

    fn boolean(&self) -> Result<String, SourceError> {
        match self.physical {
            Physical::Boolean => {
                let text = self.dialect.type_name(&DataType::String);
                Ok(self.expect(
                    ALWAYS,
                    &format!("CAST({} AS {text})", self.cell()),
                    "true or false",
                ))
            }
            _ => Err(self.untaken()),
        }
    }

    fn instant(&self) -> Result<SqlColumn, SourceError> {
        if self.reading.timestamp_format.is_some() {
            return Err(self.fault("`--timestamp-format` has no SQL".to_owned()));
        }
        let (value, beyond) = match self.physical {
            Physical::Text => self.written_instant(),
            Physical::Whole => (self.in_seconds(&self.cell()), "0".to_owned()),
            Physical::Instant if self.instants != Instants::Numbers => self.typed_instant(),
            _ => return Err(self.untaken()),
        };
        let beyond = (self.mapped.target == TIMESTAMP).then_some(beyond);
        Ok(SqlColumn { value, data_type: DataType::Int64, beyond })
    }

    /// Tells whether numbers must be seconds.
    fn must_be_seconds(&self) -> bool {
        self.mapped.target != TIMESTAMP
            || matches!(self.instants, Instants::Seconds | Instants::SecondsOrIso)
    }

    /// A whole number as an instant, by the form that the column has.
    fn in_seconds(&self, number: &str) -> String {
        let value = format!("CAST({number} AS BIGINT)");
        let is_good = if self.must_be_seconds() {
            format!(
                "{value} > -{SECONDS_END} AND {value} < {SECONDS_END} AND NOT ({value} BETWEEN 19000101 AND 20991231)"
            )
        } else {
            ALWAYS.to_owned()
        };
        self.expect(&is_good, &value, "whole seconds since 1970")
    }

    /// An instant of a type of its own.
    fn typed_instant(&self) -> (String, String) {
        let cell = self.cell();
        let micros = match self.dialect {
            SqlDialect::Spark => format!("unix_micros(CAST({cell} AS TIMESTAMP))"),
            SqlDialect::Duckdb => format!("epoch_us({cell})"),
        };
        let rest = format!("((({micros} % 1000000) + 1000000) % 1000000)");
        let seconds = self.dialect.divided(&format!("({micros} - {rest})"), 1_000_000);
        let value = self.expect(ALWAYS, &seconds, "an instant");
        (value, format!("CAST(coalesce({rest}, 0) * 1000 AS INT)"))
    }

    /// An instant as text: the value, and the nanoseconds beyond it.
    fn written_instant(&self) -> (String, String) {
        let text = self.trimmed();
        let like = |pattern: &str| self.dialect.is_like(&text, pattern);
        let nanoseconds =
            |digits: &str| format!("CAST(rpad(substr({digits}, 1, 9), 9, '0') AS INT)");
        let takes_numbers = self.instants != Instants::Iso || self.mapped.target != TIMESTAMP;
        let takes_iso = !matches!(self.instants, Instants::Seconds | Instants::Numbers)
            || self.mapped.target != TIMESTAMP;
        let whole = format!("CAST({} AS BIGINT)", self.dialect.found(&text, "^(-?[0-9]+)", 1));
        let fraction = self.dialect.found(&text, r"^[0-9]+\.([0-9]+)\z", 1);
        let mut is_number = like(PLAIN_INSTANT);
        if self.must_be_seconds() {
            is_number = format!(
                "(CASE WHEN {is_number} AND NOT {} THEN abs({whole}) < {SECONDS_END} ELSE 1 = 0 END)",
                like(COMPACT_DATE)
            );
        }
        let (mut values, mut rests, mut good) = (Vec::new(), Vec::new(), Vec::new());
        if takes_numbers {
            values.push((is_number.clone(), whole));
            let has_fraction = format!("{} AND {fraction} <> ''", like(PLAIN_INSTANT));
            rests.push((has_fraction, nanoseconds(&fraction)));
            good.push(is_number);
        }
        if takes_iso {
            let fraction = self.dialect.found(&text, ISO, 7);
            values.push((like(ISO), self.iso_seconds(&text)));
            let has_fraction = format!("{} AND {fraction} <> ''", like(ISO));
            rests.push((has_fraction, nanoseconds(&fraction)));
            // A day that no month has is nothing, or the end of the query.
            let days = self.iso_days(&text);
            good.push(format!("(CASE WHEN {} THEN {days} IS NOT NULL ELSE 1 = 0 END)", like(ISO)));
        }
        let expected = match (takes_numbers, takes_iso) {
            (true, true) => "whole seconds since 1970 or an ISO 8601 date",
            (true, false) if self.must_be_seconds() => "whole seconds since 1970",
            (true, false) => "a whole number",
            _ => "an ISO 8601 date",
        };
        let value = self.expect(
            &format!("({})", good.join(" OR ")),
            &choice("", &values, "NULL"),
            expected,
        );
        (value, choice("", &rests, "0"))
    }

    /// A part of an ISO 8601 text as a number, 0 where it is not there.
    fn iso_part(&self, text: &str, group: usize) -> String {
        format!("CAST(coalesce(NULLIF({}, ''), '0') AS INT)", self.dialect.found(text, ISO, group))
    }

    fn iso_days(&self, text: &str) -> String {
        let [year, month, day] = [1, 2, 3].map(|group| self.iso_part(text, group));
        self.dialect.days([&year, &month, &day])
    }

    /// The second of an ISO 8601 text.
    fn iso_seconds(&self, text: &str) -> String {
        let part = |group| self.iso_part(text, group);
        let offset = self.dialect.found(text, ISO, 8);
        let sign = format!("CASE substr({offset}, 1, 1) WHEN '-' THEN -1 ELSE 1 END");
        let hours = format!("CAST(coalesce(NULLIF(substr({offset}, 2, 2), ''), '0') AS INT)");
        format!(
            "({} * 86400 + {} * 3600 + {} * 60 + {} - ({sign}) * ({hours} * 3600 + {} * 60))",
            self.iso_days(text),
            part(4),
            part(5),
            part(6),
            part(9)
        )
    }
}
