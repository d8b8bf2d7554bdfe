//! `cost`: a month of import, training and serving.

mod case;
mod data;
mod month;
mod printed;
mod scheme;

use anyhow::{Context, ensure};
use rehearsal::cost::{CostData, CostReport, Prices, SHIPPED, WhatIf};
use rehearsal::report::SingleResult;
use rehearsal::source::opening;
#[cfg(feature = "aws")]
use rehearsal::validate::recipe::Recipe;

use self::case::Case;
use self::data::RunData;
use crate::args::Cost;
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

/// The note under figures that rest on the shipped price lists.
const SHIPPED_NOTE: &str = "The shipped lists are second-hand or old; check the official price page, and change them \
     with `--prices FILE`, before you decide.\n";

pub(super) fn run(args: &Cost, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    if args.print_prices {
        let value = serde_json::to_value(Prices::shipped())?;
        output.data(SHIPPED, &json(&value)?)?;
        return Ok(Verdict::Done);
    }
    let prices = prices(args)?;
    let data = RunData::measure(folder)?;
    let case = Case::new(args, &data)?;
    let mut report = case.month(&prices)?;
    if !args.vs.is_empty() {
        let what_ifs = what_ifs(args, &case, &prices)?;
        report = report.beside(what_ifs);
    }
    let measured = cost_data(&case, &data);
    let report = CostReport { interactions_sha256: data.sha256, data: measured, ..report };
    let bytes = json(&report)?;
    folder.write("cost.json", &bytes)?;
    let mut text = printed::text(&report);
    let has_figures = report.unpriced.is_empty() || report.side_by_side.is_some();
    if args.prices.is_none() && has_figures {
        text.push_str(SHIPPED_NOTE);
    }
    output.result(&text, &bytes, SingleResult::Cost(&report))?;
    Ok(Verdict::Done)
}

/// A month with one training of `recipe` on the data of `folder`, by the shipped prices.
#[cfg(feature = "aws")]
pub(super) fn of_workflow(
    recipe: Recipe,
    tps_min: u32,
    folder: &RunFolder,
) -> anyhow::Result<CostReport> {
    let data = RunData::measure(folder)?;
    Case::of_workflow(recipe, tps_min, &data)?.month(&Prices::shipped())
}

fn prices(args: &Cost) -> anyhow::Result<Prices> {
    let Some(path) = &args.prices else { return Ok(Prices::shipped()) };
    let text = opening::read_to_string(path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    Prices::parse(&text).with_context(|| format!("`{}`", path.display()))
}

/// The months of `--vs`, each once.
fn what_ifs(args: &Cost, case: &Case, prices: &Prices) -> anyhow::Result<Vec<WhatIf>> {
    let mut what_ifs: Vec<WhatIf> = Vec::new();
    for changes in &args.vs {
        let name = &changes.text;
        ensure!(
            what_ifs.iter().all(|other| other.name != *name),
            "`--vs {name}` twice: expected each month once"
        );
        let month = case.changed(changes).and_then(|case| case.month(prices));
        what_ifs.push(month.with_context(|| format!("`--vs {name}`"))?.what_if(name));
    }
    Ok(what_ifs)
}

/// The data of the month; none where nothing is said or prepared.
fn cost_data(case: &Case, data: &RunData) -> Option<CostData> {
    let is_known = case.rows.or(case.users).or(case.items).is_some() || data.csv_bytes > 0;
    is_known.then(|| CostData {
        rows: case.rows,
        users: case.users,
        items: case.items,
        csv_bytes: (data.csv_bytes > 0).then_some(data.csv_bytes),
        stored_bytes: (!data.other_forms.is_empty()).then_some(data.stored_bytes),
    })
}
