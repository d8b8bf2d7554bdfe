//! Lists as a table: `USER_ID,ITEM_ID` with `RANK` or `SCORE`.

use std::path::Path;

use super::{Place, Query, Said};
use crate::column::{ITEM_ID, USER_ID};
use crate::source::ReadError;
use crate::source::table::{Column, Table};

const RANK: &str = "RANK";
const SCORE: &str = "SCORE";

pub(super) fn read(path: &Path, take: &mut dyn FnMut(Said<'_>)) -> Result<(), ReadError> {
    let mut table = Table::open(path, &[USER_ID, ITEM_ID])?;
    let (user, item) = (table.column(USER_ID)?, table.column(ITEM_ID)?);
    let (rank, score) = (table.optional_column(RANK), table.optional_column(SCORE));
    if rank.is_none() && score.is_none() {
        return Err(ReadError::MissingColumn {
            path: path.to_owned(),
            column: format!("{RANK}` or `{SCORE}"),
            found: table.header().to_vec(),
        });
    }
    while table.advance()? {
        take(Said::Place(Place {
            query: Query::User(table.id(user)?),
            id: table.id(item)?,
            is_user: false,
            rank: number(&table, rank)?,
            score: number(&table, score)?,
        }));
    }
    if table.n_rows() == 0 {
        return Err(ReadError::NoRows { path: path.to_owned() });
    }
    Ok(())
}

fn number(table: &Table, column: Option<Column>) -> Result<Option<f64>, ReadError> {
    let Some(column) = column else { return Ok(None) };
    let value: f64 = table.number(column, "a number")?;
    if value.is_finite() {
        Ok(Some(value))
    } else {
        Err(table.unexpected(column, "a finite number"))
    }
}
