//! The memory that this process can still take, as the system tells it.

use std::fs;
use std::path::{Path, PathBuf};

/// Of what is left, the share that one step may ask for: its estimate, and what else goes on beside it, are
/// not exact.
const SHARE: (u64, u64) = (4, 5);

/// The most that may be asked for, and which limit that comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// In bytes.
    pub bytes: u64,
    /// The limit, as the end of a sentence such as "80 % of what … leaves".
    pub of: &'static str,
}

/// 80 % of the least of what the machine, the control group and the limits of the process leave now; `None`
/// where the system does not say, as on others than Linux.
#[must_use]
pub fn room() -> Option<Room> {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let status = read("/proc/self/status");
    let limits = read("/proc/self/limits");
    let own = |limit, used| Some(size(&limits, limit)?.saturating_sub(kilobytes(&status, used)?));
    let all = [
        (kilobytes(&read("/proc/meminfo"), "MemAvailable:"), "the machine"),
        (of_groups(&read("/proc/self/cgroup")), "the control group"),
        (own("Max address space", "VmSize:"), "`ulimit -v`"),
        (own("Max data size", "VmData:"), "`ulimit -d`"),
    ];
    let (bytes, of) = all.into_iter().filter_map(|(bytes, of)| Some((bytes?, of))).min()?;
    Some(Room { bytes: bytes / SHARE.1 * SHARE.0, of })
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

/// The memory that the control group of version 2, and those around it, leave; the page cache counts as free, since the
/// kernel gives it up before anything else.
fn of_groups(own: &str) -> Option<u64> {
    let name = own.lines().find_map(|line| line.strip_prefix("0::"))?;
    let root = Path::new("/sys/fs/cgroup");
    let mut group = root.join(name.trim_start_matches('/'));
    let mut least: Option<u64> = None;
    while group.starts_with(root) {
        if let Some(left) = of_group(&group) {
            least = Some(least.map_or(left, |known| known.min(left)));
        }
        if !group.pop() {
            break;
        }
    }
    least
}

fn of_group(group: &Path) -> Option<u64> {
    let read = |name: &str| fs::read_to_string(PathBuf::from(group).join(name)).ok();
    let number = |text: String| text.trim().parse::<u64>().ok();
    let most = number(read("memory.max")?)?;
    let used = number(read("memory.current")?)?;
    let cache = read("memory.stat").map_or(0, |stat| file_cache(&stat));
    Some(most.saturating_sub(used.saturating_sub(cache)))
}

/// Bytes of the page cache in `memory.stat`.
fn file_cache(stat: &str) -> u64 {
    let of = |name: &str| {
        let rest = stat.lines().find_map(|line| line.strip_prefix(name))?;
        rest.trim().parse::<u64>().ok()
    };
    of("inactive_file ").unwrap_or(0) + of("active_file ").unwrap_or(0)
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
        let stat = "anon 100\nfile 900\ninactive_file 300\nactive_file 500\n";
        assert_eq!(file_cache(stat), 800);
    }

    #[test]
    fn a_group_without_a_limit_leaves_everything() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).expect("room");
        };
        assert_eq!(of_group(folder.path()), None);
        write("memory.max", "max\n");
        write("memory.current", "700\n");
        assert_eq!(of_group(folder.path()), None);
        write("memory.max", "1000\n");
        write("memory.stat", "inactive_file 200\n");
        assert_eq!(of_group(folder.path()), Some(500));
    }
}
