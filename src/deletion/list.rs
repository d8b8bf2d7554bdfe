//! The users of a list, each once.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::error::DeletionError;
use crate::column::USER_ID;
use crate::number::thousands;
use crate::source::table::Table;
use crate::source::{opening, remote};
use crate::text::shorten;

/// The longest id, in characters.
const ID_CHARS_MAX: usize = 256;
/// The longest line that is read, in bytes.
const LINE_BYTES_MAX: u64 = 1 << 20;
/// The endings of files that are tables, whatever they hold.
const TABLES: [&str; 13] = [
    "csv", "tsv", "gz", "zst", "bz2", "zip", "parquet", "pq", "arrow", "avro", "json", "jsonl",
    "ndjson",
];

/// The users of a list in its order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserList {
    ids: Vec<String>,
    /// The ids, and true for each that stands among the repeated ones.
    known: HashMap<String, bool>,
    repeated: Vec<String>,
}

impl UserList {
    /// The ids, each where it stands first.
    #[must_use]
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The ids that stand more than once, in the order of their second places.
    #[must_use]
    pub fn repeated(&self) -> &[String] {
        &self.repeated
    }

    /// Adds a user; `place` says where the id stands.
    ///
    /// # Errors
    /// When it can be no id: it is empty, longer than 256 characters, or has a control character.
    pub fn add(&mut self, id: &str, place: impl Fn() -> String) -> Result<(), DeletionError> {
        let refuse = |what: String| Err(DeletionError::Id { place: place(), what });
        // An id of few bytes has few characters, which need no counting.
        let length = if id.len() <= ID_CHARS_MAX { id.len() } else { id.chars().count() };
        if id.trim().is_empty() {
            return refuse("found nothing".to_owned());
        }
        if length > ID_CHARS_MAX {
            let length = thousands(length as u64);
            return refuse(format!(
                "found one of {length} characters; the service takes at most 256"
            ));
        }
        if id.contains(char::is_control) {
            let shown = shorten(id, 40);
            return refuse(format!("found `{shown}`, which has a control character"));
        }
        match self.known.get_mut(id) {
            None => {
                self.known.insert(id.to_owned(), false);
                self.ids.push(id.to_owned());
            }
            Some(is_listed) if !*is_listed => {
                *is_listed = true;
                self.repeated.push(id.to_owned());
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Adds the users of a file: the column `USER_ID` of a table of any form, or each line of another text, over which
    /// the word `USER_ID` may stand.
    ///
    /// # Errors
    /// When the file cannot be read, or has a value that is no id.
    pub fn read(&mut self, path: &Path) -> Result<(), DeletionError> {
        if is_table(path)? { self.read_table(path) } else { self.read_lines(path) }
    }

    fn read_table(&mut self, path: &Path) -> Result<(), DeletionError> {
        let mut table = Table::open(path, &[USER_ID])?;
        let users = table.column(USER_ID)?;
        while table.advance()? {
            let line = table.line();
            self.add(table.text(users)?, || place(path, line))?;
        }
        Ok(())
    }

    fn read_lines(&mut self, path: &Path) -> Result<(), DeletionError> {
        let mut lines = Lines::open(path)?;
        while let Some(id) = lines.next()? {
            let number = lines.number;
            if number > 1 || id != USER_ID {
                self.add(&id, || place(path, number))?;
            }
        }
        Ok(())
    }
}

fn place(path: &Path, line: u64) -> String {
    format!("`{}`, line {line}", path.display())
}

/// Tells whether a file is a table: by its name, or since its first line names several columns, among them `USER_ID`.
fn is_table(path: &Path) -> Result<bool, DeletionError> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let is_named = ending.is_some_and(|ending| TABLES.contains(&ending.as_str()));
    if is_named || remote::is_dir(path) {
        return Ok(true);
    }
    let first = Lines::open(path)?.next()?.unwrap_or_default();
    let cells: Vec<&str> = first.split([',', ';', '\t', '|']).map(str::trim).collect();
    Ok(cells.len() > 1 && cells.contains(&USER_ID))
}

/// The lines of a text.
struct Lines<'p> {
    path: &'p Path,
    input: BufReader<std::fs::File>,
    /// The lines read so far.
    number: u64,
}

impl<'p> Lines<'p> {
    fn open(path: &'p Path) -> Result<Self, DeletionError> {
        let failed = |source| DeletionError::Io { path: path.to_owned(), source };
        let input = BufReader::new(opening::open(path).map_err(failed)?);
        Ok(Self { path, input, number: 0 })
    }

