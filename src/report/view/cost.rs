//! A month's cost as a table.

use crate::cost::{CostReport, Estimate, Unpriced, Usage};
use crate::number::{grouped, shown};
use crate::report::page_table::{Table, texts};

/// The parts of the month by each price list; of what has no price, the units and the key that would price them.
pub(super) fn table(cost: &CostReport) -> Table {
    if !cost.unpriced.is_empty() {
        return units(&cost.unpriced);
    }
    let mut heading = vec!["per month".to_owned()];
    heading.extend(cost.estimates.iter().map(|one| format!("prices {}", one.prices.name)));
    let row = |(name, part): (String, Part)| {
        let mut cells = vec![name];
        cells.extend(cost.estimates.iter().map(|one| format!("${:.2}", part(one))));
        cells
    };
    Table { heading, rows: parts(&cost.usage).into_iter().map(row).collect() }
}

/// A part of an estimate.
type Part = fn(&Estimate) -> f64;

fn parts(usage: &Usage) -> Vec<(String, Part)> {
    let import = (format!("import of {} GB", usage.gigabytes), (|one| one.import) as Part);
    if usage.interactions > 0.0 {
        let trained = format!("training by {} interactions", grouped(usage.interactions, 0));
        let requests = format!("{} requests", grouped(usage.requests, 0));
        return vec![
            import,
            (trained, |one| one.training),
            (requests, |one| one.serving),
            ("total".to_owned(), |one| one.total),
        ];
    }
    let trainings =
        format!("{} trainings of {:.1} hours", shown(usage.trainings), usage.training_hours);
    let serving = format!("{} TPS for {} hours", usage.tps, usage.serving_hours);
    let mut parts =
        vec![import, (trainings, (|one| one.training) as Part), (serving, |one| one.serving)];
    if usage.batch_lists > 0.0 {
        let lists = format!("{} lists of batch jobs", shown(usage.batch_lists));
        parts.push((lists, |one| one.batch.unwrap_or(0.0)));
    }
    parts.push(("total".to_owned(), |one| one.total));
    parts.push(("of it, when nobody asks anything".to_owned(), |one| one.idle));
    parts
}

fn units(unpriced: &[Unpriced]) -> Table {
    let row = |one: &Unpriced| {
        vec![one.what.clone(), format!("{} {}", grouped(one.amount, 0), one.unit), one.key.clone()]
    };
    let heading = texts(["per month", "to be paid", "key of a price list"]);
    Table { heading, rows: unpriced.iter().map(row).collect() }
}
