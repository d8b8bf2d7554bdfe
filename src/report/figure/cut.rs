//! The leak audit: what the service's cut and the clean one hold out.

use crate::experiment::{EvalResult, View};
use crate::number::thousands;
use crate::report::page_table::{Table, count, texts};
use crate::split::{Leaks, Protocol};

/// The two cuts and the users that they leak for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct CutAudit {
    /// The service's cut; none where it was not evaluated.
    pub(in crate::report) service: Option<Audited>,
    /// The clean cut; none where it was not evaluated.
    pub(in crate::report) clean: Option<Audited>,
}

/// One cut.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Audited {
    /// The test users.
    pub(in crate::report) users: usize,
    pub(in crate::report) leaks: Leaks,
}

pub(super) fn cut_audit(eval: &EvalResult) -> CutAudit {
    // Drawn is the newest part of a user's rows; other protocols hold out another.
    let is_newest_part = |eval: &EvalResult| {
        matches!(
            eval.protocol.protocol,
            Protocol::Personalize { .. } | Protocol::PerUserRatio { .. }
        )
    };
    if !is_newest_part(eval) {
        return CutAudit { service: None, clean: None };
    }
    let audited = |eval: &EvalResult| Audited {
        users: eval.protocol.users_tested,
        leaks: eval.protocol.leaks,
    };
    let service = eval.service().filter(|one| one.view == View::Service);
    CutAudit { service: service.map(audited), clean: eval.clean().map(audited) }
}

/// A count of the audit.
type Figure = fn(&Audited) -> usize;

/// The counts that the table shows.
const FIGURES: [(&str, Figure); 8] = [
    ("test users", |cut| cut.users),
    ("users whose newest visible item is held out", |cut| cut.leaks.newest_item_held_out),
    ("users with a held-out item in their history", |cut| cut.leaks.any_held_out_item_in_history),
    ("users whose cut falls inside one second", |cut| cut.leaks.cut_inside_a_second),
    ("held-out items seen in the 30 minutes before", |cut| cut.leaks.answers_seen_shortly_before),
    ("held-out rows that training has too", |cut| cut.leaks.held_out_rows_in_training),
    ("held-out items that training never saw", |cut| cut.leaks.held_out_items_unknown),
    ("users for whom training has later rows", |cut| cut.leaks.users_with_later_training),
];

impl CutAudit {
    /// True if there is a cut of either view.
    pub(super) fn is_there(&self) -> bool {
        self.service.is_some() || self.clean.is_some()
    }

    pub(super) fn caption(&self) -> String {
        let service = self.service.as_ref().map(|cut| {
            format!(
                "The service cuts each test user's rows in the order of time, rows of one second as they stand in the \
                 file. For {} of {} users an item of the history is held out too; for {} it is the newest that a model \
                 is shown, so that whoever repeats it is right.",
                thousands(cut.leaks.any_held_out_item_in_history as u64),
                thousands(cut.users as u64),
                thousands(cut.leaks.newest_item_held_out as u64)
            )
        });
        let clean = self.clean.as_ref().map(|_| {
            "The clean cut never parts rows of one second, and holds out only items that are new to the user."
                .to_owned()
        });
        service.into_iter().chain(clean).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn table(&self) -> Table {
        let cuts: Vec<(&str, &Audited)> =
            [("service view", &self.service), ("clean view", &self.clean)]
                .into_iter()
                .filter_map(|(name, cut)| Some((name, cut.as_ref()?)))
                .collect();
        let mut heading = texts(["the audit of the cut"]);
        heading.extend(cuts.iter().map(|(name, _)| (*name).to_owned()));
        let row = |(name, figure): &(&str, Figure)| {
            let cells = cuts.iter().map(|(_, cut)| count(figure(cut)));
            std::iter::once((*name).to_owned()).chain(cells).collect()
        };
        Table { heading, rows: FIGURES.iter().map(row).collect() }
    }
}
