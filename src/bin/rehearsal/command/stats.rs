//! `stats`: how sparse the data is.

use anyhow::Context;
use rehearsal::column::SECONDS_END;
use rehearsal::dataset::{Dataset, RowFilter};
use rehearsal::export::digest::FileRecord;
use rehearsal::stats::{Distribution, Stats as Described, describe};

use crate::Verdict;
use crate::args::Stats;
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::text::{count, percent, table};

pub(super) fn run(args: &Stats, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let path = folder.input(args.file.as_deref(), "interactions.csv", "prep interactions")?;
    let dataset = Dataset::read(&path, None, &RowFilter::default())?;
    if !dataset.ended() {
        output.warn(&cut_off(&path));
    }
    let file =
        FileRecord::of(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let stats = describe(&dataset, file);
    if stats.span.last_s >= SECONDS_END {
        output.warn(
            "timestamps must be seconds; these are milliseconds or finer, or far in the future",
        );
    }
    let bytes = json(&stats)?;
    if args.file.is_none() || folder.is_named() {
        folder.write("stats.json", &bytes)?;
    }
    output.data(&text(&stats), &bytes)?;
    Ok(Verdict::Done)
}

/// What to say of a file whose last row has no line break.
pub(super) fn cut_off(path: &std::path::Path) -> String {
    format!("`{}` does not end in a line break; its last row may have been cut off", path.display())
}

fn text(stats: &Described) -> String {
    let fact = |name: &str, value: String| vec![name.to_owned(), value];
    let mut facts = vec![
        fact(&stats.file.path, String::new()),
        fact("interactions", count(stats.interactions)),
        fact("users", count(stats.users)),
        fact("items", count(stats.items)),
        fact("distinct user–item pairs", count(stats.distinct_pairs)),
        fact("repeated pairs", count(stats.repeats)),
        fact("exact duplicates", count(stats.duplicates)),
        fact("density", percent(stats.density)),
        fact("sparsity", percent(stats.sparsity)),
        fact("share of the top 1 % of items", percent(stats.head_share.top_1_percent)),
        fact("share of the top 5 %", percent(stats.head_share.top_5_percent)),
        fact("share of the top 20 %", percent(stats.head_share.top_20_percent)),
        fact("items that share the last fifth of rows", percent(stats.long_tail_share)),
        fact("cold items in the newest tenth", percent(stats.cold_items_newest_tenth)),
        fact("first day", stats.span.first_day.clone()),
        fact("last day", stats.span.last_day.clone()),
        fact("interactions per month", format!("{:.1}", stats.span.interactions_per_month)),
        fact("users in a test set of the service", count(stats.service_test_users)),
    ];
    for (name, rows) in &stats.event_types {
        facts.push(fact(&format!("event type {name}"), count(*rows)));
    }
    format!("{}\n{}", table(&facts), distributions(stats))
}

fn distributions(stats: &Described) -> String {
    let heading = [
        "", "min", "10 %", "25 %", "50 %", "75 %", "90 %", "99 %", "max", "mean", "Gini", "= 1",
        "= 2", "< 5",
    ];
    let row = |name: &str, of: &Distribution| -> Vec<String> {
        let quantiles = [of.min, of.p10, of.p25, of.p50, of.p75, of.p90, of.p99, of.max];
        let mut cells = vec![name.to_owned()];
        cells.extend(quantiles.map(|value| format!("{value:.0}")));
        cells.push(format!("{:.1}", of.mean));
        cells.push(format!("{:.3}", of.gini));
        cells.extend([of.with_1, of.with_2, of.below_5].map(count));
        cells
    };
    let rows = [
        heading.map(str::to_owned).to_vec(),
        row("per user", &stats.per_user),
        row("per item", &stats.per_item),
    ];
    table(&rows)
}
