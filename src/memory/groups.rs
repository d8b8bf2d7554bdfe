//! Control groups, of version 1 and of version 2, as Linux shows them in `/sys/fs/cgroup`.

use std::fs;
use std::path::{Path, PathBuf};

/// The names of a version's files.
#[derive(Debug, Clone, Copy)]
struct Version {
    most: &'static str,
    used: &'static str,
    /// Lines of `memory.stat` that count the page cache, which the kernel gives up before anything else.
    cache: [&'static str; 2],
}

const TWO: Version = Version {
    most: "memory.max",
    used: "memory.current",
    cache: ["inactive_file ", "active_file "],
};
const ONE: Version = Version {
    most: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    cache: ["total_inactive_file ", "total_active_file "],
};

/// The limit of a group, and the bytes that it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) limit: u64,
    pub(super) left: u64,
}

/// The group that leaves least: of those named in `own`, the text of `/proc/self/cgroup`, and those around
/// them below `root`.
pub(super) fn least(own: &str, root: &Path) -> Option<Group> {
    own.lines().flat_map(|line| around(line, root)).min_by_key(|group| group.left)
}

/// The groups with a limit that one line of `/proc/self/cgroup` stands for.
fn around(line: &str, root: &Path) -> Vec<Group> {
    let mut parts = line.splitn(3, ':');
    let (_, Some(controllers), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
        return Vec::new();
    };
    let (version, root) = if controllers.is_empty() {
        (TWO, root.to_owned())
    } else if controllers.split(',').any(|one| one == "memory") {
        (ONE, root.join("memory"))
    } else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut group = root.join(name.trim_start_matches('/'));
    // In a container the name may be that outside, and only the root is there.
    while group.starts_with(&root) {
        found.extend(of(&group, version));
        if !group.pop() {
            break;
        }
    }
    found
}

fn of(group: &Path, version: Version) -> Option<Group> {
    let read = |name: &str| fs::read_to_string(PathBuf::from(group).join(name)).ok();
    let number = |text: String| text.trim().parse::<u64>().ok();
    let limit = number(read(version.most)?)?;
    let used = number(read(version.used)?)?;
    let cache = read("memory.stat").map_or(0, |stat| sum(&stat, version.cache));
    Some(Group { limit, left: limit.saturating_sub(used.saturating_sub(cache)) })
}

/// The sum of the lines of `memory.stat` that begin with `names`.
fn sum(stat: &str, names: [&str; 2]) -> u64 {
    let value = |name: &str| {
        stat.lines().find_map(|line| line.strip_prefix(name)?.trim().parse::<u64>().ok())
    };
    names.into_iter().filter_map(value).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_leaves_its_limit_without_what_is_used_but_for_the_page_cache() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("room");
            fs::write(path, text).expect("room");
        };
        let least = |own: &str| least(own, folder.path());
        let two = "9:name=systemd:/\n0::/outer/inner\n";
        assert_eq!(least(two), None);
        write("outer/inner/memory.max", "max\n");
        write("outer/inner/memory.current", "700\n");
        assert_eq!(least(two), None, "no limit");
        write("outer/inner/memory.max", "1000\n");
        write("outer/inner/memory.stat", "anon 500\ninactive_file 150\nactive_file 50\n");
        assert_eq!(least(two), Some(Group { limit: 1000, left: 500 }));
        write("outer/memory.max", "900\n");
        write("outer/memory.current", "800\n");
        assert_eq!(least(two), Some(Group { limit: 900, left: 100 }), "the one around it");
        let one = "4:cpu,memory:/not/there\n0::/\n";
        write("memory/memory.limit_in_bytes", "2000\n");
        write("memory/memory.usage_in_bytes", "1500\n");
        write(
            "memory/memory.stat",
            "inactive_file 7\ntotal_inactive_file 300\ntotal_active_file 0\n",
        );
        assert_eq!(least(one), Some(Group { limit: 2000, left: 800 }));
    }
}
