//! The rows that the first step is given, in SQL.

use polars::prelude::{DataType, Schema};

use super::super::columns::instants;
use super::super::input::compares_number;
use super::cells::SourceColumn;
use super::error::SourceError;
use crate::column::FRACTION;
use crate::prepare::PrepareInput;
use crate::schema::DatasetType;
use crate::source::door::{FileColumn, Physical};
use crate::source::mapped::{BadRows, Mapped, MappedKind, MappedReading, NO_VALUE};
use crate::text::steers;
use crate::transform::Step;
use crate::transform::sql::{SqlDialect, SqlRows};

/// The name under which queries read the table.
pub const TABLE: &str = "source_table";

/// The columns of a table that are read, with the types in which their cells are held.
#[derive(Debug, Clone, PartialEq)]
pub struct TableColumns {
    /// The kind of the rows.
    pub dataset: DatasetType,
    /// The columns.
    pub mapped: Vec<(Mapped, Physical)>,
    /// The columns that conditions alone look at, by our names.
    pub helpers: Vec<String>,
    /// The settings for reading them.
    pub reading: MappedReading,
}

impl TableColumns {
    /// The columns of an input.
    ///
    /// # Errors
    /// When it is a release.
    pub fn of(input: &PrepareInput, dataset: DatasetType) -> Result<Self, SourceError> {
        let PrepareInput::Table { files, mapped, helpers, reading, .. } = input else {
            let why = "it is a release; name one table of it".to_owned();
            return Err(SourceError::Input { why });
        };
        let header = files.header();
        expect_plain_names(&header)?;
        let physical = |one: &Mapped| {
            let column = header.iter().find(|column| column.name == one.source);
            column.map_or(Physical::Text, |column| column.physical.clone())
        };
        let mapped = mapped.iter().map(|one| (one.clone(), physical(one))).collect();
        let reading = reading.as_ref().clone();
        Ok(Self { dataset, mapped, helpers: helpers.clone(), reading })
    }

    /// The rows that the steps are given, from the table of this name.
    ///
    /// # Errors
    /// When a column or a setting has no SQL.
    pub fn rows(
        &self,
        dialect: SqlDialect,
        steps: &[Step],
        table: &str,
    ) -> Result<SqlRows, SourceError> {
        self.expect_plain()?;
        let instants = instants(self.dataset, steps);
        let (mut columns, mut values, mut hidden) = (Schema::default(), Vec::new(), None);
        for (mapped, physical) in &self.mapped {
            let mapped = &self.settled(mapped, steps);
            let reading = &self.reading;
            let column = SourceColumn {
                dialect,
                mapped,
                physical,
                instants,
                reading,
                // A condition on a column of the table's own takes each cell as it stands.
                no_value: if self.helpers.contains(&mapped.target) { &[] } else { &NO_VALUE },
            }
            .sql()?;
            values.push(format!("{} AS {}", column.value, dialect.quoted(&mapped.target)));
            columns.with_column(mapped.target.as_str().into(), column.data_type);
            hidden = hidden.or(column.beyond);
        }
        let written = columns.iter_names().map(ToString::to_string).collect();
        if let Some(beyond) = hidden {
            values.push(format!("{beyond} AS {}", dialect.quoted(FRACTION)));
            columns.with_column(FRACTION.into(), DataType::Int32);
        }
        let source = format!("SELECT {}\n  FROM {table}", values.join(",\n    "));
        Ok(SqlRows::new(dialect, &source, columns, written))
    }

    /// A column that conditions alone look at, as text or as numbers, by what it is compared with.
    fn settled(&self, mapped: &Mapped, steps: &[Step]) -> Mapped {
        let mut mapped = mapped.clone();
        if mapped.is_open && self.helpers.contains(&mapped.target) {
            mapped.is_open = false;
            if compares_number(steps, &mapped.target) {
                mapped.kind = MappedKind::Number;
            }
        }
        mapped
    }

    fn expect_plain(&self) -> Result<(), SourceError> {
        let reading = &self.reading;
        let refused = |option, remedy| Err(SourceError::Option { option, remedy });
        if reading.bad_rows != BadRows::Error {
            return refused(
                "--bad-rows",
                "leave it out; a bad row ends the query, and `--filter` leaves rows out",
            );
        }
        if !reading.explode.is_empty() {
            return refused("--explode", "make a row of each element where the table is made");
        }
        let is_utf8 =
            |name: &String| name.eq_ignore_ascii_case("utf-8") || name.eq_ignore_ascii_case("utf8");
        if reading.encoding.as_ref().is_some_and(|name| !is_utf8(name)) {
            return refused("--encoding", "write the table in UTF-8");
        }
        Ok(())
    }
}

/// Refuses names that SQL does not tell apart, and those with signs that cannot be printed.
fn expect_plain_names(header: &[FileColumn]) -> Result<(), SourceError> {
    let refused = |column: &FileColumn, why: &str| {
        Err(SourceError::Column { column: column.name.clone(), why: why.to_owned() })
    };
    for (at, column) in header.iter().enumerate() {
        if column.name.contains(steers) || column.name.contains(['\n', '$']) {
            return refused(column, "its name has a sign that a query cannot hold; rename it");
        }
        let lower = column.name.to_lowercase();
        if header[..at].iter().any(|other| other.name.to_lowercase() == lower) {
            return refused(
                column,
                "another column has this name but for case; rename one of them",
            );
        }
    }
    Ok(())
}
