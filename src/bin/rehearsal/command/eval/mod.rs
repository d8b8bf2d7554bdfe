//! `eval`: local models, and lists from elsewhere, by the service's metrics.

mod baselines;
mod leaderboard;
mod names;
mod recommendations;
mod resume;
mod text;
mod time;
mod tune;
mod tune_text;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::dataset::Dataset;
use rehearsal::experiment::{Candidates, PerUser, Purpose, Scoring, list_bytes};
use rehearsal::export::digest::FileRecord;
use rehearsal::export::{AtomicFile, OutputFolder, Replace};
use rehearsal::memory::Room;
use rehearsal::metric::{ACCURACY, Convention, Metric, page};
use rehearsal::source::door::{Origin, TextOptions};

use crate::Verdict;
use crate::args::{AskedFor, ConventionName, DataFiles, Eval, PurposeName, ScoringArgs};
use crate::guard;
use crate::output::Output;
use crate::run_folder::{RunFolder, create, expect_not_read};
use crate::text::count;

pub(super) fn run(eval: &Eval, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let explains = match eval {
        Eval::Baselines(args) => args.scoring.explain_metrics,
        Eval::Recommendations(args) => args.scoring.explain_metrics,
        Eval::Tune(_) => false,
    };
    if explains {
        let definitions: Vec<_> = rehearsal::metric::definitions()
            .into_iter()
            .map(|one| {
                serde_json::json!({
                    "key": one.key, "short_name": one.short_name, "definition": one.text,
                    "source": one.source, "reported_by_personalize": one.reported,
                })
            })
            .collect();
        let value = serde_json::json!({ "schema_version": 1, "metrics": definitions });
        output.data(&page(), &crate::run_folder::json(&value)?)?;
        return Ok(Verdict::Done);
    }
    match eval {
        Eval::Baselines(args) => baselines::run(args, folder, output),
        Eval::Recommendations(args) => recommendations::run(args, folder, output),
        Eval::Tune(args) => tune::run(args, folder, output),
    }
}

impl From<PurposeName> for Purpose {
    fn from(name: PurposeName) -> Self {
        match name {
            PurposeName::Recommend => Self::Recommend,
            PurposeName::SimilarItems => Self::SimilarItems,
            PurposeName::ReRank => Self::ReRank,
        }
    }
}

/// The default number of candidates in a list to re-rank.
const CANDIDATES: usize = 100;

/// The lists that are to be re-ranked.
fn candidates(
    args: &AskedFor,
    text_options: &TextOptions,
    dataset: &Dataset,
    output: &Output,
) -> anyhow::Result<Candidates> {
    let re_ranks = args.purpose == PurposeName::ReRank;
    let Some(text) = args.candidates.as_deref() else {
        return Ok(if re_ranks { Candidates::Popular(CANDIDATES) } else { Candidates::All });
    };
    if !re_ranks {
        bail!("`--candidates` goes with `--purpose re-rank`");
    }
    if let Some(number) = text.strip_prefix("popular:") {
        let number: Option<usize> = number.parse().ok().filter(|&number| number > 0);
        let expected = "a whole number of at least 1 after `popular:`";
        return Ok(Candidates::Popular(
            number.with_context(|| format!("`--candidates {text}`: expected {expected}"))?,
        ));
    }
    let (candidates, n_unknown) =
        Candidates::read(Origin::new(Path::new(text), text_options), dataset)?;
    if n_unknown > 0 {
        output.warn(&format!(
            "`{text}`: {} candidates are of users or items that the data does not have",
            count(n_unknown)
        ));
    }
    Ok(candidates)
}

/// The most memory that a model may take beside the data and the lists: as `--memory-limit` says, or what the system left
/// when this process began.
pub(super) fn memory_limit(text: Option<&str>, dataset: &Dataset) -> anyhow::Result<Option<Room>> {
    let size = text.map(|text| super::prep::options::bytes("memory-limit", text)).transpose()?;
    let lists = list_bytes(dataset.users().len(), dataset.items().len());
    Ok(match size {
        Some(size) => Some(Room::given(size as u64)),
        None => guard::room().map(|room| room.beside(dataset.bytes() + lists)),
    })
}

