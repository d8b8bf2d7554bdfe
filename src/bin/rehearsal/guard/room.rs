//! The memory that is left to this process.

use std::sync::OnceLock;

use anyhow::bail;
use rehearsal::memory::{self, Room};

/// The memory that the user gave, or that the system left when the process began, before threads that differ from run
/// to run.
static ROOM: OnceLock<Option<Room>> = OnceLock::new();

/// The least size that can be given: below it nothing runs.
const SIZE_MIN: usize = 16 << 20;

/// Takes `--memory-limit` as it was typed, or what the system leaves now.
pub(crate) fn begin(limit: Option<&str>) -> anyhow::Result<()> {
    let given = limit.map(|text| size("memory-limit", text)).transpose()?;
    let _known =
        ROOM.get_or_init(|| given.map(|bytes| Room::given(bytes as u64)).or_else(memory::room));
    Ok(())
}

/// The memory that a step of this process may ask for.
pub(crate) fn room() -> Option<Room> {
    *ROOM.get_or_init(memory::room)
}

/// A size of memory that a step may fill before it goes to the disk, lowered to half of the room.
pub(crate) fn lowered(bytes: usize) -> usize {
    let room = room().and_then(|room| usize::try_from(room.bytes / 2).ok());
    room.map_or(bytes, |room| bytes.min(room.max(SIZE_MIN)))
}

/// The bytes of a size such as `512MiB`, `1GB` or a number of bytes.
pub(crate) fn size(flag: &str, text: &str) -> anyhow::Result<usize> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim() {
        "" | "B" => Some(1),
        "KiB" => Some(1 << 10),
        "MiB" => Some(1 << 20),
        "GiB" => Some(1 << 30),
        "kB" | "KB" => Some(1_000),
        "MB" => Some(1_000_000),
        "GB" => Some(1_000_000_000),
        _ => None,
    };
    let found = number.parse::<usize>().ok().zip(factor).and_then(|(n, f)| n.checked_mul(f));
    match found {
        Some(size) if size >= SIZE_MIN => Ok(size),
        _ => bail!("`--{flag} {text}`: expected at least 16MiB, such as 512MiB or 2GB"),
    }
}
