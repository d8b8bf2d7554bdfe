//! Tells whether the rows of a file can be put apart byte for byte.

use std::path::Path;

use crate::source::ReadError;
use crate::source::door::{Look, TextOptions};
use crate::source::remote;

/// The reason that the rows of a file cannot be put apart.
#[derive(Debug, thiserror::Error)]
pub enum SeparateError {
    /// A file that cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A folder of parts.
    #[error(
        "it is a folder, and rows are put apart of one file, byte for byte; check its files one by one, each with \
         outputs of its own"
    )]
    Folder,
    /// A file whose rows are no lines of CSV in UTF-8 between commas.
    #[error(
        "rows are put apart byte for byte, which takes CSV in UTF-8 between commas, packed or not; found {found}; \
         `rehearsal prep interactions`, `items` or `users` with `--input` writes such a file"
    )]
    Form {
        /// The form that was found.
        found: String,
    },
}

/// Checks that the rows of the file at `path` can be put apart byte for byte. A packed file is unpacked for that.
///
/// # Errors
/// When it cannot be read, is a folder, or has another form than CSV in UTF-8 between commas.
pub fn expect_separable(path: &Path, options: &TextOptions) -> Result<(), SeparateError> {
    if remote::is_dir(path) {
        return Err(SeparateError::Folder);
    }
    let mut look = Look::at(path, options)?;
    if look.is_plain_when_unpacked() {
        return Ok(());
    }
    // That it is packed is no hindrance.
    look.compression = None;
    let found = look.said().unwrap_or_else(|| {
        "read with `--columns` or `--skip-lines`, so that its header is not its own".to_owned()
    });
    Err(SeparateError::Form { found })
}
