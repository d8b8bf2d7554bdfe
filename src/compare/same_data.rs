//! Checks whether reported figures and a run of ours can rest on the same data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::diagnosis::CoverageFinding;
use super::service_metrics::ServiceData;
use crate::experiment::DataRecord;
use crate::instant::to_iso;
use crate::metric::COVERAGE;
use crate::number::{shown, thousands};

/// The result of comparing two fingerprints of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SameData {
    /// The verdict over all checks.
    pub verdict: Sameness,
    /// One check per thing that is known of both.
    pub checks: Vec<SameDataCheck>,
}

/// The answer to whether two data sets can be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sameness {
    /// Everything that is known of both agrees.
    Agrees,
    /// Something differs: they are not the same data.
    Differs,
    /// Nothing is known of the service's data.
    Unknown,
}

/// One thing that is known of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SameDataCheck {
    /// The name of the thing.
    pub what: String,
    /// The value of the service's data.
    pub service: String,
    /// The value of our data.
    pub ours: String,
    /// True if the two values can be of one data set.
    pub agrees: bool,
}

/// Lays what is known of the service's data beside ours. `coverage` is what its coverage says of our
/// catalogue.
pub(super) fn same_data(
    service: &ServiceData,
    ours: &DataRecord,
    coverage: Option<(f64, &CoverageFinding)>,
) -> SameData {
    let mut checks = Vec::new();
    let mut counts = |what: &str, service: Option<usize>, ours: Option<usize>| {
        if let (Some(service), Some(ours)) = (service, ours) {
            checks.push(SameDataCheck {
                what: what.to_owned(),
                service: thousands(service as u64),
                ours: thousands(ours as u64),
                agrees: service == ours,
            });
        }
    };
    // Of a cut made elsewhere, histories may stand in two of the files.
    let rows = ours.held_out_file.is_none().then_some(ours.rows);
    counts("interactions", service.interactions, rows);
    counts("users", service.users, Some(ours.users));
    // Without the items file the catalogue is not known.
    let items = ours.items_file.is_some().then_some(ours.items);
    counts("items of the catalogue", service.items, items);
    counts(
        "items with an interaction",
        service.items_with_interactions,
        ours.items_with_interactions,
    );
    if let (Some(service), Some(ours)) = (service.span_s, ours.span_s) {
        let text = |(first, last): (i64, i64)| format!("{} to {}", to_iso(first), to_iso(last));
        checks.push(SameDataCheck {
            what: "time span".to_owned(),
            service: text(service),
            ours: text(ours),
            agrees: service == ours,
        });
    }
    if let (Some(service), Some(ours)) = (&service.event_types, &ours.event_types) {
        checks.push(event_types(service, ours));
    }
    // Where the service's catalogue is not known, its coverage still has to count our items.
    if let (None, Some(_), Some((value, found))) = (service.items, items, coverage) {
        checks.push(whole_items(value, found));
    }
    SameData { verdict: verdict(service, &checks), checks }
}

/// The check whether the service's coverage is a whole number of our items.
fn whole_items(coverage: f64, found: &CoverageFinding) -> SameDataCheck {
    let count = |n: usize| thousands(n as u64);
    let items = count(found.items);
    SameDataCheck {
        what: format!("{COVERAGE} as a whole number of items"),
        service: shown(coverage),
        ours: match found.covered {
            Some((least, most)) if least == most => format!("{} of {items}", count(least)),
            Some((least, most)) => format!("{} to {} of {items}", count(least), count(most)),
            None => format!("no number of {items}"),
        },
        agrees: found.covered.is_some(),
    }
}

/// The verdict over `checks`. A coverage that fits says little: it cannot make the answer yes by itself.
fn verdict(service: &ServiceData, checks: &[SameDataCheck]) -> Sameness {
    if checks.iter().any(|check| !check.agrees) {
        return Sameness::Differs;
    }
    let is_known = service.interactions.is_some() || service.users.is_some();
    if is_known { Sameness::Agrees } else { Sameness::Unknown }
}

/// The check of event types by name. Names are compared without case: `Watch` and `watch` are one event of two domains.
fn event_types(service: &[String], ours: &[String]) -> SameDataCheck {
    let set = |names: &[String]| {
        let mut names: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        names.sort();
        names
    };
    SameDataCheck {
        what: "event types".to_owned(),
        service: service.join(", "),
        ours: ours.join(", "),
        agrees: set(service) == set(ours),
    }
}

impl SameData {
    /// The answer in a sentence without its full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let differing: Vec<String> = self
            .checks
            .iter()
            .filter(|check| !check.agrees)
            .map(|check| format!("{} {} there, {} here", check.what, check.service, check.ours))
            .collect();
        match self.verdict {
            Sameness::Differs => format!(
                "not the same data ({}): the difference between the figures is one of data as well as \
                 of models",
                differing.join("; ")
            ),
            Sameness::Agrees => format!(
                "may be the same data: {} agree",
                self.checks.iter().map(|check| check.what.as_str()).collect::<Vec<_>>().join(", ")
            ),
            Sameness::Unknown => {
                "whether it is the same data cannot be told: the metrics do not say what they rest on"
                    .to_owned()
            }
        }
    }
}
