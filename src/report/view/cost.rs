//! A month's cost as a table.

use crate::cost::{CostData, CostReport, Estimate, Unpriced, Usage};
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
        cells.extend(cost.estimates.iter().map(|one| {
            part(one, &cost.usage)
                .map_or_else(|| "unknown".to_owned(), |amount| format!("${amount:.2}"))
        }));
        cells
    };
    Table { heading, rows: parts(&cost.usage).into_iter().map(row).collect() }
}

/// The months side by side, where there are several.
pub(super) fn side_by_side(cost: &CostReport) -> Option<Table> {
    let plain = |row: &Vec<String>| row.iter().map(|cell| cell.replace('`', "")).collect();
    let mut rows = cost.side_by_side_rows()?.iter().map(plain).collect::<Vec<Vec<String>>>();
    let heading = rows.remove(0);
    Some(Table { heading, rows })
}

/// The sentences under the tables.
pub(super) fn notes(cost: &CostReport) -> Vec<String> {
    let mut notes = cost.side_by_side_sentences();
    notes.extend(cost.data.as_ref().and_then(CostData::sentence));
    notes.extend(cost.basis.iter().chain(&cost.advice).cloned());
    notes
}

/// A part of an estimate; none where it has no price.
type Part = fn(&Estimate, &Usage) -> Option<f64>;

fn parts(usage: &Usage) -> Vec<(String, Part)> {
    let import = (format!("import of {} GB", usage.gigabytes), (|one, _| Some(one.import)) as Part);
    if usage.users > 0.0 {
        let users = format!(
            "recommender for {} users in {} hours, {} requests",
            grouped(usage.users, 0),
            shown(usage.serving_hours),
            grouped(usage.requests, 0)
        );
        return vec![
            import,
            (users, |one, _| Some(one.serving)),
            ("total".to_owned(), Estimate::known_total),
            ("of it, when nobody asks anything".to_owned(), |one, _| Some(one.idle)),
        ];
    }
    if usage.interactions > 0.0 {
        let trained = format!("training by {} interactions", grouped(usage.interactions, 0));
        let requests = format!("{} requests", grouped(usage.requests, 0));
        let mut parts = vec![
            import,
            (trained, |one, _| Some(one.training)),
            (requests, |one, _| Some(one.serving)),
        ];
        parts.extend(batch_jobs(usage));
        parts.push(("total".to_owned(), Estimate::known_total));
        return parts;
    }
    let trainings =
        format!("{} trainings of {:.1} hours", shown(usage.trainings), usage.training_hours);
    let serving = format!("{} TPS for {} hours", usage.tps, usage.serving_hours);
    let mut parts = vec![
        import,
        (trainings, (|one, _| Some(one.training)) as Part),
        (serving, |one, _| Some(one.serving)),
    ];
    parts.extend(batch_jobs(usage));
    parts.push(("total".to_owned(), Estimate::known_total));
    parts.push(("of it, when nobody asks anything".to_owned(), |one, _| Some(one.idle)));
    parts
}

fn batch_jobs(usage: &Usage) -> Option<(String, Part)> {
    let lists = format!("{} lists of batch jobs", shown(usage.batch_lists));
    (usage.batch_lists > 0.0).then_some((lists, |one, _| one.batch))
}

fn units(unpriced: &[Unpriced]) -> Table {
    let row = |one: &Unpriced| {
        vec![one.what.clone(), format!("{} {}", grouped(one.amount, 0), one.unit), one.key.clone()]
    };
    let heading = texts(["per month", "to be paid", "key of a price list"]);
    Table { heading, rows: unpriced.iter().map(row).collect() }
}
