//! Users of a list whom the data does not have.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use crate::column::USER_ID;
use crate::source::ReadError;
use crate::source::table::Table;

/// Users whom the data does not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnknownUsers {
    /// Their ids, in the order of the list.
    pub ids: Vec<String>,
    /// For some of them an id of the data that differs by case, blanks, zeros in front or `.0` behind.
    pub alike: BTreeMap<String, String>,
}

/// The users among `ids` whom none of the tables at `paths` has.
///
/// # Errors
/// When a table cannot be read or has no column `USER_ID`.
pub fn unknown(ids: &[String], paths: &[PathBuf]) -> Result<UnknownUsers, ReadError> {
    let mut missing: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let mut plain: HashMap<String, Vec<&str>> = HashMap::new();
    for id in ids {
        plain.entry(plain_form(id)).or_default().push(id);
    }
    let mut alike: BTreeMap<String, String> = BTreeMap::new();
    for path in paths {
        let mut table = Table::open(path, &[USER_ID])?;
        let users = table.column(USER_ID)?;
        while !missing.is_empty() && table.advance()? {
            let found = table.text(users)?;
            if missing.remove(found) {
                continue;
            }
            let Some(near) = plain.get(&plain_form(found)) else { continue };
            for id in near.iter().filter(|id| missing.contains(*id)) {
                alike.entry((*id).to_owned()).or_insert_with(|| found.to_owned());
            }
        }
    }
    alike.retain(|id, _| missing.contains(id.as_str()));
    let ids = ids.iter().filter(|id| missing.contains(id.as_str())).cloned().collect();
    Ok(UnknownUsers { ids, alike })
}

/// An id without what programs change in ids.
fn plain_form(id: &str) -> String {
    let id = id.trim();
    let whole = id.strip_suffix(".0").unwrap_or(id);
    let short = whole.trim_start_matches('0');
    (if short.is_empty() { "0" } else { short }).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_users_are_told_with_those_who_look_alike() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("it can be written");
            path
        };
        let events = write(
            "interactions.csv",
            "USER_ID,ITEM_ID,TIMESTAMP\n17,a,1\nAnn,a,1\n0,a,1\n17,b,2\n",
        );
        let users = write("users.csv", "USER_ID,AGE\nbob,3\n");
        let ids = ["17", "ANN", "0017", "17.0", "bob", "zoe", "00"].map(str::to_owned);
        let found = unknown(&ids, &[events.clone(), users]).expect("both can be read");
        assert_eq!(found.ids, ["ANN", "0017", "17.0", "zoe", "00"]);
        let alike: Vec<(&str, &str)> =
            found.alike.iter().map(|(id, near)| (id.as_str(), near.as_str())).collect();
        assert_eq!(alike, [("00", "0"), ("0017", "17"), ("17.0", "17"), ("ANN", "Ann")]);
        let one = unknown(&ids[..1], &[events]).expect("it can be read");
        assert_eq!(one, UnknownUsers::default());
    }
}
