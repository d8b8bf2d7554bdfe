//! `cost`: a month of import, training and serving.

use std::path::Path;

use anyhow::{Context, ensure};
use rehearsal::cost::{
    CostReport, DAYS, Estimate, PriceList, Prices, SHIPPED, Usage, estimate, estimated_hours,
};
use rehearsal::export::digest::FileRecord;
use rehearsal::param::within;
use rehearsal::report::SingleResult;
use rehearsal::source::table::Table;
use rehearsal::source::{files, opening};
use rehearsal::stats::Stats;

use crate::args::{Cost, Retrain};
use crate::output::Output;
use crate::readable::{count, dollars, table};
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

/// The note under figures that rest on the shipped price lists.
const SHIPPED_NOTE: &str = "The shipped lists are second-hand or old; check the official price page, and change them \
     with `--prices FILE`, before you decide.\n";
/// The GB and the rows of the worked example, which are taken where the run folder holds nothing.
const EXAMPLE_GIGABYTES: f64 = 0.005;
const EXAMPLE_ROWS: usize = 100_000;

pub(super) fn run(args: &Cost, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    if args.print_prices {
        let value = serde_json::to_value(Prices::shipped())?;
        output.data(SHIPPED, &json(&value)?)?;
        return Ok(Verdict::Done);
    }
    let prices = match &args.prices {
        None => Prices::shipped(),
        Some(path) => {
            let text = opening::read_to_string(path)
                .with_context(|| format!("cannot read `{}`", path.display()))?;
            Prices::parse(&text).with_context(|| format!("`{}`", path.display()))?
        }
    };
    let mut basis = Vec::new();
    let usage = usage(args, folder, &mut basis)?;
    let interactions_sha256 = measured(args, folder)?;
    let report = CostReport { interactions_sha256, ..estimate(usage, basis, prices) };
    let bytes = json(&report)?;
    folder.write("cost.json", &bytes)?;
    let mut text = text(&report);
    if args.prices.is_none() {
        text.push_str(SHIPPED_NOTE);
    }
    output.result(&text, &bytes, SingleResult::Cost(&report))?;
    Ok(Verdict::Done)
}

