//! The tables of a page, each with a name.

use super::View;
use crate::report::page_table::Table;

/// A table of the page, by the name of its file.
#[derive(Debug, Clone)]
pub(in crate::report) struct NamedTable<'a> {
    /// The name: small letters between hyphens.
    pub(in crate::report) name: String,
    /// The table.
    pub(in crate::report) table: &'a Table,
}

impl View {
    /// Every table of the page, in its order.
    pub(in crate::report) fn tables<'a>(&'a self) -> Vec<NamedTable<'a>> {
        let mut all = Vec::new();
        let mut add = |name: &str, table: Option<&'a Table>| {
            all.extend(table.map(|table| (name.to_owned(), table)));
        };
        let figure = |name: &str| self.figures.iter().find(|figure| figure.name == name);
        add("decision", figure("decision").map(|figure| &figure.table));
        add("protocols", self.protocols.as_ref());
        for evaluated in &self.evaluations {
            evaluated.each_table(&mut add);
        }
        add("both-views", self.sides.as_ref());
        for service in &self.comparisons {
            service.each_table(&mut add);
        }
        add("paired-lists", self.paired.as_ref());
        for list in &self.lists {
            add(list.name, Some(&list.table));
        }
        add("validated-files", self.validation_files.as_ref());
        add("validation", self.validation.as_ref());
        add("distributions", self.distributions.as_ref());
        add("data-card", self.card.as_ref());
        add("cost", self.cost.as_ref());
        add("cost-side-by-side", self.cost_side_by_side.as_ref());
        for figure in self.figures.iter().filter(|figure| figure.name != "decision") {
            add(&figure.name, Some(&figure.table));
        }
        numbered(all)
    }
}

/// The tables under different names: the second of one name ends in `-2`.
fn numbered(all: Vec<(String, &Table)>) -> Vec<NamedTable<'_>> {
    let mut named: Vec<NamedTable<'_>> = Vec::new();
    for (name, table) in all {
        let is_taken = |name: &str| named.iter().any(|one| one.name == name);
        let mut free = name.clone();
        let mut number = 2;
        while is_taken(&free) {
            free = format!("{name}-{number}");
            number += 1;
        }
        named.push(NamedTable { name: free, table });
    }
    named
}
