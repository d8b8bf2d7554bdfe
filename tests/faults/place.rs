//! A folder in which the binary runs, with small data of every kind.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// Every file below a folder by its path, with its bytes; folders end in a slash.
pub(crate) type Contents = BTreeMap<Vec<u8>, Vec<u8>>;

pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder can be made") }
    }

    /// A release in `made`, its prepared files and some results in `run`, a cut in `cut`, lists and a
    /// table with flaws.
    pub(crate) fn filled() -> Self {
        let place = Self::empty();
        copy(template(), place.folder());
        place
    }

    pub(crate) fn copy_of(folder: &Path) -> Self {
        let place = Self::empty();
        copy(folder, place.folder());
        place
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("`{name}`: {error}"))
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(path, bytes).expect("room");
    }

    pub(crate) fn contents(&self) -> Contents {
        contents(self.folder())
    }

    pub(crate) fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(program());
        command.args(args);
        settle(&mut command, self.folder());
        command
    }

    pub(crate) fn run(&self, args: &[impl AsRef<OsStr>]) -> Output {
        self.command(args).output().expect("the binary starts")
    }

    /// Runs what must succeed; a check may answer no.
    pub(crate) fn done(&self, args: &[impl AsRef<OsStr>]) -> Output {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr);
        let words: Vec<_> = args.iter().map(|word| word.as_ref().to_string_lossy()).collect();
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{words:?}: {}\n{said}",
            output.status
        );
        output
    }

    /// Runs a line of a shell in a file system of its own, which is gone with it; `None` where that is not
    /// allowed.
    pub(crate) fn apart(&self, line: &str) -> Option<Output> {
        let mut probe = Command::new("unshare");
        probe.args(["-m", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]);
        if !probe.output().is_ok_and(|output| output.status.success()) {
            return None;
        }
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", line]).env("REHEARSAL", program());
        settle(&mut command, self.folder());
        Some(command.output().expect("`unshare` starts"))
    }
}

/// Says something beside the tests' results.
pub(crate) fn tell(text: &str) {
    // Nobody is left to tell when stderr is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The program: the one that was built with the tests, or another, to compare with.
pub(crate) fn program() -> PathBuf {
    let other = std::env::var_os("REHEARSAL_PROGRAM");
    other.map_or_else(|| env!("CARGO_BIN_EXE_rehearsal").into(), PathBuf::from)
}

/// Stderr as text.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn settle(command: &mut Command, folder: &Path) {
    command.current_dir(folder).env_remove("NO_COLOR").env("HOME", folder);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
}

pub(crate) fn contents(folder: &Path) -> Contents {
    let mut all = Contents::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        // A temporary folder may go while it is listed.
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            let mut name =
                path.strip_prefix(folder).expect("below").as_os_str().as_bytes().to_vec();
            if path.is_dir() {
                name.push(b'/');
                all.insert(name, Vec::new());
                folders.push(path);
            } else if let Ok(bytes) = fs::read(&path) {
                all.insert(name, bytes);
            }
        }
    }
    all
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("room");
        }
    }
}

const BAD: &str =
    "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n1,2,1000000000000,watch\n 1,3,1000000001000,watch\n";

fn template() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
        // Of an earlier run.
        let _ = fs::remove_dir_all(&folder);
        let place = Place::empty();
        place.done(&[
            "data",
            "generate",
            "--users",
            "120",
            "--items",
            "90",
            "--ratings",
            "3000",
            "--output",
            "made",
        ]);
        place.done(&["prep", "all", "--input", "made", "--run", "run"]);
        place.done(&["stats", "--run", "run"]);
        place.done(&[
            "eval",
            "baselines",
            "--run",
            "run",
            "--folds",
            "2",
            "--models",
            "popularity",
        ]);
        place.done(&["split", "--run", "run", "--output", "cut"]);
        place.write("bad.csv", BAD.as_bytes());
        place.write("lists.csv", &lists(&place.read("cut/held-out.csv")));
        copy(place.folder(), &folder);
        folder
    })
}

/// For each user of the held-out rows a list of the first items there.
fn lists(held_out: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(held_out);
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let at = |name: &str| rows[0].iter().position(|cell| *cell == name).expect("a column");
    let (user, item) = (at("USER_ID"), at("ITEM_ID"));
    let mut users: Vec<&str> = rows[1..].iter().map(|row| row[user]).collect();
    users.dedup();
    let mut items: Vec<&str> = rows[1..].iter().map(|row| row[item]).collect();
    items.sort_unstable();
    items.dedup();
    let mut lists = String::from("USER_ID,ITEM_ID,RANK\n");
    for user in users {
        for (rank, item) in (1..).zip(items.iter().take(10)) {
            let _ = writeln!(lists, "{user},{item},{rank}");
        }
    }
    lists.into_bytes()
}
