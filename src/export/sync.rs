//! Files and folders that must survive a loss of power.

use std::fs::File;
use std::io;
use std::path::Path;

/// Has the names in `folder` written to the disk.
///
/// # Errors
/// When the disk refuses. A file system that does not know this of folders is left to itself.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match File::open(folder).and_then(|open| open.sync_all()) {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// Elsewhere a folder cannot be opened.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Has the bytes of the file at `path` written to the disk.
///
/// # Errors
/// When the disk refuses, also where it refused an earlier write that nobody has been told of.
pub(super) fn sync_file(path: &Path) -> io::Result<()> {
    File::options().read(true).write(true).open(path)?.sync_all()
}
