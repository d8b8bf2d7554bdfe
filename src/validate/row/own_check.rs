//! Checks a row by a team's own rules.

use std::borrow::Cow;

use crate::rule::{Findings, Selection};
use crate::schema::DatasetType;
use crate::validate::input::header::Header;
use crate::validate::input::row::Row;
use crate::validate::team::{OwnRule, is_named};

/// A rule with the places of its columns in a file.
#[derive(Debug)]
pub(super) struct OwnCheck<'a> {
    own: &'a OwnRule,
    /// The rule's names of its columns, in upper case, with their places.
    columns: Vec<(String, usize)>,
    /// The column's own name, if the rule looks at one alone.
    name: Option<&'a str>,
}

/// The rules that a file of this header can break: those of its dataset whose columns it has.
pub(super) fn own_checks<'a>(
    own_rules: &'a [OwnRule],
    header: &'a Header<'a>,
    dataset: Option<DatasetType>,
    selection: &Selection,
) -> Vec<OwnCheck<'a>> {
    let is_of_file = |own: &&OwnRule| Some(own.dataset) == dataset && selection.has(own.rule);
    own_rules.iter().filter(is_of_file).filter_map(|own| OwnCheck::new(own, header)).collect()
}

impl<'a> OwnCheck<'a> {
    fn new(own: &'a OwnRule, header: &'a Header<'a>) -> Option<Self> {
        let placed = own.when.columns().into_iter().map(|name| {
            let field = header.fields.iter().find(|placed| is_named(&placed.field.name, &name))?;
            Some((name, field))
        });
        let placed: Vec<_> = placed.collect::<Option<_>>()?;
        let name = match &placed[..] {
            [(_, one)] => Some(one.field.name.as_str()),
            _ => None,
        };
        let columns = placed.into_iter().map(|(name, placed)| (name, placed.at)).collect();
        Some(Self { own, columns, name })
    }

    /// Adds a finding if the row meets the condition. An empty cell is null.
    pub(super) fn check(&self, row: &Row<'_>, findings: &mut Findings) {
        let place = |name: &str| self.columns.iter().find(|(known, _)| known == name);
        let cell = |name: &str| -> Option<Cow<'_, str>> {
            place(name).map(|&(_, at)| String::from_utf8_lossy(row.cell(at)))
        };
        if self.own.when.of_cells(&cell) != Some(true) {
            return;
        }
        let place = match (self.name, &self.columns[..]) {
            (Some(_), [(_, at)]) => row.place(*at),
            _ => row.whole(),
        };
        findings.add(self.own.rule, self.name, place, || self.own.message.clone());
    }
}
