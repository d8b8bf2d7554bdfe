//! The folder for temporary files.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::bail;

/// The folder that the user named.
static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Has every temporary file that need not lie beside its output lie in `folder`.
pub(crate) fn put_aside_in(folder: &Path) -> anyhow::Result<()> {
    if !folder.is_dir() {
        bail!("`--temp-dir {}`: expected a folder that is there", folder.display());
    }
    // A process has one command, so that nothing was said before.
    let folder = FOLDER.get_or_init(|| folder.to_owned());
    let _before = tempfile::env::override_temp_dir(folder);
    Ok(())
}

/// The folder that the user named for temporary files.
pub(crate) fn aside() -> Option<PathBuf> {
    FOLDER.get().cloned()
}
