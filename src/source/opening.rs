//! Opening of files: regular files, pipes, whose bytes come but once, and objects of a store.
//!
//! Everything that is read goes through here. What has no end, such as `/dev/zero`, is refused by name; of a
//! pipe nobody writes into, that is said after a while.

use std::collections::BTreeMap;
use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::remote;

/// The longest time that a pipe may have nobody at its other end.
const PATIENCE: Duration = Duration::from_secs(10);

/// The bytes that came through pipes and from a store, by their names; `None` for a pipe that was waited for in vain.
static KEPT: Mutex<BTreeMap<PathBuf, Option<Kept>>> = Mutex::new(BTreeMap::new());

/// Opens the file at `path`, at its beginning each time: the bytes of a pipe or of an object in a store are kept in
/// a temporary file until the process ends.
///
/// # Errors
/// When it cannot be opened, is neither a file, a folder nor a pipe, or is a pipe that nobody opens for
/// writing within ten seconds; the next call for that pipe fails at once.
pub fn open(path: &Path) -> io::Result<File> {
    if let Some(url) = remote::url(path) {
        return of_object(path, url);
    }
    let kind = fs::metadata(path)?.file_type();
    if kind.is_file() || kind.is_dir() {
        return File::open(path);
    }
    if is_pipe(kind) {
        return of_pipe(path);
    }
    let what = format!("it is {}: expected a file, a folder or a pipe", name(kind));
    Err(io::Error::new(io::ErrorKind::InvalidInput, what))
}

/// The bytes of the file at `path`.
///
/// # Errors
/// The errors of [`open`], and when it cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of the file at `path`.
///
/// # Errors
/// The errors of [`read`], and when it is not UTF-8.
pub fn read_to_string(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open(path)?.read_to_string(&mut text)?;
    Ok(text)
}

fn of_pipe(path: &Path) -> io::Result<File> {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    match kept.get(path) {
        Some(Some(known)) => return known.open(),
        Some(None) => return Err(without_writer()),
        None => {}
    }
    let begun = begun(path);
    if begun.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::TimedOut) {
        kept.insert(path.to_owned(), None);
    }
    let new = Kept::of(&mut begun?)?;
    let file = new.open()?;
    kept.insert(path.to_owned(), Some(new));
    Ok(file)
}

fn of_object(path: &Path, url: &str) -> io::Result<File> {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(Some(known)) = kept.get(path) {
        return known.open();
    }
    let new = Kept::filled(|file| remote::copy(url, file))?;
    let file = new.open()?;
    kept.insert(path.to_owned(), Some(new));
    Ok(file)
}

fn without_writer() -> io::Error {
    let what =
        format!("it is a pipe that nobody opened for writing in {} seconds", PATIENCE.as_secs());
    io::Error::new(io::ErrorKind::TimedOut, what)
}

/// The pipe, once its other end has been opened; a thread waits for that, since nothing can end the wait.
fn begun(path: &Path) -> io::Result<File> {
    let (sender, opened) = sync_channel(1);
    let waiting = path.to_owned();
    // Whoever gave up does not take it.
    let wait = move || drop(sender.send(File::open(waiting)));
    std::thread::Builder::new().spawn(wait)?;
    opened.recv_timeout(PATIENCE).unwrap_or_else(|error| {
        Err(match error {
            RecvTimeoutError::Timeout => without_writer(),
            RecvTimeoutError::Disconnected => {
                io::Error::other("it is a pipe that could not be opened")
            }
        })
    })
}

/// The bytes of a pipe or an object in a temporary file. Under Linux it has no name, so that nothing can be left of it.
struct Kept {
    #[cfg(target_os = "linux")]
    file: File,
    #[cfg(not(target_os = "linux"))]
    file: tempfile::NamedTempFile,
}

impl Kept {
    fn of(pipe: &mut File) -> io::Result<Self> {
        Self::filled(|file| io::copy(pipe, file).map(|_| ()))
    }

    fn filled(fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        let mut file = tempfile::tempfile()?;
        #[cfg(target_os = "linux")]
        fill(&mut file)?;
        #[cfg(not(target_os = "linux"))]
        let mut file = tempfile::NamedTempFile::new()?;
        #[cfg(not(target_os = "linux"))]
        fill(file.as_file_mut())?;
        Ok(Self { file })
    }

    #[cfg(target_os = "linux")]
    fn open(&self) -> io::Result<File> {
        let number = std::os::fd::AsRawFd::as_raw_fd(&self.file);
        File::open(format!("/proc/self/fd/{number}"))
    }

    #[cfg(not(target_os = "linux"))]
    fn open(&self) -> io::Result<File> {
        self.file.reopen()
    }
}

#[cfg(unix)]
fn is_pipe(kind: FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&kind)
}

#[cfg(unix)]
fn name(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;

    if kind.is_char_device() {
        "a device without an end"
    } else if kind.is_block_device() {
        "a whole disk"
    } else {
        "a socket"
    }
}

#[cfg(not(unix))]
const fn is_pipe(_: FileType) -> bool {
    false
}

#[cfg(not(unix))]
const fn name(_: FileType) -> &'static str {
    "no file"
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_refused_by_name() {
        let error = open(Path::new("/dev/zero")).expect_err("endless").to_string();
        assert_eq!(error, "it is a device without an end: expected a file, a folder or a pipe");
        assert!(open(Path::new("/dev/null")).is_err());
    }
}
