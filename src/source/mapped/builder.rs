//! Columns that grow cell by cell.

use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series, StringChunkedBuilder};

use crate::column::SECONDS_END;

use super::cell::{self, InstantForm, Instants};
use super::mapping::{Kind, Mapped};

/// All columns of a table.
pub(super) struct Builders {
    columns: Vec<Builder>,
    n_rows: u64,
}

/// One column.
pub(super) struct Builder {
    pub(super) mapped: Mapped,
    values: Values,
    instants: Instants,
    form: Option<InstantForm>,
}

enum Values {
    Text(StringChunkedBuilder),
    Number(Vec<Option<f64>>),
    Whole(Vec<Option<i32>>),
    Instant(Vec<Option<i64>>),
}

impl Builders {
    pub(super) fn new(mapped: &[Mapped], instants: Instants) -> Self {
        let columns = mapped.iter().map(|mapped| Builder {
            mapped: mapped.clone(),
            values: match mapped.kind {
                Kind::Id | Kind::Text => {
                    Values::Text(StringChunkedBuilder::new(mapped.target.as_str().into(), 0))
                }
                Kind::Number => Values::Number(Vec::new()),
                Kind::Whole => Values::Whole(Vec::new()),
                Kind::Instant => Values::Instant(Vec::new()),
            },
            instants,
            form: None,
        });
        Self { columns: columns.collect(), n_rows: 0 }
    }

    pub(super) fn columns(&mut self) -> &mut [Builder] {
        &mut self.columns
    }

    pub(super) fn row_done(&mut self) {
        self.n_rows += 1;
    }

    pub(super) const fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// The frame, and how the instants were written.
    pub(super) fn finish(self) -> (DataFrame, Option<InstantForm>) {
        let form = self.columns.iter().find_map(|column| column.form);
        let columns: Vec<Column> = self.columns.into_iter().map(Builder::finish).collect();
        let frame = DataFrame::new_infer_height(columns);
        (frame.expect("all columns grew row by row together"), form)
    }
}

impl Builder {
    fn finish(self) -> Column {
        let name = self.mapped.target.as_str().into();
        match self.values {
            Values::Text(texts) => texts.finish().into_column(),
            Values::Number(numbers) => Series::new(name, numbers).into_column(),
            Values::Whole(numbers) => Series::new(name, numbers).into_column(),
            Values::Instant(instants) => Series::new(name, instants).into_column(),
        }
    }

    /// Appends a cell without a value.
    ///
    /// # Errors
    /// What was expected, when every row needs one.
    pub(super) fn null(&mut self) -> Result<(), &'static str> {
        if self.mapped.is_required() {
            return Err(self.expected());
        }
        match &mut self.values {
            Values::Text(texts) => texts.append_null(),
            Values::Number(numbers) => numbers.push(None),
            Values::Whole(numbers) => numbers.push(None),
            Values::Instant(instants) => instants.push(None),
        }
        Ok(())
    }

    /// Appends a cell written as text.
    ///
    /// # Errors
    /// What was expected, when the cell is not that.
    pub(super) fn text(&mut self, text: &str) -> Result<(), &'static str> {
        if text.is_empty() {
            return self.null();
        }
        let expected = self.expected();
        match &mut self.values {
            Values::Text(texts) => texts.append_value(text),
            Values::Number(numbers) => {
                let number = text.parse().ok().filter(|number: &f64| number.is_finite());
                numbers.push(Some(number.ok_or(expected)?));
            }
            Values::Whole(numbers) => numbers.push(Some(text.parse().map_err(|_| expected)?)),
            Values::Instant(_) => {
                let (form, instant) = cell::instant(text).ok_or(expected)?;
                return self.instant(form, instant);
            }
        }
        Ok(())
    }

    /// Appends a real number.
    ///
    /// # Errors
    /// What was expected, when it is not that.
    pub(super) fn float(&mut self, number: f64) -> Result<(), &'static str> {
        let expected = self.expected();
        if let Values::Number(numbers) = &mut self.values {
            let number = Some(number).filter(|number| number.is_finite());
            numbers.push(Some(number.ok_or(expected)?));
            return Ok(());
        }
        // A column of real numbers holds whole ones where other tools had to store a null.
        if number.is_nan() {
            return self.null();
        }
        if let (Kind::Text, Values::Text(texts)) = (self.mapped.kind, &mut self.values) {
            texts.append_value(number.to_string());
            return Ok(());
        }
        let text = cell::id_of_float(number).ok_or(expected)?;
        self.text(&text)
    }

    /// Appends an instant, of the same form as those before.
    ///
    /// # Errors
    /// What was expected, when it may not be written so.
    pub(super) fn instant(&mut self, form: InstantForm, at: i64) -> Result<(), &'static str> {
        let expected = self.expected();
        let allowed = match form {
            InstantForm::Number => self.instants != Instants::Iso,
            InstantForm::Iso => !matches!(self.instants, Instants::Numbers | Instants::Seconds),
            InstantForm::Typed if self.instants == Instants::Numbers => {
                return Err(
                    "a whole number, as `--timestamp-unit` says; the column's own type has a \
                            unit, so leave the option out",
                );
            }
            InstantForm::Typed => true,
        };
        let in_seconds = matches!(self.instants, Instants::Seconds | Instants::SecondsOrIso);
        let must_be_seconds = form == InstantForm::Number && in_seconds;
        if must_be_seconds && at.unsigned_abs() >= SECONDS_END.unsigned_abs() {
            return Err(if self.instants == Instants::Seconds {
                "whole seconds since 1970, and this must be milliseconds or finer; \
                 `--timestamp-unit auto` finds the unit and says which"
            } else {
                "whole seconds since 1970, and this must be milliseconds or finer"
            });
        }
        if !allowed || self.form.is_some_and(|known| known != form) {
            return Err(expected);
        }
        self.form = Some(form);
        match &mut self.values {
            Values::Instant(instants) => instants.push(Some(at)),
            _ => return Err(expected),
        }
        Ok(())
    }

    pub(super) const fn is_instant(&self) -> bool {
        matches!(self.values, Values::Instant(_))
    }

    /// What a cell of the column must hold, in words.
    fn expected(&self) -> &'static str {
        match self.mapped.kind {
            Kind::Id => "a text or a whole number that is not empty",
            Kind::Text => "a text",
            Kind::Number => "a finite number",
            Kind::Whole => "a whole number",
            Kind::Instant => match (self.form, self.instants) {
                (Some(InstantForm::Number), _) => "a whole number, as in the rows above",
                (Some(InstantForm::Iso), _) => "an ISO 8601 date, as in the rows above",
                (None, Instants::Numbers) => "a whole number",
                (None, Instants::Seconds) => {
                    "whole seconds since 1970; `--timestamp-unit auto` reads other units and \
                     ISO 8601, and says which"
                }
                (None, Instants::Iso) => "an ISO 8601 date such as 2020-07-31T23:50:43Z",
                _ => "a whole number or an ISO 8601 date",
            },
        }
    }
}
