//! `cost`: a month of import, training and serving.

use rehearsal::cost::{CostReport, Usage, estimate, shipped_prices};
use rehearsal::param::{InvalidParam, within};

use crate::Verdict;
use crate::args::Cost;
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::text::{dollars, table};

pub(super) fn run(args: &Cost, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let usage = usage(args)?;
    let report = estimate(usage, shipped_prices());
    let bytes = json(&report)?;
    folder.write("cost.json", &bytes)?;
    output.data(&text(&report), &bytes)?;
    Ok(Verdict::Done)
}

fn usage(args: &Cost) -> Result<Usage, InvalidParam> {
    // More than anybody has, and small enough for every product to be finite.
    let amount = |name, value| within(name, value, &0.0, &1e9);
    Ok(Usage {
        gigabytes: amount("gigabytes", args.gigabytes)?,
        training_hours: amount("training-hours", args.training_hours)?,
        trainings: amount("trainings", args.trainings)?,
        tps: amount("tps", args.tps)?,
        serving_hours: amount("serving-hours", args.serving_hours)?,
    })
}

fn text(report: &CostReport) -> String {
    let usage = &report.usage;
    let mut heading = vec!["per month".to_owned(), "amount".to_owned()];
    heading.extend(report.estimates.iter().map(|one| format!("prices `{}`", one.prices.name)));
    let row = |name: &str, amount: String, part: fn(&rehearsal::cost::Estimate) -> f64| {
        let mut cells = vec![name.to_owned(), amount];
        cells.extend(report.estimates.iter().map(|one| dollars(part(one))));
        cells
    };
    let hours = format!("{} × {} hours", usage.trainings, usage.training_hours);
    let rows = [
        heading,
        row("import", format!("{} GB", usage.gigabytes), |one| one.import),
        row("training", hours, |one| one.training),
        row("serving", format!("{} TPS × {} hours", usage.tps, usage.serving_hours), |one| {
            one.serving
        }),
        row("total", String::new(), |one| one.total),
    ];
    let mut text = table(&rows);
    for one in &report.estimates {
        text.extend(["\n`", &one.prices.name, "`: ", &one.prices.source]);
    }
    text.push_str(
        "\nThe lists are second-hand or old; check the official price page before you decide.\n",
    );
    text
}