/// The digest of the prepared interactions, where an amount rests on them.
fn measured(args: &Cost, folder: &RunFolder) -> anyhow::Result<String> {
    let has_hours = args.training_hours.is_some() || args.solution_version.is_some();
    if args.gigabytes.is_some() && (has_hours || args.rows.is_some()) {
        return Ok(String::new());
    }
    // Parts in a folder have no digest of their own.
    let prepared = folder.prepared("interactions")?.filter(|path| path.is_file());
    let Some(path) = prepared else { return Ok(String::new()) };
    let file =
        FileRecord::of(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(file.sha256)
}

fn usage(args: &Cost, folder: &RunFolder, basis: &mut Vec<String>) -> anyhow::Result<Usage> {
    // More than anybody has, and small enough for every product to be finite.
    let amount = |name, value| within(name, value, &0.0, &1e12);
    let gigabytes = match args.gigabytes {
        Some(given) => given,
        None => prepared_gigabytes(folder, basis)?,
    };
    let trainings = match (args.trainings, args.retrain) {
        (Some(given), _) => given,
        (None, Retrain::Daily) => DAYS,
        (None, Retrain::Weekly) => DAYS / 7.0,
        (None, Retrain::Monthly | Retrain::Once) => 1.0,
    };
    Ok(Usage {
        gigabytes: amount("gigabytes", gigabytes)?,
        training_hours: amount("training-hours", training_hours(args, folder, basis)?)?,
        trainings: amount("trainings", trainings)?,
        tps: amount("tps", args.tps)?,
        serving_hours: within("serving-hours", args.serving_hours, &0.0, &744.0)?,
        requests: amount("requests", args.requests)?,
        batch_lists: amount("batch-lists", args.batch_lists)?,
        free_tier: args.free_tier,
    })
}

/// The size of the prepared files together, in GB.
fn prepared_gigabytes(folder: &RunFolder, basis: &mut Vec<String>) -> anyhow::Result<f64> {
    let mut bytes = 0;
    for stem in ["interactions", "items", "users"] {
        bytes += folder.prepared(stem)?.map_or(0, |path| files::size(&path));
    }
    if bytes == 0 {
        basis.push(format!(
            "import: nothing is prepared in the run folder, so the {EXAMPLE_GIGABYTES} GB of the worked example are taken; \
             `--gigabytes` says yours"
        ));
        return Ok(EXAMPLE_GIGABYTES);
    }
    basis.push(format!(
        "import: the prepared files of the run folder have {} bytes",
        rehearsal::number::thousands(bytes)
    ));
    // Exact: nobody has 2^53 bytes.
    #[expect(clippy::cast_precision_loss, reason = "sizes of files are far below 2^53")]
    let bytes = bytes as f64;
    Ok(bytes / 1e9)
}

fn training_hours(args: &Cost, folder: &RunFolder, basis: &mut Vec<String>) -> anyhow::Result<f64> {
    if let Some(hours) = args.training_hours {
        return Ok(hours);
    }
    if let Some(path) = &args.solution_version {
        let hours = billed_hours(path)?;
        basis.push(format!("training: {hours} hours, as `{}` says was billed", path.display()));
        return Ok(hours);
    }
    let rows = match args.rows {
        Some(rows) => rows,
        None => prepared_rows(folder)?.unwrap_or_else(|| {
            basis.push(format!(
                "training: nothing is prepared in the run folder, so the {} rows of the worked example are taken; `--rows` \
                 says yours",
                count(EXAMPLE_ROWS)
            ));
            EXAMPLE_ROWS
        }),
    };
    basis.push(format!(
        "training: {:.2} billed hours are an estimate from {} rows, by two published trainings; \
         `--training-hours` or `--solution-version` says what yours was billed",
        estimated_hours(rows),
        count(rows)
    ));
    Ok(estimated_hours(rows))
}

/// The rows of the prepared interactions: as `stats` counted them, else counted now.
fn prepared_rows(folder: &RunFolder) -> anyhow::Result<Option<usize>> {
    let Some(path) = folder.prepared("interactions")? else { return Ok(None) };
    if let Some(stats) = folder.read_json::<Stats>("stats.json").ok().flatten()
        && files::size(&path) == stats.file.bytes
    {
        return Ok(Some(stats.interactions));
    }
    let mut table = Table::open(&path, &[])?;
    let mut rows = 0;
    while table.advance()? {
        rows += 1;
    }
    Ok(Some(rows))
}

/// `trainingHours` of DescribeSolutionVersion's answer.
fn billed_hours(path: &Path) -> anyhow::Result<f64> {
    let shown = path.display();
    let text = opening::read_to_string(path).with_context(|| format!("cannot read `{shown}`"))?;
    let value: serde_json::Value =
        serde_json::from_str(&text).with_context(|| format!("`{shown}` is not JSON"))?;
    let version = value.get("solutionVersion").unwrap_or(&value);
    let found = version.get("trainingHours");
    let hours = found.and_then(serde_json::Value::as_f64);
    let expected = "expected a number `trainingHours` as DescribeSolutionVersion answers once it is \
                    trained";
    let hours = hours.with_context(|| match found {
        None => format!("`{shown}`: {expected}; it has none"),
        Some(other) => format!("`{shown}`: {expected}; found {other}"),
    })?;
    ensure!(hours >= 0.0, "`{shown}`: {expected}; found {hours}");
    Ok(hours)
}

fn whole(amount: f64) -> String {
    count(rehearsal::number::round_to_count(amount))
}

fn text(report: &CostReport) -> String {
    let mut text = table(&amounts(report));
    text.push('\n');
    for line in report.basis.iter().chain(&report.advice) {
        text.extend([line, "\n"]);
    }
    for one in &report.estimates {
        let PriceList { name, date, source, .. } = &one.prices;
        text.extend(["`", name, "` (", date, "): ", source, "\n"]);
    }
    text
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
    let serving = format!("{} TPS × {} hours", usage.tps, usage.serving_hours);
    let serving = match usage.requests {
        requests if requests > 0.0 => format!("{serving}, {} requests", whole(requests)),
        _ => serving,
    };
    // Two digits, as far as they say something.
    let amount = |value: f64| {
        let text = format!("{value:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let hours = format!("{} × {} hours", amount(usage.trainings), amount(usage.training_hours));
    let mut rows = vec![
        heading,
        row("import", format!("{} GB", usage.gigabytes), &|one| dollars(one.import)),
        row("training", hours, &|one| dollars(one.training)),
        row("campaign", serving, &|one| dollars(one.serving)),
    ];
    if usage.batch_lists > 0.0 {
        rows.push(row("batch jobs", format!("{} lists", whole(usage.batch_lists)), &|one| {
            one.batch.map_or_else(|| "no price".to_owned(), dollars)
        }));
    }
    rows.push(row("total", String::new(), &|one| dollars(one.total)));
    rows.push(row("idle campaign", "no requests".to_owned(), &|one| dollars(one.idle)));
    if usage.requests > 0.0 {
        rows.push(row("requests as batch", format!("{} lists", whole(usage.requests)), &|one| {
            one.as_batch.map_or_else(|| "no price".to_owned(), dollars)
        }));
    }
    rows
}
