//! Panics of other people's readers at a damaged file, as errors.

use std::any::Any;
use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Tells whether a panic of this thread becomes an error of a file, so that a panic hook can stay silent.
#[must_use]
pub fn is_caught() -> bool {
    IS_CAUGHT.get()
}

/// The result of `read`, which hands a file's bytes to a reader of another crate; a panic in it is the error that
/// the file is damaged, which names it by `format`.
///
/// The reader that panicked is not to be read again.
///
/// # Errors
/// Those of `read`, and `InvalidData` after a panic.
pub(crate) fn caught<T, E: From<io::Error>>(
    format: &str,
    read: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let before = IS_CAUGHT.replace(true);
    // What the closure holds is dropped unread after a panic.
    let result = catch_unwind(AssertUnwindSafe(read));
    IS_CAUGHT.set(before);
    result.unwrap_or_else(|panic| {
        let what = format!("it is not readable as {format}, for it is damaged: {}", words(&*panic));
        Err(io::Error::new(io::ErrorKind::InvalidData, what).into())
    })
}

/// The text of a panic.
fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("its reader gave up")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_that_says_why() {
        let error = caught("Parquet", || -> io::Result<()> { panic!("page {}", 7) });
        let error = error.expect_err("a panic");
        assert_eq!(error.to_string(), "it is not readable as Parquet, for it is damaged: page 7");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert!(!is_caught());
    }

    #[test]
    fn results_and_errors_pass() {
        assert!(caught("zip", || Ok::<_, io::Error>(is_caught())).expect("no panic"));
        let error = caught("zip", || Err::<(), _>(io::Error::other("lost"))).expect_err("an error");
        assert_eq!(error.to_string(), "lost");
    }
}
