//! Popularity: a ranking for everybody, which also fills short lists up.

use super::error::ListsSqlError;
use super::parameters::Parameters;
use super::script::Script;
use super::tables::Tables;

/// The items with training rows by a count: `i`, `n`, and `place` from 1; the smaller item goes first.
pub(super) fn popular(script: &mut Script, tables: &Tables, count: &str) -> String {
    let query = format!(
        "SELECT i, {count} AS n, CAST(row_number() OVER (ORDER BY {count} DESC, i) AS BIGINT) AS place FROM {} \
         WHERE {count} > 0",
        tables.items
    );
    script.keep("popular", query)
}

/// The ranking of the model `popularity`.
pub(super) fn ranking(
    script: &mut Script,
    tables: &Tables,
    parameters: Parameters<'_>,
) -> Result<String, ListsSqlError> {
    let why = "items of a history are left out or not; `--seen` says which";
    parameters.expect("fill", "nothing", why)?;
    let count = if parameters.word("count") == "rows" { "m" } else { "n" };
    let all = popular(script, tables, count);
    Ok(match parameters.whole("candidates") {
        None => all,
        Some(candidates) => script.keep(
            "candidates",
            format!("SELECT i, n, place FROM {all} WHERE place <= {candidates}"),
        ),
    })
}
