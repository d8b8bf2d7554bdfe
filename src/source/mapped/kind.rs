//! The kinds of columns, and the columns to be read.

use super::names::{meant, service_name};
use crate::column::{
    AGE, CREATION_TIMESTAMP, DESCRIPTION, EVENT_TYPE, EVENT_VALUE, GENDER, GENRES, ITEM_ID,
    OCCUPATION, RATING, TIMESTAMP, TITLE, USER_ID, YEAR,
};
use crate::source::door::{FileColumn, Physical};

/// A kind of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MappedKind {
    /// Text that may not be empty, exactly as it stands: `007` stays `007`, and the number 7 is `7`,
    /// never `7.0`.
    Id,
    /// Text; empty is null.
    Text,
    /// A finite number; empty is null.
    Number,
    /// A whole number of 32 bits; empty is null.
    Whole,
    /// A whole number of 64 bits; empty is null.
    Long,
    /// `true` or `false`, as text; empty is null.
    Boolean,
    /// An instant; empty is null but for `TIMESTAMP`, where it is refused.
    Instant,
}

impl MappedKind {
    /// The kind of our column `name`; `None` for a column of the user's own.
    #[must_use]
    pub fn known(name: &str) -> Option<Self> {
        Some(match name {
            USER_ID | ITEM_ID | EVENT_TYPE => Self::Id,
            TIMESTAMP | CREATION_TIMESTAMP => Self::Instant,
            RATING | EVENT_VALUE | "PRICE" | "DURATION" | "AVERAGE_RATING" => Self::Number,
            YEAR | AGE => Self::Whole,
            TITLE | GENRES | DESCRIPTION | GENDER | OCCUPATION => Self::Text,
            _ => return None,
        })
    }

    /// The kind that `name` means in `--map COLUMN:TYPE=…`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "id" => Self::Id,
            "string" | "text" | "str" | "categories" => Self::Text,
            "float" | "double" | "number" => Self::Number,
            "int" => Self::Whole,
            "long" => Self::Long,
            "boolean" | "bool" => Self::Boolean,
            "timestamp" | "instant" => Self::Instant,
            _ => return None,
        })
    }

    /// The suffix that a mapping writes behind a name for it.
    pub(super) const fn suffix(self) -> &'static str {
        match self {
            Self::Id => ":id",
            Self::Text => ":string",
            Self::Number => ":double",
            Self::Whole => ":int",
            Self::Long => ":long",
            Self::Boolean => ":boolean",
            Self::Instant => ":timestamp",
        }
    }
}

/// One column to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// Our name.
    pub target: String,
    /// The table's name, as it stands there.
    pub source: String,
    /// The kind of its cells.
    pub kind: MappedKind,
    /// True if numbers among its texts may make it a column of numbers, since no kind was given.
    pub is_open: bool,
}

impl Mapped {
    pub(super) fn new(
        target: &str,
        source: &str,
        kind: Option<MappedKind>,
        physical: &Physical,
    ) -> Self {
        let known = kind.or_else(|| MappedKind::known(target));
        let by_type = match physical {
            Physical::Whole => MappedKind::Long,
            Physical::Real | Physical::Decimal => MappedKind::Number,
            Physical::Boolean => MappedKind::Boolean,
            Physical::Instant => MappedKind::Instant,
            _ => MappedKind::Text,
        };
        let kind = known.unwrap_or(by_type);
        let is_open = known.is_none() && matches!(by_type, MappedKind::Text | MappedKind::Long);
        Self { target: target.to_owned(), source: source.to_owned(), kind, is_open }
    }

    /// The column of the table that a condition means by `name`, in capital letters; read as what its cells
    /// are.
    #[must_use]
    pub fn helper(name: &str, header: &[FileColumn]) -> Option<Self> {
        let means = |column: &&FileColumn| {
            meant(&column.name).to_uppercase() == name || service_name(&column.name) == name
        };
        let column = header.iter().find(means)?;
        let mut helper = Self::new(name, &column.name, None, &column.physical);
        // A condition on our own column by a name of the table's speaks of the cell as it stands.
        helper.is_open |= helper.kind == MappedKind::Text;
        Some(helper)
    }

    /// Tells whether an empty cell is refused.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.kind == MappedKind::Id || self.target == TIMESTAMP
    }

    /// Tells whether the service holds its numbers in 32 bits.
    pub(crate) fn is_float(&self) -> bool {
        self.kind == MappedKind::Number
            && MappedKind::known(&self.target) == Some(MappedKind::Number)
    }

    /// Tells whether its text may be a list of categories.
    pub(super) fn is_list(&self) -> bool {
        let name = self.target.as_str();
        self.kind == MappedKind::Text
            && !matches!(name, TITLE | DESCRIPTION)
            && !name.ends_with("DESCRIPTION")
    }
}
