//! `cost`: a month of import, training and serving.

use std::path::Path;

use anyhow::{Context, ensure};
use rehearsal::cost::{
    CostReport, DAYS, Estimate, PriceList, Prices, SHIPPED, Usage, estimate,
    estimate_by_interactions, estimated_hours,
};
use rehearsal::export::digest::FileRecord;
use rehearsal::param::within;
use rehearsal::report::SingleResult;
use rehearsal::schema::Domain;
use rehearsal::source::table::Table;
use rehearsal::source::{files, opening};
use rehearsal::stats::Stats;
use rehearsal::validate::recipe::{Generation, Recipe};

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
    let report = match &args.recipe {
        None => estimate(usage, basis, prices),
        Some(name) => of_recipe(name, (usage, basis, prices), args, folder)?,
    };
    let report = CostReport { interactions_sha256, ..report };
    let bytes = json(&report)?;
    folder.write("cost.json", &bytes)?;
    let mut text = text(&report);
    if args.prices.is_none() && report.unpriced.is_empty() {
        text.push_str(SHIPPED_NOTE);
    }
    output.result(&text, &bytes, SingleResult::Cost(&report))?;
    Ok(Verdict::Done)
}

/// The month of a recipe, by the scheme that it is charged by.
fn of_recipe(
    name: &str,
    (usage, basis, prices): (Usage, Vec<String>, Prices),
    args: &Cost,
    folder: &RunFolder,
) -> anyhow::Result<CostReport> {
    let recipe = Recipe::find(name)?;
    let facts = recipe.facts();
    ensure!(
        facts.domain == Domain::Custom,
        "`{name}` is a use case of a domain dataset group: its recommender is charged by users and hour, in tiers whose \
         limits no price list has, so that no figure would be right"
    );
    let recipe = Some(recipe.name().to_owned());
    if facts.generation != Generation::Second {
        return Ok(CostReport { recipe, ..estimate(usage, basis, prices) });
    }
    let rows = args.rows.map_or_else(|| prepared_rows(folder), |rows| Ok(Some(rows)))?;
    let rows = rows.with_context(|| {
        format!("`{name}` is charged by interactions: `--rows` says how many, or prepare them into the run folder")
    })?;
    let mut basis: Vec<String> =
        basis.into_iter().filter(|line| !line.starts_with("training:")).collect();
    basis.push(format!(
        "training: {} interactions, before any filter of event types or values, in each of {} trainings",
        count(rows),
        rehearsal::number::grouped(usage.trainings, 2).trim_end_matches(".00")
    ));
    let interactions = rehearsal::number::from_count(rows) * usage.trainings;
    let usage = Usage { training_hours: 0.0, tps: 0.0, serving_hours: 0.0, interactions, ..usage };
    Ok(CostReport { recipe, ..estimate_by_interactions(usage, basis, prices) })
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
    expect_agreement(args, folder)?;
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
        interactions: 0.0,
        free_tier: args.free_tier,
    })
}

/// Refuses rows that are not those of the files whose size is taken.
fn expect_agreement(args: &Cost, folder: &RunFolder) -> anyhow::Result<()> {
    let (Some(rows), None) = (args.rows, args.gigabytes) else { return Ok(()) };
    let there = prepared_rows(folder)?.unwrap_or(rows);
    ensure!(
        there == rows,
        "`--rows {rows}` and the {} rows of the run folder differ, whose size would be taken for the import: say \
         `--gigabytes` too, or leave `--rows` out",
        count(there)
    );
    Ok(())
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
    let mut text = match &report.recipe {
        Some(recipe) if report.unpriced.is_empty() => format!("{recipe}\n\n"),
        Some(recipe) => format!(
            "{recipe} is charged by interactions and requests, for which no list has prices: the cost is unknown.\n\n"
        ),
        None => String::new(),
    };
    let rows = if report.unpriced.is_empty() { amounts(report) } else { units(report) };
    text.push_str(&table(&rows));
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
    let import = row("import", format!("{} GB", usage.gigabytes), &|one| dollars(one.import));
    if usage.interactions > 0.0 {
        let trained = format!("{} interactions", whole(usage.interactions));
        return vec![
            heading,
            import,
            row("training", trained, &|one| dollars(one.training)),
            row("requests", whole(usage.requests), &|one| dollars(one.serving)),
            row("total", String::new(), &|one| dollars(one.total)),
        ];
    }
    let mut rows = vec![
        heading,
        import,
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
