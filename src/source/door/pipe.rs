//! Pipes, whose bytes come but once.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempPath;

/// The bytes of a pipe in a temporary file; `None` for what can be read again.
pub(super) fn spooled(path: &Path) -> io::Result<Option<Arc<TempPath>>> {
    if !is_pipe(std::fs::metadata(path)?.file_type()) {
        return Ok(None);
    }
    let mut file = tempfile::NamedTempFile::new()?;
    io::copy(&mut File::open(path)?, &mut file)?;
    Ok(Some(Arc::new(file.into_temp_path())))
}

#[cfg(unix)]
fn is_pipe(kind: std::fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;

    kind.is_fifo() || kind.is_socket()
}

#[cfg(not(unix))]
const fn is_pipe(_: std::fs::FileType) -> bool {
    false
}
