//! The output of a pipeline: the data, its schema, its manifest.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::export::{AtomicFile, Destination, Format, OutputFolder, Replace, WriteError};

/// The reason that the result cannot be written where it should.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The name does not tell the format.
    #[error(
        "`--output {}`: expected a name that ends in .csv, .parquet, .arrow or .avro; schema and \
         manifest go beside it",
        path.display()
    )]
    Format {
        /// The name.
        path: PathBuf,
    },
    /// It would overwrite an input.
    #[error("`{}` is an input of this very command; choose another output", path.display())]
    Input {
        /// The name.
        path: PathBuf,
    },
    /// Parts cannot go into a stream.
    #[error("`--shard-rows` writes a folder, and `-` is the standard output; name a folder")]
    ShardedStream,
    /// A part would have no rows.
    #[error("`--shard-rows`: expected at least 1, found 0")]
    NoRows,
    /// The name and the format do not agree.
    #[error(
        "`--output {}` says {}, and `--output-format` {}",
        path.display(),
        named.name(),
        asked.name()
    )]
    Mismatch {
        /// The name.
        path: PathBuf,
        /// The format that its ending names.
        named: Format,
        /// The format that was asked for.
        asked: Format,
    },
    /// The system refused.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// A place for the result, checked but not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The file or folder; `None` for the standard output.
    path: Option<PathBuf>,
    format: Format,
    shard_rows: Option<u64>,
    replace: Replace,
}

/// The files beside the data, open for writing.
pub(super) struct Beside {
    pub(super) schema: AtomicFile,
    pub(super) manifest: AtomicFile,
    /// Last, so that a folder that was made is empty when it is let go of.
    pub(super) folder: OutputFolder,
}

impl Output {
    /// The result at `path`, or on the standard output for `-`. Its ending says its format; `format`
    /// says it where there is none. With `shard_rows` it is a folder of parts.
    ///
    /// # Errors
    /// When the name does not say the format, or parts are asked for on the standard output.
    pub fn new(
        path: &Path,
        format: Option<Format>,
        shard_rows: Option<u64>,
        replace: &Replace,
    ) -> Result<Self, OutputError> {
        let replace = replace.clone();
        if shard_rows == Some(0) {
            return Err(OutputError::NoRows);
        }
        if path.as_os_str() == "-" {
            if shard_rows.is_some() {
                return Err(OutputError::ShardedStream);
            }
            let format = format.unwrap_or_default();
            return Ok(Self { path: None, format, shard_rows, replace });
        }
        let by_name = Format::of(path);
        let format = match (by_name, format, shard_rows) {
            (Some(named), None, _) => named,
            (Some(named), Some(asked), None) if named == asked => named,
            (_, Some(asked), Some(_)) => asked,
            (None, None, Some(_)) => Format::default(),
            (None, Some(asked), None) if path.extension().is_none() => asked,
            (Some(named), Some(asked), None) => {
                return Err(OutputError::Mismatch { path: path.to_owned(), named, asked });
            }
            _ => return Err(OutputError::Format { path: path.to_owned() }),
        };
        Ok(Self { path: Some(path.to_owned()), format, shard_rows, replace })
    }

    /// The format.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The file or folder; `None` for the standard output.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Refuses to write onto a file that is being read, whatever may be replaced.
    pub(super) fn expect_not_read(&self, inputs: &[PathBuf]) -> Result<(), OutputError> {
        let Some(path) = &self.path else { return Ok(()) };
        let Ok(there) = path.canonicalize() else { return Ok(()) };
        let same = |input: &PathBuf| {
            input.canonicalize().is_ok_and(|input| input == there || input.starts_with(&there))
        };
        if inputs.iter().any(same) {
            Err(OutputError::Input { path: path.clone() })
        } else {
            Ok(())
        }
    }

    /// Checks that the names are free, or may be replaced. Said before anything is read, and asked again
    /// when the files are opened.
    pub(super) fn expect_free(&self) -> Result<(), OutputError> {
        let Some(path) = &self.path else { return Ok(()) };
        if self.shard_rows.is_some() {
            Destination::expect_folder(path, &self.replace)?;
        } else if path.is_dir() {
            let source = io::Error::from(io::ErrorKind::IsADirectory);
            return Err(WriteError::Io { path: path.clone(), source }.into());
        } else {
            self.replace.expect_file(path)?;
        }
        for path in [path.with_extension("avsc"), path.with_extension("manifest.json")] {
            self.replace.expect_file(&path)?;
        }
        Ok(())
    }

    /// Makes the folder that the result lies in, and opens the files beside the data.
    pub(super) fn open_beside(&self) -> Result<Option<Beside>, OutputError> {
        let Some(path) = &self.path else { return Ok(None) };
        let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let made = OutputFolder::create(folder.unwrap_or(Path::new(".")))?;
        let schema = AtomicFile::create(&path.with_extension("avsc"), &self.replace)?;
        let manifest = AtomicFile::create(&path.with_extension("manifest.json"), &self.replace)?;
        Ok(Some(Beside { schema, manifest, folder: made }))
    }

    /// Opens the data. May be asked again, when what was written before is thrown away.
    pub(super) fn open(
        &self,
        stdout: &dyn Fn() -> Box<dyn Write + Send>,
    ) -> Result<Destination, OutputError> {
        match (&self.path, self.shard_rows) {
            (None, _) => Ok(Destination::stream(stdout())),
            (Some(path), None) => Ok(Destination::file(path, &self.replace)?),
            (Some(path), Some(rows)) => {
                Ok(Destination::folder(path, self.format.name(), rows, &self.replace)?)
            }
        }
    }

    /// The folder for temporary files: beside the result, or the current folder.
    pub(super) fn folder(&self) -> PathBuf {
        let parent = self.path.as_deref().and_then(Path::parent);
        parent.filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
    }
}
