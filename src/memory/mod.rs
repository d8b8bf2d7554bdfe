//! The memory that this process can still take, as the system tells it.

mod groups;

use std::fs;
use std::path::Path;

/// The share of the memory left that one step may ask for: its estimate, and what else goes on beside it, are not
/// exact.
const SHARE: (u64, u64) = (4, 5);

/// The most that may be asked for, and which limit that comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// The most that may be asked for, in bytes.
    pub bytes: u64,
    /// The limit that it comes from.
    pub of: &'static str,
}

/// The name of the limit that the user gave.
pub const GIVEN: &str = "`--memory-limit`";
/// The name of what that limit leaves beside the data.
pub const GIVEN_LEFT: &str = "`--memory-limit`, less the data";

impl Room {
    /// The limit that the user gave.
    #[must_use]
    pub const fn given(bytes: u64) -> Self {
        Self { bytes, of: GIVEN }
    }

    /// The limit as the subject of a sentence.
    #[must_use]
    pub fn name(&self) -> String {
        match self.of {
            GIVEN => "the limit".to_owned(),
            GIVEN_LEFT => "what the limit leaves beside the data".to_owned(),
            of => format!("80 % of what {of} leaves"),
        }
    }

    /// Tells whether it is the limit that the user gave, or what that leaves.
    #[must_use]
    pub fn is_given(&self) -> bool {
        [GIVEN, GIVEN_LEFT].contains(&self.of)
    }

    /// The room beside `used` bytes that are taken for certain: of a given limit the exact rest, of any other
    /// in coarse steps of at most an eighth, so that two runs on one machine most often have the same.
    #[must_use]
    pub fn beside(self, used: u64) -> Self {
        let left = self.bytes.saturating_sub(used);
        if self.is_given() {
            return Self { bytes: left, of: GIVEN_LEFT };
        }
        Self { bytes: coarse(left), of: self.of }
    }
}

/// The largest number of four binary digits, with zeros behind them, that is not above `bytes`.
const fn coarse(bytes: u64) -> u64 {
    let bits = u64::BITS - bytes.leading_zeros();
    if bits <= 4 { bytes } else { bytes >> (bits - 4) << (bits - 4) }
}

/// A limit that was set below the machine's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The limit, in bytes.
    pub bytes: u64,
    /// Its name.
    pub of: &'static str,
    /// True if it counts addresses, used or not, as stacks of threads are.
    pub counts_addresses: bool,
}

const MACHINE: &str = "the machine";
const GROUP: &str = "the control group";
const ADDRESSES: &str = "`ulimit -v`";
const DATA: &str = "`ulimit -d`";

/// The room: 80 % of the least of what the machine, the control group and the limits of the process leave now; `None`
/// where the system does not say, as on others than Linux.
#[must_use]
pub fn room() -> Option<Room> {
    let status = read("/proc/self/status");
    let limits = read("/proc/self/limits");
    let own = |limit, used| Some(size(&limits, limit)?.saturating_sub(kilobytes(&status, used)?));
    let all = [
        (kilobytes(&read("/proc/meminfo"), "MemAvailable:"), MACHINE),
        (group().map(|group| group.left), GROUP),
        (own("Max address space", "VmSize:"), ADDRESSES),
        (own("Max data size", "VmData:"), DATA),
    ];
    let (bytes, of) = all.into_iter().filter_map(|(bytes, of)| Some((bytes?, of))).min()?;
    Some(Room { bytes: bytes / SHARE.1 * SHARE.0, of })
}

/// The lowest limit that is set on this process, if there is any.
#[must_use]
pub fn limit() -> Option<Limit> {
    let limits = read("/proc/self/limits");
    let machine = kilobytes(&read("/proc/meminfo"), "MemTotal:").unwrap_or(u64::MAX);
    let all = [
        (size(&limits, "Max address space"), ADDRESSES, true),
        (size(&limits, "Max data size"), DATA, true),
        (group().map(|group| group.limit).filter(|&limit| limit < machine), GROUP, false),
    ];
    let known = all.into_iter().filter_map(|(bytes, of, counts_addresses)| {
        Some(Limit { bytes: bytes?, of, counts_addresses })
    });
    known.min_by_key(|limit| limit.bytes)
}

fn group() -> Option<groups::Group> {
    groups::least(&read("/proc/self/cgroup"), Path::new("/sys/fs/cgroup"))
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The number of kB after `name` in a file such as `/proc/meminfo`, in bytes.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = rest.split_whitespace().next()?.parse().ok()?;
    kilobytes.checked_mul(1024)
}

/// The soft limit `name` of `/proc/self/limits`, in bytes; `None` for `unlimited`.
fn size(limits: &str, name: &str) -> Option<u64> {
    let rest = limits.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_writes_is_read() {
        let memory = "MemTotal:       8000000 kB\nMemAvailable:   5000000 kB\n";
        assert_eq!(kilobytes(memory, "MemAvailable:"), Some(5_120_000_000));
        assert_eq!(kilobytes("", "MemAvailable:"), None);
        let limits = "Limit                     Soft Limit           Hard Limit           Units     \n\
                      Max data size             unlimited            unlimited            bytes     \n\
                      Max address space         6144000000           unlimited            bytes     \n";
        assert_eq!(size(limits, "Max address space"), Some(6_144_000_000));
        assert_eq!(size(limits, "Max data size"), None);
    }

    #[test]
    fn room_goes_in_steps_of_at_most_an_eighth() {
        let room = |bytes| Room { bytes, of: MACHINE };
        assert_eq!(room(1_000).beside(0).bytes, 960, "1111 and six zeros");
        assert_eq!(room(1_000).beside(40).bytes, 960);
        assert_eq!(room(1_000).beside(41).bytes, 896);
        assert_eq!(room(9).beside(0).bytes, 9);
        assert_eq!(room(9).beside(10).bytes, 0);
        assert_eq!(room(u64::MAX).beside(0).bytes, 0xF << 60);
    }
}
