//! A cut as files: the rows as they stand in the input, and the questions to Personalize.

use std::io::{self, Write};

use super::folds::{Fold, Split};
use crate::dataset::RowFilter;
use crate::source::ReadError;
use crate::source::door::Origin;
use crate::source::personalize::InteractionRows;

/// The destinations of the rows of a cut.
pub struct CutFiles<'a> {
    /// The training rows.
    pub train: &'a mut dyn Write,
    /// The histories of the test users.
    pub history: &'a mut dyn Write,
    /// The held-out rows of the test users.
    pub held_out: &'a mut dyn Write,
    /// Training and history together, which Personalize must have seen.
    pub import: &'a mut dyn Write,
    /// One line `{"userId": …}` per test user, for a batch inference job.
    pub batch_input: &'a mut dyn Write,
    /// All rows from the cut on of a cut in time, also of users who are not tested: the window in which trends show.
    pub window: Option<&'a mut dyn Write>,
}

/// The reason that the files of a cut could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteCutError {
    /// The input cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file cannot be written.
    #[error("cannot write the cut")]
    Write(#[from] io::Error),
    /// The input has changed since it was read.
    #[error("`{path}` was changed while it was being cut; run the command again")]
    Changed {
        /// The input.
        path: String,
    },
}

/// The side of a row that no output has.
const NOWHERE: u8 = 0;
const TRAIN: u8 = 1;
const HISTORY: u8 = 2;
const HELD_OUT: u8 = 4;

/// Reads the interactions at `path` again, from which the data set of `split` was read under
/// `filter`, and writes each row byte for byte to where `fold` has it, in the order of the file, with
/// the header on top.
///
/// A row of a test user's history that training may use too (under every protocol but `personalize`)
/// is in `train` and in `history`, and once in `import`.
///
/// # Errors
/// When the input cannot be read or has changed, or a file cannot be written.
pub fn write_cut<'o>(
    origin: impl Into<Origin<'o>>,
    filter: &RowFilter,
    split: &Split<'_>,
    fold: &Fold,
    files: &mut CutFiles<'_>,
) -> Result<(), WriteCutError> {
    let origin = origin.into();
    let sides = sides(split.dataset().n_rows(), fold);
    let mut rows = InteractionRows::open(origin, None)?;
    let header = rows.raw_header().to_vec();
    for file in [&mut files.train, &mut files.history, &mut files.held_out, &mut files.import] {
        write_line(file, &header)?;
    }
    if let Some(window) = &mut files.window {
        write_line(*window, &header)?;
    }
    let mut next = 0;
    while rows.advance()? {
        if !filter.keeps(&rows.row()?) {
            continue;
        }
        let side = sides.get(next).copied().unwrap_or(NOWHERE);
        next += 1;
        let raw = rows.raw();
        if side & TRAIN != 0 {
            write_line(files.train, raw)?;
        }
        if side & HISTORY != 0 {
            write_line(files.history, raw)?;
        }
        if side & HELD_OUT != 0 {
            write_line(files.held_out, raw)?;
        }
        if side & (TRAIN | HISTORY) != 0 {
            write_line(files.import, raw)?;
        } else if let Some(window) = &mut files.window {
            write_line(*window, raw)?;
        }
    }
    if next != sides.len() {
        return Err(WriteCutError::Changed { path: origin.path.display().to_string() });
    }
    let users = split.dataset().users();
    for test in &fold.test_users {
        let line = serde_json::json!({ "userId": users.id(test.user.index()) });
        writeln!(files.batch_input, "{line}")?;
    }
    Ok(())
}

fn write_line(file: &mut dyn Write, line: &[u8]) -> io::Result<()> {
    file.write_all(line)?;
    file.write_all(b"\n")
}

/// The files that each row of the data set belongs to, as bits.
fn sides(n_rows: usize, fold: &Fold) -> Vec<u8> {
    let mut sides = vec![NOWHERE; n_rows];
    let mut mark = |rows: &[u32], side: u8| {
        for &row in rows {
            sides[row as usize] |= side;
        }
    };
    mark(&fold.training_rows, TRAIN);
    for test in &fold.test_users {
        mark(&test.history, HISTORY);
        mark(&test.held_out_rows, HELD_OUT);
    }
    sides
}
