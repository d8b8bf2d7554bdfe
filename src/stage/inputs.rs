//! The inputs of a stage, their key, and the difference between two of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::export::digest::Digester;

/// Everything that decides what a stage writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageInputs {
    /// The program and its version.
    pub program: String,
    /// The value of each option; none where it is not set.
    pub options: BTreeMap<String, Vec<String>>,
    /// The digest of each file that is read.
    pub files: BTreeMap<String, String>,
    /// The key of each stage whose results are read.
    pub needs: BTreeMap<String, String>,
}

/// The work that a stage needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// None: its results are there.
    Keep,
    /// It is to be done, for this reason.
    Do(String),
    /// None was asked for, whether it is to be done, for this reason, or not.
    Leave(String),
}

/// The most changes that a reason names.
const NAMED_MAX: usize = 3;

impl StageInputs {
    /// The digest over all of it.
    #[must_use]
    pub fn key(&self) -> String {
        let mut digester = Digester::default();
        // Maps in the order of their keys: the same inputs have the same text.
        digester.update(&serde_json::to_vec(self).unwrap_or_default());
        digester.record(std::path::Path::new("")).sha256
    }

    /// The changes since `before`, in words; `None` where there is none.
    #[must_use]
    pub fn changes(&self, before: &Self) -> Option<String> {
        let mut said = Vec::new();
        if self.program != before.program {
            said.push(format!("{} changed to {}", before.program, self.program));
        }
        said.extend(changed(&before.options, &self.options, |name, from, to| {
            format!("`{name}` changed from {} to {}", shown(from), shown(to))
        }));
        said.extend(changed(&before.files, &self.files, |name, from, to| match (from, to) {
            (None, _) => format!("`{name}` is new"),
            (_, None) => format!("`{name}` is no longer read"),
            _ => format!("`{name}` changed"),
        }));
        said.extend(changed(&before.needs, &self.needs, |name, from, to| match (from, to) {
            (None, _) => format!("`{name}` is a new stage"),
            (_, None) => format!("`{name}` is no longer a stage"),
            _ => format!("`{name}` is done anew"),
        }));
        let more = said.len().saturating_sub(NAMED_MAX);
        said.truncate(NAMED_MAX);
        if more > 0 {
            said.push(format!("{more} more"));
        }
        (!said.is_empty()).then(|| said.join(", "))
    }
}

/// The values of an option in a sentence.
fn shown(values: Option<&Vec<String>>) -> String {
    match values.map(Vec::as_slice) {
        None | Some([]) => "its default".to_owned(),
        Some(values) => values.join(", "),
    }
}

/// A word on each entry that differs between two maps, in the order of their keys.
fn changed<V: PartialEq>(
    before: &BTreeMap<String, V>,
    after: &BTreeMap<String, V>,
    say: impl Fn(&str, Option<&V>, Option<&V>) -> String,
) -> Vec<String> {
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    let names: std::collections::BTreeSet<&String> = gone.chain(after.keys()).collect();
    let differing = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    differing.map(|name| say(name, before.get(name), after.get(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs() -> StageInputs {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        StageInputs {
            program: "rehearsal 1".to_owned(),
            options: BTreeMap::from([
                ("watched-threshold".to_owned(), vec!["3".to_owned()]),
                ("since".to_owned(), Vec::new()),
            ]),
            files: BTreeMap::from([pair("ratings.csv", "aa")]),
            needs: BTreeMap::from([pair("prep all", "bb")]),
        }
    }

    #[test]
    fn every_part_is_in_the_key_and_its_change_is_said() {
        let before = inputs();
        assert_eq!((before.key(), before.changes(&before)), (inputs().key(), None));
        let mut seen = std::collections::BTreeSet::from([before.key()]);
        let mut expect = |change: &dyn Fn(&mut StageInputs), said: &str| {
            let mut after = inputs();
            change(&mut after);
            assert_eq!(after.changes(&before).as_deref(), Some(said));
            assert!(seen.insert(after.key()), "{said}: the key is known");
        };
        expect(&|after| after.program = "rehearsal 2".into(), "rehearsal 1 changed to rehearsal 2");
        let set = |name: &'static str, values: &'static [&str]| {
            move |after: &mut StageInputs| {
                let values = values.iter().map(|&value| value.to_owned()).collect();
                after.options.insert(name.to_owned(), values);
            }
        };
        expect(&set("watched-threshold", &["4"]), "`watched-threshold` changed from 3 to 4");
        expect(&set("since", &["2015"]), "`since` changed from its default to 2015");
        expect(
            &|after| drop(after.files.insert("ratings.csv".into(), "x".into())),
            "`ratings.csv` changed",
        );
        expect(&|after| drop(after.files.insert("b.csv".into(), "x".into())), "`b.csv` is new");
        expect(&|after| after.files.clear(), "`ratings.csv` is no longer read");
        expect(
            &|after| drop(after.needs.insert("prep all".into(), "x".into())),
            "`prep all` is done anew",
        );
        expect(&|after| after.needs.clear(), "`prep all` is no longer a stage");
    }

    #[test]
    fn many_changes_are_counted() {
        let after = StageInputs::default();
        let said = after.changes(&inputs()).expect("changes");
        assert!(said.ends_with(", 2 more"), "{said}");
    }
}
