//! Lists as files that `eval recommendations` reads.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, Float32Array, Int32Array, StringArray};

use crate::export::columnar::write_columns;
use crate::export::csv::{Quoting, push_text};

/// The columns of lists.
const COLUMNS: [&str; 4] = ["USER_ID", "ITEM_ID", "RANK", "SCORE"];

/// The ranked list of a user.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineList {
    /// The user.
    pub user_id: String,
    /// Items with their scores, best first.
    pub items: Vec<(String, f32)>,
}

/// The places of lists: user, item, rank from 1, and score.
fn places(lists: &[BaselineList]) -> impl Iterator<Item = (&str, &str, i32, f32)> {
    lists.iter().flat_map(|list| {
        let numbered = list.items.iter().zip(1..);
        numbered.map(|((item, score), rank)| (&*list.user_id, &**item, rank, *score))
    })
}

/// Writes lists as CSV: `USER_ID,ITEM_ID,RANK,SCORE`.
///
/// # Errors
/// When `out` refuses.
pub fn lists_as_csv(lists: &[BaselineList], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join(","))?;
    let mut line = Vec::new();
    for (user, item, rank, score) in places(lists) {
        line.clear();
        push_text(&mut line, user, Quoting::Rfc4180);
        line.push(b',');
        push_text(&mut line, item, Quoting::Rfc4180);
        writeln!(line, ",{rank},{score}")?;
        out.write_all(&line)?;
    }
    Ok(())
}

/// Writes lists as Parquet, with the columns of [`lists_as_csv`].
///
/// # Errors
/// When `out` refuses.
pub fn lists_as_parquet(lists: &[BaselineList], out: &mut (dyn Write + Send)) -> io::Result<()> {
    let [user, item, rank, score] = COLUMNS;
    let columns: Vec<(&str, ArrayRef)> = vec![
        (user, Arc::new(places(lists).map(|one| Some(one.0)).collect::<StringArray>())),
        (item, Arc::new(places(lists).map(|one| Some(one.1)).collect::<StringArray>())),
        (rank, Arc::new(places(lists).map(|one| one.2).collect::<Int32Array>())),
        (score, Arc::new(places(lists).map(|one| one.3).collect::<Float32Array>())),
    ];
    write_columns(columns, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line() {
        let items = vec![("a,b".to_owned(), 2.5), ("c".to_owned(), -0.25)];
        let lists = [BaselineList { user_id: "1".to_owned(), items }];
        let mut out = Vec::new();
        lists_as_csv(&lists, &mut out).expect("room");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "USER_ID,ITEM_ID,RANK,SCORE\n1,\"a,b\",1,2.5\n1,c,2,-0.25\n");
    }
}
