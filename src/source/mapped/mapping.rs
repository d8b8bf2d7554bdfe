//! The mapping of a table's columns to ours.

use std::fmt;

use super::kind::MappedKind;
use super::mapping_error::MappingError;
use super::resolving::{Resolved, Resolving};
use crate::source::door::FileColumn;

/// Columns of ours and the table's names for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// Our name, the table's, and the type if one was given.
    pairs: Vec<(String, String, Option<MappedKind>)>,
    /// True if columns that nothing names are kept.
    keeps_others: bool,
}

impl fmt::Display for Mapping {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.pairs.iter().map(|(target, source, _)| format!("{target}={source}"));
        formatter.write_str(&pairs.collect::<Vec<_>>().join(","))
    }
}

impl Mapping {
    /// Adds one column; `target` may have a type behind a colon, such as `COST:int`.
    ///
    /// # Errors
    /// When ours is named twice or cannot be a name, or the type is none.
    pub fn add(&mut self, target: &str, source: &str) -> Result<(), MappingError> {
        let (target, kind) = match target.split_once(':') {
            Some((target, name)) => {
                let kind = MappedKind::parse(name.trim());
                (target, Some(kind.ok_or_else(|| MappingError::Type { found: name.to_owned() })?))
            }
            None => (target, None),
        };
        let target = target.trim().to_owned();
        let allowed =
            |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
        if !target.chars().all(allowed) || !target.starts_with(|c: char| c.is_ascii_uppercase()) {
            return Err(MappingError::Name { target });
        }
        if self.pairs.iter().any(|(known, ..)| *known == target) {
            return Err(MappingError::Twice { target });
        }
        self.pairs.push((target, source.to_owned(), kind));
        Ok(())
    }

    /// Adds the pairs of `text`, such as `USER_ID=uid,ITEM_ID=sku`. A name of the table that holds a comma stands in
    /// double quotes.
    ///
    /// # Errors
    /// When it is not such a list, or names a column of ours twice.
    pub fn parse(&mut self, text: &str) -> Result<(), MappingError> {
        for part in parts(text) {
            let pair = part
                .split_once('=')
                .filter(|(target, source)| !target.trim().is_empty() && !source.trim().is_empty());
            let Some((target, source)) = pair else {
                return Err(MappingError::Syntax { found: part.clone() });
            };
            let quoted = source.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            self.add(
                target,
                &quoted.map_or_else(|| source.to_owned(), |name| name.replace("\"\"", "\"")),
            )?;
        }
        Ok(())
    }

    /// Keeps the columns that nothing names, under names of the service's form.
    pub fn keep_others(&mut self) {
        self.keeps_others = true;
    }

    /// Tells whether nothing is mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The pairs, ours first, with the type where one was given.
    pub fn pairs(&self) -> impl Iterator<Item = (String, &str)> {
        self.pairs.iter().map(|(target, source, kind)| {
            let name = kind.map_or("", MappedKind::suffix);
            (format!("{target}{name}"), source.as_str())
        })
    }

    /// The columns to read from a table with `header`: those named here, then, of `required` and `known`,
    /// those that the table calls as we do, without case, or by a usual synonym, which is said. A column of
    /// the table is read once.
    ///
    /// # Errors
    /// When a column is not there, one of `required` is not named, or several may be meant.
    pub fn resolve(
        &self,
        header: &[FileColumn],
        required: &[&str],
        known: &[&str],
    ) -> Result<Resolved, MappingError> {
        let mut resolving = Resolving::new(header);
        for (target, source, kind) in &self.pairs {
            resolving.name(target, source, *kind)?;
        }
        resolving.add_ours(required, known)?;
        resolving.add_named();
        resolving.expect_one_meaning()?;
        if self.keeps_others {
            resolving.add_others();
        }
        Ok(resolving.finish())
    }
}

