//! A file opened as CSV, whatever the door takes, with what the service would not take of its form.

use std::io;

use crate::rule::{self, Findings, Place};
use crate::source::blocks::Blocks;
use crate::source::door::{Delimiter, Encoding, Look, Origin, Structure};
use crate::source::opening;
use crate::source::table::Input;
use crate::validate::error::ValidateError;

/// A file as CSV, and what it was found to be.
pub(in crate::validate) struct Opened {
    input: Input,
    line: u64,
    offset: u64,
    look: Look,
}

impl Opened {
    /// The file in blocks of about so many bytes.
    pub(in crate::validate) fn blocks(self, block_bytes: usize) -> Blocks<Input> {
        Blocks::starting(self.input, self.line, self.offset, block_bytes)
    }

    /// The bytes of the byte-order mark of a text.
    pub(in crate::validate) const fn mark_bytes(&self) -> usize {
        self.look.mark_bytes
    }

    /// The name of its format, if it is typed.
    pub(in crate::validate) fn typed(&self) -> Option<&'static str> {
        self.look.structure.is_typed().then(|| self.look.structure.name())
    }

    /// Adds what the service would not take of the file's form; `false` where what stands in which column
    /// cannot be told.
    pub(in crate::validate) fn add_findings(&self, findings: &mut Findings) -> bool {
        let look = &self.look;
        let packed = look.compression.map(|one| format!("compressed by {}", one.name()));
        let other = (look.structure != Structure::Text).then(|| look.structure.name().to_owned());
        let found: Vec<String> = packed.into_iter().chain(other).collect();
        if !found.is_empty() {
            findings.add_counted(&rule::FILE_NOT_CSV, None, 1, Vec::new(), || {
                format!("expected plain CSV, found a file that is {}", found.join(" and "))
            });
        }
        if look.structure != Structure::Text {
            return true;
        }
        if look.encoding != Encoding::Utf8 {
            findings.add(&rule::FILE_NOT_UTF8, None, Place::line(1, b""), || {
                let (name, is_utf_16) = match look.encoding {
                    Encoding::Utf16Little | Encoding::Utf16Big => ("UTF-16", true),
                    other => (other.name(), false),
                };
                let by = match (look.mark_bytes > 0, is_utf_16) {
                    (true, _) => ", by the byte-order mark at offset 0",
                    (false, true) => "",
                    (false, false) => ", as `--encoding` says",
                };
                format!("the file is {name}{by}; expected UTF-8")
            });
        }
        if look.dialect.returns_alone {
            findings.add(&rule::FILE_RETURNS_ALONE, None, Place::line(1, b"\r"), || {
                "expected lines that end in a line feed, found carriage returns alone".to_owned()
            });
        }
        if look.dialect.delimiter != Delimiter::COMMA {
            findings.add(&rule::FILE_DELIMITER, None, Place::line(1, b""), || {
                let found = look.dialect.delimiter.name();
                format!("expected commas between the columns, found {found}")
            });
            return look.dialect.agrees;
        }
        true
    }
}

/// Opens a file as CSV. What is CSV between commas in UTF-8 is given as it stands, mark and all.
pub(in crate::validate) fn open<'o>(
    origin: impl Into<Origin<'o>>,
) -> Result<Opened, ValidateError> {
    let origin = origin.into();
    let path = origin.path;
    open_look(origin).map_err(|reason| ValidateError::read(path, reason))
}

fn open_look(Origin { path, options }: Origin<'_>) -> io::Result<Opened> {
    let look = Look::at(path, options).map_err(io_error)?;
    if look.is_plain_but_for_a_mark() {
        let input = Input::new(opening::open(path)?);
        return Ok(Opened { input, line: 1, offset: 0, look });
    }
    let opened = look.open_as_it_is()?;
    Ok(Opened { input: opened.input, line: opened.line, offset: opened.offset, look })
}

/// The reason of an error alone: whoever reports it names the file.
fn io_error(error: crate::source::ReadError) -> io::Error {
    match error {
        crate::source::ReadError::Io { source, .. } => source,
        other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
    }
}
