//! An items file.

use super::interaction::amount;
use crate::column;
use crate::source::door::Origin;
use crate::source::error::ReadError;
use crate::source::table::Table;

/// Reads the column `name` of the items file at a place: ids with numbers from 0 up, empty cells as 0.
/// `None` when the file has no such column.
///
/// # Errors
/// At the first row that cannot be read.
pub fn read_item_amounts<'o>(
    origin: impl Into<Origin<'o>>,
    name: &str,
) -> Result<Option<Vec<(String, f64)>>, ReadError> {
    let mut table = Table::open(origin, &[column::ITEM_ID])?;
    let id = table.column(column::ITEM_ID)?;
    let Some(amounts) = table.optional_column(name) else { return Ok(None) };
    let mut items = Vec::new();
    while table.advance()? {
        items.push((table.id(id)?.to_owned(), amount(&table, amounts)?));
    }
    Ok(Some(items))
}

/// Calls `take` with the id and the cells of the columns `names` of every row of the items file at
/// a place. Names are compared without regard to case.
///
/// # Errors
/// At the first row that cannot be read, and when a column is missing.
pub fn read_item_columns<'o>(
    origin: impl Into<Origin<'o>>,
    names: &[&str],
    take: &mut dyn FnMut(&str, &[&str]),
) -> Result<(), ReadError> {
    let mut table = Table::open(origin, &[column::ITEM_ID])?;
    let id = table.column(column::ITEM_ID)?;
    let find = |name: &&str| {
        let known = table.header().iter().find(|known| known.eq_ignore_ascii_case(name));
        table.column(known.map_or(*name, String::as_str))
    };
    let columns = names.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    while table.advance()? {
        let cells =
            columns.iter().map(|&column| table.text(column)).collect::<Result<Vec<_>, _>>()?;
        take(table.id(id)?, &cells);
    }
    Ok(())
}

/// One row of an items file. Missing columns and empty cells are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `ITEM_ID`
    pub id: String,
    /// `TITLE`
    pub title: String,
    /// `GENRES`, joined by `|`
    pub genres: String,
    /// `YEAR`
    pub year: Option<i32>,
    /// `DESCRIPTION`
    pub description: String,
}

/// Reads the items file at a place, in file order.
///
/// # Errors
/// At the first row that cannot be read.
pub fn read_items<'o>(origin: impl Into<Origin<'o>>) -> Result<Vec<Item>, ReadError> {
    let mut table = Table::open(origin, &[column::ITEM_ID])?;
    let id = table.column(column::ITEM_ID)?;
    let title = table.optional_column(column::TITLE);
    let genres = table.optional_column(column::GENRES);
    let year = table.optional_column(column::YEAR);
    let description = table.optional_column(column::DESCRIPTION);
    let mut items = Vec::new();
    while table.advance()? {
        items.push(Item {
            id: table.id(id)?.to_owned(),
            title: title.map_or(Ok(""), |at| table.text(at))?.to_owned(),
            genres: genres.map_or(Ok(""), |at| table.text(at))?.to_owned(),
            // Other columns of the name, such as one of texts, say no year.
            year: year.map_or(Ok(""), |at| table.text(at))?.parse().ok(),
            description: description.map_or(Ok(""), |at| table.text(at))?.to_owned(),
        });
    }
    Ok(items)
}
