//! The structure of a file once it is unpacked, and the physical types of its columns.

/// The physical type of the cells of a column in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Physical {
    /// As text.
    Text,
    /// As whole numbers.
    Whole,
    /// As real numbers, which hold whole ones exactly only below 2^53.
    Real,
    /// As decimal numbers.
    Decimal,
    /// As `true` and `false`.
    Boolean,
    /// As instants of a type with a unit.
    Instant,
    /// As lists of plain values, which are held in this way.
    List(Box<Self>),
    /// No form: every cell is empty.
    Nothing,
    /// A type that has no text.
    Unreadable(String),
}

/// A text form for the instants of a typed column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum InstantText {
    /// Seconds since 1970 UTC, with the fraction that there is.
    #[default]
    Seconds,
    /// ISO 8601, the text that a reader of the file expects.
    Iso,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileColumn {
    /// Its name, as it stands in the file.
    pub name: String,
    /// The physical type of its cells.
    pub physical: Physical,
}

#[cfg(feature = "frames")]
impl FileColumn {
    /// Its name and type, where that has no text.
    pub(super) fn unreadable(&self) -> Option<(&str, &str)> {
        match &self.physical {
            Physical::Unreadable(found) => Some((&self.name, found)),
            _ => None,
        }
    }
}

/// The structure of the bytes of a file, once unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Structure {
    /// Text with a delimiter.
    Text,
    /// JSON objects.
    Json,
    /// Apache Parquet.
    Parquet,
    /// An Arrow IPC file.
    ArrowFile,
    /// An Arrow IPC stream.
    ArrowStream,
    /// An Avro object container.
    Avro,
}

impl Structure {
    /// Its name in a message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "JSON",
            Self::Parquet => "Parquet",
            Self::ArrowFile | Self::ArrowStream => "Arrow IPC",
            Self::Avro => "Avro",
        }
    }

    /// Tells whether the types of its columns are its own.
    #[must_use]
    pub const fn is_typed(self) -> bool {
        matches!(self, Self::Parquet | Self::ArrowFile | Self::ArrowStream | Self::Avro)
    }

    pub(super) fn of(magic: &[u8]) -> Option<Self> {
        match magic {
            [b'P', b'A', b'R', b'1', ..] => Some(Self::Parquet),
            [b'A', b'R', b'R', b'O', b'W', b'1', ..] => Some(Self::ArrowFile),
            // A stream begins with a marker of four bytes, all ones.
            [0xFF, 0xFF, 0xFF, 0xFF, ..] => Some(Self::ArrowStream),
            [b'O', b'b', b'j', 1, ..] => Some(Self::Avro),
            _ => None,
        }
    }
}
