//! A month as text.

use rehearsal::cost::{CostData, CostReport, Estimate, PriceList, Usage};

use crate::readable::{count, dollars, table};

/// Makes a row: its name, the amount, and a cell for each estimate.
type RowOf<'r> = &'r dyn Fn(&str, String, &dyn Fn(&Estimate) -> String) -> Vec<String>;

fn whole(amount: f64) -> String {
    count(rehearsal::number::round_to_count(amount))
}

/// The month, as people read it.
pub(super) fn text(report: &CostReport) -> String {
    let mut text = heading(report);
    let rows = if report.unpriced.is_empty() { amounts(report) } else { units(report) };
    text.push_str(&table(&rows));
    text.push('\n');
    if let Some(rows) = report.side_by_side_rows() {
        text.push_str(&table(&rows));
        text.push('\n');
    }
    let data = report.data.as_ref().and_then(CostData::sentence);
    for line in report
        .side_by_side_sentences()
        .iter()
        .chain(&data)
        .chain(&report.basis)
        .chain(&report.advice)
    {
        text.extend([line, "\n"]);
    }
    for one in &report.estimates {
        let PriceList { name, date, source, .. } = &one.prices;
        text.extend(["`", name, "` (", date, "): ", source, "\n"]);
    }
    text
}

fn heading(report: &CostReport) -> String {
    let Some(recipe) = &report.recipe else { return String::new() };
    if report.unpriced.is_empty() {
        return format!("{recipe}\n\n");
    }
    let by = if report.usage.interactions > 0.0 {
        " is charged by interactions and requests, for which no list has prices"
    } else if report.usage.users > 0.0 {
        " is charged by users and hours, and by requests beyond those that are free, for which no list has all the prices"
    } else {
        " has prices of its own, and no list has all of them"
    };
    format!("{recipe}{by}: the cost is unknown.\n\n")
}

/// The rows of the table of what has no price: the units to be paid, and the key that would price them.
fn units(report: &CostReport) -> Vec<Vec<String>> {
    let heading =
        ["in 30 days", "to be paid", "key of a list of --prices"].map(str::to_owned).to_vec();
    let rows = report.unpriced.iter().map(|one| {
        vec![one.what.clone(), format!("{} {}", whole(one.amount), one.unit), one.key.clone()]
    });
    std::iter::once(heading).chain(rows).collect()
}

/// The rows of the table: each amount of a month, with what it costs by each price list.
fn amounts(report: &CostReport) -> Vec<Vec<String>> {
    let usage = &report.usage;
    let mut heading = vec!["in 30 days".to_owned(), "amount".to_owned()];
    heading.extend(report.estimates.iter().map(|one| format!("prices `{}`", one.prices.name)));
    let row = |name: &str, amount: String, part: &dyn Fn(&Estimate) -> String| {
        let mut cells = vec![name.to_owned(), amount];
        cells.extend(report.estimates.iter().map(part));
        cells
    };
    let import = row("import", format!("{} GB", usage.gigabytes), &|one| dollars(one.import));
    let parts = if usage.users > 0.0 {
        recommender(usage, &row)
    } else if usage.interactions > 0.0 {
        by_interactions(usage, &row)
    } else {
        campaign(report, &row)
    };
    [heading, import].into_iter().chain(parts).collect()
}

fn recommender(usage: &Usage, row: RowOf<'_>) -> Vec<Vec<String>> {
    let users = format!("{} users × {} hours", whole(usage.users), usage.serving_hours);
    vec![
        row("recommender", with_requests(users, usage), &|one| dollars(one.serving)),
        total(usage, row),
        row("idle recommender", "no requests".to_owned(), &|one| dollars(one.idle)),
    ]
}

fn by_interactions(usage: &Usage, row: RowOf<'_>) -> Vec<Vec<String>> {
    let trained = format!("{} interactions", whole(usage.interactions));
    let mut rows = vec![
        row("training", trained, &|one| dollars(one.training)),
        row("requests", whole(usage.requests), &|one| dollars(one.serving)),
    ];
    rows.extend(batch_jobs(usage, row));
    rows.push(total(usage, row));
    rows
}

fn campaign(report: &CostReport, row: RowOf<'_>) -> Vec<Vec<String>> {
    let usage = &report.usage;
    let serving = if usage.tps > 0.0 {
        format!("{} TPS × {} hours", usage.tps, usage.serving_hours)
    } else {
        "none".to_owned()
    };
    // Two digits, as far as they say something.
    let amount = |value: f64| {
        let text = format!("{value:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let hours = format!("{} × {} hours", amount(usage.trainings), amount(usage.training_hours));
    let mut rows = vec![
        row("training", hours, &|one| dollars(one.training)),
        row("campaign", with_requests(serving, usage), &|one| dollars(one.serving)),
    ];
    rows.extend(batch_jobs(usage, row));
    rows.push(total(usage, row));
    rows.push(row("idle campaign", "no requests".to_owned(), &|one| dollars(one.idle)));
    rows.push(row("paid for idle", "of the total".to_owned(), &|one| {
        one.idle_percent().unwrap_or_else(|| "-".to_owned())
    }));
    if report.estimates.iter().any(|one| one.as_batch.is_some()) {
        let lists = format!("{} lists", whole(usage.requests));
        rows.push(row("requests as batch", lists, &|one| known(one.as_batch)));
    }
    rows
}

fn with_requests(served: String, usage: &Usage) -> String {
    if usage.requests > 0.0 {
        format!("{served}, {} requests", whole(usage.requests))
    } else {
        served
    }
}

fn total(usage: &Usage, row: RowOf<'_>) -> Vec<String> {
    row("total", String::new(), &|one| known(one.known_total(usage)))
}

/// The row of batch jobs, where there are any.
fn batch_jobs(usage: &Usage, row: RowOf<'_>) -> Option<Vec<String>> {
    let lists = format!("{} lists", whole(usage.batch_lists));
    (usage.batch_lists > 0.0).then(|| row("batch jobs", lists, &|one| known(one.batch)))
}

fn known(amount: Option<f64>) -> String {
    amount.map_or_else(|| "unknown".to_owned(), dollars)
}