/// The convention that was named.
fn convention(args: &ScoringArgs) -> Option<Convention> {
    args.convention.map(|name| match name {
        ConventionName::Service => Convention::Service,
        ConventionName::Documented => Convention::Documented,
        ConventionName::Standard => Convention::Standard,
    })
}

/// The metric of this short name or key.
fn metric(text: &str) -> anyhow::Result<&'static Metric> {
    let known: Vec<String> = ACCURACY.iter().map(|metric| metric.short_name.to_owned()).collect();
    let found = ACCURACY.iter().find(|one| one.short_name == text || one.key == text);
    found.copied().with_context(|| {
        format!("`--metric`: expected one of {}, found `{text}`", known.join(", "))
    })
}

/// The scoring of lists, from what was typed.
fn scoring(args: &ScoringArgs, seed: u64) -> anyhow::Result<Scoring> {
    let convention = convention(args).unwrap_or_default();
    let metric = metric(&args.metric)?;
    let mut event_weights = BTreeMap::new();
    for text in &args.event_weights {
        let (name, weight) = text.split_once('=').unwrap_or((text, ""));
        let weight: f64 = weight
            .parse()
            .ok()
            .filter(|weight: &f64| weight.is_finite() && *weight >= 0.0)
            .with_context(|| {
                format!(
                    "`--event-weight`: expected NAME=W with a number W from 0 up, found `{text}`"
                )
            })?;
        if event_weights.insert(name.to_owned(), weight).is_some() {
            bail!("`--event-weight` gives `{name}` two weights");
        }
    }
    if !event_weights.is_empty() && event_weights.values().all(|&weight| weight <= 0.0) {
        bail!("`--event-weight`: at least one weight must be above 0");
    }
    let replicates = args.replicates;
    Ok(Scoring { convention, metric, event_weights, replicates, seed, ..Scoring::default() })
}

/// Says which weighted event types the data does not have; none of them at all is an error.
fn check_weights(scoring: &Scoring, dataset: &Dataset, output: &Output) -> anyhow::Result<()> {
    let known = dataset.event_types();
    let missing: Vec<&str> = scoring
        .event_weights
        .keys()
        .filter(|name| !known.contains(name))
        .map(String::as_str)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let there: Vec<String> = known
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| format!("`{}`", rehearsal::text::shorten(name, 40)))
        .take(12)
        .collect();
    let text = format!(
        "`--event-weight`: the data has no event type `{}`; it has {}",
        missing.join("`, `"),
        if there.is_empty() { "none at all".to_owned() } else { there.join(", ") }
    );
    if missing.len() == scoring.event_weights.len() {
        bail!(text);
    }
    output.warn(&text);
    Ok(())
}

/// The file for per-user values, opened before the long run: no input, and no other output.
fn per_user_file(
    args: &ScoringArgs,
    replace: &Replace,
    inputs: &[PathBuf],
    outputs: &[&Path],
) -> anyhow::Result<Option<(AtomicFile, OutputFolder)>> {
    let Some(path) = args.per_user.as_deref() else { return Ok(None) };
    expect_not_read(path, inputs)?;
    let place = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    };
    if outputs
        .iter()
        .any(|output| path == *output || (place(path).is_some() && place(path) == place(output)))
    {
        bail!("`--per-user` names `{}`, which the result itself is written to", path.display());
    }
    let (folder, file) = create(path, replace)?;
    Ok(Some((file, folder)))
}

fn write_per_user(
    values: &PerUser,
    path: Option<&Path>,
    file: &mut AtomicFile,
) -> anyhow::Result<()> {
    let is_csv = path.and_then(Path::extension).is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let written = if is_csv { values.write_csv(file) } else { values.write_parquet(file) };
    written.and_then(|()| file.flush()).context("cannot write the per-user values")
}

fn file_record(path: &Path) -> anyhow::Result<FileRecord> {
    FileRecord::of(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// The interactions file, and the items file where there is one.
pub(super) fn data_files(
    files: &DataFiles,
    folder: &RunFolder,
) -> anyhow::Result<(PathBuf, Option<PathBuf>)> {
    let given = files.interactions.as_deref();
    let interactions = folder.interactions(given)?;
    // The run folder's items belong to its own interactions only.
    let default = if given.is_none() { folder.prepared("items")? } else { None };
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
