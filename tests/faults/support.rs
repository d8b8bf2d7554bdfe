//! A folder with prepared data, in which the binary runs under limits.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

/// A current folder of its own, removed when the test is over.
pub(crate) struct Place(TempDir);

/// What a command left: its exit status, and both its streams as one text.
pub(crate) struct Left {
    pub(crate) status: Option<i32>,
    pub(crate) text: String,
}

impl Left {
    /// Expects that it was done, that the answer is no, or that it could not run and said why in one line.
    #[track_caller]
    pub(crate) fn expect_said(&self, what: &str) {
        let is_said =
            self.status == Some(2) && self.text.lines().any(|line| line.starts_with("error: "));
        assert!(
            matches!(self.status, Some(0 | 1)) || is_said,
            "{what}: {:?}\n{}",
            self.status,
            self.text
        );
    }

    /// Expects status 2 and an error with these words.
    #[track_caller]
    pub(crate) fn expect_refused(&self, words: &str) {
        assert_eq!(self.status, Some(2), "{}", self.text);
        assert!(self.text.contains(words), "no {words:?} in\n{}", self.text);
    }
}

impl Place {
    pub(crate) fn empty() -> Self {
        Self(TempDir::new().expect("a temporary folder"))
    }

    /// With `n_users` users of ten rows each in the run folder.
    pub(crate) fn with_users(n_users: usize, n_items: usize) -> Self {
        let place = Self::empty();
        let mut text = "USER_ID,ITEM_ID,TIMESTAMP\n".to_owned();
        for user in 0..n_users {
            for at in 0..10 {
                let item = (user * 7 + at * at * 13) % n_items;
                let _ = writeln!(text, "u{user},i{item},{}", 1_600_000_000 + 10 * user + at);
            }
        }
        place.write("rehearsal-run/interactions.csv", text.as_bytes());
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("room");
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("it is there")
    }

    /// Runs the binary with these words behind the shell's `before`, such as `ulimit -v 500000;`, for a minute at
    /// most.
    pub(crate) fn run_after(&self, before: &str, words: &str) -> Left {
        self.run_within(60, before, words)
    }

    /// The same, for so many seconds at most.
    pub(crate) fn run_within(&self, seconds: u32, before: &str, words: &str) -> Left {
        let line = format!("{before} exec timeout -s KILL {seconds} \"$0\" {words}");
        let output = Command::new("bash")
            .args(["-c", &line, env!("CARGO_BIN_EXE_rehearsal")])
            .current_dir(self.0.path())
            .env("RUST_BACKTRACE", "0")
            .output()
            .expect("bash runs");
        let text = [output.stdout, output.stderr].concat();
        Left { status: output.status.code(), text: String::from_utf8_lossy(&text).into_owned() }
    }

    pub(crate) fn run(&self, words: &str) -> Left {
        self.run_after("", words)
    }
}
