//! The columns of a header that a mapping reads.

use super::kind::{Mapped, MappedKind};
use super::mapping_error::MappingError;
use super::names::{SYNONYMS, bare, is_movielens, meant, service_name};
use crate::column::{EVENT_TYPE, RATING};
use crate::param::hint;
use crate::source::door::FileColumn;

/// The result of a mapping on a header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resolved {
    /// The columns that are read.
    pub mapped: Vec<Mapped>,
    /// The columns that are left out.
    pub left_out: Vec<String>,
    /// Columns that were found under another name than ours, in words.
    pub notes: Vec<String>,
}

/// A column of ours that the user names.
#[derive(Debug, Clone, Copy)]
struct Named<'m> {
    target: &'m str,
    /// Its place in the header.
    at: usize,
    /// Its type, if one was given.
    kind: Option<MappedKind>,
}

/// A header of which the columns are being found.
#[derive(Debug)]
pub(super) struct Resolving<'h> {
    header: &'h [FileColumn],
    names: Vec<String>,
    named: Vec<Named<'h>>,
    resolved: Resolved,
}

impl<'h> Resolving<'h> {
    /// A header of which no column is found.
    pub(super) fn new(header: &'h [FileColumn]) -> Self {
        let names = header.iter().map(|column| column.name.clone()).collect();
        Self { header, names, named: Vec::new(), resolved: Resolved::default() }
    }

    /// Finds the column that the user calls `source`, for our `target`.
    pub(super) fn name(
        &mut self,
        target: &'h str,
        source: &str,
        kind: Option<MappedKind>,
    ) -> Result<(), MappingError> {
        let ways: [&dyn Fn(&str) -> bool; 3] =
            [&|name| name == source, &|name| meant(name) == meant(source), &|name| {
                meant(name).to_lowercase() == meant(source).to_lowercase()
            }];
        for is_meant in ways {
            if let Some(at) = self.only(target, &|at| is_meant(&self.names[at]))? {
                self.named.push(Named { target, at, kind });
                return Ok(());
            }
        }
        let known: Vec<&str> = self.names.iter().map(String::as_str).collect();
        Err(MappingError::NoColumn {
            target: target.to_owned(),
            source_column: source.trim().to_owned(),
            hint: hint(source, &known),
            found: self.names.clone(),
        })
    }

    /// Adds our columns in this order, as the user or the table names them. All of `required` must be there.
    pub(super) fn add_ours(
        &mut self,
        required: &[&str],
        known: &[&str],
    ) -> Result<(), MappingError> {
        for &target in required {
            if !self.add_our(target)? {
                let found = self.names.clone();
                return Err(MappingError::Missing { target: target.to_owned(), found });
            }
        }
        for target in known {
            self.add_our(target)?;
        }
        Ok(())
    }

    /// Adds one of our columns, and tells whether it is there.
    fn add_our(&mut self, target: &str) -> Result<bool, MappingError> {
        if let Some(&Named { at, kind, .. }) = self.named.iter().find(|one| one.target == target) {
            self.push(target, at, kind);
            return Ok(true);
        }
        let Some(at) = self.found(target)? else { return Ok(false) };
        let name = &self.names[at];
        if meant(name) != target && !is_movielens(target, name) {
            self.resolved.notes.push(format!("{target} taken from `{name}`"));
        }
        self.push(target, at, None);
        Ok(true)
    }

    /// Adds the columns that the user names beside ours.
    pub(super) fn add_named(&mut self) {
        for Named { target, at, kind } in std::mem::take(&mut self.named) {
            if self.is_free(target) {
                self.push(target, at, kind);
            }
        }
    }

    /// Checks that the name of each column that is read is the name of one column.
    pub(super) fn expect_one_meaning(&self) -> Result<(), MappingError> {
        let n_called = |source: &str| self.names.iter().filter(|name| *name == source).count();
        match self.resolved.mapped.iter().find(|one| n_called(&one.source) > 1) {
            Some(one) => Err(MappingError::Ambiguous { source_column: one.source.clone() }),
            None => Ok(()),
        }
    }

    /// Adds the columns that nothing names, under names of the service's form where those are free.
    pub(super) fn add_others(&mut self) {
        for at in 0..self.names.len() {
            let target = service_name(&self.names[at]);
            if !self.is_read(&self.names[at]) && self.is_free(&target) && !target.is_empty() {
                self.push(&target, at, None);
            }
        }
    }

    /// The columns that were added; the others are left out.
    pub(super) fn finish(mut self) -> Resolved {
        let left_out = self.names.iter().filter(|name| !self.is_read(name));
        self.resolved.left_out = left_out.cloned().collect();
        self.resolved
    }

    fn push(&mut self, target: &str, at: usize, kind: Option<MappedKind>) {
        let FileColumn { name, physical } = &self.header[at];
        self.resolved.mapped.push(Mapped::new(target, name, kind, physical));
    }

    /// Tells whether no column has the name `target` yet.
    fn is_free(&self, target: &str) -> bool {
        self.resolved.mapped.iter().all(|known| known.target != target)
    }

    /// Tells whether the table's column `name` is read.
    fn is_read(&self, name: &str) -> bool {
        self.resolved.mapped.iter().any(|known| known.source == name)
    }

    /// Finds the table's column for our `target` among those that are not taken: by our name, by our name
    /// but for case, or under a synonym.
    fn found(&self, target: &str) -> Result<Option<usize>, MappingError> {
        let is_taken = |at: usize| self.named.iter().any(|one| one.at == at);
        // Beside event types a rating under another name is a column like any other.
        if target == RATING && !self.is_free(EVENT_TYPE) {
            let place = self.names.iter().position(|name| name == target);
            return Ok(place.filter(|&at| !is_taken(at)));
        }
        let synonyms = SYNONYMS.iter().find(|(known, _)| *known == target).map(|(_, names)| *names);
        let bare_target = bare(target);
        let ways: [&dyn Fn(&str) -> bool; 3] =
            [&|name| name == target, &|name| bare(meant(name)) == bare_target, &|name| {
                synonyms.is_some_and(|names| names.contains(&bare(meant(name)).as_str()))
            }];
        for is_meant in ways {
            let found = self.only(target, &|at| !is_taken(at) && is_meant(&self.names[at]))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The only column that `is_meant` by our `target`; none where there is none, an error where there are several.
    fn only(
        &self,
        target: &str,
        is_meant: &dyn Fn(usize) -> bool,
    ) -> Result<Option<usize>, MappingError> {
        let names = &self.names;
        let found: Vec<usize> = (0..names.len()).filter(|&at| is_meant(at)).collect();
        match &found[..] {
            [] => Ok(None),
            [at] => Ok(Some(*at)),
            several if several.iter().all(|&at| names[at] == names[several[0]]) => {
                Err(MappingError::Ambiguous { source_column: names[several[0]].clone() })
            }
            several => {
                let found = several.iter().map(|&at| names[at].clone()).collect();
                Err(MappingError::Several { target: target.to_owned(), found })
            }
        }
    }
}
