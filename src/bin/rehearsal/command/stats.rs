//! `stats`: how sparse the data is, and what it changes into.

mod printed;

use anyhow::Context;
use rehearsal::dataset::Dataset;
use rehearsal::export::digest::FileRecord;
use rehearsal::number::shown;
use rehearsal::report::{Inputs, SingleResult};
use rehearsal::source::door::Origin;
use rehearsal::stats::{
    Check, DataPlace, FailOn, Stats as Described, against, against_schema, describe, json_schema,
};

use super::report::{expect_page, write_page};
use super::table_text;
use crate::args::Stats;
use crate::guard::{self, Holder};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

/// The page of `--html` in the run folder.
const PAGE: &str = "stats.html";

pub(super) fn run(args: &Stats, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    if args.json_schema {
        let bytes = json(&if args.against.is_some() { against_schema() } else { json_schema() })?;
        output.data(&String::from_utf8_lossy(&bytes), &bytes)?;
        return Ok(Verdict::Done);
    }
    let demands = Demands::of(&args.fail_on)?;
    let path = folder.interactions(args.file.as_deref())?;
    if let Some(page) = &args.html {
        expect_page((page.named(), PAGE), std::slice::from_ref(&path), folder)?;
    }
    let text = table_text::text(&args.text)?;
    let (dataset, mut stats) = read(Origin::new(&path, &text), args.session_gap, output)?;
    if args.file.is_none() {
        stats.advise_for(&place(folder));
    }
    let failed = demands.failed(&stats)?;
    if let Some(other) = &args.against {
        let (other, other_stats) = read(Origin::new(other, &text), args.session_gap, output)?;
        let found = against((&dataset, stats), (&other, other_stats));
        let bytes = json(&found)?;
        if folder.is_named() {
            folder.write("stats-against.json", &bytes)?;
        }
        output.prose(&printed::side_by_side(&found), &bytes)?;
        return Ok(verdict(&failed, output));
    }
    let bytes = json(&stats)?;
    let mut results = Vec::new();
    if args.file.is_none() || folder.is_named() {
        results.push(("stats.json".to_owned(), bytes.clone()));
    }
    if args.charts {
        results.extend(charts(&stats)?);
    }
    let written: Vec<(&str, &[u8])> =
        results.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    folder.write_all(&written)?;
    if let Some(page) = &args.html {
        let title = format!("Statistics of {}", path.display());
        let inputs = Inputs { title, stats: Some(stats.clone()), ..Inputs::default() };
        write_page((page.named(), PAGE), &inputs, folder, output)?;
    }
    output.result(&printed::text(&stats), &bytes, SingleResult::Statistics(&stats))?;
    Ok(verdict(&failed, output))
}

/// The run folder, as the commands of the data card name it.
fn place(folder: &RunFolder) -> DataPlace {
    if folder.is_named() {
        DataPlace::Folder(folder.path().display().to_string())
    } else {
        DataPlace::DefaultFolder
    }
}

fn read(
    origin: Origin<'_>,
    session_gap: u32,
    output: &Output,
) -> anyhow::Result<(Dataset, Described)> {
    let path = origin.path;
    guard::expect_fits(Holder::Stats, origin, output)?;
    let dataset = Dataset::read_whole_rows(origin)?;
    if !dataset.ended() {
        output.warn(&cut_off(path));
    }
    let file = FileRecord::of(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let stats = describe(&dataset, file, i64::from(session_gap));
    if let Some(found) = dataset.not_seconds() {
        output.warn(&found.sentence(&path.display().to_string()));
    }
    Ok((dataset, stats))
}

/// The warning about a file whose last row has no line break.
pub(super) fn cut_off(path: &std::path::Path) -> String {
    format!("`{}` does not end in a line break; its last row may have been cut off", path.display())
}

/// The demands of `--fail-on`.
struct Demands {
    card: bool,
    own: Vec<FailOn>,
}

impl Demands {
    fn of(texts: &[String]) -> anyhow::Result<Self> {
        let own = texts.iter().filter(|text| *text != "card");
        let own = own.map(|text| FailOn::parse(text)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { card: texts.iter().any(|text| text == "card"), own })
    }

    /// The demands that are not met.
    fn failed(&self, stats: &Described) -> anyhow::Result<Vec<Check>> {
        let mut failed = Vec::new();
        if self.card {
            failed.extend(stats.card.iter().filter(|check| !check.met).cloned());
        }
        for demand in &self.own {
            failed.extend(Some(demand.check(stats)?).filter(|check| !check.met));
        }
        Ok(failed)
    }
}

fn verdict(failed: &[Check], output: &Output) -> Verdict {
    for Check { figure, value, demand, why, .. } in failed {
        let value = shown(*value);
        output.warn(&format!("{figure} is {value}, not {demand}: {why}"));
    }
    if failed.is_empty() { Verdict::Done } else { Verdict::No }
}

/// The charts as PNG files, by their names in the run folder.
#[cfg(feature = "charts")]
fn charts(stats: &Described) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let inputs = Inputs { stats: Some(stats.clone()), ..Inputs::default() };
    let pngs = rehearsal::report::chart::pngs(&inputs)?;
    Ok(pngs.into_iter().map(|(name, png)| (format!("charts/{name}"), png)).collect())
}

/// The charts without the feature `charts`: none.
#[cfg(not(feature = "charts"))]
fn charts(_stats: &Described) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    anyhow::bail!("this build has no charts; build it with the feature `charts`")
}
