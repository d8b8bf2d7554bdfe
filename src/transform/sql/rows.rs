//! Rows as a query that the steps change.

use std::fmt::Write;

use polars::prelude::{DataType, Schema};

use super::dialect::SqlDialect;

/// A part of a query under a name.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    name: String,
    body: String,
    /// The step that made it, from 1; 0 for the source.
    step: usize,
    /// True if it has as many rows as the part before it.
    is_as_long: bool,
}

/// Users and items with too few rows, to be dropped in rounds until a round drops none, which no single query does.
#[derive(Debug, Clone, PartialEq)]
pub struct Rounds {
    /// The step, counted from 1.
    pub number: usize,
    /// The column of an id, the expression that counts its rows, and the least count; of users, then of items.
    pub least: [(&'static str, String, u32); 2],
}

impl Rounds {
    /// The rows of a table that one round keeps.
    #[must_use]
    pub fn query(&self, dialect: SqlDialect, table: &str) -> String {
        format!("SELECT * FROM {table} WHERE {}", enough(dialect, table, &self.least))
    }
}

/// The condition that both ids of a row have enough rows in `table`.
pub(in crate::transform) fn enough(
    dialect: SqlDialect,
    table: &str,
    least: &[(&'static str, String, u32); 2],
) -> String {
    // A row without an id counts for those without one.
    let has_enough = |(id, count, least): &(&str, String, u32)| {
        let id = format!("coalesce({}, '')", dialect.quoted(id));
        format!("{id} IN (SELECT {id} FROM {table} GROUP BY {id} HAVING {count} >= {least})")
    };
    least.each_ref().map(has_enough).join(" AND ")
}

/// A query and what has to be done with its rows before the next one.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlStage {
    /// The query. The one behind it reads its rows from [`SqlStage::TABLE`] and the number of the step.
    pub query: String,
    /// The parts of the query, for other queries over them.
    pub with_parts: String,
    /// The parts whose rows have to be counted, as [`SqlRows::counted`] says them.
    pub counted: Vec<(usize, String)>,
    /// The rounds that follow.
    pub rounds: Rounds,
}

impl SqlStage {
    /// The beginning of the name of the table that holds what rounds leave.
    pub const TABLE: &'static str = "core_";
}

/// Rows of a table as a query, with their columns and types.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlRows {
    dialect: SqlDialect,
    /// Earlier queries, whose rows go through rounds.
    stages: Vec<SqlStage>,
    parts: Vec<Part>,
    /// All columns, also those that are not written.
    columns: Schema,
    /// The columns that are written, in their order.
    written: Vec<String>,
    /// The expressions by which the rows are sorted.
    order: Vec<String>,
    /// The step that is being said, from 1, and its name.
    step: (usize, &'static str),
}

impl SqlRows {
    /// The rows of a query without a name, of which the columns `written` are written.
    #[must_use]
    pub fn new(dialect: SqlDialect, source: &str, columns: Schema, written: Vec<String>) -> Self {
        let source = Part {
            name: "source_rows".to_owned(),
            body: source.to_owned(),
            step: 0,
            is_as_long: false,
        };
        let parts = vec![source];
        let (stages, order, step) = (Vec::new(), Vec::new(), (0, "source"));
        Self { dialect, stages, parts, columns, written, order, step }
    }

    pub(in crate::transform) fn at_step(mut self, number: usize, name: &'static str) -> Self {
        self.step = (number, name);
        self
    }

    /// The dialect.
    #[must_use]
    pub const fn dialect(&self) -> SqlDialect {
        self.dialect
    }

    /// The columns and their types, also those that are not written.
    #[must_use]
    pub const fn columns(&self) -> &Schema {
        &self.columns
    }

    /// The columns that are written, in their order.
    #[must_use]
    pub fn written(&self) -> &[String] {
        &self.written
    }

    /// Tells whether the column is written.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.written.iter().any(|written| written == name)
    }

    /// The name of the rows as they are, for a query.
    #[must_use]
    pub fn name(&self) -> &str {
        // There is always the source.
        self.parts.last().map_or("source_rows", |part| &part.name)
    }

    /// The parts of the last query whose rows have to be counted: the step, from 1 (0 for the source), and the name of
    /// the part. The rows behind other steps are as many as before.
    #[must_use]
    pub fn counted(&self) -> Vec<(usize, String)> {
        let counted = self.parts.iter().filter(|part| !part.is_as_long);
        counted.map(|part| (part.step, part.name.clone())).collect()
    }

    /// All columns by their names, quoted.
    #[must_use]
    pub fn list(&self) -> String {
        self.columns
            .iter_names()
            .map(|name| self.dialect.quoted(name))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The rows of another query over these rows, with the columns that it leaves.
    #[must_use]
    pub fn then(mut self, body: String, columns: Schema) -> Self {
        let (number, step) = self.step;
        let taken =
            self.parts.iter().filter(|part| part.name.starts_with(&format!("step_{number}_")));
        let more = match taken.count() {
            0 => String::new(),
            n => format!("_{}", n + 1),
        };
        let name = format!("step_{number}_{}{more}", step.replace('-', "_"));
        self.parts.push(Part { name, body, step: number, is_as_long: false });
        self.written.retain(|name| columns.contains(name));
        self.columns = columns;
        self
    }

    /// The rows that meet a condition.
    #[must_use]
    pub fn filter(self, condition: &str) -> Self {
        let body = format!("SELECT {} FROM {} WHERE {condition}", self.list(), self.name());
        let columns = self.columns.clone();
        self.then(body, columns)
    }

    /// The rows with a column that is new or gets another value.
    #[must_use]
    pub fn with(self, name: &str, value: &str, data_type: &DataType) -> Self {
        let mut columns = self.columns.clone();
        columns.with_column(name.into(), data_type.clone());
        let quoted = |column: &str| self.dialect.quoted(column);
        let values: Vec<String> = columns
            .iter_names()
            .map(|column| {
                if column.as_str() == name {
                    format!("{value} AS {}", quoted(name))
                } else {
                    quoted(column)
                }
            })
            .collect();
        let body = format!("SELECT {} FROM {}", values.join(", "), self.name());
        let mut rows = self.then(body, columns);
        if let Some(part) = rows.parts.last_mut() {
            part.is_as_long = true;
        }
        if !rows.has(name) {
            rows.written.push(name.to_owned());
        }
        rows
    }

    /// The same, of a column that is not written.
    #[must_use]
    pub fn with_hidden(self, name: &str, value: &str, data_type: &DataType) -> Self {
        let mut rows = self.with(name, value, data_type);
        rows.written.retain(|written| written != name);
        rows
    }

    /// The first row of those that agree in the columns `by`, as `order` sorts them.
    #[must_use]
    pub fn first_of(self, by: &[String], order: &[String]) -> Self {
        let quoted: Vec<String> = by.iter().map(|name| self.dialect.quoted(name)).collect();
        let place = self.dialect.quoted("place among its like");
        let body = format!(
            "SELECT {list} FROM (SELECT {list}, row_number() OVER (PARTITION BY {by} ORDER BY {order}) AS {place} \
             FROM {from}) AS placed WHERE {place} = 1",
            list = self.list(),
            by = quoted.join(", "),
            order = order.join(", "),
            from = self.name(),
        );
        let columns = self.columns.clone();
        self.then(body, columns)
    }

    /// Writes these columns alone, in this order. The others stay there for the order of the rows.
    #[must_use]
    pub fn only(mut self, names: Vec<String>) -> Self {
        self.written = names;
        self
    }

    /// Sorts the rows by expressions.
    #[must_use]
    pub fn ordered(mut self, order: Vec<String>) -> Self {
        self.order = order;
        self
    }

    /// Tells whether the rows are sorted.
    #[must_use]
    pub const fn is_ordered(&self) -> bool {
        !self.order.is_empty()
    }

    /// The rows that rounds of a step leave.
    #[must_use]
    pub fn rounds(mut self, least: [(&'static str, String, u32); 2]) -> Self {
        let rounds = Rounds { number: self.step.0, least };
        let query = self.query_of(&self.list(), false);
        let number = rounds.number;
        let with_parts = self.with_parts();
        let counted = self.counted();
        self.stages.push(SqlStage { query, with_parts, counted, rounds });
        let table = format!("{}{number}", SqlStage::TABLE);
        let body = format!("SELECT {} FROM {table}", self.list());
        let name = format!("step_{number}_k_core");
        self.parts = vec![Part { name, body, step: number, is_as_long: false }];
        self
    }

    /// The queries before the last, each with the rounds that its rows go through.
    #[must_use]
    pub fn stages(&self) -> &[SqlStage] {
        &self.stages
    }

    /// The rows as a query of the last stage.
    #[must_use]
    pub fn query(&self) -> String {
        let written: Vec<String> =
            self.written.iter().map(|name| self.dialect.quoted(name)).collect();
        self.query_of(&written.join(", "), true)
    }

    /// A query that takes `values` from the rows, as they are or sorted.
    #[must_use]
    pub fn query_of(&self, values: &str, sorted: bool) -> String {
        let mut query = self.with_parts();
        let _ = write!(query, "SELECT {values}\nFROM {}", self.name());
        if sorted && self.is_ordered() {
            let _ = write!(query, "\nORDER BY {}", self.order.join(", "));
        }
        query
    }

    /// The parts, for a query that takes any of them.
    #[must_use]
    pub fn with_parts(&self) -> String {
        let parts =
            self.parts.iter().map(|Part { name, body, .. }| format!("{name} AS (\n  {body}\n)"));
        format!("WITH {}\n", parts.collect::<Vec<_>>().join(",\n"))
    }
}
