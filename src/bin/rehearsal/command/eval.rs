//! `eval baselines`: local models by the service's metrics.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::dataset::{Dataset, RowFilter};
use rehearsal::experiment::{
    DataRecord, EvalResult, Experiment, Progress, Seen, Timings, run as evaluate,
};
use rehearsal::export::digest::FileRecord;
use rehearsal::export::finish_all;
use rehearsal::metric::{COVERAGE, Convention, REPORTED};
use rehearsal::model::{ModelConfig, NAMES};
use rehearsal::param::finite;
use rehearsal::split::{HoldOut, Protocol};

use crate::Verdict;
use crate::args::{
    ConventionName, DataFiles, Eval, EvalBaselines, HoldOutName, ProtocolName, SeenName,
};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::text::{count, metric, table};

impl From<SeenName> for Seen {
    fn from(name: SeenName) -> Self {
        match name {
            SeenName::Include => Self::Include,
            SeenName::Exclude => Self::Exclude,
        }
    }
}

pub(super) fn run(eval: &Eval, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let Eval::Baselines(args) = eval;
    let experiment = experiment(args)?;
    let (interactions, items) = data_files(&args.files, folder)?;
    // Opened first, so that a long run does not end at a file it may not write.
    let (_folder, mut result_file) = folder.create("eval.json")?;
    let (_timings_folder, mut timings_file) = folder.create("timings.json")?;
    if let Some(threshold) = args.event_value_threshold {
        finite("event-value-threshold", threshold)?;
    }
    let filter = RowFilter {
        event_type: args.event_type.clone(),
        event_value_threshold: args.event_value_threshold,
    };
    let dataset = Dataset::read(&interactions, items.as_deref(), &filter)?;
    if !dataset.ended() {
        output.warn(&super::stats::cut_off(&interactions));
    }
    check_catalogue(&dataset, items.as_deref(), output)?;
    let data = data_record(&dataset, interactions, items, filter)?;
    let bar = output.progress(0);
    let progress = |at: Progress<'_>| {
        bar.set_length(at.total as u64);
        bar.set_position(at.done as u64);
        bar.set_message(format!("{}, fold {}", at.model, at.fold));
    };
    let (result, timings) = evaluate(&dataset, data, &experiment, &progress)?;
    bar.finish_and_clear();
    let bytes = json(&result)?;
    result_file.write_all(&bytes)?;
    timings_file.write_all(&json(&timings)?)?;
    finish_all(vec![result_file, timings_file])?;
    output.data(&text(&result, &timings, output.is_verbose()), &bytes)?;
    Ok(Verdict::Done)
}

/// As the service tests.
const TEST_SHARE: f64 = 0.1;

fn experiment(args: &EvalBaselines) -> anyhow::Result<Experiment> {
    let mut texts: Vec<&str> = args.models.iter().map(String::as_str).collect();
    texts.extend(args.model.iter().map(String::as_str));
    if texts.is_empty() {
        texts.extend(NAMES);
    }
    let models = texts.into_iter().map(ModelConfig::parse).collect::<Result<Vec<_>, _>>()?;
    if let Some((at, repeated)) =
        models.iter().enumerate().find(|&(at, model)| models[..at].contains(model))
    {
        bail!("model {} repeats model `{}` with the same parameters", at + 1, repeated.name());
    }
    if args.test_share.is_some() && (args.folds != 1 || args.protocol != ProtocolName::Personalize)
    {
        bail!("`--test-share` goes with `--folds 1`: with more folds every user is tested");
    }
    let protocol = match args.protocol {
        ProtocolName::Personalize => Protocol::Personalize {
            folds: args.folds,
            test_share: args.test_share.unwrap_or(TEST_SHARE),
            seed: args.seed,
        },
        ProtocolName::PerUserRatio => Protocol::PerUserRatio,
    };
    let hold_out = match args.hold_out {
        HoldOutName::Rows => HoldOut::Rows,
        HoldOutName::Items => HoldOut::Items,
    };
    let convention = match args.convention {
        ConventionName::Service => Convention::Service,
        ConventionName::Documented => Convention::Documented,
        ConventionName::Standard => Convention::Standard,
    };
    let (seen, seed) = (args.seen.into(), args.seed);
    Ok(Experiment { protocol, hold_out, seen, convention, models, seed })
}

