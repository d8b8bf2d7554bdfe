//! A fresh folder in which the binary runs, and what lies in it afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::release::{MOVIES, RATINGS};
use crate::shown::shown;

/// A current folder of its own, removed when the test is over.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder can be made") }
    }

    /// With the small release in `ml-tiny`, where `prep` finds it without being told.
    pub(crate) fn with_release() -> Self {
        Self::with_ratings(RATINGS)
    }

    /// With a release of other ratings.
    pub(crate) fn with_ratings(ratings: impl AsRef<[u8]>) -> Self {
        let place = Self::empty();
        place.write("ml-tiny/ratings.csv", ratings);
        place.write("ml-tiny/movies.csv", MOVIES);
        place
    }

    /// With the small release and what `prep` makes of it in the run folder.
    pub(crate) fn prepared() -> Self {
        let place = Self::with_release();
        place.done(&["prep", "interactions"]);
        place.done(&["prep", "items"]);
        place
    }

    /// With an interactions file of these bytes in the run folder, and nothing else.
    pub(crate) fn with_interactions(bytes: impl AsRef<[u8]>) -> Self {
        let place = Self::empty();
        place.write("rehearsal-run/interactions.csv", bytes);
        place
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("`{name}`: {error}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("what the program writes is UTF-8")
    }

    /// Every file and folder below, hidden ones too, with the files' bytes; folders end in a slash.
    pub(crate) fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        let mut contents = BTreeMap::new();
        let mut folders = vec![self.folder().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("the folder can be listed") {
                let path = entry.expect("the entry can be read").path();
                let name = path.strip_prefix(self.folder()).expect("it lies below").display();
                if path.is_dir() {
                    contents.insert(format!("{name}/"), Vec::new());
                    folders.push(path);
                } else {
                    contents.insert(name.to_string(), fs::read(&path).expect("a readable file"));
                }
            }
        }
        contents
    }

    /// The names of [`Self::contents`], one a line.
    pub(crate) fn files(&self) -> String {
        self.contents().into_keys().collect::<Vec<_>>().join("\n")
    }

    /// The binary with these arguments, as [`Self::settle`] leaves it.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rehearsal"));
        command.args(args);
        self.settle(&mut command);
        command
    }

    /// Makes a command run in this folder, free of what the caller's shell may say.
    pub(crate) fn settle(&self, command: &mut Command) {
        command.current_dir(self.folder()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") {
                command.env_remove(name);
            }
        }
        // Neither may the caller's own AWS profile be read.
        command.env("HOME", self.folder());
    }

    /// Runs the binary and shows all that came of it.
    pub(crate) fn run(&self, args: &[&str]) -> String {
        let output = self.command(args).output().expect("the binary starts");
        shown(&output, self.folder())
    }

    /// Runs the binary and gives its stdout; for what must succeed before a test can begin.
    pub(crate) fn done(&self, args: &[&str]) -> Vec<u8> {
        let output = self.command(args).output().expect("the binary starts");
        assert!(output.status.success(), "{args:?}\n{}", shown(&output, self.folder()));
        output.stdout
    }

    /// Like [`Self::run`], for what must not change, make or remove any file or folder.
    pub(crate) fn unchanged(&self, args: &[&str]) -> String {
        let before = self.contents();
        let text = self.run(args);
        let after = self.contents();
        let [names_before, names_after] =
            [&before, &after].map(|contents| contents.keys().collect::<Vec<_>>());
        assert_eq!(names_before, names_after, "files came or went\n{text}");
        assert!(before == after, "a file changed\n{text}");
        text
    }

    /// Like [`Self::unchanged`], for what cannot be done.
    pub(crate) fn refused(&self, args: &[&str]) -> String {
        let text = self.unchanged(args);
        assert!(text.starts_with("exit code: 2\n--- stdout\n--- stderr\n"), "{text}");
        text
    }
}
