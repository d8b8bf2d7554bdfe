//! The state of statistics in memory, as bytes, and described.

use sha2::{Digest, Sha256};

use super::blocks::{packed, unpacked, word};
use super::error::StateError;
use super::rows::{Outline, blocks, dataset};
use crate::dataset::Dataset;
use crate::export::digest::{FileRecord, hex};
use crate::stats::sparsity::describe;
use crate::stats::statistics::Stats;

/// The first bytes of every state.
const MAGIC: &[u8; 16] = b"rehearsal stats\n";
/// The number of the layout behind these bytes.
const FORMAT: u32 = 1;
/// A hash of SHA-256.
const DIGEST: usize = 32;

/// The rows that statistics rest on, and the files that they are from.
#[derive(Debug)]
pub struct StatsState {
    /// The place that messages name.
    pub(super) name: String,
    pub(super) files: Vec<FileRecord>,
    pub(super) dataset: Dataset,
}

impl StatsState {
    /// The state of the rows of `file`.
    #[must_use]
    pub fn new(dataset: Dataset, file: FileRecord) -> Self {
        Self { name: file.path.clone(), files: vec![file], dataset }
    }

    /// The files that the rows are from, in the order of their paths.
    #[must_use]
    pub fn files(&self) -> &[FileRecord] {
        &self.files
    }

    /// The rows.
    #[must_use]
    pub const fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The statistics of the rows: those that [`describe`] finds in one file that holds them. Of several files
    /// [`Stats::file`] has their number for a path, the sum of their bytes, and the SHA-256 of theirs, sorted, a line
    /// each; and the data card advises no command, since none reads them all.
    #[must_use]
    pub fn describe(&self, session_gap_s: i64) -> Stats {
        let mut stats = describe(&self.dataset, self.file(), session_gap_s);
        if self.files.len() != 1 {
            stats.check_alone();
        }
        stats
    }

    fn file(&self) -> FileRecord {
        if let [file] = &self.files[..] {
            return file.clone();
        }
        let mut digests: Vec<&str> = self.files.iter().map(|file| file.sha256.as_str()).collect();
        digests.sort_unstable();
        let lines: String = digests.iter().flat_map(|digest| [digest, "\n"]).collect();
        FileRecord {
            path: format!("{} files", self.files.len()),
            bytes: self.files.iter().fold(0, |sum, file| sum.saturating_add(file.bytes)),
            sha256: hex(&Sha256::digest(lines)),
        }
    }

    /// The bytes of a file: a mark, the format (32 bits), the SHA-256 of the rest, and the rest: the length of an outline
    /// (64 bits), the outline in postcard's format, and the blocks of `rows::BLOCKS`. The same rows give the same bytes,
    /// whatever their order was.
    ///
    /// # Errors
    /// When they cannot be compressed, for want of memory.
    pub fn bytes(&self) -> std::io::Result<Vec<u8>> {
        let (outline, blocks) = blocks(&self.dataset);
        let outline =
            postcard::to_allocvec(&(&self.files, outline)).map_err(std::io::Error::other)?;
        let mut rest = (outline.len() as u64).to_le_bytes().to_vec();
        rest.extend_from_slice(&outline);
        rest.extend_from_slice(&packed(&blocks)?);
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&Sha256::digest(&rest));
        bytes.extend_from_slice(&rest);
        Ok(bytes)
    }

    /// Reads such bytes, which messages call `name`.
    ///
    /// # Errors
    /// When they are no state, or damaged, or of another format.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, StateError> {
        let damaged = StateError::Damaged;
        let other = damaged("it does not begin as one");
        let bytes = bytes.strip_prefix(MAGIC).ok_or(other)?;
        let short = || damaged("it is too short");
        let (format, bytes) = bytes.split_first_chunk().ok_or_else(short)?;
        let found = u32::from_le_bytes(*format);
        if found != FORMAT {
            return Err(StateError::Version { found, known: FORMAT });
        }
        let (digest, bytes) = bytes.split_at_checked(DIGEST).ok_or_else(short)?;
        if Sha256::digest(bytes)[..] != *digest {
            return Err(damaged(
                "its SHA-256 is another than it says, so it was cut off or changed",
            ));
        }
        let (length, bytes) = word(bytes)?;
        let length = usize::try_from(length).map_err(|_| short())?;
        let (outline, bytes) = bytes.split_at_checked(length).ok_or_else(short)?;
        let (files, outline): (Vec<FileRecord>, Outline) =
            postcard::from_bytes(outline).map_err(|_| damaged("its outline cannot be read"))?;
        let dataset = dataset(outline, &unpacked(bytes)?)?;
        Ok(Self { name: name.to_owned(), files, dataset })
    }
}
