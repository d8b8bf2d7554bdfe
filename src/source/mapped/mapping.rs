//! Which column of a table becomes which of ours.

use std::fmt;

use crate::column::{
    AGE, CREATION_TIMESTAMP, EVENT_TYPE, EVENT_VALUE, ITEM_ID, RATING, TIMESTAMP, USER_ID, YEAR,
};
use crate::param::nearest;
use crate::source::error::list;

/// What the cells of a column are read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text that may not be empty, exactly as it stands: `007` stays `007`, and the number 7 is `7`,
    /// never `7.0`.
    Id,
    /// Text; empty is null.
    Text,
    /// A finite number; empty is null.
    Number,
    /// A whole number of 32 bits; empty is null.
    Whole,
    /// An instant; empty is null but for `TIMESTAMP`, where it is refused.
    Instant,
}

impl Kind {
    /// The kind of our column `name`.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            USER_ID | ITEM_ID | EVENT_TYPE => Self::Id,
            TIMESTAMP | CREATION_TIMESTAMP => Self::Instant,
            RATING | EVENT_VALUE | "PRICE" | "DURATION" | "AVERAGE_RATING" => Self::Number,
            YEAR | AGE => Self::Whole,
            _ => Self::Text,
        }
    }
}

/// One column to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// Our name.
    pub target: String,
    /// The table's name.
    pub source: String,
    /// What its cells are.
    pub kind: Kind,
}

impl Mapped {
    fn new(target: &str, source: &str) -> Self {
        Self { target: target.to_owned(), source: source.to_owned(), kind: Kind::of(target) }
    }

    /// Whether an empty cell is refused.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.kind == Kind::Id || self.target == TIMESTAMP
    }
}

/// Why a mapping does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// It is not a list of `OURS=THEIRS`.
    #[error("`--map`: expected USER_ID=column,…, found `{found}`")]
    Syntax {
        /// The part that is not.
        found: String,
    },
    /// One of our columns is named twice.
    #[error("`--map`: `{target}` is given twice")]
    Twice {
        /// The column.
        target: String,
    },
    /// A name of ours is not one that the service takes.
    #[error(
        "`--map`: `{target}` cannot be a column: expected capital letters, digits and underscores, \
         not beginning with a digit, as the service writes its own"
    )]
    Name {
        /// The name.
        target: String,
    },
    /// The table does not have the column.
    #[error(
        "`--map {target}={source_column}`: the table has no column `{source_column}`{hint}; it has {}",
        list(found)
    )]
    NoColumn {
        /// Our column.
        target: String,
        /// The table's column.
        source_column: String,
        /// The nearest name, in words.
        hint: String,
        /// The columns there are.
        found: Vec<String>,
    },
    /// The header has the column more than once.
    #[error("`{source_column}` stands in the header more than once; rename one of them")]
    Ambiguous {
        /// The table's column.
        source_column: String,
    },
    /// A column that every row needs is not mapped.
    #[error(
        "which column is `{target}`? the table has {}; say it with `--map {target}=…`",
        list(found)
    )]
    Missing {
        /// Our column.
        target: String,
        /// The columns there are.
        found: Vec<String>,
    },
}

/// Columns of ours and the table's names for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    pairs: Vec<(String, String)>,
}

impl fmt::Display for Mapping {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.pairs.iter().map(|(target, source)| format!("{target}={source}"));
        formatter.write_str(&pairs.collect::<Vec<_>>().join(","))
    }
}

impl Mapping {
    /// Adds one column.
    ///
    /// # Errors
    /// When ours is named twice or cannot be a name.
    pub fn add(&mut self, target: &str, source: &str) -> Result<(), MappingError> {
        let target = target.trim().to_owned();
        let allowed =
            |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
        if !target.chars().all(allowed) || !target.starts_with(|c: char| c.is_ascii_uppercase()) {
            return Err(MappingError::Name { target });
        }
        if self.pairs.iter().any(|(known, _)| *known == target) {
            return Err(MappingError::Twice { target });
        }
        self.pairs.push((target, source.trim().to_owned()));
        Ok(())
    }

    /// Adds what `text` says, such as `USER_ID=uid,ITEM_ID=sku`.
    ///
    /// # Errors
    /// When it is not such a list, or names a column of ours twice.
    pub fn parse(&mut self, text: &str) -> Result<(), MappingError> {
        for part in text.split(',') {
            let pair = part
                .split_once('=')
                .filter(|(target, source)| !target.trim().is_empty() && !source.trim().is_empty());
            let Some((target, source)) = pair else {
                return Err(MappingError::Syntax { found: part.to_owned() });
            };
            self.add(target, source)?;
        }
        Ok(())
    }