    /// The next line without its break, and without a byte-order mark; `None` behind the last.
    fn next(&mut self) -> Result<Option<String>, DeletionError> {
        let mut line = Vec::new();
        let failed = |source| DeletionError::Io { path: self.path.to_owned(), source };
        let length = self.input.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        if length.map_err(failed)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if line.pop_if(|last| *last == b'\n').is_some() {
            line.pop_if(|last| *last == b'\r');
        }
        let wrong = |what: &str| DeletionError::Id {
            place: place(self.path, self.number),
            what: what.to_owned(),
        };
        if line.len() as u64 >= LINE_BYTES_MAX - 1 {
            return Err(wrong("found a line of more than 1 MiB"));
        }
        let text = String::from_utf8(line)
            .map_err(|_| wrong("found bytes that are not UTF-8; save the file as UTF-8"))?;
        Ok(Some(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, bytes: &[u8]) -> Result<UserList, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("it can be written");
        let mut list = UserList::default();
        list.read(&path).map(|()| list).map_err(|error| {
            let place = format!("{}/", folder.path().display());
            error.to_string().replace(&place, "")
        })
    }

    fn ids(name: &str, bytes: &[u8]) -> Vec<String> {
        read(name, bytes).expect("a list").ids
    }

    #[test]
    fn tables_and_lines_give_the_same_list() {
        let expected = ["b", "a, c", "10"];
        assert_eq!(ids("list.csv", b"WHY,USER_ID\nx,b\ny,\"a, c\"\nz,10\n"), expected);
        assert_eq!(ids("list", b"WHY,USER_ID\nx,b\ny,\"a, c\"\nz,10\n"), expected);
        assert_eq!(ids("list.txt", b"USER_ID\nb\na, c\n10"), expected);
        assert_eq!(ids("list.txt", "\u{FEFF}b\r\na, c\r\n10\r\n".as_bytes()), expected);
        assert_eq!(ids("list.txt", b""), [""; 0]);
        assert_eq!(
            ids("list.txt", b"b\nUSER_ID\n"),
            ["b", "USER_ID"],
            "only the first line is a header"
        );
    }

    #[test]
    fn a_repeated_id_is_taken_once_and_named() {
        let list = read("list.txt", b"a\nb\na\nA\na\nb\n").expect("a list");
        assert_eq!(list.ids(), ["a", "b", "A"]);
        assert_eq!(list.repeated(), ["a", "b"]);
    }

    #[test]
    fn what_is_no_id_is_refused_at_its_line() {
        let refused = |name: &str, bytes: &[u8]| read(name, bytes).expect_err("refused");
        assert_eq!(
            refused("list.txt", b"a\n\nb\n"),
            "`list.txt`, line 2: expected the id of a user, found nothing"
        );
        assert!(refused("list.csv", b"USER_ID,WHY\na,\n ,x\n").starts_with("`list.csv`, line 3: "));
        assert!(
            refused("list.txt", b"a\n\xFF\n")
                .contains("line 2: expected the id of a user, found bytes")
        );
        assert!(refused("list.csv", b"USER_ID\n\"a\nb\"\n").contains("a control character"));
        assert!(refused("list.csv", b"ID\na\n").contains("USER_ID"));
        let long = |length: usize| "é".repeat(length);
        assert_eq!(ids("list.txt", long(256).as_bytes()), [long(256)]);
        assert!(refused("list.txt", long(257).as_bytes()).contains("one of 257 characters"));
        let endless = "x".repeat(3 << 20);
        assert!(
            refused("list.txt", endless.as_bytes())
                .contains("line 1: expected the id of a user, found a line")
        );
    }
}
