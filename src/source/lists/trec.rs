//! TREC run files, as `trec_eval` reads them.

use std::io::BufRead;
use std::path::Path;

use super::lines::{Lines, wrong_line};
use super::said::{ListPlace, ListQuery, Said};
use crate::source::ReadError;

const EXPECTED: &str = "`query Q0 document rank score run`, six words apart by blanks";

/// The order is that of the scores; the rank column is not looked at, as `trec_eval` does not.
pub(super) fn read(
    path: &Path,
    input: impl BufRead,
    take: &mut dyn FnMut(Said<'_>),
) -> Result<(), ReadError> {
    let mut lines = Lines::new(path, input);
    while let Some((line, text)) = lines.next()? {
        let mut words = text.split_ascii_whitespace();
        let mut next = || words.next();
        let (query, id, score) = match (next(), next(), next(), next(), next(), next(), next()) {
            (Some(query), Some(_), Some(id), Some(_), Some(score), Some(_), None) => {
                (query, id, score.parse::<f64>().ok().filter(|score| score.is_finite()))
            }
            _ => return Err(wrong_line(path, line, EXPECTED, text)),
        };
        if score.is_none() {
            return Err(wrong_line(path, line, "a finite number as the fifth word", text));
        }
        let query = ListQuery::User(query);
        take(Said::Place(ListPlace { query, id, is_user: false, rank: None, score }));
    }
    Ok(())
}
