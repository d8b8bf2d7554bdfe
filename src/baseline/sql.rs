//! Lists of baselines as SQL.

use std::fmt::Write as _;

use super::error::ListsSqlError;
use super::neighbours::{item_knn, sar};
use super::parameters::Parameters;
use super::popular::{popular, ranking};
use super::ranked::Ranked;
use super::script::Script;
use super::sources::ListSources;
use super::tables::Tables;
use super::transitions::markov;
use super::wanted::ListsWanted;
use crate::model::ModelConfig;
use crate::transform::sql::{SqlDialect, SqlHash};

/// Lists of a baseline as SQL: tables that are made one after another, and a query over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListsSql {
    script: Script,
    query: String,
}

impl ListsSql {
    /// The settings of Spark that the queries need beside those of a pipeline: numbers of 64 bits wrap around, as hashes
    /// have it, and a kept table is known again as it was analysed, not by its text, whose variables get new names each time.
    pub const SETTINGS: [(&'static str, &'static str); 2] = [
        ("spark.sql.ansi.enabled", "false"),
        ("spark.sql.legacy.storeAnalyzedPlanForView", "true"),
    ];

    /// Says a model in SQL.
    ///
    /// # Errors
    /// When the model or a value of its parameters has no SQL.
    pub fn new(
        model: &ModelConfig,
        sources: &ListSources,
        wanted: &ListsWanted,
    ) -> Result<Self, ListsSqlError> {
        let parameters = Parameters(model);
        let mut script = Script { dialect: sources.train.dialect(), tables: Vec::new() };
        let hash = SqlHash { dialect: script.dialect, seed: wanted.seed };
        let hash = (model.name() != "popularity").then_some(hash);
        let tables = Tables::make(&mut script, sources, hash);
        let scored = match model.name() {
            "popularity" => None,
            "item-knn" => Some(item_knn(&mut script, &tables, parameters)?),
            "sar" => Some(sar(&mut script, &tables, parameters)),
            "markov" => Some(markov(&mut script, &tables, parameters, wanted)),
            name => return Err(ListsSqlError::Model { model: name }),
        };
        let popular = match scored {
            None => ranking(&mut script, &tables, parameters)?,
            Some(_) => popular(&mut script, &tables, "n"),
        };
        let scored = scored.as_deref();
        let query =
            Ranked { tables: &tables, wanted, popular: &popular, scored }.query(&mut script);
        Ok(Self { script, query })
    }

    /// The tables, each with its query.
    #[must_use]
    pub fn tables(&self) -> &[(String, String)] {
        &self.script.tables
    }

    /// The query of the lists: `USER_ID`, `ITEM_ID`, `RANK` from 1 and `SCORE`.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The statements that make the tables, and the query.
    #[must_use]
    pub fn statements(&self) -> String {
        let begin = match self.script.dialect {
            SqlDialect::Spark => "CACHE TABLE",
            SqlDialect::Duckdb => "CREATE OR REPLACE TEMPORARY TABLE",
        };
        let mut statements = String::new();
        for (name, query) in self.tables() {
            let _ = write!(statements, "{begin} {name} AS {query};\n\n");
        }
        statements + &self.query + ";\n"
    }
}
