//! The outcome of a command, and the status of the process.

/// The outcome of a command, beside its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is done.
    Done,
    /// It ran, and the answer is no.
    No,
}

/// The status where the answer is no.
pub(crate) const NO: u8 = 1;
/// The status of a command that could not run.
pub(crate) const COULD_NOT_RUN: u8 = 2;
/// The status after an interrupt.
pub(crate) const INTERRUPTED: i32 = 130;