    /// Whether nothing is mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The pairs, ours first.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The columns to read from a table with `header`: those named here, then, of `required` and
    /// `known`, those that the table calls as we do. MovieLens' own names (`userId`, `movieId`,
    /// `rating`, `timestamp`) are known too. Also the table's columns that are left out.
    ///
    /// # Errors
    /// When a column is not there, or one of `required` is not named.
    pub fn resolve(
        &self,
        header: &[String],
        required: &[&str],
        known: &[&str],
    ) -> Result<(Vec<Mapped>, Vec<String>), MappingError> {
        for (target, source) in &self.pairs {
            if !header.contains(source) {
                let names: Vec<&str> = header.iter().map(String::as_str).collect();
                let hint = nearest(source, &names)
                    .map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"));
                return Err(MappingError::NoColumn {
                    target: target.clone(),
                    source_column: source.clone(),
                    hint,
                    found: header.to_vec(),
                });
            }
        }
        let mut mapped: Vec<Mapped> = Vec::new();
        let has = |name: &str| header.iter().any(|column| column == name);
        for &target in required.iter().chain(known) {
            let given = self.pairs.iter().find(|(known, _)| known == target);
            let source = match given {
                Some((_, source)) => Some(source.as_str()),
                None => [target, movielens_name(target)].into_iter().find(|name| has(name)),
            };
            match source {
                Some(source) => mapped.push(Mapped::new(target, source)),
                None if required.contains(&target) => {
                    return Err(MappingError::Missing {
                        target: target.to_owned(),
                        found: header.to_vec(),
                    });
                }
                None => {}
            }
        }
        for (target, source) in &self.pairs {
            if mapped.iter().all(|known| known.target != *target) {
                mapped.push(Mapped::new(target, source));
            }
        }
        let twice = |one: &&Mapped| header.iter().filter(|name| **name == one.source).count() > 1;
        if let Some(one) = mapped.iter().find(twice) {
            return Err(MappingError::Ambiguous { source_column: one.source.clone() });
        }
        let used = |name: &&String| mapped.iter().any(|known| known.source == **name);
        let left_out = header.iter().filter(|name| !used(name)).cloned().collect();
        Ok((mapped, left_out))
    }
}

const fn movielens_name(target: &str) -> &str {
    match target.as_bytes() {
        b"USER_ID" => "userId",
        b"ITEM_ID" => "movieId",
        b"RATING" => "rating",
        b"TIMESTAMP" => "timestamp",
        b"TITLE" => "title",
        b"GENRES" => "genres",
        _ => target,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn mapping(text: &str) -> Mapping {
        let mut mapping = Mapping::default();
        mapping.parse(text).expect("a mapping");
        mapping
    }

    const REQUIRED: [&str; 3] = [USER_ID, ITEM_ID, TIMESTAMP];

    #[test]
    fn what_is_named_comes_first_and_equal_names_need_none() {
        let table = header(&["uid", "ITEM_ID", "at", "kind", "price"]);
        let mapping = mapping("USER_ID=uid, TIMESTAMP=at,DEVICE=kind");
        let (mapped, left) = mapping.resolve(&table, &REQUIRED, &[EVENT_TYPE]).expect("it fits");
        let pairs: Vec<(&str, &str, Kind)> =
            mapped.iter().map(|one| (one.target.as_str(), one.source.as_str(), one.kind)).collect();
        assert_eq!(
            pairs,
            [
                ("USER_ID", "uid", Kind::Id),
                ("ITEM_ID", "ITEM_ID", Kind::Id),
                ("TIMESTAMP", "at", Kind::Instant),
                ("DEVICE", "kind", Kind::Text),
            ]
        );
        assert_eq!(left, ["price"]);
    }

    #[test]
    fn what_does_not_fit_is_said_with_the_columns_there_are() {
        let table = header(&["uid", "sku", "at"]);
        let message = |text| {
            mapping(text).resolve(&table, &REQUIRED, &[]).expect_err("it does not fit").to_string()
        };
        assert_eq!(
            message("USER_ID=uid,ITEM_ID=sku"),
            "which column is `TIMESTAMP`? the table has `uid`, `sku`, `at`; say it with `--map TIMESTAMP=…`"
        );
        assert_eq!(
            message("USER_ID=uids,ITEM_ID=sku"),
            "`--map USER_ID=uids`: the table has no column `uids` (did you mean `uid`?); it has `uid`, `sku`, `at`"
        );
    }

    #[test]
    fn a_text_that_is_no_mapping_is_refused() {
        let refused = |text: &str| Mapping::default().parse(text).expect_err("refused").to_string();
        assert!(refused("USER_ID").contains("found `USER_ID`"));
        assert!(refused("USER_ID=").contains("found `USER_ID=`"));
        assert!(refused("A=b,A=c").contains("`A` is given twice"));
        assert!(refused("9A=b").contains("cannot be a column"));
        assert!(refused("user_id=b").contains("expected capital letters"));
        assert_eq!(mapping("A=b,C=d").to_string(), "A=b,C=d");
    }
}