/// The interactions file, and the items file where there is one.
pub(super) fn data_files(
    files: &DataFiles,
    folder: &RunFolder,
) -> anyhow::Result<(PathBuf, Option<PathBuf>)> {
    let given = files.interactions.as_deref();
    let interactions = folder.input(given, "interactions.csv", "prep interactions")?;
    let beside = folder.file("items.csv");
    // The run folder's items belong to its own interactions only.
    let default = (given.is_none() && beside.is_file()).then_some(beside);
    Ok((interactions, files.items.clone().or(default)))
}

/// Says when the items file does not know the items of the interactions, and stops when it knows
/// none: it must be another data set's.
pub(super) fn check_catalogue(
    dataset: &Dataset,
    items: Option<&Path>,
    output: &Output,
) -> anyhow::Result<()> {
    let (Some(items), (missing, total)) = (items, dataset.unlisted_items()) else { return Ok(()) };
    if missing == total {
        bail!("`{}` knows none of the {} items of the interactions", items.display(), count(total));
    }
    if missing > 0 {
        output.warn(&format!(
            "`{}` lacks {} of the {} items of the interactions; is it of the same data?",
            items.display(),
            count(missing),
            count(total)
        ));
    }
    Ok(())
}

fn data_record(
    dataset: &Dataset,
    interactions: PathBuf,
    items: Option<PathBuf>,
    filter: RowFilter,
) -> anyhow::Result<DataRecord> {
    let record = |path: PathBuf| {
        FileRecord::of(&path).with_context(|| format!("cannot read `{}`", path.display()))
    };
    Ok(DataRecord {
        interactions: record(interactions)?,
        items_file: items.map(record).transpose()?,
        rows: dataset.n_rows(),
        users: dataset.users().len(),
        items: dataset.items().len(),
        event_type: filter.event_type,
        event_value_threshold: filter.event_value_threshold,
    })
}

fn text(result: &EvalResult, timings: &Timings, verbose: bool) -> String {
    let mut out = rehearsal::report::rests_on(result).join("\n");
    out.push_str("\n\n");
    let mut heading = vec!["model".to_owned(), COVERAGE.to_owned()];
    heading.extend(REPORTED.map(rehearsal::metric::Metric::short_name));
    heading.push("seconds".to_owned());
    let mut rows = vec![heading];
    for (model, timing) in result.models.iter().zip(&timings.models) {
        let mut row = vec![model.title()];
        row.push(metric(model.metrics[COVERAGE]));
        row.extend(REPORTED.map(|reported| metric(model.metrics[&reported.key()])));
        row.push(format!("{:.2}", timing.fit_seconds + timing.recommend_seconds));
        rows.push(row);
    }
    out.push_str(&table(&rows));
    if verbose {
        out.push('\n');
        out.push_str(&intervals(result));
    }
    out
}

fn intervals(result: &EvalResult) -> String {
    let mut heading = vec!["95 % intervals".to_owned()];
    heading.extend(REPORTED.map(rehearsal::metric::Metric::short_name));
    let mut rows = vec![heading];
    for model in &result.models {
        let mut row = vec![model.title()];
        row.extend(REPORTED.map(|reported| {
            let interval = model.intervals[&reported.key()];
            format!("{}–{}", metric(interval.low), metric(interval.high))
        }));
        rows.push(row);
    }
    let mut text = table(&rows);
    let lists: usize = result.models.iter().map(|model| model.short_lists).sum();
    if lists > 0 {
        let _ = writeln!(text, "{} lists have fewer than 25 items", count(lists));
    }
    text
}
