//! The memory that a command takes, by the files that it reads.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use rehearsal::model::bytes;
use rehearsal::source::files;

use crate::run_folder;

/// The memory that every command takes: the program and its threads.
const BASE: u64 = 384 << 20;
/// Bytes for each byte that is read, in tenths, of the commands that hold what they read. Measured on rows of 22 to
/// 43 bytes: `stats` 9 to 20, `split` 13 to 15, `prep` 6 to 8 in its fused engines and 38 to 78 in the general
/// one, which is why it runs out of memory. What a model takes it says itself.
const HOLDING: [(&str, u64); 9] = [
    ("stats", 20),
    ("split", 15),
    ("prep", 80),
    ("eval", 25),
    ("recommend", 25),
    ("similar", 25),
    ("compare", 25),
    ("report", 25),
    ("demo", 25),
];
/// Bytes for each byte that is read, in tenths, of the other commands.
const STREAMS: u64 = 5;

/// The bytes that a command reads and those that it would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    read: u64,
    pub(super) bytes: u64,
}

impl Need {
    /// The need of a command that more than `limit` did not suffice for.
    pub(super) fn above(self, limit: u64) -> Self {
        Self { bytes: self.bytes.max(limit.saturating_mul(2)), ..self }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (taken, read) = (bytes(self.bytes), bytes(self.read));
        write!(formatter, "what it reads ({read}) takes about {taken}")
    }
}

/// The memory that the command of this process takes.
pub(super) fn of_arguments() -> Need {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    of(&arguments)
}

fn of(arguments: &[OsString]) -> Need {
    let mut named: Vec<PathBuf> = Vec::new();
    let mut run = PathBuf::from(run_folder::DEFAULT);
    let mut previous = OsString::new();
    for argument in arguments {
        if previous == "--run" {
            run = argument.into();
        } else if Path::new(argument).exists() && previous != "--output" {
            named.push(argument.into());
        }
        previous.clone_from(argument);
    }
    if named.is_empty() {
        named.push(run);
    }
    let read = named.iter().map(|path| files::size(path)).sum::<u64>();
    let is_typed = |name: &str| arguments.iter().any(|one| one == name);
    let holding = HOLDING.iter().find(|(name, _)| is_typed(name));
    let tenths = holding.map_or(STREAMS, |&(_, tenths)| tenths);
    Need { read, bytes: BASE.saturating_add(read.saturating_mul(tenths) / 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_that_are_named_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, vec![b'x'; 1_000]).expect("written");
        let need = |text: &[&std::ffi::OsStr]| {
            of(&text.iter().map(|&one| one.to_owned()).collect::<Vec<_>>())
        };
        let stats = need(&["stats".as_ref(), path.as_ref()]);
        assert_eq!(stats, Need { read: 1_000, bytes: BASE + 2_000 });
        let validate = need(&["--run".as_ref(), folder.path().as_ref(), "validate".as_ref()]);
        assert_eq!(validate, Need { read: 1_000, bytes: BASE + 500 });
        assert_eq!(stats.above(1 << 30).bytes, 2 << 30);
    }
}
