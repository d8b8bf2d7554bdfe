//! `stats`: how sparse the data is, and what it changes into.

mod merge;
mod names;
#[cfg(not(feature = "spark"))]
#[path = "stats/no_spark.rs"]
mod on_spark;
#[cfg(feature = "spark")]
mod on_spark;
mod printed;

use std::path::Path;

use anyhow::Context;
use rehearsal::dataset::Dataset;
use rehearsal::export::digest::{Digester, FileRecord};
use rehearsal::number::shown;
use rehearsal::report::{Inputs, SingleResult};
use rehearsal::source::door::Origin;
use rehearsal::stats::{
    Check, DataPlace, FailOn, SESSION_GAP_S, Stats as Described, StatsState, against, describe,
};

use self::names::{PAGE, STATE, STATS};
use super::report::{expect_page, write_page};
use super::table_text;
use crate::args::{CountingEngine, Stats};
use crate::guard::{self, Holder};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

pub(super) fn run(args: &Stats, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let demands = Demands::of(&args.fail_on)?;
    if args.engine == CountingEngine::Spark {
        return of_spark(args, &demands, folder, output);
    }
    let described = if args.merge.is_empty() {
        of_file(args, folder, output)?
    } else {
        of_parts(args, folder)?
    };
    let failed = demands.failed(&described.stats)?;
    if let Some(other) = &args.against {
        beside(described, other, args, folder, output)?;
    } else {
        let WithRows { stats, rows, of } = described;
        finish(stats, (Some(&rows), &of), args, folder, output)?;
    }
    Ok(verdict(&failed, output))
}

/// The statistics of rows that Spark sees.
fn of_spark(
    args: &Stats,
    demands: &Demands,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let place = args.file.as_deref().unwrap_or_else(|| Path::new(""));
    if let Some(page) = &args.html {
        expect_page((page.named(), PAGE), &[], folder)?;
    }
    let stats = on_spark::described(args, (place, gap(args)), output)?;
    let failed = demands.failed(&stats)?;
    let of = place.display().to_string();
    finish(stats, (None, &of), args, folder, output)?;
    Ok(verdict(&failed, output))
}

/// Statistics and the rows behind them.
struct WithRows {
    stats: Described,
    rows: StatsState,
    /// The end of the page's title.
    of: String,
}

/// The statistics of the file that was named, or of the run folder's.
fn of_file(args: &Stats, folder: &RunFolder, output: &Output) -> anyhow::Result<WithRows> {
    let path = folder.interactions(args.file.as_deref())?;
    if let Some(page) = &args.html {
        expect_page((page.named(), PAGE), std::slice::from_ref(&path), folder)?;
    }
    let text = table_text::text(&args.text)?;
    let (dataset, mut stats) = read(Origin::new(&path, &text), gap(args), output)?;
    if args.file.is_none() {
        stats.advise_for(&place(folder));
    }
    let rows = StatsState::new(dataset, stats.file.clone());
    Ok(WithRows { stats, rows, of: path.display().to_string() })
}

/// The statistics of the files that were kept apart.
fn of_parts(args: &Stats, folder: &RunFolder) -> anyhow::Result<WithRows> {
    if let Some(page) = &args.html {
        expect_page((page.named(), PAGE), &args.merge, folder)?;
    }
    let (merged, gap) = merge::merged(args, folder)?;
    let stats = merged.describe(gap);
    let of = stats.file.path.clone();
    Ok(WithRows { stats, rows: merged.into_state(), of })
}

/// Lays another file beside the one at hand.
fn beside(
    first: WithRows,
    other: &Path,
    args: &Stats,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<()> {
    let text = table_text::text(&args.text)?;
    let (other, other_stats) = read(Origin::new(other, &text), gap(args), output)?;
    let found = against((first.rows.dataset(), first.stats), (&other, other_stats));
    let bytes = json(&found)?;
    if folder.is_named() {
        folder.write("stats-against.json", &bytes)?;
    }
    output.prose(&printed::side_by_side(&found), &bytes)
}

/// Writes what was asked for and prints the statistics.
fn finish(
    mut stats: Described,
    (rows, of): (Option<&StatsState>, &str),
    args: &Stats,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<()> {
    let mut results = Vec::new();
    if let Some(rows) = rows.filter(|_| args.keep_state) {
        let bytes = rows.bytes().context("the state cannot be compressed")?;
        let mut digester = Digester::default();
        digester.update(&bytes);
        stats.state = Some(digester.record(Path::new(STATE)));
        results.push((STATE.to_owned(), bytes));
    }
    let bytes = json(&stats)?;
    if args.file.is_none() || folder.is_named() || args.keep_state {
        results.push((STATS.to_owned(), bytes.clone()));
    }
    if args.charts {
        results.extend(charts(&stats)?);
    }
    let written: Vec<(&str, &[u8])> =
        results.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    folder.write_all(&written)?;
    if let Some(page) = &args.html {
        let title = format!("Statistics of {of}");
        let inputs = Inputs { title, stats: Some(stats.clone()), ..Inputs::default() };
        write_page((page.named(), PAGE), &inputs, folder, output)?;
    }
    output.result(&printed::text(&stats), &bytes, SingleResult::Statistics(&stats))
}

/// The seconds without a row that end a session of a file.
fn gap(args: &Stats) -> i64 {
    args.session_gap.map_or(SESSION_GAP_S, i64::from)
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
    session_gap_s: i64,
    output: &Output,
) -> anyhow::Result<(Dataset, Described)> {
    let path = origin.path;
    guard::expect_fits(Holder::Stats, origin, output)?;
    let dataset = Dataset::read_whole_rows(origin)?;
    if !dataset.ended() {
        output.warn(&cut_off(path));
    }
    let file = FileRecord::of(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let stats = describe(&dataset, file, session_gap_s);
    if let Some(found) = dataset.not_seconds() {
        output.warn(&found.sentence(&path.display().to_string()));
    }
    Ok((dataset, stats))
}

/// The warning about a file whose last row has no line break.
pub(super) fn cut_off(path: &Path) -> String {
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
