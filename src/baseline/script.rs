//! Tables that are made one after another.

use crate::transform::sql::SqlDialect;

/// Tables that are made one after another, each from those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    pub(super) dialect: SqlDialect,
    /// Names and queries.
    pub(super) tables: Vec<(String, String)>,
}

impl Script {
    /// Adds a table, and gives its name.
    pub(super) fn keep(&mut self, name: &str, query: String) -> String {
        let name = format!("lists_{name}");
        self.tables.push((name.clone(), query));
        name
    }
}