/// The parts of a list between commas, but for commas in double quotes.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for letter in text.chars() {
        match letter {
            ',' if !quoted => parts.push(String::new()),
            _ => {
                quoted ^= letter == '"';
                if let Some(part) = parts.last_mut() {
                    part.push(letter);
                }
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, RATING, TIMESTAMP, USER_ID};
    use crate::source::door::Physical;

    fn header(names: &[&str]) -> Vec<FileColumn> {
        let column = |&name: &&str| FileColumn { name: name.to_owned(), physical: Physical::Text };
        names.iter().map(column).collect()
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
        let Resolved { mapped, left_out, .. } =
            mapping.resolve(&table, &REQUIRED, &[EVENT_TYPE]).expect("it fits");
        let pairs: Vec<(&str, &str, MappedKind)> =
            mapped.iter().map(|one| (one.target.as_str(), one.source.as_str(), one.kind)).collect();
        assert_eq!(
            pairs,
            [
                ("USER_ID", "uid", MappedKind::Id),
                ("ITEM_ID", "ITEM_ID", MappedKind::Id),
                ("TIMESTAMP", "at", MappedKind::Instant),
                ("DEVICE", "kind", MappedKind::Text),
            ]
        );
        assert_eq!(left_out, ["price"]);
    }

    #[test]
    fn what_does_not_fit_is_said_with_the_columns_there_are() {
        let table = header(&["uid", "sku", "at"]);
        let message = |text| {
            mapping(text).resolve(&table, &REQUIRED, &[]).expect_err("it does not fit").to_string()
        };
        assert_eq!(
            message("USER_ID=uid,ITEM_ID=sku"),
            "which column is `TIMESTAMP`? the table has `uid`, `sku`, `at`; say it with `--map TIMESTAMP=…`, or `--no-timestamp` where there is no time"
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

    #[test]
    fn names_are_found_without_case_blanks_and_types_and_by_synonyms() {
        let resolve =
            |names: &[&str]| Mapping::default().resolve(&header(names), &REQUIRED, &[RATING]);
        let sources = |names: &[&str]| -> Vec<String> {
            let resolved = resolve(names).expect("it fits");
            resolved.mapped.into_iter().map(|one| one.source).collect()
        };
        assert_eq!(
            sources(&["User_Id", " item_id", "time\u{A0}"]),
            ["User_Id", " item_id", "time\u{A0}"]
        );
        assert_eq!(
            sources(&["user_id:token", "item_id:token", "rating:float", "timestamp:float"]),
            ["user_id:token", "item_id:token", "timestamp:float", "rating:float"]
        );
        let several =
            resolve(&["customer", "user", "sku", "ts"]).expect_err("two users").to_string();
        assert!(
            several.starts_with("which column is `USER_ID`? `customer`, `user` may be"),
            "{several}"
        );
    }

    #[test]
    fn a_column_is_read_once() {
        let table = header(&["user", "item", "time", "rating"]);
        let mapping = mapping("EVENT_VALUE=rating");
        let resolved = mapping.resolve(&table, &REQUIRED, &[EVENT_VALUE, RATING]).expect("it fits");
        let targets: Vec<&str> = resolved.mapped.iter().map(|one| one.target.as_str()).collect();
        assert_eq!(targets, ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_VALUE"]);
    }

    #[test]
    fn quotes_and_types_stand_in_a_mapping() {
        let table = header(&["a,b", "item", "ts", "user"]);
        let mapping = mapping("COST:int=\"a,b\"");
        let resolved = mapping.resolve(&table, &REQUIRED, &[]).expect("it fits");
        let cost = resolved.mapped.last().expect("a column");
        assert_eq!(
            (cost.source.as_str(), cost.kind, cost.is_open),
            ("a,b", MappedKind::Whole, false)
        );
    }

    #[test]
    fn others_are_kept_where_that_is_asked_for() {
        let table = header(&["user", "item", "ts", "pct. off", "2nd"]);
        let mut mapping = Mapping::default();
        mapping.keep_others();
        let resolved = mapping.resolve(&table, &REQUIRED, &[]).expect("it fits");
        let targets: Vec<&str> = resolved.mapped.iter().map(|one| one.target.as_str()).collect();
        assert_eq!(targets[3..], ["PCT_OFF", "ND"]);
    }
}
